"""Signs of life: is the process alive, can it do its work, and how do things stand."""

import hmac
import time
from collections.abc import Callable
from functools import lru_cache

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from app.metrics import CONTENT_TYPE, render_metrics
from app.time import Clock
from bot.parsers.fallback import FallbackParser
from storage.engine import Database
from storage.figures import read_figures
from storage.migrate import find_revision, newest_revision

#: A beat comes every second; one that closes a thousand registers may take a good part of this.
LONGEST_BEAT_S = 60.0
WHAT_TO_SAY = {
    "database": "the database cannot be reached",
    "migrations": "the database is not at this version's revision: run ninebell migrate",
    "understanding": "the engine that reads messages is not loaded yet",
    "clock": "the clock of this process does not beat",
}
#: What does not keep a process from its work, but should be put right.
FALLEN_BACK = "Rasa does not answer as it should: our own engine reads all messages"


class Pulse:
    """When the clock of this process last beat. A process without a clock has none to show."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        """No clock yet.

        Args:
            seconds: a clock that never jumps.
        """
        self._seconds = seconds
        self._last: float | None = None

    def beat(self) -> None:
        """The clock is starting, or has beaten."""
        self._last = self._seconds()

    @property
    def is_well(self) -> bool:
        """Whether the last beat is recent, or there is no clock here that should beat."""
        return self._last is None or self._seconds() - self._last < LONGEST_BEAT_S


def check_ready(database: Database, pulse: Pulse, understands: Callable[[], bool]) -> dict[str, str]:
    """What keeps this process from doing its work: name → a few words. Empty when it is ready."""
    wrong = set()
    try:
        if find_revision(database) != _newest():
            wrong.add("migrations")
    except SQLAlchemyError:
        wrong.add("database")
    if not understands():
        wrong.add("understanding")
    if not pulse.is_well:
        wrong.add("clock")
    return {name: words for name, words in WHAT_TO_SAY.items() if name in wrong}


@lru_cache(maxsize=1)
def _newest() -> str | None:
    return newest_revision()


def signs_of_life(
    database: Database,
    now: Clock,
    pulse: Pulse,
    understands: Callable[[], bool],
    metrics_token: str,
    beside: Callable[[], FallbackParser | None] = lambda: None,
) -> Blueprint:
    """The three addresses that machines ask.

    Args:
        database: open.
        now: reads the clock.
        pulse: of the clock in this process, if it has one.
        understands: whether the engine that reads messages is loaded.
        metrics_token: what whoever asks for figures must know; empty: nobody may.
        beside: the engine with another one to fall back to; None where there is but one, or none yet.
    """
    routes = Blueprint("signs_of_life", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        """The process answers. A database that is away is no reason to kill it."""
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def readyz() -> Response:
        """It can do its work; 503 and what is missing when it cannot. What is merely worse keeps it ready."""
        missing = check_ready(database, pulse, understands)
        parser = beside()
        degraded = {"rasa": FALLEN_BACK} if parser and parser.is_failing else {}
        answer = jsonify({"ready": not missing, "missing": missing, "degraded": degraded})
        answer.status_code = 503 if missing else 200
        return answer

    @routes.get("/metrics")
    def metrics() -> Response:
        """How things stand, for whoever knows the token; to everybody else there is no such page."""
        if not _knows(metrics_token):
            return Response("not found\n", status=404, mimetype="text/plain")
        with database.read() as db:
            figures = read_figures(db, now())
        return Response(render_metrics(figures, beside()), content_type=CONTENT_TYPE)

    @routes.after_request
    def keep_nothing(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def _knows(token: str) -> bool:
    offered = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(offered.encode(), f"Bearer {token}".encode())
