"""A whole process with Rasa named in its settings: it reads with Rasa, and says so when it cannot."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.services import Services
from app.settings import read_settings
from app.web import create_app
from bot.parsers.protocol import ChildName, Intent, Parser, ParseRequest
from rules.reasons import Reason
from tests.flows.conftest import MODELS
from tests.unit.bot.rasa_server import TOKEN, StandIn, stand_in

REQUEST = ParseRequest(
    "Zofia has a temperature", datetime(2026, 11, 20, 8, 12, tzinfo=UTC), (ChildName(1, "Zofia", "Nowak"),)
)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as running:
        running.rankings = {"temperature": {"report_excluded": 0.9, "other": 0.1}, "": {"greet": 1.0}}
        yield running


@pytest.fixture
def services(parser: Parser, server: StandIn, sqlite_url: str, tmp_path: Path) -> Iterator[Services]:
    """A process's parts, with the model that is trained already."""
    (tmp_path / "models").symlink_to(MODELS)
    settings = {
        "NINEBELL_VAR": str(tmp_path),
        "NINEBELL_DATABASE_URL": sqlite_url,
        "NINEBELL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000009",
        "TWILIO_AUTH_TOKEN": "an invented token",
        "NINEBELL_RASA_URL": server.url,
        "NINEBELL_RASA_TOKEN": TOKEN,
    }
    made = Services(read_settings(settings))
    yield made
    made.database.close()


def degraded(client: FlaskClient) -> tuple[int, list[str]]:
    answer = client.get("/readyz")
    return answer.status_code, list(answer.get_json()["degraded"])


def test_rasa_reads_and_our_own_engine_when_it_fails(services: Services, server: StandIn) -> None:
    client = create_app(services).test_client()
    assert degraded(client) == (200, [])
    (item,) = services.parser.parse(REQUEST).items
    assert item.reason is Reason.EXCLUDED, "as Rasa says"
    server.status = 500
    (item,) = services.parser.parse(REQUEST).items
    assert item.reason is Reason.ILLNESS, "as our own engine says"
    assert degraded(client) == (200, ["rasa"])


def test_a_rasa_that_is_away_at_the_start_shows_at_once(
    services: Services, server: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    server.status = 503
    client = create_app(services).test_client()
    assert degraded(client) == (200, ["rasa"])
    assert "our own engine" in caplog.text
    assert services.parser.parse(REQUEST).intent is Intent.REPORT


def test_without_an_address_there_is_one_engine(services: Services, parser: Parser, tmp_path: Path) -> None:
    environ = {
        "NINEBELL_VAR": str(tmp_path),
        "NINEBELL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000009",
        "TWILIO_AUTH_TOKEN": "an invented token",
    }
    alone = Services(read_settings(environ))
    assert alone.fallback is None
    assert alone.parser.parse(REQUEST).items
    assert alone.fallback is None
