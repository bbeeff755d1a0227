"""Who is on the line, for which children they may speak, and who may be contacted about a child.

A reason counts only from a listed contact (S-stoc 4.2); a contact who must not be contacted gets silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# What the provider shows when a caller withholds the number: words spelt on the keypad, with a plus.
WITHHELD = frozenset({"266696687", "7378742833", "86282452253", "2562533", "8656696"})


@dataclass(frozen=True, slots=True)
class PupilLink:
    """What the school's records say about one contact and one pupil.

    order: the place in the listed order, from 1. from_on, to_on: inclusive; None means without limit.
    professional: a social worker or agency rather than family.
    """

    contact_id: int
    pupil_id: int
    order: int = 1
    may_report: bool = True
    may_be_told: bool = True
    must_not_be_contacted: bool = False
    court_restriction: bool = False
    from_on: date | None = None
    to_on: date | None = None
    professional: bool = False

    def is_current(self, on: date) -> bool:
        """Whether the link holds on that day."""
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or on <= self.to_on)


class SpeakerKind(StrEnum):
    """What a number means to us."""

    LISTED = "listed"
    UNLISTED = "unlisted"
    MAY_NOT_REPORT = "may_not_report"
    MUST_NOT_BE_CONTACTED = "must_not_be_contacted"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class SpeakerVerdict:
    """What may be done with a message from a number.

    may_report_for: pupils for whom a reason counts. doubtful_for: pupils whom only some contacts of a shared
    number may report; a person checks. may_hear_of: pupils who may be named in an answer to this number.
    contact_ids: who may be speaking. why: a sentence for staff.
    """

    kind: SpeakerKind
    why: str
    contact_ids: tuple[int, ...] = ()
    may_report_for: tuple[int, ...] = ()
    doubtful_for: tuple[int, ...] = ()
    may_hear_of: tuple[int, ...] = ()

    @property
    def is_silenced(self) -> bool:
        """Nothing is written to this number and nothing it says changes anything."""
        return self.kind is SpeakerKind.MUST_NOT_BE_CONTACTED

    @property
    def raises_safeguarding(self) -> bool:
        """The safeguarding lead gets a task for what came from this number."""
        return self.is_silenced


def check_speaker(links: Mapping[int, Sequence[PupilLink]], on: date) -> SpeakerVerdict:
    """Who speaks from a number, and for whom.

    links: for each contact with this number, their links to pupils (none: a contact without children).
    on: the school's day. A withheld number belongs to nobody: pass {}.
    """
    contacts = tuple(sorted(links))
    everyone = [link for contact in contacts for link in links[contact]]
    if any(link.must_not_be_contacted for link in everyone):
        # Whatever its dates: somebody who is no contact any more may still be one to keep away.
        why = "This number belongs to somebody who must not be contacted. Nothing was sent or changed."
        return SpeakerVerdict(SpeakerKind.MUST_NOT_BE_CONTACTED, why, contacts)
    current = [[link for link in links[contact] if link.is_current(on)] for contact in contacts]
    if not any(current):
        why = "This number is not on the list of contacts. Check with a listed contact."
        return SpeakerVerdict(SpeakerKind.UNLISTED, why, contacts)
    return _verdict(contacts, current)


def is_silenced(links: Mapping[int, Sequence[PupilLink]]) -> bool:
    """Whether a number must never be written to: somebody who shares it must not be contacted."""
    return any(link.must_not_be_contacted for each in links.values() for link in each)


def contacts_in_order(links: Iterable[PupilLink], on: date) -> tuple[PupilLink, ...]:
    """Who may be contacted about one pupil on `on`, in listed order (S-stoc 4.5).

    links: of one pupil. Left out: must not be contacted, a court restriction, may not be told, out of date.
    """
    return tuple(sorted((link for link in links if _may_hear(link, on)), key=_place))


def is_withheld(number: str) -> bool:
    """Whether a sender or caller withheld the number, or sent none, so that it must match nobody."""
    bare = number.strip().removeprefix("whatsapp:").removeprefix("+")
    return bare in WITHHELD or not any(letter.isdigit() for letter in bare)


def _verdict(contacts: tuple[int, ...], current: list[list[PupilLink]]) -> SpeakerVerdict:
    reportable = [{link.pupil_id for link in links if _may_report(link)} for links in current]
    hearable = [{link.pupil_id for link in links if _may_be_told(link)} for links in current]
    plain = set.intersection(*reportable)
    doubtful = set.union(*reportable) - plain
    kind, why = _kind(plain | doubtful, doubtful, len(contacts))
    return SpeakerVerdict(
        kind=kind,
        why=why,
        contact_ids=contacts,
        may_report_for=tuple(sorted(plain)),
        doubtful_for=tuple(sorted(doubtful)),
        may_hear_of=tuple(sorted(set.intersection(*hearable))),
    )


def _kind(spoken_for: set[int], doubtful: set[int], contacts: int) -> tuple[SpeakerKind, str]:
    if not spoken_for:
        return (
            SpeakerKind.MAY_NOT_REPORT,
            "This contact may not report absences. Check with a listed contact.",
        )
    if contacts == 1:
        return SpeakerKind.LISTED, "A listed contact."
    if doubtful:
        why = "Several contacts share this number, and not all of them may report. Check who it was."
        return SpeakerKind.SHARED, why
    return SpeakerKind.SHARED, "Several contacts share this number, and each of them may report."


def _may_report(link: PupilLink) -> bool:
    return link.may_report and not link.court_restriction


def _may_be_told(link: PupilLink) -> bool:
    return link.may_be_told and not link.court_restriction


def _may_hear(link: PupilLink, on: date) -> bool:
    return _may_be_told(link) and not link.must_not_be_contacted and link.is_current(on)


def _place(link: PupilLink) -> tuple[int, int]:
    return link.order, link.contact_id
