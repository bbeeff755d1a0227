"""A bare answer to a question of ours: a name, a day, "both", and nothing else."""

import re
from datetime import datetime

from bot.entities.children import ChildrenSaid
from bot.entities.dates import When
from bot.entities.lengths import is_open_ended
from bot.entities.named import find_named_days
from bot.entities.times import find_times
from bot.entities.words import with_digits
from bot.parsers.recipe import CHILD
from rules.sessions import SchoolCalendar

LONGEST = 60  # letters; a longer message says something
_FILLERS = (
    "and or just only for it's its is the of them on in at to until from back by please thanks yes my it",
    "both all two three 2 3 twins kids children child one ones boys girls eldest oldest youngest middle",
    "morning",
    "afternoon this day days week weeks am pm probably maybe hopefully i think a n year y reception that's",
    "will be she he they return returning inclusive son daughter",
)
_EMPTY = "yes please thanks it is it's i think just only a the to of in my will be he she they"
FILLERS = frozenset(word for line in _FILLERS for word in line.split())
NOTHING_OF_ITS_OWN = frozenset(_EMPTY.split(" "))


def is_bare_answer(text: str, now: datetime, children: ChildrenSaid) -> bool:
    """Whether a message names a child, days or a time, and does nothing else.

    text: normalised, names replaced. now: when it was sent. children: as found in it.
    """
    if len(text) > LONGEST:
        return False
    digits = with_digits(text)
    rest, told = _without_days(digits, now)
    words = [word for word in re.findall(r"[\w']+", rest) if word != CHILD.lower()]
    if any(word not in FILLERS for word in words):
        return len(words) == 1 and bool(children.unknown)
    group = bool(children.pupil_ids or children.ambiguous) and bool(set(words) - NOTHING_OF_ITS_OWN)
    return told or bool(children.spans) or group


def _without_days(text: str, now: datetime) -> tuple[str, bool]:
    stretches = [(named.start, named.end) for named in find_named_days(text, When(now, SchoolCalendar()))]
    stretches += [(clock.start, clock.end) for clock in find_times(text, now)]
    rest = text
    for start, end in stretches:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return rest, bool(stretches) or is_open_ended(text)
