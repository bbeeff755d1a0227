"""What a report needs before a mark can rest on it, and which gap to ask about first."""

from dataclasses import dataclass

from bot.tracker import Question

#: A person takes over after so many questions about one matter.
MOST_QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """The slots of an absence report. It is complete when the child, the days and the reason are known."""

    child_known: bool
    days_clear: bool
    reason_given: bool
    child_ambiguous: bool = False

    @property
    def can_be_marked(self) -> bool:
        """Whether a provisional mark can rest on it: the reason may still be missing (`N`)."""
        return self.child_known and self.days_clear


def next_question(form: AbsenceForm) -> Question | None:
    """The one open question to ask now, or None when the form is complete."""
    if not form.child_known:
        return Question.WHICH if form.child_ambiguous else Question.CHILD
    if not form.days_clear:
        return Question.DAYS
    return None if form.reason_given else Question.REASON
