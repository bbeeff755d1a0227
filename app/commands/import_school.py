"""`ninebell import FOLDER`: a school's people and days, all or nothing."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from sqlalchemy.orm import Session

from app.commands.shared import COMMAND_LINE, urn_option
from app.services import Services
from app.settings import read_settings
from attendance.importing import ImportRefused, ImportSummary, SchoolDetails, import_school, read_folder
from storage.importing import newest_policy
from storage.migrate import upgrade
from storage.places import find_only_school, find_school_by_urn, line_numbers


@click.command("import", help="Import a school's CSV files from FOLDER (docs/files.md): all or nothing.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--organisation", help="The trust's name; without it the school stands on its own.")
@urn_option
def command(folder: Path, organisation: str | None, urn: str | None) -> None:
    """Import, and say what changed."""
    services = Services(read_settings())
    try:
        summary = run_import(services, folder, organisation, urn)
    except ImportRefused as error:
        raise click.ClickException(str(error)) from None
    finally:
        services.database.close()
    click.echo("\n".join(summary.lines()))


def run_import(
    services: Services, folder: Path, organisation: str | None = None, urn: str | None = None
) -> ImportSummary:
    """Import a folder, with a progress bar.

    Raises:
        ImportRefused: something is wrong with the files; nothing was written.
        click.UsageError: the folder has no school.csv, and it is not clear which school it is for.
    """
    upgrade(services.database)
    files = read_folder(folder)
    now = services.now()
    bar = Progress(TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), transient=True)
    with bar, services.database.write() as db:
        school = files.school or _known_school(db, urn)
        return import_school(
            db,
            files,
            organisation_name=organisation or school.name,
            school=school,
            today=now.astimezone(ZoneInfo(school.time_zone)).date(),
            now=now,
            actor=COMMAND_LINE,
            progress=_shown_on(bar),
        )


def _shown_on(bar: Progress) -> Callable[[str, int, int], None]:
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done)

    return show


def _known_school(db: Session, urn: str | None) -> SchoolDetails:
    school = find_school_by_urn(db, urn) if urn else find_only_school(db)
    if school is None:
        raise click.UsageError(
            "The folder has no school.csv, so say which school it is for with --urn, or add the file "
            "(docs/files.md)."
        )
    policy = newest_policy(db, school.id)
    return SchoolDetails(
        urn=school.urn,
        name=school.name,
        phone=school.phone,
        time_zone=school.time_zone,
        lines=line_numbers(db, school.id),
        policy=policy.slug if policy else "default",
    )
