"""Words with which a number opts out of our texts or back in. The provider answers them; we stay silent."""

from attendance.acting import Acting, give_to_person
from bot.turn import ToPerson
from rules.contacts import SpeakerKind
from storage.messages import record_opt

TAKEN_BACK = (
    'A parent wrote "cancel" while a report of theirs stands for today. It stopped all our texts to this '
    "number, and nothing was withdrawn. Ring them: is the child coming in, and may we text again?"
)
OPTED_OUT = (
    "A listed contact has stopped our texts to this number. Ring them, and ask whether that was meant."
)
HELP = 'Somebody wrote "help". The provider answered by itself. Find out whether they need help.'


def take_opt(acting: Acting) -> str:
    """Mirror an opt-out or opt-in word, and tell the office what it may mean.

    Returns:
        the outcome for the message's row.
    """
    message = acting.message
    if message.opt == "help":
        give_to_person(acting, ToPerson(HELP, urgent=True, takes_over=False))
        return "to a person"
    if acting.conversation is None:
        return "nothing to do"
    out = message.opt == "out"
    record_opt(
        acting.db,
        message.organisation_id,
        message.line_id,
        acting.conversation.number,
        out=out,
        now=acting.now,
    )
    if not out:
        return "opted in"
    if acting.speaker.verdict.kind in (SpeakerKind.LISTED, SpeakerKind.SHARED):
        give_to_person(acting, ToPerson(_why(acting), takes_over=False))
    return "opted out"


def _why(acting: Acting) -> str:
    reported_today = any(
        earlier.made_on == acting.sending.today
        or earlier.period.first_on <= acting.sending.today <= (earlier.period.last_on or acting.sending.today)
        for earlier in acting.speaker.earlier
    )
    return TAKEN_BACK if reported_today and acting.message.body.casefold() == "cancel" else OPTED_OUT
