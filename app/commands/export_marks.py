"""`ninebell export-marks`: the confirmed marks of a day, in register order, for the school's own system."""

from datetime import datetime

import click

from app.commands.shared import get_school, urn_option
from app.services import Services
from app.settings import read_settings
from attendance.exports import confirmed_marks_csv
from rules.sessions import Session
from storage.days import local_day


@click.command("export-marks", help="Write the confirmed marks of a day as CSV to standard output.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Such as 2026-11-20; today if left out.")
@click.option("--session", type=click.Choice(["am", "pm"]), help="Both if left out.")
@urn_option
def command(day: datetime | None, session: str | None, urn: str | None) -> None:
    """Write the marks."""
    services = Services(read_settings())
    with services.database.read() as db:
        school = get_school(db, urn)
        on = day.date() if day else local_day(school, services.now())
        marks = confirmed_marks_csv(db, school.id, on, Session(session) if session else None)
    services.database.close()
    click.echo(marks, nl=False)
