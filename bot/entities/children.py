"""Which of this contact's children a message is about; where it does not say, nobody is chosen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.entities.names import closeness, fold, is_ordinary
from bot.entities.siblings import find_group
from bot.entities.standing import Standing, find_standing
from bot.entities.strangers import find_strangers
from bot.parsers.protocol import ChildName

NEAR = 0.05  # two children this close to one word are not told apart by it
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*", re.UNICODE)
PREDICATE = re.compile(
    r"\s*(?:'s\b|is\b|isn'?t\b|has\b|hasn'?t\b|was\b|won'?t\b|wont\b|will\b|and\b|&|,|not\b|off\b"
    r"|can'?t\b|cant\b|had\b|in y|$)",
    re.IGNORECASE,
)
OTHER_ONE = re.compile(r"\bother (?:one|child|twin)\b|\bthe other\b", re.IGNORECASE)
RELATIVE = re.compile(
    r"'?s\s+(?:mum|mam|mom|mother|dad|father|nan|gran|grand|aunt|uncle|carer|step|foster|parent)", re.I
)
SIBLING = re.compile(r"'?s\s+(?:\w+\s+)?(?:brother|sister|twin|sibling)", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """One child named at one place of the text."""

    start: int
    end: int
    pupil_id: int
    sureness: float


@dataclass(frozen=True, slots=True)
class ChildrenSaid:
    """What a message says about which child.

    Attributes:
        pupil_ids: in the order of the request's children; empty when it does not say which.
        ambiguous: pupil ids between which the message does not decide.
        unknown: names said as an absent child's that are none of these children's.
        mentions: where an absent child is named.
        spans: every place a child of this family is named, absent or not.
        present: pupil ids named only as coming in, being well or not being meant.
    """

    pupil_ids: tuple[int, ...]
    ambiguous: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    present: tuple[int, ...] = ()


def find_children(text: str, children: Sequence[ChildName]) -> ChildrenSaid:
    """Read the children out of a message.

    text: cleaned, with its own capitals. children: those the sender is listed for: nobody else is returned.
    """
    found = [hit for word in WORD.finditer(text) for hit in _match_word(text, word, children)]
    spans = tuple(sorted({(mention.start, mention.end) for mention in found}))
    standing = {mention: _standing(text, mention, found) for mention in found}
    absent = [mention for mention in found if standing[mention] is Standing.AWAY]
    relatives = [mention for mention in found if RELATIVE.match(text, mention.end)]
    siblings = [mention for mention in found if SIBLING.match(text, mention.end)]
    unknown = find_strangers(text, spans, children)
    chosen = tuple(absent) or (() if unknown else tuple(relatives))
    if siblings and not absent:
        return _of_a_sibling(text, siblings, children, spans)
    if chosen:
        return _named(chosen, children, unknown, spans)
    unclear = {mention.pupil_id for mention in found if standing[mention] is Standing.UNCLEAR}
    return _unnamed(text, children, unknown, spans, {mention.pupil_id for mention in found}, unclear)


def _named(
    mentions: tuple[Mention, ...],
    children: Sequence[ChildName],
    unknown: tuple[str, ...],
    spans: tuple[tuple[int, int], ...],
) -> ChildrenSaid:
    by_place: dict[int, set[int]] = {}
    for mention in mentions:
        by_place.setdefault(mention.start, set()).add(mention.pupil_id)
    certain = {next(iter(ids)) for ids in by_place.values() if len(ids) == 1}
    unclear = {pupil for ids in by_place.values() if len(ids) > 1 for pupil in ids} if not certain else set()
    return ChildrenSaid(
        pupil_ids=_ordered(certain, children),
        ambiguous=_ordered(unclear, children),
        unknown=unknown,
        mentions=tuple(mention for mention in mentions if mention.pupil_id in certain),
        spans=spans,
    )


def _unnamed(
    text: str,
    children: Sequence[ChildName],
    unknown: tuple[str, ...],
    spans: tuple[tuple[int, int], ...],
    present: set[int],
    doubtful: set[int],
) -> ChildrenSaid:
    if unknown:
        return ChildrenSaid((), unknown=unknown, spans=spans)
    here = _ordered(present, children)
    if doubtful:  # nobody is ruled out by a doubtful word, so nobody is left over either
        return ChildrenSaid((), spans=spans, present=here)
    group = find_group(text, children)
    if group is not None:
        chosen, unclear = group
        return ChildrenSaid(
            _ordered(set(chosen) - present, children),
            _ordered(set(unclear), children),
            spans=spans,
            present=here,
        )
    others = [child.pupil_id for child in children if child.pupil_id not in present]
    if len(others) == 1 and (len(children) == 1 or OTHER_ONE.search(text)):
        return ChildrenSaid((others[0],), spans=spans, present=here)
    only = tuple(child.pupil_id for child in children) if len(children) == 1 else ()
    return ChildrenSaid(only, spans=spans, present=here)


def _of_a_sibling(
    text: str, mentions: list[Mention], children: Sequence[ChildName], spans: tuple[tuple[int, int], ...]
) -> ChildrenSaid:
    """ "Ben's sister is ill": not Ben, and it may be a child we do not know."""
    named = {mention.pupil_id for mention in mentions}
    others = {child.pupil_id for child in children} - named
    first = mentions[0]
    words = text[first.start : first.end] + "'s brother or sister"
    return ChildrenSaid((), _ordered(others, children), () if others else (words,), spans=spans)


def _match_word(text: str, word: re.Match[str], children: Sequence[ChildName]) -> list[Mention]:
    said = fold(_without_possessive(word.group()))
    end = word.start() + len(_without_possessive(word.group()))
    scores = {child.pupil_id: _score(said, text, end, child) for child in children}
    best = max(scores.values(), default=0.0)
    if best <= 0 or (is_ordinary(said) and not _stands_as_name(text, word)):
        return []
    return [
        Mention(word.start(), end, pupil, score)
        for pupil, score in scores.items()
        if score and best - score < NEAR
    ]


def _score(said: str, text: str, end: int, child: ChildName) -> float:
    score = max(closeness(said, name) for name in _forms(child))
    following = WORD.match(text, end + 1) if text[end : end + 1] in (" ", "-") else None
    if score and following:
        next_said = fold(_without_possessive(following.group()))
        parts = {
            fold(part) for part in (*child.last_name.split(), *child.first_name.replace("-", " ").split()[1:])
        }
        # the surname, or the second half of a first name, settles it between two of one name
        if next_said in parts | {fold(child.last_name)}:
            score += 0.2
    return score


def _forms(child: ChildName) -> set[str]:
    names = [child.first_name, *([child.known_as] if child.known_as else [])]
    parts = [part for name in names for part in re.split(r"[\s-]+", name) if len(part) > 2]
    return {fold(name) for name in (*names, *parts)}


def _stands_as_name(text: str, word: re.Match[str]) -> bool:
    """Whether "Will" or "Grace" is meant as a name here: a capital inside a sentence, or a verb after it."""
    if text.strip(" .!?") == word.group():
        return True
    opens = word.start() == 0 or text[: word.start()].rstrip()[-1:] in ".!?\n"
    capital = word.group()[0].isupper() and not text.isupper()
    verb = PREDICATE.match(text, word.start() + len(_without_possessive(word.group())))
    if capital and not opens:
        return True
    is_auxiliary = fold(word.group()) in ("will", "may")
    return bool(verb) and not (
        is_auxiliary and re.match(r"\s*(?:not|,|and|&|$)", text[word.end() :]) is not None
    )


def _standing(text: str, mention: Mention, found: Sequence[Mention]) -> Standing:
    after_surname = re.compile(r"(?:\s+[A-Z][\w'-]+)?").match(text, mention.end)
    ends = (mention.end, after_surname.end() if after_surname else mention.end)
    if any(RELATIVE.match(text, end) or SIBLING.match(text, end) for end in ends):
        return Standing.HERE
    others = [other for other in found if other.pupil_id != mention.pupil_id]
    before = max((other.end for other in others if other.end <= mention.start), default=None)
    after = min((other.start for other in others if other.start >= mention.end), default=None)
    said = [find_standing(text, mention.start, end, before, after) for end in ends]
    return next((standing for standing in said if standing is not Standing.AWAY), Standing.AWAY)


def _without_possessive(word: str) -> str:
    return re.sub(r"'s?$", "", word)


def _ordered(ids: set[int], children: Sequence[ChildName]) -> tuple[int, ...]:
    return tuple(child.pupil_id for child in children if child.pupil_id in ids)
