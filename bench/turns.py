"""Texts taken in a second by the real servers, beside the same server's empty and one-insert routes.

    python -m bench.turns

A turn is what the provider waits for: signature, first commit, understanding, second commit, answer.
"""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from itertools import islice
from pathlib import Path
from statistics import median

from app.commands.import_school import run_import
from app.rehearsal import LONDON
from app.services import Services
from app.settings import read_settings
from app.time import open_clock, set_clock, system_clock
from bench.kept import check_kept
from bench.load import CLIENTS, Burst, Round
from bench.machine import describe_machine
from bench.messages import Text, posts_to, signed_texts
from bench.served import EMPTY, INSERT
from bench.servers import EMBEDDED, GUNICORN, MODELS, free_port, serving, settings_for
from bot.parsers.embedded import EmbeddedParser
from demo.days import last_school_day
from demo.roll import LINE
from demo.school import write_school
from rules.sessions import local_instant
from storage.engine import open_database
from telephony.simulator.handsets import Line
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings

#: Before the registers close: a morning's usual hour for texts.
SHOWS = time(7, 30)
ROUNDS, TEXTS_A_ROUND, WARM_UP = 5, 60, 40
#: The cheap routes go through their texts several times, so that a round lasts long enough to be timed.
EMPTY_TIMES, INSERT_TIMES = 10, 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to run the product. database_url: empty for a SQLite file of its own."""

    name: str
    command: Callable[[int], tuple[str, ...]]
    database_url: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """A server that runs, with the school in it. texts: signed, each from another number."""

    port: int
    texts: list[Text]
    environ: dict[str, str]


def main() -> None:
    """Measure both, one after the other, and print."""
    print(describe_machine())
    MODELS.mkdir(mode=0o700, parents=True, exist_ok=True)
    EmbeddedParser.load(MODELS)
    measure(
        Kind("SQLite: ninebell serve (waitress, 8 threads; clock and workers inside)", lambda _: EMBEDDED)
    )
    measure_on_postgres()


def measure_on_postgres() -> None:
    """Measure the Procfile's web process, over a database that is dropped again."""
    # The PostgreSQL from pip asks, when it is imported, for a folder that a server has not got.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from tests import postgres

    postgres.wait_for_disk()
    database_url = postgres.new_database()
    try:
        gunicorn = Kind(
            "PostgreSQL: the Procfile's web (gunicorn, 2 workers of 8 threads)",
            lambda port: (*GUNICORN, f"127.0.0.1:{port}"),
            database_url,
        )
        measure(gunicorn)
    finally:
        postgres.drop_database(database_url)


def measure(kind: Kind) -> None:
    """Measure one way to run the product, and print what came of it."""
    with standing(kind) as stand:
        texts = iter(stand.texts)
        Burst(stand.port, [text.post for text in islice(texts, WARM_UP)]).fire()
        print(f"\n{kind.name}; {CLIENTS} clients that keep their connections")
        rounds = [_round(number, stand.port, list(islice(texts, TEXTS_A_ROUND))) for number in range(ROUNDS)]
        posted = [text.sid for text in stand.texts[: WARM_UP + ROUNDS * TEXTS_A_ROUND]]
        database = open_database(read_settings(stand.environ).database_url)
        outcomes = check_kept(database, posted)
        database.close()
    _print_medians(rounds)
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    print(f"  errors 0; {len(posted)} texts posted, each kept and taken in once, at the first try: {told}")


@contextmanager
def standing(kind: Kind) -> Iterator[Stand]:
    """The demo school imported and the server started, while the block lasts."""
    day = last_school_day(system_clock().astimezone(LONDON).date())
    with tempfile.TemporaryDirectory(prefix="ninebell-bench-") as name:
        folder, port = Path(name), free_port()
        (folder / "models").symlink_to(MODELS)
        set_clock(folder / "clock.json", local_instant(day, SHOWS, LONDON))
        phones = _phones(folder, port)
        phones.start()
        try:
            environ = settings_for(folder, port, phones.api_url, kind.database_url)
            _import(folder, environ, day)
            texts = list(signed_texts(day, environ["NINEBELL_PUBLIC_URL"]))
            with serving(kind.command(port), environ, folder / "server.log"):
                yield Stand(port, texts, environ)
        finally:
            phones.stop()


def _phones(folder: Path, port: int) -> Simulator:
    """The stand-in for the provider, for the few replies that are sent meanwhile."""
    product = f"http://127.0.0.1:{port}"
    return Simulator(
        SimulatorSettings(
            token="bench",  # noqa: S106 -- guards nothing but this measurement
            public_url=product,
            product_url=product,
            lines=(Line(LINE, "The measured school"),),
            handsets=(),
            now=open_clock(folder / "clock.json"),
        )
    )


def _import(folder: Path, environ: dict[str, str], day: date) -> None:
    services = Services(read_settings(environ))
    write_school(folder / "school", day)
    run_import(services, folder / "school")
    services.database.close()


def _round(number: int, port: int, texts: list[Text]) -> tuple[Round, Round, Round]:
    """One burst at each route, in turn: what disturbs the machine disturbs all three."""
    empty = Burst(port, posts_to(EMPTY, texts) * EMPTY_TIMES).fire()
    insert = Burst(port, posts_to(INSERT, texts) * INSERT_TIMES).fire()
    turn = Burst(port, [text.post for text in texts]).fire()
    shown = " | ".join(
        f"{name} {each.per_second:6.0f}/s, p50 {each.p50:5.1f}, p95 {each.p95:5.1f} ms"
        for name, each in (("empty", empty), ("one insert", insert), ("text", turn))
    )
    print(f"  round {number + 1}: {shown}", flush=True)
    return empty, insert, turn


def _print_medians(rounds: list[tuple[Round, Round, Round]]) -> None:
    routes = ("empty route", "one-insert route", "a parent's text")
    speeds = []
    print(f"  {'median of ' + str(ROUNDS) + ' rounds':<22}{'a second':>10}{'p50 ms':>9}{'p95 ms':>9}")
    for route, each in zip(routes, zip(*rounds, strict=True), strict=True):
        speeds.append(median(one.per_second for one in each))
        p50, p95 = median(one.p50 for one in each), median(one.p95 for one in each)
        print(f"  {route:<22}{speeds[-1]:>10.0f}{p50:>9.1f}{p95:>9.1f}")
    empty, insert, turn = speeds
    print(f"  a text costs {empty / turn:.1f} empty requests, or {insert / turn:.1f} one-insert requests")


if __name__ == "__main__":
    main()
