"""Which steps the cases of one beat take, so that one contact gets one text about all of their children.

Pure but for what it is given: facts in, steps out; nothing is read or written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from attendance.case_facts import Known
from rules.casefacts import CaseFacts, TakenStep
from rules.ladder import Closed, OpenTask, Paused, Send, Wait, next_step

#: No day of a ladder has more steps; past it something is wrong, and the case is looked at again.
MOST_STEPS_AT_ONCE = 200
#: A sibling's text to the same contact that is due so soon goes now, with the other's.
BUNDLED_WITHIN = timedelta(minutes=10)

Step = Send | OpenTask
Rest = Wait | Paused | Closed
_Place = tuple[int, int, int]


@dataclass(slots=True)
class Bundle:
    """One text to one number of one contact, about one child or several."""

    parts: list[tuple[Known, Send]] = field(default_factory=list)

    def is_about(self, case_id: int) -> bool:
        """Whether a case's step is in it already."""
        return any(known.case.id == case_id for known, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Taking:
    """The steps a case takes now, and then its rest."""

    known: Known
    steps: Sequence[Step]
    rest: Rest


@dataclass(slots=True)
class Bundler:
    """Decides for one case after another, each in the light of the texts decided on before it.

    Only children whom a contact may be told of are ever named to them: a text to a contact is a step of a
    child's case only when that contact may be told of that child.
    """

    now: datetime
    bundles: list[Bundle] = field(default_factory=list)
    _at: dict[_Place, list[Bundle]] = field(default_factory=dict)
    _begun: dict[int, int] = field(default_factory=dict)

    def take(self, known: Known) -> Taking:
        """What a case whose step is due does now.

        A contact who has had as many texts as they may get today still hears of this child in a text that
        goes to them now anyway.
        """
        steps, rest = _play(self._counted(known, joining=True), self.now)
        if not all(self._costs_nothing(known, step) for step in steps if isinstance(step, Send)):
            steps, rest = _play(self._counted(known, joining=False), self.now)
        return self._taken(known, steps, rest)

    def join(self, known: Known) -> Taking | None:
        """What a case whose text would be due soon does now: joins one that goes to the same contact, or not.

        Returns:
            None when it waits for its own moment.
        """
        facts = known.facts
        if not self._at or not _may_be_texted(facts, self.now):
            return None
        ahead = next_step(facts, self.now + BUNDLED_WITHIN)
        if not isinstance(ahead, Send) or self._joinable(known, ahead) is None:
            return None
        steps, rest = _play(_with_taken(facts, ahead, self.now), self.now)
        return self._taken(known, [ahead, *steps], rest)

    def _taken(self, known: Known, steps: Sequence[Step], rest: Rest) -> Taking:
        for step in steps:
            if isinstance(step, Send):
                self._add(known, step)
        return Taking(known, steps, rest)

    def _add(self, known: Known, send: Send) -> None:
        bundle = self._joinable(known, send)
        if bundle is None:
            bundle = Bundle()
            self.bundles.append(bundle)
            self._at.setdefault(_place(known, send), []).append(bundle)
            self._begun[send.contact_id] = self._begun.get(send.contact_id, 0) + 1
        bundle.parts.append((known, send))

    def _joinable(self, known: Known, send: Send) -> Bundle | None:
        for bundle in self._at.get(_place(known, send), ()):
            if not bundle.is_about(known.case.id):
                return bundle
        return None

    def _costs_nothing(self, known: Known, send: Send) -> bool:
        """Whether a text is the contact's first of this beat, or goes with one that goes anyway."""
        return send.contact_id not in self._begun or self._joinable(known, send) is not None

    def _counted(self, known: Known, *, joining: bool) -> CaseFacts:
        """The facts with the texts of this beat counted: all of them, or all but one that may be joined."""
        if not any(contact.contact_id in self._begun for contact in known.facts.contacts):
            return known.facts
        contacts = tuple(
            replace(contact, texts_today=contact.texts_today + max(0, begun - joining))
            for contact in known.facts.contacts
            for begun in (self._begun.get(contact.contact_id, 0),)
        )
        return replace(known.facts, contacts=contacts)


def _play(facts: CaseFacts, now: datetime) -> tuple[list[Step], Rest]:
    """Each step that is due now, then the rest until the next."""
    steps: list[Step] = []
    while len(steps) < MOST_STEPS_AT_ONCE:
        decision = next_step(facts, now)
        if not isinstance(decision, Send | OpenTask):
            return steps, decision
        steps.append(decision)
        facts = _with_taken(facts, decision, now)
    return steps, Wait(now + timedelta(minutes=1), "More steps than a day can have: looked at again.")


def _with_taken(facts: CaseFacts, step: Step, now: datetime) -> CaseFacts:
    taken = (*facts.taken, TakenStep(step.step_key, facts.today, now))
    if isinstance(step, OpenTask):
        return replace(facts, taken=taken)
    contacts = tuple(
        replace(contact, texts_today=contact.texts_today + 1)
        if contact.contact_id == step.contact_id
        else contact
        for contact in facts.contacts
    )
    return replace(facts, taken=taken, contacts=contacts)


def _may_be_texted(facts: CaseFacts, now: datetime) -> bool:
    """Whether texts about this child may go at this moment, early as they would be."""
    begins = [facts.contact_from_at, facts.texts_from_at, facts.texts_not_before]
    if not facts.is_school_day_today or any(moment is not None and now < moment for moment in begins):
        return False
    return facts.contact_until_at is None or now < facts.contact_until_at


def _place(known: Known, send: Send) -> _Place:
    return known.line_id or 0, send.contact_id, send.contact_point_id
