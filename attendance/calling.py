"""One call for a family: the call about a second child joins the one that is already to be made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from attendance.bundling import Taking
from attendance.case_facts import Known
from rules.ladder import OpenTask
from rules.steps import TaskKind
from storage.reaching import OpenCall, claim_open_calls

ONE_CALL = " One call for the family: a sibling is away unexplained too."


@dataclass(slots=True)
class Call:
    """A call to make. task_id: None while it is still to be written, under `key`. row: as it was found."""

    case_id: int | None
    key: str
    words: str
    task_id: int | None = None
    row: OpenCall | None = None
    joined: bool = False

    def join(self) -> None:
        """It is also about one more child."""
        self.joined = True
        if not self.words.endswith(ONE_CALL):
            self.words += ONE_CALL


class Calls:
    """The calls of a beat, beside those that are still to be made from today's earlier beats.

    Two children are one family here when the first person to call about the second may be told of the first.
    """

    def __init__(self, db: Session, takings: Iterable[Taking]) -> None:
        wanted = [
            taking.known
            for taking in takings
            if taking.known.facts.contacts and any(is_call(step) for step in taking.steps)
        ]
        self._open: dict[tuple[int, str, int], list[Call]] = {}
        self.found: list[Call] = []
        if wanted:
            self._read(db, wanted)

    def find(self, known: Known, step: OpenTask) -> Call | None:
        """The call that this child's joins, or None when there is none to join."""
        if not known.facts.contacts:
            return None
        place = (known.case.school_id, str(step.for_role), known.facts.contacts[0].contact_id)
        for call in self._open.get(place, ()):
            if call.case_id != known.case.id and (call.row is None or _is_of_today(call.row, known)):
                return call
        return None

    def add(self, known: Known, step: OpenTask, key: str) -> Call:
        """A new call about this child, which siblings' may join."""
        call = Call(known.case.id, key, step.reason)
        for contact in known.facts.contacts:
            self._put(known.case.school_id, str(step.for_role), contact.contact_id, call)
        return call

    def _read(self, db: Session, wanted: Sequence[Known]) -> None:
        schools = {known.case.school_id for known in wanted}
        first = {known.facts.contacts[0].contact_id for known in wanted}
        calls: dict[int, Call] = {}
        for row in claim_open_calls(db, schools, first):
            call = calls.setdefault(row.task_id, Call(row.case_id, "", row.why, row.task_id, row))
            self._put(row.school_id, row.role, row.contact_id, call)
        self.found = list(calls.values())

    def _put(self, school_id: int, role: str, contact_id: int, call: Call) -> None:
        self._open.setdefault((school_id, role, contact_id), []).append(call)


def is_call(step: object) -> bool:
    """Whether a step gives somebody a call to make."""
    return isinstance(step, OpenTask) and step.kind is TaskKind.CALL


def _is_of_today(row: OpenCall, known: Known) -> bool:
    """Whether a call was asked for today, of a child of whom the contact may be told today."""
    today = known.facts.today
    opened_on = row.created_at.astimezone(ZoneInfo(known.school.time_zone)).date()
    began = row.from_on is None or row.from_on <= today
    return opened_on == today and began and (row.to_on is None or today <= row.to_on)
