"""Reports of absence: written with a proposed code, replaced and withdrawn. A person decides on every one."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.cases import pause_for_report, resume_case_for_report
from attendance.marks import UNCLEAR, place_report_marks, withdraw_report_marks
from attendance.people import SOFTWARE
from bot.drafting import DECIDED_BEFORE
from bot.turn import ReportItem
from rules.coding import Proposal, ReportFacts, provisional_code
from rules.reasons import Reason
from rules.sessions import Session as HalfDay
from storage.days import school_calendar
from storage.models import AbsenceReport, InboundMessage, School
from storage.policies import policy_in_force
from storage.reports import end_report, get_reports


@dataclass(frozen=True, slots=True)
class Sender:
    """Who makes a report, and how.

    school: of the pupil, or the line's first when the pupil is not known. standing: see `AbsenceReport`.
    contact_id: None when nobody knows which of several contacts wrote. sent_on: the school's day.
    """

    message: InboundMessage
    school: School
    standing: str
    contact_id: int | None
    language: str
    sent_on: date


def report_absence(
    db: Session, item: ReportItem, sender: Sender, number: int, now: datetime
) -> AbsenceReport:
    """Write one report, put it in the place of those it replaces, and hold the follow-up it answers.

    Args:
        item: the pupil, the reason and the days.
        sender: who said it; only a listed contact's reason counts (S-stoc 4.2).
        number: which report of its message this is, from 0.
        now: aware.

    Returns:
        the report, provisional.
    """
    replaced = get_reports(db, item.supersedes)
    words = [report.words for report in get_reports(db, item.completes)]
    standing = sender.standing
    if standing == "listed" and item.pupil_id is not None and not item.settled:
        standing = UNCLEAR
    proposal = _proposal(db, item, sender, standing)
    report = _row(item, sender, standing, proposal, now)
    report.words = "\n".join([*words, sender.message.body])
    report.item = number
    db.add(report)
    db.flush()
    ended = [supersede(db, old, report, now) for old in replaced]
    if not all(ended):
        report.doubtful, report.doubts = True, [*report.doubts, DECIDED_BEFORE]
    if item.settled:
        place_report_marks(db, report, now)
        pause_for_report(db, report, now)
    return report


def withdraw_report(db: Session, report: AbsenceReport, now: datetime) -> bool:
    """The sender takes a report back: its provisional marks go back to N, and a case it paused goes on.

    Returns:
        False when a person had decided on it; nothing was changed then.
    """
    if not end_report(db, report, "withdrawn"):
        return False
    withdraw_report_marks(db, report, "The sender withdrew the report.", SOFTWARE, now)
    resume_case_for_report(db, report, now, "The sender withdrew the reason.")
    return True


def supersede(db: Session, old: AbsenceReport, new: AbsenceReport, now: datetime) -> bool:
    """A later report takes an earlier one's place. Returns False when a person had decided on that one."""
    if not end_report(db, old, "superseded", new.id):
        return False
    withdraw_report_marks(db, old, "The sender put the report right.", SOFTWARE, now)
    resume_case_for_report(db, old, now, "The reason was put right by the sender.")
    return True


def _proposal(db: Session, item: ReportItem, sender: Sender, standing: str) -> Proposal:
    policy = policy_in_force(db, sender.school.id, sender.sent_on).policy
    half = HalfDay.PM if item.period.sessions == "pm" else HalfDay.AM
    times = policy.sessions[half]
    first, last = item.period.first_on, item.period.last_on or item.period.first_on
    days = 1 if first == last else len(school_calendar(db, sender.school.id).school_days(first, last))
    arrives = item.period.time_kind == "arrives" or item.reason is Reason.LATE
    return provisional_code(
        ReportFacts(
            reason=item.reason,
            confidence=item.confidence,
            listed=standing == "listed",
            session=half,
            on=item.period.first_on,
            register_closes_at=times.closes_at,
            arrives_at=item.period.time if arrives else None,
            session_ends_at=times.ends_at,
            rules=policy.coding,
            days_reported=days,
        )
    )


def _row(item: ReportItem, sender: Sender, standing: str, proposal: Proposal, now: datetime) -> AbsenceReport:
    doubts = (*item.doubts, *proposal.doubts)
    return AbsenceReport(
        organisation_id=sender.message.organisation_id,
        school_id=sender.school.id,
        pupil_id=item.pupil_id,
        contact_id=sender.contact_id,
        conversation_id=sender.message.conversation_id,
        inbound_message_id=sender.message.id,
        channel=sender.message.channel,
        standing=standing,
        language=sender.language,
        reason=item.reason.value,
        code=proposal.code,
        alternatives=[asdict(guess) for guess in item.alternatives],
        confidence=item.confidence,
        because=item.because,
        why=proposal.why,
        decided_by=proposal.decided_by.value,
        doubtful=bool(doubts),
        doubts=list(doubts),
        first_on=item.period.first_on,
        last_on=item.period.last_on,
        returns_on=item.period.returns_on,
        sessions=item.period.sessions,
        at_time=item.period.time,
        time_kind=_time_kind(item),
        created_at=now,
    )


def _time_kind(item: ReportItem) -> str | None:
    """What the time of a report is: "arrives" for a pupil who comes late, however it was said."""
    if item.period.time is None:
        return None
    return "arrives" if item.reason is Reason.LATE else item.period.time_kind
