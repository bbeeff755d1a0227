"""Which of this contact's children a message is about; where it does not say, nobody is chosen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.entities.evidence import says_why
from bot.entities.foreign_children import find_foreign_children
from bot.entities.matching import ENGLISH, find_mentions
from bot.entities.mentions import ChildrenSaid, Mention, Standing, surnames
from bot.entities.places import OWN_RELATIVE, SIBLING, Place, as_mention, find_places, with_reasons
from bot.entities.presence import is_away, is_here
from bot.entities.provisos import extends_to_all, is_off_on_a_day
from bot.entities.siblings import Described, Kind, find_described
from bot.entities.standing import NOT_THIS
from bot.entities.strangers import find_strangers
from bot.parsers.protocol import ChildName

__all__ = ["ChildrenSaid", "Mention", "find_children"]

ONLY_THIS = re.compile(r"(?<!\bnot )\b(?:just|only)\s+$", re.I)
PLURAL = re.compile(r"\b(?:they|they're|theyre|them|both|kids|children|two|all|boys|girls|twins)\b", re.I)
THEN_SELF = re.compile(r"\b(?:he|she|they|i'm keeping (?:him|her)|can't bring)\b", re.I)


def find_children(text: str, children: Sequence[ChildName], language: str = ENGLISH) -> ChildrenSaid:
    """Read the children out of a message.

    text: cleaned, with its own capitals. children: those the sender is listed for: nobody else is returned.
    language: of the message, ISO 639-1; beside English, names are looked for in their other scripts too.
    """
    named = find_mentions(text, children, language)
    spans = tuple(sorted({(mention.start, mention.end) for mention in named}))
    unknown = find_strangers(text, spans, children)
    if len(children) == 1:
        return _only_child(text, children[0], named, unknown, spans)
    foreign = find_foreign_children(text, children, named, unknown, language) if language != ENGLISH else None
    if foreign is not None:
        return foreign
    ids = frozenset(mention.pupil_id for mention in named)
    described = find_described(text, children, ids, min(spans, default=(0, 0))[0])
    pointed = [as_mention(one, pupil) for one in described for pupil in one.pupil_ids]
    last_names = frozenset(name for child in children for name in surnames(child.last_name))
    places = find_places(text, named, pointed, last_names)
    return _Decision(text, tuple(children), places, described, unknown, spans).decide()


def _only_child(
    text: str,
    child: ChildName,
    named: Sequence[Mention],
    unknown: tuple[str, ...],
    spans: tuple[tuple[int, int], ...],
) -> ChildrenSaid:
    """An only child is meant unless another family's, or its brother or sister, is."""
    own = tuple(
        one for one in named if not OWN_RELATIVE.match(text, one.end) and not SIBLING.match(text, one.end)
    )
    sibling = next((one for one in named if SIBLING.match(text, one.end)), None)
    if sibling and not own and not THEN_SELF.search(text, sibling.end):
        words = text[sibling.start : sibling.end] + "'s brother or sister"
        return ChildrenSaid((), unknown=unknown or (words,), spans=spans)
    if unknown and all(NOT_THIS.search(text, 0, one.start) for one in own):
        return ChildrenSaid((), unknown=unknown, spans=spans)
    return ChildrenSaid((child.pupil_id,), unknown=unknown, mentions=own or tuple(named), spans=spans)


def _is_out(said: str) -> bool:
    return is_away(said) or says_why(said)


@dataclass(frozen=True, slots=True)
class _Decision:
    text: str
    children: tuple[ChildName, ...]
    places: tuple[Place, ...]
    described: tuple[Described, ...]
    unknown: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def decide(self) -> ChildrenSaid:
        away = self._named_away()
        if away:
            return self._chosen((*away, *self._pointed_beside(away)))
        siblings = [place.mentions[0] for place in self.places if place.sibling]
        if siblings:
            return self._of_a_sibling(siblings)
        if self.unknown:
            return ChildrenSaid((), unknown=self.unknown, spans=self.spans)
        pointed = self._pointed()
        if pointed:
            return self._chosen(pointed)
        relatives = self._of_relatives()
        if relatives and not self._undecided():
            return self._chosen(relatives)
        return self._unnamed()

    def _of_relatives(self) -> tuple[Mention, ...]:
        """ "It's Ben's mum, he's ill": Ben, unless said to be in; of two, both only if it says "they"."""
        places = [place for place in self.places if place.relative]
        said = {mention.pupil_id for place in places for mention in place.mentions}
        out = self._ruled_out()
        if len(said) > 1 and not PLURAL.search(self.text):
            return ()
        if out and (out & said or not any(_is_out(self._after(place)) for place in places)):
            return ()
        return tuple(mention for place in places for mention in place.mentions)

    def _after(self, place: Place) -> str:
        """What is said from one place to the next."""
        end = place.mentions[-1].end
        return self.text[end : min((one.start for one in self.places if one.start >= end), default=None)]

    def _named_away(self) -> list[Mention]:
        """Those named as away. One of whom nothing is said is not away only because another is."""
        places = [
            place
            for place in self.places
            if place.standing is Standing.AWAY and not place.relative and not place.mentions[0].described
        ]
        if (
            len({mention.pupil_id for place in places for mention in place.mentions}) > 1
            and not self._all_away()
        ):
            places = with_reasons(places)
        return [mention for place in places if not place.sibling for mention in place.mentions]

    def _all_away(self) -> bool:
        """ "Ben off today and tomorrow, Amy today. Both with fever"."""
        return any(
            says_why(place.said)
            for place in self.places
            if place.standing is Standing.AWAY
            and any(one.start == place.start for one in self.described)
            and len(place.mentions) == len(self.children)
        )

    def _said(self, standing: Standing) -> list[Mention]:
        """The mentions of one standing, without those that only say whose relative somebody is."""
        return [
            mention
            for place in self.places
            if place.standing is standing and not place.relative and not place.sibling
            for mention in place.mentions
        ]

    def _present(self) -> set[int]:
        """Those said to be well or coming in."""
        return {mention.pupil_id for mention in self._said(Standing.HERE)}

    def _named_present(self) -> set[int]:
        """Those of `_present` that are named, or all where none is: "Ben's fine now, both in today"."""
        named = {mention.pupil_id for mention in self._said(Standing.HERE) if not mention.described}
        return named or self._present()

    def _ruled_out(self) -> set[int]:
        """Those said not to be the ones meant."""
        return self._present() | {mention.pupil_id for mention in self._said(Standing.NOT_MEANT)}

    def _pointed(self) -> tuple[Mention, ...]:
        """The children only described ("my eldest", "both"), without those said to be in."""
        if any(place.standing is Standing.UNCLEAR for place in self.places):
            return ()
        every = {one.start for one in self.described if one.kind is Kind.EVERY}
        away = [mention for mention in self._said(Standing.AWAY) if mention.described]
        some = [mention for mention in away if mention.start not in every]
        out = self._ruled_out()
        return tuple(mention for mention in some or away if mention.pupil_id not in out)

    def _pointed_beside(self, away: Sequence[Mention]) -> tuple[Mention, ...]:
        """Those described as away beside those named: "Ben is ill and my youngest has the dentist"."""
        if any(ONLY_THIS.search(self.text[: mention.start]) for mention in away):
            return ()
        kinds = {one.start: one.kind for one in self.described}
        extended = extends_to_all(self.text)
        named = self._present() if extended else self._by_name()
        return tuple(
            mention
            for mention in self._said(Standing.AWAY)
            if mention.described
            and (mention.pupil_id not in named or is_off_on_a_day(self.text, mention.start))
            and (extended or kinds.get(mention.start) is not Kind.EVERY)
        )

    def _by_name(self) -> set[int]:
        """All that are named, whatever is said of them."""
        return {
            mention.pupil_id for place in self.places for mention in place.mentions if not mention.described
        }

    def _undecided(self) -> bool:
        """Whether somebody is described whom we cannot tell: "my youngest", ages not known."""
        return any(
            one.kind is not Kind.OTHERS
            and not one.pupil_ids
            and not is_here(self.text[one.end :], alone=False)
            for one in self.described
        )

    def _chosen(self, mentions: Sequence[Mention]) -> ChildrenSaid:
        by_place: dict[int, set[int]] = {}
        for mention in mentions:
            if not mention.described:
                by_place.setdefault(mention.start, set()).add(mention.pupil_id)
        certain = {next(iter(ids)) for ids in by_place.values() if len(ids) == 1}
        certain |= {mention.pupil_id for mention in mentions if mention.described}
        unclear = {pupil for ids in by_place.values() if len(ids) > 1 for pupil in ids}
        if unclear and not certain:
            certain = unclear & self._by_year()
        every = {one.start for one in self.described if one.kind is Kind.EVERY}
        # "make that both, Ben is ill too": both is no statement of its own
        every = {start for start in every if by_place and not is_off_on_a_day(self.text, start)}
        spare = {one for one in mentions if one.described and one.start in every}
        return ChildrenSaid(
            pupil_ids=self._ordered(certain),
            ambiguous=() if certain else self._ordered(unclear),
            unknown=self.unknown,
            mentions=tuple(
                mention for mention in mentions if mention.pupil_id in certain and mention not in spare
            ),
            spans=self.spans,
            present=self._ordered(self._named_present() - certain),
        )

    def _by_year(self) -> set[int]:
        """ "Amy in year 4", of two Amys."""
        said = re.search(r"\b(?:year|yr|y) ?(\d{1,2})\b", self.text, re.I)
        of_year = {child.pupil_id for child in self.children if said and child.year == int(said[1])}
        return of_year if len(of_year) == 1 else set()

    def _unnamed(self) -> ChildrenSaid:
        here = self._ordered(self._named_present())
        everyone = tuple(child.pupil_id for child in self.children)
        doubtful = any(place.standing is Standing.UNCLEAR for place in self.places)
        ambiguous = everyone if self._undecided() and not doubtful and not here else ()
        return ChildrenSaid((), ambiguous, spans=self.spans, present=here)

    def _of_a_sibling(self, mentions: Sequence[Mention]) -> ChildrenSaid:
        """ "Ben's sister is ill": not Ben, and it may be a child we do not know."""
        others = {child.pupil_id for child in self.children} - {mention.pupil_id for mention in mentions}
        return ChildrenSaid((), self._ordered(others), spans=self.spans)

    def _ordered(self, ids: Iterable[int]) -> tuple[int, ...]:
        chosen = set(ids)
        return tuple(child.pupil_id for child in self.children if child.pupil_id in chosen)
