"""Signs of life: alive without a database, ready only with everything, figures only with the token."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.health import LONGEST_BEAT_S, Pulse, signs_of_life
from bot.parsers.fallback import FallbackParser
from bot.parsers.protocol import Intent, ParseRequest, ParseResult
from bot.parsers.rasaclient import RasaError
from storage.engine import Database, open_database
from storage.migrate import downgrade, upgrade

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
TOKEN = "a token of twenty-six"


class Seconds:
    """A clock that never jumps, moved by the test."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def serve(
    database: Database, pulse: Pulse | None = None, token: str = TOKEN, understands: bool = True
) -> FlaskClient:
    app = Flask("signs")
    routes = signs_of_life(database, lambda: NOW, pulse or Pulse(), lambda: understands, token)
    app.register_blueprint(routes)
    return app.test_client()


def missing(client: FlaskClient) -> tuple[int, set[str]]:
    answer = client.get("/readyz")
    body = answer.get_json()
    assert body["ready"] == (answer.status_code == 200)
    return answer.status_code, set(body["missing"])


def test_ready_with_everything(database: Database) -> None:
    assert missing(serve(database)) == (200, set())


def test_not_ready_on_an_older_revision(database: Database) -> None:
    client = serve(database)
    downgrade(database, "0001")
    assert missing(client) == (503, {"migrations"})
    upgrade(database)
    assert missing(client) == (200, set())


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://127.0.0.1:9/nobody"])
def test_alive_but_not_ready_without_a_database(url: str) -> None:
    database = open_database(url)
    client = serve(database)
    assert client.get("/healthz").data == b"ok\n"
    assert missing(client) == (503, {"database"})
    database.close()


def test_not_ready_before_messages_can_be_read(database: Database) -> None:
    assert missing(serve(database, understands=False)) == (503, {"understanding"})


def test_not_ready_when_the_clock_of_this_process_stands_still(database: Database) -> None:
    seconds = Seconds()
    pulse = Pulse(seconds)
    client = serve(database, pulse)
    seconds.now += 10 * LONGEST_BEAT_S
    assert missing(client) == (200, set()), "a web process has no clock that could stand still"
    pulse.beat()
    seconds.now += LONGEST_BEAT_S - 1
    assert missing(client) == (200, set())
    seconds.now += 1
    assert missing(client) == (503, {"clock"})
    pulse.beat()
    assert missing(client) == (200, set())


class Reads:
    """An engine for this test: it reads, or it fails."""

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails

    def parse(self, request: ParseRequest) -> ParseResult:
        if self.fails:
            raise RasaError("Rasa did not answer.")
        return ParseResult(Intent.SMALLTALK, 1.0)


def test_ready_but_degraded_while_another_engine_is_fallen_back_from(database: Database) -> None:
    seconds, rasa = Seconds(), Reads(fails=False)
    parser = FallbackParser(rasa, Reads(fails=False), seconds)
    app = Flask("signs")
    app.register_blueprint(signs_of_life(database, lambda: NOW, Pulse(), lambda: True, TOKEN, lambda: parser))
    client = app.test_client()

    def read() -> tuple[int, set[str], str]:
        parser.parse(ParseRequest("hello", NOW))
        seconds.now += 60
        answer = client.get("/readyz")
        figures = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
        samples = [line for line in figures.splitlines() if line.startswith("ninebell_rasa")]
        return answer.status_code, set(answer.get_json()["degraded"]), " ".join(samples)

    assert read() == (200, set(), "ninebell_rasa_failing 0 ninebell_rasa_fallen_back 0")
    rasa.fails = True
    assert read() == (200, {"rasa"}, "ninebell_rasa_failing 1 ninebell_rasa_fallen_back 1")
    rasa.fails = False
    assert read() == (200, set(), "ninebell_rasa_failing 0 ninebell_rasa_fallen_back 1")


def test_with_one_engine_nothing_is_said_of_another(database: Database) -> None:
    client = serve(database)
    assert client.get("/readyz").get_json() == {"ready": True, "missing": {}, "degraded": {}}
    assert "rasa" not in client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, "Bearer another token", 404),
        (TOKEN, TOKEN, 404),
        (TOKEN, None, 404),
        ("", "Bearer ", 404),
        ("", None, 404),
    ],
)
def test_figures_only_for_whoever_knows_the_token(
    database: Database, token: str, header: str | None, status: int
) -> None:
    answer = serve(database, token=token).get("/metrics", headers={"Authorization": header} if header else {})
    assert answer.status_code == status
    assert (b"ninebell_cases_open" in answer.data) == (status == 200)
    assert answer.headers["Cache-Control"] == "no-store"
