"""The settings: the only file that reads the environment. Every one is explained in `.env.example`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A setting is missing or cannot be; the text says which, and what to write."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to the next.

    var: the folder for the files the product keeps (database, queue, trained model).
    """

    var: Path
    database_url: str
    public_url: str
    secret_key: str = field(repr=False)
    host: str
    port: int
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_previous_auth_token: str = field(repr=False)
    twilio_api_url: str | None
    texts_per_second: float
    account_texts_per_second: float
    worker_threads: int
    log_level: str
    clock_file: Path | None
    heartbeat_url: str | None = field(default=None, repr=False)
    metrics_token: str = field(default="", repr=False)
    rasa_url: str | None = None
    rasa_token: str = field(default="", repr=False)

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """The tokens a webhook may be signed with: two while one is being rotated."""
        return tuple(token for token in (self.twilio_auth_token, self.twilio_previous_auth_token) if token)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the school on one machine."""
        return self.database_url.startswith("sqlite")

    @property
    def uses_stand_in(self) -> bool:
        """Whether texts go to the stand-in on this machine, so that none can reach anybody."""
        return (urlsplit(self.twilio_api_url or "").hostname or "") in ("127.0.0.1", "localhost", "::1")

    @property
    def served_over_https(self) -> bool:
        """Whether people reach the pages by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


#: Each setting and what it is when nobody sets it; None means that it must be set.
DEFAULTS: dict[str, str | None] = {
    "NINEBELL_VAR": "var",
    "NINEBELL_DATABASE_URL": "",
    "NINEBELL_PUBLIC_URL": "http://127.0.0.1:8090",
    "NINEBELL_SECRET_KEY": None,
    "NINEBELL_HOST": "127.0.0.1",
    "NINEBELL_PORT": "8090",
    "TWILIO_ACCOUNT_SID": None,
    "TWILIO_AUTH_TOKEN": None,
    "TWILIO_PREVIOUS_AUTH_TOKEN": "",
    "NINEBELL_TWILIO_API_URL": "",
    "NINEBELL_TEXTS_PER_SECOND": "10",
    "NINEBELL_ACCOUNT_TEXTS_PER_SECOND": "100",
    "NINEBELL_WORKER_THREADS": "4",
    "NINEBELL_LOG_LEVEL": "INFO",
    "NINEBELL_CLOCK_FILE": "",
    "NINEBELL_HEARTBEAT_URL": "",
    "NINEBELL_METRICS_TOKEN": "",
    "NINEBELL_RASA_URL": "",
    "NINEBELL_RASA_TOKEN": "",
}
SHORTEST_SECRET = 32
SHORTEST_TOKEN = 16


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environ: the environment; the process's own when None.

    Raises:
        SettingsError: one is missing or wrong; the text says what to write.
    """
    values = {name: _value(os.environ if environ is None else environ, name) for name in DEFAULTS}
    var = Path(values["NINEBELL_VAR"])
    rasa_url, rasa_token = rasa_server(environ)
    return Settings(
        var=var,
        database_url=_database_url(values["NINEBELL_DATABASE_URL"], var),
        public_url=_address("NINEBELL_PUBLIC_URL", values["NINEBELL_PUBLIC_URL"]),
        secret_key=_secret(values["NINEBELL_SECRET_KEY"]),
        host=values["NINEBELL_HOST"],
        port=int(_number("NINEBELL_PORT", values["NINEBELL_PORT"], 0, 65535)),
        twilio_account_sid=values["TWILIO_ACCOUNT_SID"],
        twilio_auth_token=values["TWILIO_AUTH_TOKEN"],
        twilio_previous_auth_token=values["TWILIO_PREVIOUS_AUTH_TOKEN"],
        twilio_api_url=_optional_address("NINEBELL_TWILIO_API_URL", values["NINEBELL_TWILIO_API_URL"]),
        texts_per_second=_number("NINEBELL_TEXTS_PER_SECOND", values["NINEBELL_TEXTS_PER_SECOND"], 0.1, 1000),
        account_texts_per_second=_number(
            "NINEBELL_ACCOUNT_TEXTS_PER_SECOND", values["NINEBELL_ACCOUNT_TEXTS_PER_SECOND"], 0.1, 4000
        ),
        worker_threads=int(_number("NINEBELL_WORKER_THREADS", values["NINEBELL_WORKER_THREADS"], 1, 64)),
        log_level=_level(values["NINEBELL_LOG_LEVEL"]),
        clock_file=Path(values["NINEBELL_CLOCK_FILE"]) if values["NINEBELL_CLOCK_FILE"] else None,
        heartbeat_url=_optional_address("NINEBELL_HEARTBEAT_URL", values["NINEBELL_HEARTBEAT_URL"]),
        metrics_token=_token(values["NINEBELL_METRICS_TOKEN"]),
        rasa_url=rasa_url,
        rasa_token=rasa_token,
    )


def var_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder for the product's files, for commands that need no other setting."""
    return Path(_value(os.environ if environ is None else environ, "NINEBELL_VAR"))


def rasa_server(environ: Mapping[str, str] | None = None) -> tuple[str | None, str]:
    """Where Rasa is and its token, for commands that need no other setting; None and "" without one.

    Raises SettingsError when one of the two is wrong.
    """
    given = os.environ if environ is None else environ
    url, token = _value(given, "NINEBELL_RASA_URL"), _value(given, "NINEBELL_RASA_TOKEN")
    return _optional_address("NINEBELL_RASA_URL", url), _rasa_token(url, token)


def _value(environ: Mapping[str, str], name: str) -> str:
    default = DEFAULTS[name]
    value = environ.get(name, "").strip() or default
    if value is None:
        raise SettingsError(f"{name} is not set. See .env.example for what it is and where to find it.")
    return value


def _database_url(value: str, var: Path) -> str:
    url = value or f"sqlite:///{var / 'ninebell.db'}"
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError(
            "NINEBELL_DATABASE_URL must start with sqlite:/// or postgresql://, for example "
            "sqlite:///var/ninebell.db."
        )
    return url


def _secret(value: str) -> str:
    if len(value) < SHORTEST_SECRET:
        raise SettingsError(
            f"NINEBELL_SECRET_KEY is too short: use at least {SHORTEST_SECRET} characters, for example from "
            "'python -c \"import secrets; print(secrets.token_urlsafe(32))\"'."
        )
    return value


def _token(value: str) -> str:
    if value and len(value) < SHORTEST_TOKEN:
        raise SettingsError(
            f"NINEBELL_METRICS_TOKEN is too short: use at least {SHORTEST_TOKEN} characters, or leave it out."
        )
    return value


def _rasa_token(url: str, token: str) -> str:
    if url and len(token) < SHORTEST_TOKEN:
        raise SettingsError(
            f"NINEBELL_RASA_TOKEN must have at least {SHORTEST_TOKEN} characters where NINEBELL_RASA_URL is "
            "set: the token that Rasa was started with. Or leave both out, to read messages without Rasa."
        )
    return token


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{name} must be an address such as https://absence.example.org.")
    return value.rstrip("/")


def _optional_address(name: str, value: str) -> str | None:
    return _address(name, value) if value else None


def _number(name: str, value: str, least: float, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {value!r}.") from None
    if not least <= number <= most:
        raise SettingsError(f"{name} must be from {least:g} to {most:g}, not {value}.")
    return number


def _level(value: str) -> str:
    if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise SettingsError("NINEBELL_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    return value.upper()
