"""The register codes of England by date, and what each one means for the figures.

Source: the School Attendance (Pupil Registration) (England) Regulations 2024 and *Working together to improve
school attendance*; the codes withdrawn in 2013 and 2024 stay readable, so that history can be counted.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from importlib import resources


class UnknownCode(ValueError):  # noqa: N818 -- it reads as a sentence where it is raised
    """No such register code; the text says what was probably meant."""


class WithdrawnCode(ValueError):  # noqa: N818 -- it reads as a sentence where it is raised
    """A real register code, but not one that may be used on that day; the text says what to use instead."""


class Kind(StrEnum):
    """The six classes of the statistics."""

    PRESENT = "present"
    APPROVED_ACTIVITY = "approved_activity"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    NOT_POSSIBLE = "not_possible"
    NOT_COLLECTED = "not_collected"


ATTENDED = frozenset({Kind.PRESENT, Kind.APPROVED_ACTIVITY})
ABSENT = frozenset({Kind.AUTHORISED, Kind.UNAUTHORISED})
ON_SITE = frozenset({"/", "\\", "L", "U"})
INSTEAD = {
    "F": "G, or C when leave was granted",
    "H": "G, or C when leave was granted",
    "J": "J1",
    "Y": "one of Y1 to Y7",
}
NO_REASON_YET = "N"
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Code:
    """One register code. from_on and to_on are inclusive; to_on is None while the code is in use."""

    code: str
    kind: Kind
    meaning: str
    from_on: date
    to_on: date | None
    who_decides: str

    @property
    def counts_as_attended(self) -> bool:
        """Present or at an approved educational activity (L counts, U does not)."""
        return self.kind in ATTENDED

    @property
    def is_possible(self) -> bool:
        """Whether the session is a possible attendance: it counts in the denominator."""
        return self.kind in ATTENDED or self.kind in ABSENT

    def is_in_use(self, on: date) -> bool:
        """Whether the code may be entered for the day `on`."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sessions counted from marks."""

    attended: int
    authorised: int
    unauthorised: int
    lates: int

    @property
    def absent(self) -> int:
        """Sessions missed, for whatever reason."""
        return self.authorised + self.unauthorised

    @property
    def possible(self) -> int:
        """Sessions the pupil could have attended."""
        return self.attended + self.absent

    @property
    def percent(self) -> Decimal | None:
        """Attendance in per cent to one decimal place, or None when no session was possible."""
        if not self.possible:
            return None
        return (Decimal(100 * self.attended) / self.possible).quantize(TENTH, ROUND_HALF_UP)


def get_code(code: str, on: date) -> Code:
    """The register code `code` as it may be entered for the day `on`.

    Raises UnknownCode when there is none, and WithdrawnCode when it was not in use on that day.
    """
    found = all_codes().get(code)
    if found is None:
        raise UnknownCode(_unknown_sentence(code))
    if found.is_in_use(on):
        return found
    if on < found.from_on:
        raise WithdrawnCode(f"Code {code} ({found.meaning}) is in use only from {_said(found.from_on)}.")
    raise WithdrawnCode(f"Code {code} ({found.meaning}) has been withdrawn. Use {INSTEAD[code]}.")


def codes_on(on: date) -> tuple[Code, ...]:
    """Every code that may be entered for the day `on`, in the order of the guidance."""
    return tuple(code for code in all_codes().values() if code.is_in_use(on))


def is_absent(code: str) -> bool:
    """Whether a mark counts as an absence, authorised or not. Raises UnknownCode."""
    return _any_code(code).kind in ABSENT


def is_on_site(code: str) -> bool:
    """Whether the mark says that the pupil has been seen in school in that session. Raises UnknownCode."""
    return _any_code(code).code in ON_SITE


def needs_explaining(code: str) -> bool:
    """Whether nobody has said why the pupil is away: only this opens a case. Raises UnknownCode."""
    return _any_code(code).code == NO_REASON_YET


def attendance(marks: Iterable[str]) -> Figures:
    """Count marks (codes, one a session, withdrawn ones included). Raises UnknownCode.

    Attendance = (present + approved activity) / possible sessions (guidance; L is attended, U is absent).
    """
    codes = [_any_code(mark) for mark in marks]
    kinds = Counter(code.kind for code in codes)
    return Figures(
        attended=kinds[Kind.PRESENT] + kinds[Kind.APPROVED_ACTIVITY],
        authorised=kinds[Kind.AUTHORISED],
        unauthorised=kinds[Kind.UNAUTHORISED],
        lates=sum(code.code == "L" for code in codes),
    )


@cache
def all_codes() -> dict[str, Code]:
    """Every code there has been since 2006, by its letters."""
    text = resources.files("rules").joinpath("codes.csv").read_text("utf-8")
    return {row["code"]: _read_row(row) for row in csv.DictReader(text.splitlines())}


def _read_row(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        kind=Kind(row["class"]),
        meaning=row["meaning"],
        from_on=date.fromisoformat(row["from"]),
        to_on=date.fromisoformat(row["to"]) if row["to"] else None,
        who_decides=row["who_decides"],
    )


def _any_code(code: str) -> Code:
    found = all_codes().get(code)
    if found is None:
        raise UnknownCode(_unknown_sentence(code))
    return found


def _unknown_sentence(code: str) -> str:
    tidy = code.strip().upper()
    if tidy in all_codes():
        return f'There is no register code "{code}". Did you mean {tidy}?'
    return f'There is no register code "{code}". Use a code of the 2024 regulations, such as I, M or N.'


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
