"""Taking a school's files into the database: all of it or, when anything is wrong, none."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.importing.numbers_to_ring import find_few_contacts
from attendance.importing.records import SchoolDetails, SchoolFiles
from attendance.importing.summary import ImportSummary, Tally
from attendance.importing.write_contacts import check_references, write_contacts, write_links
from attendance.importing.write_people import check_not_cut_short, write_pupils
from attendance.importing.write_places import (
    write_classes,
    write_days,
    write_organisation,
    write_policy,
    write_school,
)
from attendance.people import Actor
from storage.importing import load_people
from storage.models import AuditEvent

#: (what is being written, how many are done, of how many)
Progress = Callable[[str, int, int], None]
KINDS = ("school", "classes", "days", "pupils", "contacts", "numbers", "links")


def import_school(
    db: Session,
    files: SchoolFiles,
    *,
    organisation_name: str,
    school: SchoolDetails,
    today: date,
    now: datetime,
    actor: Actor,
    progress: Progress,
) -> ImportSummary:
    """Make the database say what a school's files say. The same files a second time change nothing.

    Args:
        db: a session in a writing transaction, which the caller rolls back when this raises.
        files: what `read_folder` read.
        organisation_name: the trust, or the school itself; made when it is not there.
        school: the school's facts, from its school.csv or from what is known already.
        today: the school's day: the last one of whoever is gone.
        now: the instant, for the record.
        actor: who imports.
        progress: called as the work goes on.

    Returns:
        what was added, changed and gone, and what somebody should look at.

    Raises:
        ImportRefused: the files clash with what other schools have, or have lost very many pupils.
    """
    tallies = {kind: Tally() for kind in KINDS}
    organisation = write_organisation(db, organisation_name)
    place = write_school(db, organisation, school, tallies["school"])
    write_policy(db, place, school.policy, files.first_day, today, now, tallies["school"])
    groups = write_classes(db, place, files, today, tallies["classes"])
    write_days(db, place, files, tallies["days"])
    upns = {record.upn for record in files.pupils}
    references = {record.reference for record in files.contacts}
    people = load_people(db, organisation.id, place.id, upns, references, today)
    check_not_cut_short(files, people, today)
    check_references(files, people)
    step = _steps(progress)
    pupils, contacts, links = len(files.pupils), len(files.contacts), len(files.links)
    write_pupils(db, place, files, people, groups, today, tallies["pupils"], step("pupils", pupils))
    write_contacts(
        db, place, files, people, today, tallies["contacts"], tallies["numbers"], step("contacts", contacts)
    )
    write_links(db, place, files, people, today, tallies["links"], step("links", links))
    summary = ImportSummary(
        school_id=place.id,
        tallies=tallies,
        few_contacts=find_few_contacts(files, today),
        cannot_be_dialled=files.cannot_be_dialled,
        notices=files.notices,
    )
    if summary.changed_anything:
        db.add(_event(organisation.id, summary, actor, now))
        db.flush()
    return summary


def _steps(progress: Progress) -> Callable[[str, int], Callable[[int], None]]:
    return lambda kind, total: lambda done: progress(kind, done, total)


def _event(organisation_id: int, summary: ImportSummary, actor: Actor, now: datetime) -> AuditEvent:
    return AuditEvent(
        organisation_id=organisation_id,
        school_id=summary.school_id,
        at=now,
        user_id=actor.user_id,
        name=actor.name,
        position=actor.position,
        action="import",
        subject_kind="school",
        subject_id=summary.school_id,
        data={
            kind: {"added": tally.added, "changed": tally.changed, "gone": tally.gone}
            for kind, tally in summary.tallies.items()
        },
    )
