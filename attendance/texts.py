"""The words of texts we start ourselves. First names and no reason; nothing that asks for a keyword."""

from collections.abc import Sequence
from enum import StrEnum


class Asking(StrEnum):
    """Which question about an absence a text asks."""

    FIRST = "first"  # for the first time on the first day
    AGAIN = "again"  # for another time on one day
    STILL = "still"  # for the first time on a later day


def names_in_words(names: Sequence[str]) -> str:
    """ "Amina", "Amina and Bilal", "Amina, Bilal and Cora"."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def asking(attempt: int, *, first_day: bool) -> Asking:
    """Which question a text asks.

    Args:
        attempt: which round of texts of its day this is, from 1.
        first_day: of the absence.
    """
    if attempt > 1:
        return Asking.AGAIN
    return Asking.FIRST if first_day else Asking.STILL


def ask(schools: Sequence[str], children: Sequence[str], kinds: Sequence[Asking]) -> str:
    """The one text to one contact about one child or several of theirs.

    Args:
        schools: the names of the children's schools, each once.
        children: the names they are called by; the contact may be told of each of them.
        kinds: what is asked about each; where it differs, the words of the first question are true of all.
    """
    words = {Asking.FIRST: first_contact, Asking.AGAIN: still_waiting, Asking.STILL: still_away}
    kind = kinds[0] if len(set(kinds)) == 1 else Asking.FIRST
    return words[kind](names_in_words(schools), children)


def first_contact(school: str, children: Sequence[str]) -> str:
    """The first question about an absence: open, and never "is … ill?"."""
    names = names_in_words(children)
    is_not, they_are = ("is", f"{names} is") if len(children) == 1 else ("are", "they are")
    return (
        f"{school}: {names} {is_not} not in school today and we have not heard why. "
        f"Please reply to this text and tell us why {they_are} away."
    )


def still_waiting(school: str, children: Sequence[str]) -> str:
    """The second time of asking on one day."""
    return (
        f"{school}: we still have not heard about {names_in_words(children)}. "
        "Please reply to this text or ring us as soon as you can."
    )


def still_away(school: str, children: Sequence[str]) -> str:
    """The question on a later day of the same absence."""
    names = names_in_words(children)
    if len(children) == 1:
        return (
            f"{school}: {names} is away again today and we do not know why. "
            f"Please reply and tell us how {names} is and when {names} will be back."
        )
    return (
        f"{school}: {names} are away again today and we do not know why. "
        "Please reply and tell us how they are and when they will be back."
    )
