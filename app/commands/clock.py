"""`ninebell clock`: the beat, where web and workers are processes of their own."""

import click

from app.logs import set_up_logs
from app.services import Services
from app.serving import run_clock
from app.settings import read_settings


@click.command("clock", help="Run the clock alone (beside web and worker processes).")
def command() -> None:
    """Beat until told to stop."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    run_clock(Services(settings))
