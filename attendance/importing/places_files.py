"""calendar.csv and school.csv: a school's days and its own facts."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import available_timezones

from attendance.importing.cells import BadCell, parse_day, parse_text, parse_urn
from attendance.importing.phones import Number, parse_number
from attendance.importing.problems import Problems
from attendance.importing.records import ClosedDay, SchoolDetails, TermRecord
from attendance.importing.table import Row
from rules.policy import policy_slugs

CALENDAR_COLUMNS = ("kind", "name", "first_date", "last_date")
SCHOOL_COLUMNS = ("urn", "name", "phone", "time_zone", "line", "policy")
TERM = "term"
BANK_HOLIDAY = "bank_holiday"
CLOSED_KINDS = ("holiday", "inset", BANK_HOLIDAY, "closure")
LONGEST_DAYS = 370
WEEKEND_FROM = 5
_Span = tuple[Row, str, str, date, date]


def read_calendar(rows: list[Row], problems: Problems) -> tuple[list[TermRecord], list[ClosedDay]]:
    """The terms and the weekdays without school.

    A bank holiday may lie inside a holiday; otherwise no two closures, and no two terms, may overlap.
    """
    before = problems.count
    spans = [_read_span(row) for row in rows]
    sound = [span for span in spans if span[3] < date.max]
    terms = [span for span in sound if span[1] == TERM]
    if rows and problems.count == before and not terms:
        right = "Add a row for each term, such as: term,Autumn term,2026-09-02,2026-12-18"
        problems.add(rows[0].file, None, None, None, "there is no term.", right)
    _note_overlaps(terms)
    _note_overlaps([span for span in sound if span[1] in CLOSED_KINDS and span[1] != BANK_HOLIDAY])
    _note_overlaps([span for span in sound if span[1] == BANK_HOLIDAY])
    return _terms(terms), _closed_days(sound)


def _read_span(row: Row) -> _Span:
    kind = row.read("kind", _parse_kind, "")
    name = row.read("name", parse_text, "")
    first = row.read("first_date", parse_day, date.max)
    last = row.maybe("last_date", parse_day) or first
    if first < date.max and last < first:
        row.note("last_date", "is before the first date.", "Correct one of the two.")
    elif first < date.max and (last - first).days > LONGEST_DAYS:
        row.note("last_date", "is more than a year after the first date.", "Correct one of the two.")
    else:
        return row, kind, name, first, last
    return row, kind, name, date.max, date.max


def _note_overlaps(spans: list[_Span]) -> None:
    longest: _Span | None = None
    for span in sorted(spans, key=lambda each: (each[3], each[0].line)):
        if longest is not None and span[3] <= longest[4]:
            problem = f"overlaps with line {longest[0].line} ({longest[2]})."
            span[0].note("first_date", problem, "Let each day stand in one row.")
        if longest is None or span[4] > longest[4]:
            longest = span


def _terms(spans: list[_Span]) -> list[TermRecord]:
    seen: dict[object, int] = {}
    terms = []
    for row, _, name, first, last in spans:
        dated = name if str(first.year) in name or str(first.year - 1) in name else f"{name} {first.year}"
        row.note_twice("name", dated, seen)
        terms.append(TermRecord(dated, first, last))
    return terms


def _closed_days(spans: list[_Span]) -> list[ClosedDay]:
    closed: dict[date, ClosedDay] = {}
    for _, kind, name, first, last in spans:
        if kind not in CLOSED_KINDS:
            continue
        for day in _weekdays(first, last):
            if kind == BANK_HOLIDAY or day not in closed:
                closed[day] = ClosedDay(day, kind, name)
    return [closed[day] for day in sorted(closed)]


def _weekdays(first: date, last: date) -> Iterable[date]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return (day for day in days if day.weekday() < WEEKEND_FROM)


def read_school(rows: list[Row]) -> SchoolDetails | None:
    """The school's own facts, from the one row of school.csv."""
    for extra in rows[1:]:
        extra.note("urn", "is a second school.", "Import each school from a folder of its own.")
    if not rows:
        return None
    row = rows[0]
    return SchoolDetails(
        urn=row.read("urn", parse_urn, ""),
        name=row.read("name", parse_text, ""),
        phone=row.read("phone", _parse_e164, ""),
        time_zone=row.read("time_zone", _parse_zone, ""),
        lines=row.read("line", _parse_lines, ()),
        policy=row.read("policy", _parse_policy, ""),
    )


def _parse_kind(cell: str) -> str:
    kind = parse_text(cell).casefold().replace(" ", "_")
    if kind not in (TERM, *CLOSED_KINDS):
        raise BadCell(
            "is not a kind of day.", f"Write {TERM}, {', '.join(CLOSED_KINDS[:-1])} or {CLOSED_KINDS[-1]}."
        )
    return kind


def _parse_e164(cell: str) -> str:
    return parse_number(cell).e164


def _parse_lines(cell: str) -> tuple[str, ...]:
    numbers: list[Number] = [parse_number(part.strip()) for part in parse_text(cell).split(";")]
    return tuple(dict.fromkeys(number.e164 for number in numbers))


def _parse_zone(cell: str) -> str:
    zone = cell or "Europe/London"
    if zone not in available_timezones():
        raise BadCell("is not a time zone.", "Write Europe/London.")
    return zone


def _parse_policy(cell: str) -> str:
    slug = cell or policy_slugs()[0]
    if slug not in policy_slugs():
        raise BadCell("is not a policy we have.", f"Choose one of {', '.join(policy_slugs())}.")
    return slug
