"""A child named otherwise than by one word: by surname or initials, or in the pieces a recogniser heard."""

import re
from collections.abc import Iterable, Sequence

from bot.entities.mentions import NEAR, POSSESSIVE, Mention, forms, surnames
from bot.entities.names import (
    NICKNAME,
    closeness,
    fold,
    heard_as,
    is_given_name,
    is_heard_alike,
    is_ordinary,
    is_spelt_apart,
)
from bot.parsers.protocol import ChildName

HEARD, HEARD_WITH_SURNAME = 0.88, 0.75  # Jaro-Winkler asked of words put together
MOST_LETTERS_JOINED, FEWEST_HEARD = 16, 6
BY_SURNAME = 0.8
INITIALS = re.compile(r"\b([A-Z])\. ?([A-Z])\b\.?")
INITIAL = re.compile(r"\b([A-Za-z])\.? ([^\W\d_]+(?:['-][^\W\d_]+)*)")
BY_TITLE = re.compile(r"\b(?:master|young) ([^\W\d_]+(?:['-][^\W\d_]+)*)", re.I)
BY_NOUN = re.compile(
    r"\b(?:the|my|our) ([^\W\d_]+(?:['-][^\W\d_]+)*) (boys?|girls?|child|children|kids?|lads?|lass"
    r"|twins?|lot)\b",
    re.I,
)
MANY = frozenset(["boys", "girls", "children", "kids", "lads", "twins", "lot"])


def by_surname(text: str, words: Sequence[re.Match[str]], children: Sequence[ChildName]) -> list[Mention]:
    """ "the Hughes boy", "Master Hughes", "B.H.", "B Hughes", or a strange word before the surname."""
    found: list[Mention] = []
    for match in (*BY_TITLE.finditer(text), *BY_NOUN.finditer(text)):
        of_name = [child for child in children if fold(match[1]) in surnames(child.last_name)]
        every = match.re is BY_NOUN and match[2].lower() in MANY
        found += [Mention(*match.span(), child.pupil_id, BY_SURNAME, every) for child in of_name]
    for match in INITIALS.finditer(text):
        found += _with_initial(match, match[2], children)
    for match in INITIAL.finditer(text):
        found += _with_initial(match, match[2], children)
    return found or _misheard_before_surname(words, children)


def _with_initial(match: re.Match[str], last: str, children: Iterable[ChildName]) -> list[Mention]:
    said = fold(last)
    return [
        Mention(match.start(), match.end(), child.pupil_id, BY_SURNAME)
        for child in children
        if fold(child.first_name)[:1] == match[1].lower()
        and (said in surnames(child.last_name) or (len(said) == 1 and fold(child.last_name)[:1] == said))
    ]


def _misheard_before_surname(words: Sequence[re.Match[str]], children: Sequence[ChildName]) -> list[Mention]:
    """ "bronner diver" of Bronagh Diver, "anne harrod pugh" of Angharad Pugh."""
    found = []
    for place, surname in enumerate(words):
        last = fold(POSSESSIVE.sub("", surname.group()))
        of_name = [child for child in children if place and last in surnames(child.last_name)]
        for first in (place - 1, place - 2) if of_name else ():
            pieces = [fold(word.group()) for word in words[max(first, 0) : place]]
            if first < 0 or (len(pieces) == 1 and (is_ordinary(pieces[0]) or is_given_name(pieces[0]))):
                continue
            for child in of_name:
                said = "".join(pieces)
                heard = max((_heard_before_surname(said, name) for name in _names(child)), default=0.0)
                if heard and len(said) > 2:
                    found.append(Mention(words[first].start(), words[place - 1].end(), child.pupil_id, heard))
    return found


def _heard_before_surname(said: str, name: str) -> float:
    """The surname settles it, so the sounded consonants of the first name are enough: "a leaf" of Elif."""
    return heard_as(said, name, HEARD_WITH_SURNAME) or (BY_SURNAME if is_heard_alike(said, name) else 0.0)


def heard_in_pieces(
    text: str, words: Sequence[re.Match[str]], children: Sequence[ChildName], guess: bool = True
) -> list[Mention]:
    """A name a recogniser, which writes no capitals, wrote in words: "shiv on", "a lease sha"."""
    if not children or not text.islower():
        return []
    for size in (2, 3):
        for place in range(len(words) - size + 1):
            first, last = words[place], words[place + size - 1]
            pieces = text[first.start() : last.end()]
            if len(pieces) > MOST_LETTERS_JOINED or not re.fullmatch(
                r"[^\W\d_' ]+(?: [^\W\d_' ]+)+(?:'s)?", pieces
            ):
                continue
            hits = _match_pieces(POSSESSIVE.sub("", pieces), children, guess)
            if hits:
                end = first.start() + len(POSSESSIVE.sub("", pieces))
                return [Mention(first.start(), end, pupil, score) for pupil, score in hits]
    return []


def _match_pieces(pieces: str, children: Sequence[ChildName], guess: bool) -> list[tuple[int, float]]:
    """guess: whether a name nobody has told us the sound of may be meant; else only those in our list."""
    said = fold(pieces)
    parts = [fold(piece) for piece in pieces.split()]
    strange = any(not is_ordinary(part) for part in parts)
    guessed = (
        guess and strange and len(said) >= FEWEST_HEARD and not any(is_given_name(part) for part in parts)
    )
    scores = []
    for child in children:
        score = 0.0
        if (guess and strange) or is_spelt_apart(said):
            score = max((closeness(said, name) for name in _names(child)), default=0.0)
        if score < NICKNAME:
            heard = (heard_as(said, name, HEARD) for name in _names(child)) if guessed else ()
            score = max(heard, default=0.0)
        scores.append((child.pupil_id, score))
    best = max((score for _, score in scores), default=0.0)
    return [(pupil, score) for pupil, score in scores if score and best - score < NEAR]


def _names(child: ChildName) -> tuple[str, ...]:
    return forms(child.first_name, child.known_as)
