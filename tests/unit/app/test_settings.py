"""Settings: each documented, each refused with a sentence when it cannot be."""

import re
from pathlib import Path

import pytest

from app.settings import DEFAULTS, SettingsError, read_settings

EXAMPLE = Path(__file__).parents[3] / ".env.example"
GOOD = {
    "NINEBELL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000009",
    "TWILIO_AUTH_TOKEN": "an invented token",
}


def test_every_setting_is_explained_in_the_example_and_no_other() -> None:
    named = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(DEFAULTS)


def test_the_example_shows_the_defaults() -> None:
    shown = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    assert {name: value for name, value in shown.items() if value} == {
        name: value for name, value in DEFAULTS.items() if value
    }


def test_what_is_left_out_has_its_default() -> None:
    settings = read_settings(GOOD)
    assert settings.database_url == "sqlite:///var/ninebell.db"
    assert settings.auth_tokens == ("an invented token",)
    assert settings.is_sqlite
    assert not settings.served_over_https


def test_two_tokens_while_one_is_changed() -> None:
    settings = read_settings({**GOOD, "TWILIO_PREVIOUS_AUTH_TOKEN": "the old one"})
    assert settings.auth_tokens == ("an invented token", "the old one")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("NINEBELL_SECRET_KEY", "", "NINEBELL_SECRET_KEY is not set"),
        ("NINEBELL_SECRET_KEY", "short", "too short"),
        ("NINEBELL_DATABASE_URL", "mysql://x", "must start with sqlite:/// or postgresql://"),
        ("NINEBELL_PUBLIC_URL", "absence.example.org", "must be an address such as https://"),
        ("NINEBELL_TWILIO_API_URL", "here", "must be an address"),
        ("NINEBELL_PORT", "eighty", "NINEBELL_PORT must be a number"),
        ("NINEBELL_PORT", "70000", "from 0 to 65535"),
        ("NINEBELL_TEXTS_PER_SECOND", "0", "from 0.1 to 1000"),
        ("NINEBELL_LOG_LEVEL", "LOUD", "must be DEBUG"),
        ("NINEBELL_RASA_URL", "localhost:5005", "must be an address"),
        ("NINEBELL_RASA_URL", "http://127.0.0.1:5005", "NINEBELL_RASA_TOKEN must have at least 16"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_settings({**GOOD, name: value})


def test_rasa_is_left_out_unless_it_is_named_with_its_token() -> None:
    assert read_settings(GOOD).rasa_url is None
    rasa = {"NINEBELL_RASA_URL": "http://127.0.0.1:5005/", "NINEBELL_RASA_TOKEN": "an invented secret"}
    settings = read_settings({**GOOD, **rasa})
    assert (settings.rasa_url, settings.rasa_token) == ("http://127.0.0.1:5005", "an invented secret")
    assert "an invented secret" not in repr(settings)


def test_secrets_are_not_in_what_settings_print() -> None:
    printed = repr(read_settings(GOOD))
    assert "an invented token" not in printed
    assert GOOD["NINEBELL_SECRET_KEY"] not in printed
