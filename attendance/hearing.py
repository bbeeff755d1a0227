"""Who wrote, and what a turn of the conversation has to know about them, read from the records."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.drafting import problem_in
from bot.parsers.protocol import ChildName, Period, ReasonGuess
from bot.tracker import begins_at
from bot.turn import Child, Earlier, Speaker
from rules.contacts import SpeakerKind, SpeakerVerdict, check_speaker
from rules.reasons import Reason
from storage.conversations import is_held_by_person, pupils_written_about
from storage.days import school_zone
from storage.models import AbsenceReport, Conversation, InboundMessage, School
from storage.people import ChildOnRoll, LineInUse, NumberHolders, holders_of_number, pupils_on_roll
from storage.reports import standing_reports

NOBODY = NumberHolders({}, {}, ())


@dataclass(frozen=True, slots=True)
class Sending:
    """The circumstances of one message.

    school: whose days and clock it is read by: the first child's, else the line's first. sent_at: aware, in
    that school's zone. children: whom the sender is linked to. verdict: what the sender may do.
    """

    line: LineInUse
    school: School
    sent_at: datetime
    holders: NumberHolders
    verdict: SpeakerVerdict

    @property
    def today(self) -> date:
        """The school's date on which the message was sent."""
        return self.sent_at.date()

    @property
    def children(self) -> tuple[ChildOnRoll, ...]:
        """The pupils of the line's schools whom the sender is linked to."""
        return self.holders.children

    @property
    def names(self) -> dict[int, str]:
        """What each child is called."""
        return {child.pupil.id: child.pupil.called for child in self.children}

    @property
    def language(self) -> str:
        """The language to answer in: the contact's, when all who share the number have the same one."""
        languages = set(self.holders.languages.values())
        return languages.pop() if len(languages) == 1 else "en"

    def school_of(self, pupil_id: int | None) -> School:
        """The school of a child of theirs, else the one the message is read by."""
        schools: Mapping[int, School] = {school.id: school for school in self.line.schools}
        found = next((child.school_id for child in self.children if child.pupil.id == pupil_id), None)
        return self.school if found is None else schools[found]

    def contact_for(self, pupil_id: int | None) -> int | None:
        """The contact who must be writing about a pupil, or None when it may be one of several."""
        linked = [
            contact
            for contact, links in self.holders.links.items()
            if pupil_id is None or any(link.pupil_id == pupil_id for link in links)
        ]
        return linked[0] if len(linked) == 1 else None

    def child_names(self) -> tuple[ChildName, ...]:
        """The children as the parser wants them."""
        return tuple(
            ChildName(
                pupil_id=child.pupil.id,
                first_name=child.pupil.first_name,
                last_name=child.pupil.last_name,
                known_as=child.pupil.known_as,
                year=child.pupil.year,
                birth_on=child.pupil.birth_on,
            )
            for child in self.children
        )


def read_sending(db: Session, line: LineInUse, message: InboundMessage) -> Sending:
    """Find out who a message is from. A withheld number is nobody's."""
    first = line.schools[0]
    on = message.received_at.astimezone(school_zone(first)).date()
    holders = NOBODY
    if message.from_number is not None:
        ids = [school.id for school in line.schools]
        holders = holders_of_number(db, line.organisation_id, message.from_number, ids, on)
    child_at = holders.children[0].school_id if holders.children else first.id
    school = next(school for school in line.schools if school.id == child_at)
    sent_at = message.received_at.astimezone(school_zone(school))
    return Sending(line, school, sent_at, holders, check_speaker(holders.links, on))


def read_speaker(
    db: Session, sending: Sending, message: InboundMessage, conversation: Conversation | None
) -> Speaker:
    """Everything the dialogue has to know about the sender."""
    children = tuple(
        Child(
            pupil_id=child.pupil.id,
            called=child.pupil.called,
            last_name=child.pupil.last_name,
            group=child.group,
            year=child.pupil.year,
            birth_on=child.pupil.birth_on,
        )
        for child in sending.children
    )
    if conversation is None:
        return Speaker(sending.verdict, children, named_in_full=_named_in_full(db, sending, message))
    speaks_for = (*sending.verdict.may_report_for, *sending.verdict.doubtful_for)
    return Speaker(
        verdict=sending.verdict,
        children=children,
        written_about=pupils_written_about(db, speaks_for, conversation.number),
        earlier=_earlier(db, conversation, sending),
        held=is_held_by_person(db, conversation.id, [school.id for school in sending.line.schools]),
        named_in_full=_named_in_full(db, sending, message),
    )


def _earlier(db: Session, conversation: Conversation, sending: Sending) -> tuple[Earlier, ...]:
    found = standing_reports(db, conversation.id, sending.today, begins_at(sending.sent_at))
    return tuple(_as_earlier(report, _made_on(report, sending)) for report in found)


def _made_on(report: AbsenceReport, sending: Sending) -> date:
    """The school's date on which a report was made."""
    return report.created_at.astimezone(sending.sent_at.tzinfo).date()


def _as_earlier(report: AbsenceReport, made_on: date) -> Earlier:
    reason = Reason(report.reason)
    return Earlier(
        report_id=report.id,
        pupil_id=report.pupil_id,
        reason=reason,
        confidence=report.confidence,
        alternatives=tuple(
            ReasonGuess(Reason(guess["reason"]), guess["probability"]) for guess in report.alternatives
        ),
        because=report.because,
        period=Period(
            first_on=report.first_on,
            last_on=report.last_on,
            sessions=report.sessions,
            time=report.at_time,
            returns_on=report.returns_on,
            time_kind="arrives" if reason is Reason.LATE else None,
            problem=problem_in(report.doubts),
        ),
        state=report.state,
        made_on=made_on,
    )


def _named_in_full(db: Session, sending: Sending, message: InboundMessage) -> int | None:
    """The one pupil of the line's schools whose full name somebody unlisted wrote, or None.

    Two pupils with that name, or two names, are nobody: a wrong child would be worse than none.
    """
    if sending.verdict.kind is not SpeakerKind.UNLISTED:
        return None
    text = f" {_plain(message.body)} "
    ids = [school.id for school in sending.line.schools]
    found = {
        child.pupil.id
        for child in pupils_on_roll(db, ids, sending.today)
        for first in {child.pupil.first_name, child.pupil.called}
        if f" {_plain(f'{first} {child.pupil.last_name}')} " in text
    }
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    """Words without accents, apostrophes, hyphens and capitals, one space between them."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", bare).casefold()))
