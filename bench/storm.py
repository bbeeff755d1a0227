"""A morning on which a great many children are away unexplained, in as many schools as England has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import islice
from typing import Any

from sqlalchemy import insert, text, update

from storage.engine import Database
from storage.models import (
    Base,
    Contact,
    ContactPoint,
    Enrolment,
    Line,
    LineSchool,
    Mark,
    Organisation,
    PolicyVersion,
    Pupil,
    PupilContact,
    Register,
    RegistrationGroup,
    School,
    SchoolDay,
    Term,
)

DAY = date(2026, 11, 23)
FIRST_CLOSE = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
BETWEEN = timedelta(minutes=5)
CLOSES = 10
SCHOOLS_PER_100_000 = 24_000
#: Numbers that no telephone has: none begins with a 0 after +44. Nothing here is ever dialled.
NUMBER = "+440{:09d}"
#: Schools of one trust share a line; so many siblings are away together.
SCHOOLS_A_TRUST, SIBLINGS_EVERY = 10, 10
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Storm:
    """How many pupils are away, in how many schools; two classes a school, two contacts a pupil."""

    pupils: int

    @property
    def schools(self) -> int:
        """In the proportion of 24,000 to 100,000."""
        return max(1, self.pupils * SCHOOLS_PER_100_000 // 100_000)


def closes() -> list[datetime]:
    """When registers close: every five minutes from 08:45 to 09:30, each a tenth of the schools."""
    return [FIRST_CLOSE + count * BETWEEN for count in range(CLOSES)]


def load(database: Database, storm: Storm) -> None:
    """Write the schools, the pupils and their families, and this morning's marks; no registers yet."""
    for model, columns, rows in _tables(storm):
        _write(database, model, columns, rows)
    if not database.is_sqlite:
        with database.write() as db:
            for table in Base.metadata.sorted_tables:
                if "id" in table.c and table.name != "rate_bucket":
                    db.execute(text(_CATCH_UP.format(table.name)))
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def receive_registers(database: Database) -> None:
    """Every class's register has come, five minutes before the first of them closes."""
    with database.write() as db:
        db.execute(update(Register).where(Register.session == "am").values(received_at=FIRST_CLOSE - BETWEEN))
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE register")


_CATCH_UP = "SELECT setval(pg_get_serial_sequence('\"{0}\"', 'id'), (SELECT max(id) + 1 FROM \"{0}\"))"
_Table = tuple[type[Base], str, Iterable[Sequence[Any]]]


def _tables(storm: Storm) -> Iterator[_Table]:
    schools, pupils = range(1, storm.schools + 1), range(1, storm.pupils + 1)
    trusts = range(1, _trust(storm.schools) + 1)
    body = resources.files("rules").joinpath("policies", "default.toml").read_text("utf-8")
    made_at = datetime(2026, 9, 1, tzinfo=UTC)
    yield Organisation, "id name", ((each, f"Trust {each}") for each in trusts)
    yield (
        School,
        "id organisation_id urn name phone time_zone",
        ((s, _trust(s), f"{s:06d}", f"School {s}", "+441614960100", "Europe/London") for s in schools),
    )
    yield (
        Line,
        "id organisation_id number name",
        ((each, each, NUMBER.format(900_000_000 + each), "Absence line") for each in trusts),
    )
    yield LineSchool, "line_id school_id", ((_trust(s), s) for s in schools)
    yield (
        PolicyVersion,
        "id organisation_id school_id slug body from_on created_at",
        ((s, _trust(s), s, "default", body, date(2026, 9, 1), made_at) for s in schools),
    )
    yield from _calendar(schools)
    yield (
        RegistrationGroup,
        "id organisation_id school_id name year position am_closes",
        ((_class(s, n), _trust(s), s, f"3{'AB'[n]}", 3, n, _close_of(s)) for s in schools for n in (0, 1)),
    )
    yield from _families(storm, pupils)


def _calendar(schools: range) -> Iterator[_Table]:
    terms = ((date(2026, 9, 2), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 25)))
    yield (
        Term,
        "organisation_id school_id name first_on last_on",
        ((_trust(s), s, f"Term {n}", *term) for s in schools for n, term in enumerate(terms)),
    )
    half_term = [date(2026, 10, 26) + timedelta(days=days) for days in range(5)]
    yield (
        SchoolDay,
        "organisation_id school_id on_date kind name",
        ((_trust(s), s, on, "holiday", "Half-term") for s in schools for on in half_term),
    )


def _families(storm: Storm, pupils: range) -> Iterator[_Table]:
    """Two parents a family; every tenth family has two children away, the others one."""
    where = {p: (_family(p) - 1) % storm.schools + 1 for p in pupils}
    yield (
        Pupil,
        "id organisation_id upn first_name last_name year vulnerable social_worker youth_offending ehcp "
        "looked_after medical_plan priority_call",
        (
            (p, _trust(where[p]), f"U{p:012d}", f"Ada{p}", "Frost", 3, p % 40 == 0, *[False] * 5, p % 50 == 0)
            for p in pupils
        ),
    )
    yield (
        Enrolment,
        "id organisation_id school_id pupil_id group_id from_on",
        ((p, _trust(where[p]), where[p], p, _class(where[p], p % 2), date(2026, 9, 2)) for p in pupils),
    )
    families = {_family(p): where[p] for p in pupils}
    contacts = [(2 * f + n, f, n) for f in families for n in (0, 1)]
    yield (
        Contact,
        "id organisation_id reference kind first_name last_name language",
        ((c, _trust(families[f]), f"C{c}", "person", "Ben", "Frost", "en") for c, f, _ in contacts),
    )
    yield (
        ContactPoint,
        "organisation_id contact_id number position can_text failures",
        ((_trust(families[f]), c, NUMBER.format(c), 1, True, 0) for c, f, _ in contacts),
    )
    yield (
        PupilContact,
        "organisation_id pupil_id contact_id order relationship parental_responsibility emergency may_report "
        "may_be_told must_not_be_contacted court_restriction",
        (
            (_trust(where[p]), p, 2 * _family(p) + n, n + 1, "parent", True, True, True, True, False, False)
            for p in pupils
            for n in (0, 1)
        ),
    )
    yield (
        Mark,
        "organisation_id school_id pupil_id enrolment_id group_id on_date session code confirmed in_register "
        "version",
        (
            (_trust(where[p]), where[p], p, p, _class(where[p], p % 2), DAY, "am", "N", False, True, 1)
            for p in pupils
        ),
    )


def _trust(school: int) -> int:
    return (school - 1) // SCHOOLS_A_TRUST + 1


def _class(school: int, number: int) -> int:
    return 2 * school + number


def _close_of(school: int) -> time:
    return (FIRST_CLOSE + school % CLOSES * BETWEEN).time()


def _family(pupil: int) -> int:
    """Pupils 10 and 11, 21 and 22, 32 and 33 … are siblings: one family in ten has two children away."""
    rank, place = divmod(pupil - 1, SIBLINGS_EVERY + 1)
    return rank * SIBLINGS_EVERY + min(place, SIBLINGS_EVERY - 1) + 1


def _write(database: Database, model: type[Base], columns: str, rows: Iterable[Sequence[Any]]) -> None:
    names = columns.split()
    if database.is_sqlite:
        rest = iter(rows)
        with database.write() as db:
            while some := list(islice(rest, AT_ONCE)):
                db.execute(insert(model.__table__), [dict(zip(names, row, strict=True)) for row in some])  # type: ignore[arg-type]
        return
    quoted = ", ".join(f'"{name}"' for name in names)
    connection: Any = database.engine.raw_connection()
    try:
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{model.__tablename__}" ({quoted}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)
        connection.commit()
    finally:
        connection.close()
