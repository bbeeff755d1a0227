"""`ninebell import-register FILE`: today's register from the school's own system, all or nothing."""

from pathlib import Path

import click

from app.commands.shared import COMMAND_LINE, get_school, urn_option
from app.services import Services
from app.settings import read_settings
from attendance.errors import AttendanceError
from attendance.importing import read_register
from attendance.registers import RegisterSummary, take_register
from storage.days import local_day, school_calendar
from storage.importing import upns_on_roll
from storage.migrate import upgrade


@click.command("import-register", help="Take in a register file (docs/files.md): all or nothing.")
@click.argument("file", type=click.Path(path_type=Path))
@urn_option
def command(file: Path, urn: str | None) -> None:
    """Take the register in, and say what it holds."""
    services = Services(read_settings())
    upgrade(services.database)
    try:
        summary = _take(services, file, urn)
    except AttendanceError as error:
        raise click.ClickException(str(error)) from None
    finally:
        services.database.close()
    click.echo(
        f"{summary.rows} marks of {summary.classes} registers: {summary.changed} changed, "
        f"{summary.unchanged} as they were, {summary.unexplained} with no reason yet."
    )


def _take(services: Services, file: Path, urn: str | None) -> RegisterSummary:
    now = services.now()
    with services.database.write() as db:
        school = get_school(db, urn)
        today = local_day(school, now)
        rows = read_register(
            file,
            calendar=school_calendar(db, school.id),
            today=today,
            on_roll=upns_on_roll(db, school.id, today),
        )
        return take_register(db, school.id, rows, now, COMMAND_LINE)
