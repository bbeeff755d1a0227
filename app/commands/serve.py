"""`ninebell serve`: the whole line in one process."""

import click

from app.logs import set_up_logs
from app.services import Services
from app.serving import Embedded
from app.settings import read_settings


@click.command("serve", help="Serve everything in one process: web, clock and workers.")
def command() -> None:
    """Serve until told to stop."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    embedded = Embedded(Services(settings))
    click.echo(f"Ninebell listens on http://{settings.host}:{embedded.port}")
    embedded.run()
