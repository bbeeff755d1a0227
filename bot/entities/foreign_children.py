"""Which of several children a message in another language is about."""

from collections.abc import Iterable, Sequence

from bot.entities.foreign_standing import ForeignPlace, find_foreign_places, has_words, is_stranger, says_both
from bot.entities.mentions import NEAR, ChildrenSaid, Mention, Standing
from bot.parsers.protocol import ChildName

PAIR = 2


def find_foreign_children(
    text: str,
    children: Sequence[ChildName],
    named: Sequence[Mention],
    unknown: tuple[str, ...],
    language: str,
) -> ChildrenSaid | None:
    """Those of several children who are away; None where nobody is spoken of in words we know.

    text: cleaned. named: as `find_mentions` gives them. unknown: names of no child of this family.
    """
    if not has_words(language):
        return None
    both = says_both(text, language)
    if not named and not both:
        return None
    unknown = tuple(name for name in unknown if is_stranger(name, language))
    spans = tuple(sorted({(mention.start, mention.end) for mention in named}))
    places = find_foreign_places(text, named, language)
    chosen = _chosen(places, both, len(children))
    if not named and both and len(children) == PAIR and not unknown:
        return ChildrenSaid(tuple(child.pupil_id for child in children), spans=spans)
    sure = {one.pupil_id for one in chosen if not _is_one_of_two(one, chosen)}
    unclear = {one.pupil_id for one in chosen} - sure
    present = {one.pupil_id for place in places if place.standing is Standing.HERE for one in place.mentions}
    return ChildrenSaid(
        pupil_ids=_ordered(children, sure),
        ambiguous=() if sure else _ordered(children, unclear),
        unknown=unknown,
        mentions=tuple(one for one in chosen if one.pupil_id in sure),
        spans=spans,
        present=_ordered(children, present - sure),
    )


def _chosen(places: Sequence[ForeignPlace], both: bool, family: int) -> list[Mention]:
    """The mentions of those away; of those at school only when nobody else is spoken of."""
    told = [place for place in places if not place.of_parent]
    if not told:
        whole = [one for place in places for one in place.mentions]
        return whole if both or len({one.pupil_id for one in whole}) == 1 else []
    left = [place for place in told if place.standing is not Standing.NOT_MEANT]
    here = {one.pupil_id for place in left if place.standing is Standing.HERE for one in place.mentions}
    if both and not here and len(left) == len(told):
        return [one for place in (places if family == PAIR else left) for one in place.mentions]
    for standing in (Standing.AWAY, *([Standing.UNCLEAR] if here else []), None, Standing.HERE):
        found = [one for place in left if place.standing is standing for one in place.mentions]
        if found:
            return found
    return []


def _is_one_of_two(mention: Mention, chosen: Sequence[Mention]) -> bool:
    """Whether the same word may mean another child."""
    return any(
        other.start == mention.start
        and other.pupil_id != mention.pupil_id
        and abs(other.sureness - mention.sureness) < NEAR
        for other in chosen
    )


def _ordered(children: Sequence[ChildName], ids: Iterable[int]) -> tuple[int, ...]:
    wanted = set(ids)
    return tuple(child.pupil_id for child in children if child.pupil_id in wanted)
