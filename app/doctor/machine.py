"""The machine: settings that work but should not stay, the folder, the disk, and the model files."""

import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from app.doctor.findings import Finding, fail, ok, warn
from app.services import Services
from app.settings import Settings
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.errors import ModelFileError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GIGABYTE = 1024**3
#: A school of 1,000 writes well under a gigabyte a year; less than this and a log can fill the disk.
LEAST_FREE, GOOD_FREE = 1 * GIGABYTE, 5 * GIGABYTE
#: `secrets.token_urlsafe(32)` has some 27 different characters; a word typed four times has few.
LEAST_DIFFERENT = 12


def check_settings(services: Services, now: datetime) -> Iterator[Finding]:
    """Settings that are allowed, and that a school should not live with."""
    settings = services.settings
    yield from _check_secret(settings)
    yield from _check_addresses(settings)
    if settings.twilio_previous_auth_token:
        yield warn(
            "Webhooks signed with the previous auth token are still believed.",
            "Take TWILIO_PREVIOUS_AUTH_TOKEN out once the change at Twilio is an hour old.",
        )
    if settings.heartbeat_url is None:
        yield warn(
            "Nobody outside notices when Ninebell stops.",
            "Set NINEBELL_HEARTBEAT_URL to an address of a service that rings you when calls stop coming.",
        )
    if settings.clock_file is not None:
        yield warn("The clock is the demonstration's.", "A real school leaves NINEBELL_CLOCK_FILE out.")


def _check_secret(settings: Settings) -> Iterator[Finding]:
    if len(set(settings.secret_key)) < LEAST_DIFFERENT:
        yield fail(
            "The secret key is easy to guess: whoever guesses it signs in as anybody.",
            'Make a new one: python -c "import secrets; print(secrets.token_urlsafe(32))", and set '
            "NINEBELL_SECRET_KEY to it.",
        )
    else:
        yield ok("The secret key looks random.")


def _check_addresses(settings: Settings) -> Iterator[Finding]:
    host = urlsplit(settings.public_url).hostname or ""
    if settings.uses_stand_in:
        yield warn(
            "Texts go to the stand-in on this machine: no phone gets one.",
            "A real school leaves NINEBELL_TWILIO_API_URL out.",
        )
        return
    if host in LOOPBACK:
        yield fail(
            f"The public address {settings.public_url} is this machine's own: the provider cannot reach it.",
            "Set NINEBELL_PUBLIC_URL to the https address that people use.",
        )
    elif not settings.served_over_https:
        yield fail(
            f"The public address {settings.public_url} is not https: reasons and passwords could be read.",
            "Put an https proxy in front, and set NINEBELL_PUBLIC_URL to the https address.",
        )
    else:
        yield ok(f"People and the provider reach us at {settings.public_url}.")


def check_folder(services: Services, now: datetime) -> Iterator[Finding]:
    """The folder for our files: there, ours alone, writable, with room."""
    folder = services.settings.var
    if not folder.is_dir():
        yield warn(f"The folder {folder} is not there yet.", "Nothing: it is made at the first start.")
        return
    yield _check_rights(folder)
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield ok(f"The folder {folder} can be written to.")
    except OSError:
        yield fail(
            f"The folder {folder} cannot be written to.",
            f"Give it to the user that runs Ninebell: chown that user {folder}",
        )
    yield _check_room(folder)


def _check_rights(folder: Path) -> Finding:
    if stat.S_IMODE(folder.stat().st_mode) & stat.S_IRWXO:
        return fail(
            f"Every user of this machine can look into {folder}, where children's records are.",
            f"Run: chmod o-rwx {folder}",
        )
    return ok(f"Other users of this machine cannot look into {folder}.")


def _check_room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{free / GIGABYTE:.1f} GB are free on the disk of {folder}."
    if free >= GOOD_FREE:
        return ok(said)
    do = "Make room: a full disk stops messages from being kept."
    return fail(said, do) if free < LEAST_FREE else warn(said, do)


def check_models(services: Services, now: datetime) -> Iterator[Finding]:
    """The language model's files are the ones this version was made with, and the training is done."""
    try:
        trained = EmbeddedParser.is_trained(services.settings.var / "models")
    except ModelFileError as error:
        yield fail("The language model cannot be used.", str(error))
        return
    yield ok("The language model's files are the ones this version was made with.")
    if trained:
        yield ok("The engine that reads messages is trained.")
    else:
        yield warn(
            "The engine that reads messages is not trained yet.",
            "Nothing: it is trained at the first start, which takes about a minute longer.",
        )
