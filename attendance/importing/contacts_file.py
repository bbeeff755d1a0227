"""contacts.csv: one row for each pupil and contact."""

from attendance.importing.cells import (
    BadCell,
    parse_day,
    parse_language,
    parse_mark,
    parse_text,
    parse_upn,
    parse_whole,
    parse_yes_no,
)
from attendance.importing.phones import Number, parse_number
from attendance.importing.problems import RowError
from attendance.importing.records import ContactRecord, LinkRecord
from attendance.importing.table import Row

PHONES = ("phone_1", "phone_2", "phone_3")
#: Whether somebody is told where a child is, or believed about it, is never left to a default.
SAID_OUTRIGHT = ("may_report", "may_be_told", "emergency")
EMPTY_MEANS_NO = ("parental_responsibility", "must_not_be_contacted", "court_restriction")
CONTACT_COLUMNS = (
    "upn",
    "contact_id",
    "order",
    "first_name",
    "last_name",
    "relationship",
    "language",
    *PHONES,
    "parental_responsibility",
    "may_report",
    "may_be_told",
    "must_not_be_contacted",
    "court_restriction",
    "emergency",
    "from",
    "to",
    "kind",
)
KINDS = ("person", "professional")


def read_contacts(
    rows: list[Row], upns: set[str] | None
) -> tuple[list[ContactRecord], list[LinkRecord], list[RowError]]:
    """The contacts, what each is to which pupil, and the numbers that cannot be dialled.

    Args:
        rows: of contacts.csv, one a pupil and contact.
        upns: the pupils in pupils.csv, or None when that file could not be read.
    """
    people: dict[str, ContactRecord] = {}
    undiallable: list[RowError] = []
    links = []
    seen: dict[object, int] = {}
    for row in rows:
        link = _read_link(row, upns, seen)
        links.append(link)
        person, unusable = _read_person(row, link.reference)
        known = people.setdefault(link.reference, person)
        if known is person:
            undiallable += unusable
        elif link.reference:
            _note_disagreement(row, person, known)
    return [person for reference, person in people.items() if reference], links, undiallable


def _read_link(row: Row, upns: set[str] | None, seen: dict[object, int]) -> LinkRecord:
    upn = row.read("upn", lambda cell: _known_pupil(cell, upns), "")
    reference = row.read("contact_id", parse_text, "")
    order = row.read("order", parse_whole, 0)
    row.note_twice("contact_id", (upn, reference) if upn and reference else None, seen)
    row.note_twice("order", (upn, order) if upn and order else None, seen)
    first, last = row.maybe("from", parse_day), row.maybe("to", parse_day)
    if first and last and last < first:
        row.note("to", "is before the day in from.", "Correct one of the two.")
    outright = [(mark, row.read(mark, parse_yes_no, False)) for mark in SAID_OUTRIGHT]
    quiet = [(mark, row.read(mark, parse_mark, False)) for mark in EMPTY_MEANS_NO]
    relationship = row.read("relationship", parse_text, "")
    return LinkRecord(row.line, upn, reference, order, relationship, first, last, tuple(outright + quiet))


def _read_person(row: Row, reference: str) -> tuple[ContactRecord, list[RowError]]:
    numbers: dict[str, Number] = {}
    unusable = []
    for column in (each for each in PHONES if row.cells[each]):
        try:
            number = parse_number(row.cells[column])
            numbers.setdefault(number.e164, number)
        except BadCell as bad:
            unusable.append(RowError(row.file, row.line, column, row.cells[column], bad.problem, bad.right))
    person = ContactRecord(
        line=row.line,
        reference=reference,
        kind=row.read("kind", _parse_kind, ""),
        first_name=row.read("first_name", parse_text, ""),
        last_name=row.cells["last_name"],
        language=row.read("language", parse_language, ""),
        numbers=tuple(numbers.values()),
    )
    return person, unusable


def _note_disagreement(row: Row, said: ContactRecord, known: ContactRecord) -> None:
    for column in ("first_name", "last_name", "language", "kind", "numbers"):
        if getattr(said, column) != getattr(known, column):
            row.note(
                PHONES[0] if column == "numbers" else column,
                f"is not what line {known.line} says of the same contact_id.",
                "Make the two lines say the same, or give two people two contact_ids.",
            )


def _known_pupil(cell: str, upns: set[str] | None) -> str:
    upn = parse_upn(cell)
    if upn not in (upns or {upn}):
        raise BadCell(
            "is not the UPN of a pupil in pupils.csv.", "Add the pupil there, or take this line out."
        )
    return upn


def _parse_kind(cell: str) -> str:
    kind = cell.casefold() or KINDS[0]
    if kind not in KINDS:
        raise BadCell("is not a kind of contact.", "Write person or professional.")
    return kind
