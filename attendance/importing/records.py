"""What the files say, read and checked, before any of it is written."""

from dataclasses import dataclass
from datetime import date, time

from attendance.importing.phones import Number
from attendance.importing.problems import RowError


@dataclass(frozen=True, slots=True)
class SchoolDetails:
    """A school: `urn` six digits; `phone` and `lines` in E.164; `policy` the name of a policy we ship."""

    urn: str
    name: str
    phone: str
    time_zone: str
    lines: tuple[str, ...]
    policy: str


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """A class. Its own closing times are local to the school and override the policy's."""

    line: int
    name: str
    year: int
    teacher: str | None
    am_closes: time | None
    pm_closes: time | None


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """A pupil and the place in a class. `marks`: the yes-or-no columns, by their names.

    route: the bus route, "" for none; None when the file does not say.
    """

    line: int
    upn: str
    first_name: str
    last_name: str
    known_as: str | None
    birth_on: date | None
    year: int
    group: str
    from_on: date
    to_on: date | None
    address: str | None
    hazards: str | None
    marks: tuple[tuple[str, bool], ...]
    route: str | None = None

    @property
    def full_name(self) -> str:
        """What the child is called, and the surname."""
        return f"{self.known_as or self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A person or a professional, and the numbers that can be dialled, in order."""

    line: int
    reference: str
    kind: str
    first_name: str
    last_name: str
    language: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """What a contact is to a pupil. `marks`: the yes-or-no columns, by their names."""

    line: int
    upn: str
    reference: str
    order: int
    relationship: str
    from_on: date | None
    to_on: date | None
    marks: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A term, both days inclusive. The name holds a year, so that next year's is another one."""

    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A weekday without school: holiday, inset, bank_holiday or closure."""

    on_date: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class SchoolFiles:
    """Everything the files of one school say.

    school: None when there is no school.csv. cannot_be_dialled: numbers left out, with their places.
    notices: what was left out besides.
    """

    school: SchoolDetails | None
    classes: tuple[ClassRecord, ...]
    pupils: tuple[PupilRecord, ...]
    contacts: tuple[ContactRecord, ...]
    links: tuple[LinkRecord, ...]
    terms: tuple[TermRecord, ...]
    closed_days: tuple[ClosedDay, ...]
    cannot_be_dialled: tuple[RowError, ...] = ()
    notices: tuple[RowError, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day the files speak of: what the calendar held before it stays."""
        days = [term.first_on for term in self.terms] + [day.on_date for day in self.closed_days]
        return min(days)
