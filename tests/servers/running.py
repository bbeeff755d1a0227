"""The shipped programs as real processes: on free ports of this machine, waited for, and always ended.

An `Installation` is what a school or a trust has: a folder, a database, settings and a clock. Tests wind the
clock instead of waiting. The processes are those of `ninebell serve` or of the Procfile.
"""

import http.client
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import filelock
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from app.time import set_clock
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database, open_database
from storage.models import (
    AbsenceReport,
    ConversationEvent,
    InboundMessage,
    Mark,
    OutboundMessage,
    ReportSession,
)
from telephony.signature import SIGNATURE_HEADER
from telephony.simulator.client import SimulatorClient
from telephony.simulator.handsets import Handset, Line
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings
from tests import postgres
from tests.flows.conftest import MODELS
from tests.making import LINE_NUMBER, MORNING, Made, add_contact, add_pupil, make_school
from tests.servers.test_signatures import ROOT, free_port

SMS = "/telephony/sms"
ILL = "She has a temperature and won't be in today"
SERVE = [sys.executable, "-m", "app.cli", "serve"]
READY_S, END_S = 180.0, 60.0
FIRST_NAMES = ["Amina", "Oliver", "Zofia", "Jakub", "Ella", "Idris", "Maya", "Rowan", "Priya", "Callum"]
LAST_NAMES = ["Marlow", "Tindall", "Okoro", "Brandt", "Siddiqi", "Penrose", "Havill", "Lindqvist", "Farrow"]


class Program:
    """One process with those it starts, in a group of its own."""

    def __init__(self, command: list[str], environ: dict[str, str], log: Path) -> None:
        """Start it; what it says goes to the end of the log file."""
        self._log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdout=out, stderr=out, start_new_session=True
            )

    def wait_ready(self, port: int) -> None:
        """Wait until it says that it lives."""
        wait_until(
            lambda: self._lives(port), READY_S, lambda: f"it did not start:\n{self.told()}", every_s=0.1
        )

    def _lives(self, port: int) -> bool:
        assert self.process.poll() is None, f"it ended by itself:\n{self.told()}"
        with suppress(OSError, http.client.HTTPException):
            return ask(port, "/healthz", b"", {}, "GET")[0] == 200
        return False

    def told(self) -> str:
        """The end of what it said."""
        return self._log.read_text("utf-8", "replace")[-4000:]

    def kill(self) -> None:
        """End it as a power cut does, with all that it has started."""
        started = self._started()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for each in started:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait(timeout=END_S)

    def _started(self) -> list[int]:
        """Its children: some are in groups of their own."""
        if self.process.poll() is not None:
            return []
        with suppress(OSError):
            told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
            return [int(each) for each in told.split()]
        return []

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and see that all of it does. Returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(timeout=END_S)
        finally:
            self.kill()


@dataclass
class Installation:
    """A folder, a database, settings and a clock.

    public_url: what signatures cover; our own address when empty. settings: more of the environment.
    """

    folder: Path
    database_url: str
    public_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    api_url: str = "http://127.0.0.1:9"  # nobody listens there

    def __post_init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.public_url = self.public_url or self.url
        self.clock_file = self.folder / "clock.json"
        self.log = self.folder / "log"
        self.clock = set_clock(self.clock_file, MORNING)
        link_models(self.folder)

    @property
    def environ(self) -> dict[str, str]:
        """The whole environment of a process: nothing of ours leaks into it."""
        return {
            "PATH": os.environ["PATH"],
            "NINEBELL_VAR": str(self.folder),
            "NINEBELL_DATABASE_URL": self.database_url,
            "NINEBELL_PUBLIC_URL": self.public_url,
            "NINEBELL_HOST": "127.0.0.1",
            "NINEBELL_PORT": str(self.port),
            "NINEBELL_SECRET_KEY": "an-invented-secret-of-forty-characters-00",
            "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN,
            "NINEBELL_TWILIO_API_URL": self.api_url,
            "NINEBELL_CLOCK_FILE": str(self.clock_file),
            **self.settings,
        }

    def now(self) -> datetime:
        """The time that its processes see, once they have been started anew."""
        return self.clock()

    def wind(self, by: timedelta) -> None:
        """Move the clock on, for processes that start from now on."""
        self.clock = set_clock(self.clock_file, self.clock() + by)

    def start(self, command: list[str]) -> Program:
        """Start a process of this installation."""
        return Program(command, self.environ, self.log)

    def serve(self) -> Program:
        """Start `ninebell serve` and wait until it answers."""
        return self._ready(self.start(SERVE))

    def serve_web(self) -> Program:
        """Start the Procfile's web process alone and wait until it answers."""
        return self._ready(self.start(procfile(self.port)["web"]))

    def _ready(self, program: Program) -> Program:
        try:
            program.wait_ready(self.port)
        except BaseException:
            program.kill()
            raise
        return program

    def logged(self) -> str:
        """All that its processes said."""
        return self.log.read_text("utf-8")


def procfile(port: int) -> dict[str, list[str]]:
    """The Procfile's commands, as they would run from the virtual environment, but on this machine only."""
    commands = {}
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        words = shlex.split(command.replace("0.0.0.0:${PORT:-8090}", f"127.0.0.1:{port}"))
        module = {"ninebell": "app.cli", "gunicorn": "gunicorn"}[words[0]]
        commands[name] = [sys.executable, "-m", module, *words[1:]]
    assert f"127.0.0.1:{port}" in commands["web"]
    return commands


def link_models(folder: Path) -> None:
    """Let an installation use the model that is trained once for all tests."""
    MODELS.mkdir(mode=0o700, parents=True, exist_ok=True)
    with filelock.FileLock(MODELS.with_suffix(".lock")):
        EmbeddedParser.load(MODELS)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(MODELS)


@contextmanager
def fresh_database(kind: str, folder: Path, sqlite_template: Path) -> Iterator[str]:
    """The address of a fresh, migrated database of a kind, for servers that outlive one test."""
    if kind == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(sqlite_template, folder / "ninebell.db")
        yield f"sqlite:///{folder / 'ninebell.db'}"
        return
    url = postgres.new_database()
    try:
        yield url
    finally:
        postgres.drop_database(url)


@dataclass
class Running:
    """What is up: the installation, its database as the test sees it, its phones, and who is at school."""

    installation: Installation
    database: Database
    made: Made
    phones: SimulatorClient
    page_url: str


@contextmanager
def shipped(
    kind: str,
    folder: Path,
    sqlite_template: Path,
    families: int,
    handsets: tuple[Handset, ...] = (),
) -> Iterator[Running]:
    """A school, its stand-in, and `serve` on SQLite or the Procfile's processes on PostgreSQL."""
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(kind, folder, sqlite_template))
        installation = Installation(folder, url)
        running = stack.enter_context(with_phones(installation, families, handsets=handsets))
        if kind == "sqlite":
            stack.callback(installation.serve().stop)
        else:
            for name in ("clock", "worker"):
                stack.callback(installation.start(procfile(installation.port)[name]).stop)
            stack.callback(installation.serve_web().stop)
        yield running


@contextmanager
def with_phones(
    installation: Installation,
    families: int,
    pace_s: float = 0.05,
    handsets: tuple[Handset, ...] = (),
) -> Iterator[Running]:
    """The installation's database with some families in it, and the stand-in it sends through. No process."""
    database = open_database(installation.database_url)
    simulator = Simulator(
        SimulatorSettings(
            token="test",
            public_url=installation.public_url,
            product_url=installation.url,
            lines=(Line(LINE_NUMBER, "School"),),
            handsets=handsets,
            now=installation.now,
            pace_s=pace_s,
        )
    )
    simulator.start()
    installation.api_url = simulator.api_url
    try:
        with database.write() as db:
            made = make_school(db)
            for number in range(families):
                pupil = pupil_name(number)
                add_pupil(db, made, pupil)
                add_contact(db, made, f"Parent {number}", phone(number), {pupil: 1})
        with SimulatorClient(simulator.page_url) as phones:
            yield Running(installation, database, made, phones, simulator.page_url)
    finally:
        simulator.stop()
        database.close()


def pupil_name(number: int) -> str:
    """The name of a family's one child; every family has another."""
    first, last = FIRST_NAMES[number % 10], LAST_NAMES[number // 10 % 9]
    return f"{first} {last}{'son' * (number // 90)}"


def phone(number: int) -> str:
    """The number of a family's one parent."""
    return f"+447700900{number:03}"


def wait_until(
    done: Callable[[], bool], seconds: float, what: Callable[[], str], every_s: float = 0.02
) -> None:
    """Wait for something; fail with what `what` says when it does not come."""
    give_up = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < give_up, what()
        time.sleep(every_s)


def parents_text(running: Running, number: int) -> tuple[bytes, dict[str, str]]:
    """A text from a family's parent as the provider posts it to SMS. Returns its body and headers."""
    form = {"MessageSid": text_id(number), "From": phone(number), "To": LINE_NUMBER, "Body": ILL}
    signature = RequestValidator(DEMO_AUTH_TOKEN).compute_signature(
        running.installation.public_url + SMS, form
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded", SIGNATURE_HEADER: signature}
    return urlencode(form).encode(), headers


def text_id(number: int) -> str:
    """The provider's id of the one text of a family's parent."""
    return f"SM{number:032}"


def _what_became_of(running: Running, texts: int, sent: Counter[str]) -> list[str]:
    """Of each text to which no phone heard a reply: what we kept of it, and of the reply."""
    with running.database.read() as db:
        kept = {each.provider_id: each for each in db.scalars(select(InboundMessage))}
        replies = {each.to_number: each for each in db.scalars(select(OutboundMessage))}
        return [
            f"{phone(number)}: {_columns(kept.get(text_id(number)))}; {_columns(replies.get(phone(number)))}"
            for number in range(texts)
            if phone(number) not in sent
        ]


def _columns(row: InboundMessage | OutboundMessage | None) -> dict[str, object]:
    return {} if row is None else {name: value for name, value in vars(row).items() if name[0] != "_"}


def everything_is_there_once(running: Running, texts: int) -> None:
    """Be sure that the first so many parents' texts led to one report and one reply each, and to no more."""
    running.phones.settle()
    sent = Counter(text.to for text in running.phones.sent())
    wrong = {number: count for number, count in sent.items() if count != 1}
    assert len(sent) == texts, f"not heard: {_what_became_of(running, texts, sent)}"
    assert not wrong, f"not sent once: {wrong}"
    with running.database.read() as db:
        messages = db.scalars(select(InboundMessage)).all()
        assert sorted(message.provider_id for message in messages) == [text_id(n) for n in range(texts)]
        assert {message.outcome for message in messages} == {"reported"}
        reports = db.scalars(select(AbsenceReport)).all()
        pupils = [running.made.pupils[pupil_name(number)] for number in range(texts)]
        assert sorted(report.pupil_id or 0 for report in reports) == sorted(pupils)
        assert {report.state for report in reports} == {"provisional"}
        replies = db.scalars(select(OutboundMessage)).all()
        assert len({reply.inbound_message_id for reply in replies}) == len(replies) == texts
        assert {reply.state for reply in replies} <= {"sent", "delivered"}
        assert len({reply.provider_id for reply in replies}) == texts
        for model in (Mark, ReportSession):  # one for the morning, one for the afternoon
            assert db.scalar(select(func.count()).select_from(model)) == 2 * texts
        for kind in ("heard", "reported", "replied"):
            happened = select(func.count(ConversationEvent.id)).where(ConversationEvent.kind == kind)
            assert db.scalar(happened) == texts


def ask(
    port: int, target: str, body: bytes, headers: dict[str, str], method: str = "POST"
) -> tuple[int, str]:
    """Send one request exactly as written; client libraries would tidy it up. Returns status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
