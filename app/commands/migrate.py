"""`ninebell migrate`: brings the database to what this version of the code knows."""

import click

from app.services import Services
from app.settings import read_settings
from storage.migrate import find_revision, upgrade


@click.command("migrate", help="Bring the database up to date. Safe to run again.")
def command() -> None:
    """Migrate, and say where the database stands."""
    database = Services(read_settings()).database
    upgrade(database)
    click.echo(f"The database is at revision {find_revision(database)}.")
    database.close()
