"""`ninebell worker`: sends what it is offered, where web and clock are processes of their own."""

import click

from app.logs import set_up_logs
from app.services import Services
from app.settings import read_settings


@click.command("worker", help="Run the sending threads alone (beside web and clock processes).")
def command() -> None:
    """Work until told to stop."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    Services(settings).workers.run()
