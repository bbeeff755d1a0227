"""A small invented school, made row by row, for tests that want to see every row."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import resources

from sqlalchemy.orm import Session

from storage.models import (
    Contact,
    ContactPoint,
    Enrolment,
    Line,
    LineSchool,
    Organisation,
    PolicyVersion,
    Pupil,
    PupilContact,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
)

LINE_NUMBER = "+447700900990"
SCHOOL_NAME = "Larkfield Primary"
#: Friday 20 November 2026, 07:00 in London.
MORNING = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


@dataclass
class Made:
    """Ids of what was made."""

    organisation_id: int
    school_id: int
    line_id: int
    group_id: int
    pupils: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)


def make_school(db: Session, closed: tuple[date, ...] = ()) -> Made:
    """One school with one class, one line, the default policy and one long term."""
    organisation = Organisation(name="Larkfield")
    db.add(organisation)
    db.flush()
    school = School(organisation_id=organisation.id, urn="990001", name=SCHOOL_NAME, phone="+441614960100")
    line = Line(organisation_id=organisation.id, number=LINE_NUMBER, name="Absence line")
    db.add_all([school, line])
    db.flush()
    group = RegistrationGroup(
        organisation_id=organisation.id, school_id=school.id, name="3B", year=3, position=1
    )
    term = Term(
        organisation_id=organisation.id,
        school_id=school.id,
        name="The year",
        first_on=date(2026, 9, 2),
        last_on=date(2027, 7, 20),
    )
    body = resources.files("rules").joinpath("policies", "default.toml").read_text("utf-8")
    policy = PolicyVersion(
        organisation_id=organisation.id,
        school_id=school.id,
        slug="default",
        body=body,
        from_on=date(2026, 9, 1),
        created_at=MORNING,
    )
    db.add_all([group, term, policy, LineSchool(line_id=line.id, school_id=school.id)])
    for day in closed:
        db.add(
            SchoolDay(
                organisation_id=organisation.id,
                school_id=school.id,
                on_date=day,
                kind="bank_holiday",
                name="Closed",
            )
        )
    db.flush()
    return Made(organisation.id, school.id, line.id, group.id)


def add_pupil(db: Session, made: Made, name: str, **flags: bool) -> int:
    """A pupil of the class; `name` is first name and surname."""
    first, last = name.split()
    number = 820_000_000_000 + len(made.pupils)
    pupil = Pupil(
        organisation_id=made.organisation_id,
        upn=f"T{number}",
        first_name=first,
        last_name=last,
        birth_on=date(2018, 10, 1),
        year=3,
        **flags,
    )
    db.add(pupil)
    db.flush()
    db.add(
        Enrolment(
            organisation_id=made.organisation_id,
            school_id=made.school_id,
            pupil_id=pupil.id,
            group_id=made.group_id,
            from_on=date(2026, 9, 2),
        )
    )
    made.pupils[name] = pupil.id
    return pupil.id


def add_contact(
    db: Session,
    made: Made,
    name: str,
    number: str | None,
    pupils: dict[str, int],
    **says: bool,
) -> int:
    """A contact with one mobile; `pupils` is pupil → place in the listed order; `says` as in PupilContact."""
    first, last = name.split()
    contact = Contact(
        organisation_id=made.organisation_id,
        reference=f"C{len(made.contacts)}",
        first_name=first,
        last_name=last,
    )
    db.add(contact)
    db.flush()
    if number is not None:
        db.add(
            ContactPoint(
                organisation_id=made.organisation_id,
                contact_id=contact.id,
                number=number,
                position=1,
                can_text=number.startswith("+447"),
            )
        )
    for pupil, order in pupils.items():
        db.add(
            PupilContact(
                organisation_id=made.organisation_id,
                pupil_id=made.pupils[pupil],
                contact_id=contact.id,
                order=order,
                relationship="parent",
                **says,
            )
        )
    made.contacts[name] = contact.id
    db.flush()
    return contact.id
