"""`ninebell simulator`: the stand-in for Twilio, with handsets to text from."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import click

from app.services import Services
from app.settings import SettingsError, read_settings
from storage.places import find_only_school, line_numbers
from telephony.simulator.handsets import Line, read_handsets
from telephony.simulator.identity import RefusesToStart
from telephony.simulator.server import run_simulator
from telephony.simulator.settings import SimulatorSettings


@click.command("simulator", help="Run the stand-in for Twilio on this machine, with a page of handsets.")
@click.option("--handsets", type=click.Path(path_type=Path), required=True, help="JSON; see docs/files.md.")
@click.option("--state", type=click.Path(path_type=Path), help="Keep the threads in this file.")
@click.option("--token", help="The random part of the address; made anew if left out.")
def command(handsets: Path, state: Path | None, token: str | None) -> None:
    """Run until told to stop."""
    settings = read_settings()
    api = urlsplit(settings.twilio_api_url or "")
    if not api.port:
        raise SettingsError("Set NINEBELL_TWILIO_API_URL to where the stand-in is to listen on this machine.")
    services = Services(settings)
    with services.database.read() as db:
        school = find_only_school(db)
        numbers = line_numbers(db, school.id) if school else ()
    if school is None or not numbers:
        raise click.UsageError("Import one school with a line first: ninebell import FOLDER.")
    token = token or secrets.token_urlsafe(16)
    click.echo(f"The handsets are at {settings.twilio_api_url}/{token}/")
    try:
        run_simulator(
            SimulatorSettings(
                token=token,
                public_url=settings.public_url,
                product_url=f"http://{settings.host}:{settings.port}",
                lines=tuple(Line(number, school.name) for number in numbers),
                handsets=read_handsets(handsets),
                now=services.now,
                account_sid=settings.twilio_account_sid,
                auth_token=settings.twilio_auth_token,
                api_url=settings.twilio_api_url,
                port=api.port,
                state_path=state,
                office_url=settings.public_url,
            )
        )
    except RefusesToStart as error:
        raise click.ClickException(str(error)) from None
