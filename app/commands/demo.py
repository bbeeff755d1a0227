"""`ninebell demo`: an invented school at 09:12 of its last school day, its office and its parents' phones.

Everything is kept in one folder; a second run goes on where the first one stopped, however long ago that was.
"""

import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.progress import BarColumn, Progress, TextColumn

from app.commands.import_school import run_import
from app.logs import set_up_logs
from app.rehearsal import BEGINS, LONDON, Rehearsal
from app.services import Services
from app.serving import Embedded
from app.settings import Settings, read_settings, var_folder
from app.time import set_clock, system_clock
from demo.days import last_school_day
from demo.people import write_handsets
from demo.school import write_school
from demo.staff import STAFF
from office.passwords import hash_password
from rules.sessions import local_instant
from storage.models import School
from storage.places import find_only_school
from storage.staff import create_user
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from telephony.simulator.messages import Messages

#: The demonstration's sign-in: invented people on this machine only, so it may stand here.
PASSWORD = "thistlewick-0912"  # noqa: S105 -- shown to whoever runs the demonstration
PORT = 8090
PHONES_START_S = 60
LOG_FILE = "demo.log"


@click.command("demo", help="Open an invented school at 09:12: its office, and its parents' phones.")
@click.option("--port", default=PORT, show_default=True, help="For the office; the phones take the next.")
def command(port: int) -> None:
    """Make the school if it is not there yet, start everything, and say where it is."""
    folder = var_folder() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    environ = _environ(folder, port)
    _check_ports(port, port + 1)
    if not (folder / "ready").exists():
        _make(folder, environ)
    else:
        _go_on(folder)
    _serve(folder, environ)


def _environ(folder: Path, port: int) -> dict[str, str]:
    """The settings of the demonstration: this machine only, and the stand-in instead of Twilio."""
    return {
        "NINEBELL_VAR": str(folder),
        "NINEBELL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "NINEBELL_HOST": "127.0.0.1",
        "NINEBELL_PORT": str(port),
        "NINEBELL_SECRET_KEY": _kept_secret(folder / "secret"),
        "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN,
        "NINEBELL_TWILIO_API_URL": f"http://127.0.0.1:{port + 1}",
        "NINEBELL_CLOCK_FILE": str(folder / "clock.json"),
    }


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()


def _check_ports(*ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise click.ClickException(
                    f"Port {port} is taken. Stop what uses it, or choose another: ninebell demo --port 9090."
                ) from None


def _make(folder: Path, environ: Mapping[str, str]) -> None:
    """Write the school's files, import them, and play its morning; from the beginning if it was cut off."""
    for file in (*folder.glob("ninebell.db*"), *folder.glob("phones.db*"), *folder.glob("tasks.db*")):
        file.unlink()
    day = last_school_day(system_clock().astimezone(LONDON).date())
    click.echo(f"Making Thistlewick Primary School, as it is on {day:%A} {day.day} {day:%B} {day.year} …")
    set_clock(folder / "clock.json", local_instant(day, BEGINS, LONDON))
    write_school(folder / "school", day)
    write_handsets(folder, day)
    services = Services(read_settings(environ))
    run_import(services, folder / "school")
    _add_staff(services)
    click.echo("Learning to read (once: the result is kept) …")
    parser = services.parser
    messages = Messages(folder / "phones.db")
    stands_at = _play(Rehearsal(services.database, parser, messages, day))
    messages.close()
    services.database.close()
    _stand_still(folder, stands_at)
    (folder / "ready").touch()


def _play(rehearsal: Rehearsal) -> datetime:
    bar = Progress(TextColumn("{task.description:>22}"), BarColumn(), transient=True)
    with bar:
        task = bar.add_task("Playing the morning")
        return rehearsal.play(lambda done, total: bar.update(task, completed=done, total=total))


def _add_staff(services: Services) -> None:
    hashed = hash_password(PASSWORD)
    with services.database.write() as db:
        school = find_only_school(db)
        assert isinstance(school, School)  # noqa: S101 -- it was imported a moment ago
        for person in STAFF:
            create_user(
                db,
                organisation_id=school.organisation_id,
                email=person.email,
                name=person.name,
                position=person.position,
                password_hash=hashed,
                posts=[(school.id, role) for role in person.roles],
                now=services.now(),
                mobile=person.mobile,
            )


def _stand_still(folder: Path, at: datetime) -> None:
    """Keep the time at which the demonstration stopped."""
    (folder / "stands_at").write_text(at.isoformat())


def _go_on(folder: Path) -> None:
    """Set the clock to where it stopped, so that no time has passed and nothing is overdue."""
    set_clock(folder / "clock.json", datetime.fromisoformat((folder / "stands_at").read_text()))


def _serve(folder: Path, environ: Mapping[str, str]) -> None:
    _go_on(folder)
    settings = read_settings(environ)
    with (folder / LOG_FILE).open("a", encoding="utf-8") as log:
        set_up_logs(settings.log_level, log)
        services = Services(settings)
        embedded = Embedded(services)
        token = _kept_secret(folder / "phones_token")
        phones = _start_phones(folder, environ, token, log.fileno())
        try:
            _wait_for_phones(phones, settings)
            _say_where(settings, token, services.now())
            embedded.run()
        finally:
            _stand_still(folder, services.now())
            phones.send_signal(signal.SIGTERM)
            phones.wait(timeout=10)
    click.echo("\nStopped. 'make run' goes on from here.")


def _start_phones(folder: Path, environ: Mapping[str, str], token: str, log: int) -> subprocess.Popen[bytes]:
    """The stand-in is a process of its own: the product never has it inside."""
    arguments = ["--handsets", str(folder / "handsets.json"), "--state", str(folder / "phones.db")]
    return subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, "-m", "app.cli", "simulator", *arguments, "--token", token],
        env=dict(environ),
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C is for us: we stop it when we have stopped
    )


def _wait_for_phones(phones: subprocess.Popen[bytes], settings: Settings) -> None:
    """An address is printed once somebody answers there."""
    where = urlsplit(settings.twilio_api_url or "")
    for _ in range(PHONES_START_S * 10):
        with socket.socket() as probe:
            if probe.connect_ex((where.hostname, where.port)) == 0:
                return
        if phones.poll() is not None:
            break
        time.sleep(0.1)
    raise click.ClickException(f"The phones did not start. What they said is in {LOG_FILE}.")


def _say_where(settings: Settings, token: str, now: datetime) -> None:
    shown = now.astimezone(LONDON)
    click.echo(
        f"""
  The office    {settings.public_url}
                sign in as {STAFF[0].email}, password {PASSWORD}
                (also {", ".join(person.email.split("@")[0] for person in STAFF[1:])}@example.invalid)

  The phones    {settings.twilio_api_url}/{token}/
                text the school as any parent, and watch Today change

  It is {shown:%H:%M} on {shown:%A} {shown.day} {shown:%B} there. Every person and number is invented, and
  nothing leaves this machine. Ctrl-C stops it; 'make run' goes on from there.
"""
    )
