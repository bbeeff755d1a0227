"""From what a parent said to a proposed register code. A person decides: every proposal is provisional.

Sources: the codes of the 2024 regulations; leave is granted only by somebody the proprietor authorised (reg
11); S-stoc 4.2–4.4 and 5.1; S-clifford for holidays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from rules.codes import get_code
from rules.reason_codes import REASON_CODES, ReasonCode
from rules.reasons import Reason
from rules.sessions import Session

NO_REASON = "N"
ARRIVED = frozenset({"L", "U"})
NOT_THERE_YET = "Confirm once the pupil has arrived."
LATE_REASONS = frozenset({Reason.LATE, Reason.UNAUTHORISED, Reason.UNSTATED})


class DecidedBy(StrEnum):
    """Who may make the proposal final."""

    OFFICE = "office"
    HEAD = "head"


class HolidayRule(StrEnum):
    """Whether the school ever grants a holiday in term time."""

    NEVER = "never"  # S-clifford
    HEAD = "head"  # S-stoc 5.1


@dataclass(frozen=True, slots=True)
class CodingRules:
    """What schools settle differently.

    religious_days: days of R in a school year before a person must look. doubtful_below: confidence, 0 to 1.
    appointment_evidence: whether M needs a card or letter (S-stoc 4.3). stale_days: see stale_n.
    """

    holiday: HolidayRule = HolidayRule.HEAD
    religious_days: int = 3
    doubtful_below: float = 0.75
    appointment_evidence: bool = False
    stale_days: int = 4


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is known when a report is turned into a code for one session.

    confidence: of the reason, 0 to 1. listed: the reporter may report for this pupil. on: the school's day.
    arrives_at: when the pupil comes in, wall clock. register_closes_at, session_ends_at: of this session.
    days_reported: school days in the report. religious_days_taken: R days this school year before it.
    compulsory_age: the pupil is of compulsory school age. evidence: a card or letter was shown.
    """

    reason: Reason
    confidence: float
    listed: bool
    session: Session
    on: date
    register_closes_at: time
    arrives_at: time | None = None
    session_ends_at: time | None = None
    rules: CodingRules = field(default_factory=CodingRules)
    days_reported: int = 1
    religious_days_taken: int = 0
    compulsory_age: bool = True
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code for a person to decide on.

    code: proposed. mark: what may stand in the register meanwhile: N while the reporter is not listed, and N
    instead of L or U until the pupil is really there. why: a sentence for staff. is_request: leave that only
    the head may grant. doubts: what a person should check.
    """

    code: str
    why: str
    decided_by: DecidedBy
    mark: str
    is_request: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether it is shown among the doubtful ones, first on Review."""
        return bool(self.doubts)


def provisional_code(facts: ReportFacts) -> Proposal:
    """The code to propose for one session, why, who decides and what is doubtful about it.

    Raises rules.codes.WithdrawnCode when the code was not in use on `facts.on`.
    """
    rule = _rule(facts)
    code = get_code(rule.code, facts.on).code
    return Proposal(
        code=code,
        why=_why(rule, facts),
        decided_by=DecidedBy.HEAD if rule.head_decides else DecidedBy.OFFICE,
        mark=code if facts.listed and code not in ARRIVED else NO_REASON,
        is_request=rule.head_decides,
        doubts=(*rule.doubts, *_doubts(facts)),
    )


def stale_n(days: int, after: int = 4) -> Proposal | None:
    """What to propose for an N that nobody has explained for `days` school days; None while there is time.

    N becomes O within 5 school days (reg 10): it is put before a person on day `after`.
    """
    if days < after:
        return None
    return Proposal(
        code="O",
        why=f"No reason has been given for {days} school days, and N may not stand for more than 5.",
        decided_by=DecidedBy.OFFICE,
        mark=NO_REASON,
        doubts=("Ask once more before this becomes an unauthorised absence.",),
    )


def _rule(facts: ReportFacts) -> ReasonCode:
    if facts.arrives_at is not None and facts.arrives_at <= facts.register_closes_at:
        why = "The pupil arrives before the register closes, so is late, not absent."
        return ReasonCode("L", why, doubts=(NOT_THERE_YET,))
    if facts.reason not in LATE_REASONS:
        return REASON_CODES[facts.reason]
    return _late_rule(facts)


def _late_rule(facts: ReportFacts) -> ReasonCode:
    # U only where no other code applies: a pupil back from the dentist at 09:40 is M.
    if facts.arrives_at is None:
        return REASON_CODES[facts.reason]
    if facts.session_ends_at is not None and facts.arrives_at >= facts.session_ends_at:
        missed = REASON_CODES[Reason.UNSTATED if facts.reason is Reason.LATE else facts.reason]
        doubts = ("The pupil comes in only after this session: ask why they miss all of it.",)
        return ReasonCode(missed.code, missed.why, doubts=doubts)
    why = "The pupil arrives after the register closes and no other code applies."
    return ReasonCode("U", why, doubts=(NOT_THERE_YET,))


def _why(rule: ReasonCode, facts: ReportFacts) -> str:
    if rule.code == "G" and facts.rules.holiday is HolidayRule.NEVER:
        return "A holiday in term time: this school does not grant them. The request is recorded."
    return rule.why


def _doubts(facts: ReportFacts) -> tuple[str, ...]:
    religious_days = facts.religious_days_taken + facts.days_reported
    questions = (
        (not facts.listed, "The reporter is not a listed contact: check with one who is."),
        (facts.confidence < facts.rules.doubtful_below, "The reason may be misunderstood: read the message."),
        (
            facts.reason is Reason.RELIGIOUS and religious_days > facts.rules.religious_days,
            f"Days of religious observance this school year, with this report: {religious_days}.",
        ),
        (
            facts.reason is Reason.MEDICAL and facts.rules.appointment_evidence and not facts.evidence,
            "No appointment card or letter has been seen yet.",
        ),
        (
            facts.reason is Reason.NOT_REQUIRED and facts.compulsory_age,
            "X is only for pupils under or over compulsory school age.",
        ),
    )
    return tuple(question for applies, question in questions if applies)
