"""What a correction says instead: "tonsillitis" of "it isn't a cold, it's tonsillitis"."""

import re

from bot.parsers.gist import says_something

_BREAK = re.compile(r"[.,;!?:]| - |\b(?:but|instead|rather)\b")
_TAKEN_BACK = re.compile(
    r"\b(?:not|isn't|wasn't|aren't|didn't|don't|said|say|put|thought|told|wrote|wrong|mistake|incorrect|typo)\b"
)
_MEANT = re.compile(
    r"\b(?:i |we )?(?:meant|mean)(?: to (?:say|put))?\b|\b(?:should|supposed to|was meant to)(?: have)?"
    r" (?:be|say|said|read)\b|\bit turned out to be\b"
)
_FORMULAS = re.compile(
    r"\b(?:sorry|apologies|oops|correction|actually|no|nope|after all|please|it's|it is|that's"
    r"|(?:can you )?change (?:it|that))\b"
)
# "not the dentist", where nothing separates it from what it is instead
_DENIAL = re.compile(r"\bnot (?:an? |the |his |her |with )?\w+(?: \w+)?$")


def find_correction(text: str) -> str | None:
    """The words of a correction that say what is true; None where it has none of its own.

    text: normalised, children's names replaced.
    """
    parts = [_FORMULAS.sub(" ", _after_meant(part)) for part in _BREAK.split(text)]
    kept = [_DENIAL.sub("", " ".join(part.split())).strip() for part in parts]
    said = ", ".join(part for part in kept if part and not _TAKEN_BACK.search(part))
    return said if says_something(said) else None


def _after_meant(part: str) -> str:
    meant = _MEANT.search(part)
    return part[meant.end() :] if meant else part
