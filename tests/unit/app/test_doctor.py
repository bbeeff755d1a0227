"""The doctor: finds what is wrong with an installation, says what to do, and never prints a secret."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from app.doctor import Report, examine
from app.doctor.database import check_skew
from app.doctor.findings import Level
from app.time import system_clock
from storage.beats import TICK, record_beat
from storage.engine import open_database
from storage.migrate import downgrade, upgrade
from storage.models import PolicyVersion, School, Term
from storage.staff import create_user
from storage.troubles import record_trouble
from telephony.simulator.handsets import Line
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings
from telephony.twilio_provider import TwilioProvider
from tests import postgres
from tests.making import LINE_NUMBER, make_school

SECRET = "kZ3v9QpLx7RwT2mYb8NcF5hJd0GsA4eU"
PUBLIC = "http://127.0.0.1:8090"
STAFF = ("safeguarding_lead", "deputy_safeguarding_lead", "head")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    simulator = Simulator(
        SimulatorSettings(
            token="test",
            public_url=PUBLIC,
            product_url=PUBLIC,
            lines=(Line(LINE_NUMBER, "School"),),
            handsets=(),
            now=system_clock,
        )
    )
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def durable(database_url: str) -> Iterator[None]:
    """A database that keeps what it says is kept; most tests use one that is faster."""
    with postgres.durable() if database_url.startswith("postgresql") else nullcontext():
        yield


@pytest.fixture
def environ(database_url: str, simulator: Simulator, tmp_path: Path) -> dict[str, str]:
    """A school that has everything, on a machine of its own, with the stand-in as its provider."""
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    database = open_database(database_url)
    now = system_clock()
    with database.write() as db:
        made = make_school(db)
        db.execute(update(Term).values(first_on=now.date(), last_on=now.date() + timedelta(days=200)))
        db.execute(update(PolicyVersion).values(from_on=date(2026, 1, 1)))
        for number, role in enumerate(STAFF):
            create_user(
                db,
                organisation_id=made.organisation_id,
                email=f"{role}@example.invalid",
                name="Ruth Abara",
                position="Teacher",
                password_hash=None,
                posts=[(made.school_id, role)],
                mobile=f"+44770090091{number}",
                now=now,
            )
        record_beat(db, TICK + "here", now)
    database.close()
    return {
        "NINEBELL_VAR": str(var),
        "NINEBELL_DATABASE_URL": database_url,
        "NINEBELL_PUBLIC_URL": PUBLIC,
        "NINEBELL_SECRET_KEY": SECRET,
        "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN,
        "NINEBELL_TWILIO_API_URL": simulator.api_url,
        "NINEBELL_HEARTBEAT_URL": "https://watch.example.org/a-secret-of-ours",
    }


def said(report: Report, level: Level) -> list[str]:
    """What was said at a level, each with what to do."""
    return [f"{each.what} {each.do}".strip() for each in report.findings if each.level is level]


def change(environ: dict[str, str], statement: Any) -> None:
    database = open_database(environ["NINEBELL_DATABASE_URL"])
    with database.write() as db:
        db.execute(text(statement) if isinstance(statement, str) else statement)
    database.close()


@pytest.mark.usefixtures("durable")
def test_a_good_installation_is_well(environ: dict[str, str]) -> None:
    report = examine(environ)
    assert said(report, Level.FAIL) == []
    assert report.is_well
    warned = " ".join(said(report, Level.WARN))
    assert "Texts go to the stand-in" in warned
    assert "not trained yet" in warned
    well = " ".join(said(report, Level.OK))
    for fact in (
        "The database answers", "can be written to", "revision", "knows these credentials", "A clock beats",
        f"Texts to {LINE_NUMBER} come here", "agree about the time", "Schools in order: 1",
    ):  # fmt: skip
        assert fact in well, fact


def test_no_secret_is_ever_said(environ: dict[str, str]) -> None:
    everything = repr(examine(environ)) + repr(
        examine({**environ, "TWILIO_AUTH_TOKEN": "stand-in-a-wrong-one"})
    )
    for secret in (SECRET, DEMO_AUTH_TOKEN, "stand-in-a-wrong-one", "a-secret-of-ours"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("NINEBELL_SECRET_KEY", "short", "NINEBELL_SECRET_KEY is too short"),
        ("NINEBELL_SECRET_KEY", "passwordpasswordpasswordpassword", "easy to guess"),
        ("TWILIO_AUTH_TOKEN", "a wrong one", "does not know these credentials"),
        ("NINEBELL_TWILIO_API_URL", "http://127.0.0.1:9", "The provider could not be asked"),
        ("NINEBELL_PUBLIC_URL", "http://127.0.0.1:8091", f"Texts to {LINE_NUMBER} go to POST {PUBLIC}"),
        ("NINEBELL_DATABASE_URL", "postgresql://127.0.0.1:9/nobody", "The database cannot be reached"),
    ],
)
def test_a_wrong_setting_is_found(environ: dict[str, str], setting: str, value: str, sentence: str) -> None:
    report = examine({**environ, setting: value})
    assert not report.is_well
    assert sentence in " ".join(said(report, Level.FAIL))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("http://127.0.0.1:8090", "the provider cannot reach it"), ("http://absence.example.org", "not https")],
)
def test_an_address_that_the_provider_cannot_use_is_found(
    environ: dict[str, str], address: str, sentence: str
) -> None:
    # The stand-in under a name that is not this machine's: nothing is asked of anybody else.
    broken = {**environ, "NINEBELL_PUBLIC_URL": address, "NINEBELL_TWILIO_API_URL": "http://127.0.0.2:9"}
    assert sentence in " ".join(said(examine(broken), Level.FAIL))


def test_a_folder_that_others_can_look_into_is_found(environ: dict[str, str]) -> None:
    folder = Path(environ["NINEBELL_VAR"])
    folder.chmod(0o755)
    assert f"chmod o-rwx {folder}" in " ".join(said(examine(environ), Level.FAIL))


def test_an_older_database_is_found(environ: dict[str, str]) -> None:
    database = open_database(environ["NINEBELL_DATABASE_URL"])
    downgrade(database, "0001")
    assert "Run: ninebell migrate" in " ".join(said(examine(environ), Level.FAIL))
    upgrade(database)
    database.close()


def test_no_database_yet_is_no_failure(environ: dict[str, str], tmp_path: Path) -> None:
    report = examine({**environ, "NINEBELL_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"})
    assert "ninebell migrate" in " ".join(said(report, Level.WARN))
    assert not (tmp_path / "none.db").exists()


def test_what_a_school_lacks_is_found(environ: dict[str, str]) -> None:
    today = system_clock().date()
    change(
        environ, update(Term).values(first_on=today - timedelta(days=9), last_on=today - timedelta(days=1))
    )
    change(environ, 'UPDATE "user" SET mobile = NULL')
    report = examine(environ)
    failed, warned = " ".join(said(report, Level.FAIL)), " ".join(said(report, Level.WARN))
    assert "the last term that is entered has ended" in failed
    assert "no mobile number of the safeguarding lead" in failed
    assert "no deputy safeguarding lead with a mobile number" in warned
    assert "no head teacher with a mobile number" in warned
    change(environ, "DELETE FROM membership")
    change(environ, update(School).values(time_zone="Mars/Olympus"))
    failed = " ".join(said(examine(environ), Level.FAIL))
    assert "'Mars/Olympus', which there is not" in failed


def test_a_line_that_is_not_the_accounts_is_found(environ: dict[str, str]) -> None:
    change(environ, "UPDATE line SET number = '+447700900991'")
    assert "+447700900991 is not a number of this account" in " ".join(said(examine(environ), Level.FAIL))


def test_no_clock_and_open_trouble_are_found(environ: dict[str, str]) -> None:
    change(environ, "DELETE FROM clock_beat")
    database = open_database(environ["NINEBELL_DATABASE_URL"])
    with database.write() as db:
        record_trouble(db, "a", "provider_down", "Texts do not go.", system_clock())
    database.close()
    report = examine(environ)
    assert "No clock beats" in " ".join(said(report, Level.WARN))
    assert "provider_down (1)" in " ".join(said(report, Level.FAIL))


@pytest.mark.parametrize(
    ("seconds", "level"),
    [(0, "ok"), (5, "ok"), (-6, "warn"), (60, "warn"), (61, "fail"), (-7200, "fail")],
)
def test_two_clocks(seconds: int, level: str) -> None:
    assert check_skew(timedelta(seconds=seconds), "the database").level == level


def test_a_database_that_would_forget_in_a_power_cut_is_named(environ: dict[str, str]) -> None:
    # The tests' PostgreSQL does not wait for the disk; our SQLite always does.
    forgets = environ["NINEBELL_DATABASE_URL"].startswith("postgresql")
    assert any("power cut" in each for each in said(examine(environ), Level.FAIL)) == forgets


@pytest.mark.usefixtures("durable")
def test_the_command_ends_with_one_when_something_failed(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.commands.doctor import command

    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(command)
    assert done.exit_code == 0, done.output
    assert "✓ The database answers." in done.output
    assert "Nothing to put right. To look at:" in done.output
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "stand-in-a-wrong-one")
    done = CliRunner().invoke(command, ["--json"])
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert told["well"] is False
    assert [each for each in told["findings"] if each["level"] == "fail"] == [
        {
            "level": "fail",
            "what": "The provider does not know these credentials.",
            "do": "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the first page of its console.",
        }
    ]


def test_what_the_provider_says_of_the_account(simulator: Simulator) -> None:
    provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, simulator.api_url)
    account = provider.read_account()
    provider.close()
    assert (account.status, account.trial) == ("active", False)
    assert account.at is not None
    assert abs(account.at - system_clock()) < timedelta(minutes=1)
    (number,) = account.numbers
    assert replace(number, sms_url="") == replace(number, sms_url="", number=LINE_NUMBER, sms_method="POST")
    assert number.sms_url == f"{PUBLIC}/telephony/sms"
    assert number.can_text
    assert not number.by_application
