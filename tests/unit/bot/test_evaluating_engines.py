"""The engines are found by name, timed, and refused with a sentence where they are not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import cli
from bot.evaluating.engines import ENGINES, Places, calibrate_training
from bot.evaluating.evaluation import evaluate
from bot.evaluating.memory import resident_mb
from bot.evaluating.messages import read_messages
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.errors import UnderstandingError
from tests.unit.bot.evaluating import MODELS, expected_item, expecting, write, written
from tests.unit.bot.rasa_server import TOKEN, stand_in


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that speaks as Rasa does, and takes every message for an appointment."""
    with stand_in() as running:
        running.rankings = {"": {"report_medical": 0.9, "other": 0.1}}
        yield running.url


@pytest.fixture(scope="module")
def models(parser: EmbeddedParser) -> Path:
    """The folder in which the models are already trained."""
    assert parser
    return MODELS


def test_the_embedded_engine(models: Path) -> None:
    engine = ENGINES["embedded"](Places(models))
    assert (engine.name, engine.remark) == ("embedded", "")
    assert engine.start_seconds > 0
    assert engine.memory_mb() == pytest.approx(resident_mb(), rel=0.2)


def test_the_training_messages_are_judged_out_of_fold(models: Path) -> None:
    figures = calibrate_training(Places(models))["English"]
    assert figures is not None
    assert 0.5 < figures.right < 1


def test_rasa_judges_what_english_messages_are_about(models: Path, server: str, tmp_path: Path) -> None:
    engine = ENGINES["rasa"](Places(models, server, TOKEN))
    medical = expecting(items=[expected_item(code="M")])
    path = write(tmp_path / "some.jsonl", written(), medical)
    found = evaluate(engine, read_messages(path), 50)
    assert (found.engine, found.figures.codes.right.count, found.figures.codes.right.of) == ("rasa", 1, 2)
    assert found.codes.mistakes == (("I", "M", 1),)
    assert (found.memory_mb is None) == (resident_mb() is None)
    assert "server" in found.remark


@pytest.mark.parametrize(
    ("url", "token", "sentence"),
    [
        (None, "", "NINEBELL_RASA_URL is not set, so there is no Rasa to ask."),
        ("http://127.0.0.1:1", TOKEN, "Rasa did not answer"),
        ("server", "another token", "Rasa refused the token."),
    ],
)
def test_a_rasa_that_is_not_there(
    models: Path, server: str, url: str | None, token: str, sentence: str
) -> None:
    with pytest.raises(UnderstandingError) as raised:
        ENGINES["rasa"](Places(models, server if url == "server" else url, token))
    assert str(raised.value).startswith(sentence)


def test_the_command_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NINEBELL_VAR", str(tmp_path))
    monkeypatch.delenv("NINEBELL_RASA_URL", raising=False)
    file = write(tmp_path / "some.jsonl", written())
    unnamed = CliRunner().invoke(cli, ["evaluate", str(file), "--engine", "rasa"])
    assert unnamed.exit_code == 1
    assert "Error: NINEBELL_RASA_URL is not set" in unnamed.output
    monkeypatch.setenv("NINEBELL_RASA_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("NINEBELL_RASA_TOKEN", "short")
    wrong = CliRunner().invoke(cli, ["evaluate", str(file), "--engine", "rasa"])
    assert wrong.exit_code == 1
    assert "NINEBELL_RASA_TOKEN must have at least" in wrong.output
