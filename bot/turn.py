"""What a turn of a conversation knows and what it decides. All values are frozen; nothing here acts."""

from dataclasses import dataclass
from datetime import date

from bot.parsers.protocol import Period, ReasonGuess
from bot.tracker import Question
from rules.contacts import SpeakerVerdict
from rules.reasons import Reason

#: Reports in these states still stand.
PROVISIONAL, CONFIRMED = "provisional", "confirmed"


@dataclass(frozen=True, slots=True)
class Child:
    """A child whom the sender is listed for. called: the first name the family uses. group: the class."""

    pupil_id: int
    called: str
    last_name: str
    group: str
    year: int
    birth_on: date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A report made in this conversation that still stands: what it says and whether a person decided it."""

    report_id: int
    pupil_id: int | None
    reason: Reason
    confidence: float
    alternatives: tuple[ReasonGuess, ...]
    because: str
    period: Period
    state: str
    made_on: date

    @property
    def is_open(self) -> bool:
        """Whether no person has decided on it yet."""
        return self.state == PROVISIONAL


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is writing, and what of theirs matters to this message.

    children: those the sender is linked to and the line serves. written_about: pupils about whose open
    absence we have written to this number. earlier: this conversation's standing reports, oldest first.
    held: a safeguarding task of this conversation waits for a person, so we ask nothing.
    named_in_full: for a sender who is not listed, the one pupil whose full name the message holds.
    """

    verdict: SpeakerVerdict
    children: tuple[Child, ...] = ()
    written_about: tuple[int, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    held: bool = False
    named_in_full: int | None = None

    def may_speak_for(self, pupil_id: int | None) -> bool:
        """Whether a reason from this sender may count for the pupil, if only after a check."""
        return pupil_id in self.verdict.may_report_for or pupil_id in self.verdict.doubtful_for

    def standing_for(self, pupil_id: int | None) -> str:
        """How the report of this sender for this pupil is marked."""
        if pupil_id in self.verdict.may_report_for or (pupil_id is None and self.verdict.may_report_for):
            return "listed"
        if pupil_id in self.verdict.doubtful_for or (pupil_id is None and self.verdict.doubtful_for):
            return "shared"
        return "may_not_report" if self.children else "unlisted"

    def may_hear_of(self, pupil_id: int | None) -> bool:
        """Whether the pupil's name may be in an answer to this number."""
        return pupil_id in self.verdict.may_hear_of


@dataclass(frozen=True, slots=True)
class Message:
    """The message at hand. today: the school's date when it was sent. media_count: pictures and the like."""

    text: str
    today: date
    media_count: int = 0


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One pupil, one reason, some days: becomes one report.

    reason: UNSTATED when none was given or none understood. settled: child and days are known, so a
    provisional mark may rest on it; one that is not settled is kept for the office and holds nothing back.
    supersedes: ids of provisional reports that it replaces. completes: ids of reports whose words belong to
    it too. doubts: sentences for staff.
    """

    pupil_id: int | None
    reason: Reason
    confidence: float
    alternatives: tuple[ReasonGuess, ...]
    because: str
    period: Period
    settled: bool = True
    supersedes: tuple[int, ...] = ()
    completes: tuple[int, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Write these reports."""

    items: tuple[ReportItem, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take these provisional reports back."""

    report_ids: tuple[int, ...]
    pupil_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """An adult believes these pupils are in school: the safeguarding lead looks now."""

    pupil_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Remember that we asked this. Its reports are those of the same turn, and report_ids besides."""

    question: Question
    pupil_ids: tuple[int, ...] = ()
    report_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Give the message to a person. kind: "inbox" or "safeguarding". why: a sentence that says what to do.

    takes_over: whether the conversation's open question is the person's now.
    """

    why: str
    kind: str = "inbox"
    urgent: bool = False
    pupil_id: int | None = None
    takes_over: bool = True


Action = Report | Withdraw | Dispute | Ask | ToPerson


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer: a key of the catalogue and what fills its gaps.

    items: for a read-back, what is read back; its words depend on who decides.
    """

    key: str
    pupil_ids: tuple[int, ...] = ()
    items: tuple[ReportItem, ...] = ()
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The decision on one message. reply None is silence. outcome: a word for the message's row."""

    outcome: str
    actions: tuple[Action, ...] = ()
    reply: Reply | None = None
