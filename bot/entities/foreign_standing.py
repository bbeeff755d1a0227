"""Which of several children a message in another language says to be away, and which at school.

Words of foreign_standing.csv round a name decide; of whom nothing known is said, while another is said to be
away, is not given: it is better to ask than to name a wrong child.
"""

import functools
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.entities.mentions import Mention, Standing
from bot.entities.scripts import plain_words

REACH_BEFORE, REACH_AFTER = 4, 1  # words over which "not" reaches forward and back
NAME_REACH = 4  # words between "the mother" and the children named
POSTPOSED = ("ur", "pa", "bn")  # "Hamza ki ammi"
MARKS = re.compile(r"[.,;:!?\n،؛؟।۔/]")
STOPS = (".", ",")
ARABIC_LEADS = ("وال", "بال", "فال", "لل", "عال", "ال", "وس", "فس", "و", "ف", "ب", "ل", "س", "ع")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind: whole ones, beginnings, and phrases of several."""

    whole: frozenset[str]
    begin: tuple[str, ...]
    phrases: tuple[str, ...]

    def has(self, word: str) -> bool:
        return word in self.whole or (bool(self.begin) and word.startswith(self.begin))

    def are_in(self, words: Sequence[str]) -> bool:
        """Whether one of them stands among the words."""
        if any(self.has(word) for word in words):
            return True
        return bool(self.phrases) and any(f" {one} " in f" {' '.join(words)} " for one in self.phrases)


@dataclass(frozen=True, slots=True)
class ForeignPlace:
    """Children named together, and what is said of them; None where nothing known is said."""

    mentions: tuple[Mention, ...]
    standing: Standing | None
    of_parent: bool


def has_words(language: str) -> bool:
    """Whether the words of a language are known."""
    return language in _table()


def says_both(text: str, language: str) -> bool:
    """Whether a message speaks of both or all of the children."""
    return _table()[language]["both"].are_in(plain_words(text, language).split())


def is_stranger(name: str, language: str) -> bool:
    """Whether what is taken for a name of no child here may be one: not a word such as "les deux"."""
    words = {word for phrase in _table()[language]["both"].phrases for word in phrase.split()}
    return not name[:1].islower() and plain_words(name, language) not in words


def find_foreign_places(text: str, named: Sequence[Mention], language: str) -> tuple[ForeignPlace, ...]:
    """What a message says of each group of children named in it, in order.

    text: cleaned, own letters. named: in order. language: one that `has_words` knows.
    """
    groups = _groups(text, named, language)
    if not groups:
        return ()
    opens = [
        _opening(text, groups[place - 1][-1].end if place else 0, group[0].start, language)
        for place, group in enumerate(groups)
    ]
    return tuple(
        _place(text, group, begin, end, language)
        for group, begin, end in zip(groups, opens, [*opens[1:], len(text)], strict=True)
    )


def _groups(text: str, named: Sequence[Mention], language: str) -> list[list[Mention]]:
    """Names with nothing but "and" between them, each child once."""
    groups: list[list[Mention]] = []
    for mention in named:
        if groups and _is_listed(text, groups[-1], mention, language):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _is_listed(text: str, group: Sequence[Mention], mention: Mention, language: str) -> bool:
    last = group[-1]
    if mention.start == last.start:
        return True
    if any(one.pupil_id == mention.pupil_id for one in group):
        return False
    between = plain_words(text[last.end : mention.start], language).split()
    if not between:
        return language == "ar" and text[mention.start] == "و"
    listing = _table()[language]["and"]
    return all(listing.has(word) or word == "," for word in between) and between != [","] * 2


def _opening(text: str, last: int, start: int, language: str) -> int:
    """Where the statement about the child named at `start` begins, after the name that ends at `last`."""
    marks = [mark.end() for mark in MARKS.finditer(text, last, start)]
    if marks:
        return marks[-1]
    but = _table()[language]["but"]
    turns = [
        word.start()
        for word in re.finditer(r"\S+", text[last:start])
        if but.has(plain_words(word[0], language))
    ]
    return last + turns[-1] if turns else start if last else 0


def _place(text: str, group: Sequence[Mention], begin: int, end: int, language: str) -> ForeignPlace:
    kinds = _table()[language]
    before = _spoken(text[begin : group[0].start], language)
    after = _spoken(text[group[-1].end : end], language)
    sibling = next((at for at, word in enumerate(after) if kinds["sibling"].has(word)), None)
    of_parent = _is_of_parent(before, after[: 2 if language in POSTPOSED else 1], kinds)
    standing = None if of_parent else _standing(before, after[:sibling], kinds)
    return ForeignPlace(tuple(group), standing, of_parent)


def _is_of_parent(before: Sequence[str], after: Sequence[str], kinds: dict[str, Words]) -> bool:
    """ "mama Zosi i Kuby", "Hamza aur Ayesha ki ammi": whose parent writes, nothing of the children."""
    said_after = () if set(after) & set(STOPS) else after
    return kinds["parent"].are_in(before[-NAME_REACH:]) or kinds["parent"].are_in(said_after)


def _standing(before: Sequence[str], after: Sequence[str], kinds: dict[str, Words]) -> Standing | None:
    told = any(kinds[kind].are_in(after) for kind in ("away", "here"))
    if before and kinds["not"].has(before[-1]) and not told:
        return Standing.NOT_MEANT
    said = [word for word in after if word not in STOPS]
    if said and len(said) <= 2 and kinds["not"].has(said[0]) and not told:
        return Standing.UNCLEAR  # "Zosia nie": what was said of the other, denied
    words = [*before, *after]
    here = [at for at, word in enumerate(words) if kinds["here"].has(word)]
    denied = [at for at in here if _is_denied(words, at, kinds["not"])]
    if denied or kinds["away"].are_in(words):
        return Standing.AWAY
    return Standing.HERE if here or kinds["here"].are_in(words) else None


def _is_denied(words: Sequence[str], at: int, no: Words) -> bool:
    """Whether "not" stands by a word, with no stop between."""
    for word in reversed(words[max(0, at - REACH_BEFORE) : at]):
        if word in STOPS:
            break
        if no.has(word):
            return True
    return any(no.has(word) for word in words[at + 1 : at + 1 + REACH_AFTER])


def _spoken(text: str, language: str) -> list[str]:
    words = plain_words(text, language).split()
    return words if language != "ar" else [_without_lead(word) for word in words]


@functools.lru_cache(maxsize=4096)
def _without_lead(word: str) -> str:
    """An Arabic word as the table has it, without "the", "and", "by" or "will" written before it."""
    kinds = _table()["ar"].values()
    if any(kind.has(word) for kind in kinds):
        return word
    for lead in ARABIC_LEADS:
        if word.startswith(lead) and any(kind.has(word[len(lead) :]) for kind in kinds):
            return word[len(lead) :]
    return word


@functools.cache
def _table() -> dict[str, dict[str, Words]]:
    text = importlib.resources.files("bot.entities").joinpath("foreign_standing.csv").read_text("utf-8")
    table: dict[str, dict[str, Words]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            language, kind, words = line.split(",", 2)
            table.setdefault(language, {})[kind] = _words(words, language)
    return table


def _words(line: str, language: str) -> Words:
    entries = [
        (entry.endswith("*"), plain_words(entry.replace("_", " "), language)) for entry in line.split()
    ]
    return Words(
        whole=frozenset(word for begins, word in entries if not begins and " " not in word),
        begin=tuple(word for begins, word in entries if begins and " " not in word),
        phrases=tuple(word for _, word in entries if " " in word),
    )
