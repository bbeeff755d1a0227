"""The words of texts we start ourselves. A first name and no reason; nothing that asks for a keyword."""

from collections.abc import Sequence


def names_in_words(names: Sequence[str]) -> str:
    """ "Amina", "Amina and Bilal", "Amina, Bilal and Cora"."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def first_contact(school: str, child: str) -> str:
    """The first question about an absence: open, and never "is … ill?"."""
    return (
        f"{school}: {child} is not in school today and we have not heard why. "
        f"Please reply to this text and tell us why {child} is away."
    )


def still_waiting(school: str, child: str) -> str:
    """The second time of asking on one day."""
    return (
        f"{school}: we still have not heard about {child}. "
        "Please reply to this text or ring us as soon as you can."
    )


def still_away(school: str, child: str) -> str:
    """The question on a later day of the same absence."""
    return (
        f"{school}: {child} is away again today and we do not know why. "
        f"Please reply and tell us how {child} is and when {child} will be back."
    )
