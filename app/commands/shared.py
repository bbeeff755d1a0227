"""What several commands share: which school is meant, and who the record names."""

import click
from sqlalchemy.orm import Session

from attendance.people import Actor
from storage.models import School
from storage.places import find_only_school, find_school_by_urn

#: Who the record names for what was done at the command line.
COMMAND_LINE = Actor(None, "Command line", "operator")

urn_option = click.option("--urn", help="The school's URN; needed only where there are several schools.")


def get_school(db: Session, urn: str | None) -> School:
    """The school a command is about.

    Raises:
        click.UsageError: there is no such school, or it is not clear which is meant.
    """
    school = find_school_by_urn(db, urn) if urn else find_only_school(db)
    if school is None and urn:
        raise click.UsageError(f"There is no school with URN {urn}. Import it first: ninebell import FOLDER.")
    if school is None:
        raise click.UsageError("Say which school with --urn; if there is none yet, import it first.")
    return school
