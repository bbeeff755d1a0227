"""Which child is meant: right, or nobody."""

from datetime import date

import pytest

from bot.entities.children import find_children
from bot.parsers.protocol import ChildName

TWO = (
    ChildName(1, "Ben", "Hughes", year=3, birth_on=date(2018, 10, 2)),
    ChildName(2, "Amy", "Hughes", year=1, birth_on=date(2020, 10, 2)),
)
ONE = (ChildName(9, "Oliver", "Grant"),)
POLISH = (ChildName(1, "Zofia", "Nowak"), ChildName(2, "Jakub", "Nowak"), ChildName(3, "Aleksandra", "Nowak"))
IRISH = (ChildName(1, "Caoimhe", "Kelly"), ChildName(2, "Niamh", "Kelly"), ChildName(3, "Will", "Kelly"))
THREE = (
    ChildName(1, "Mohammed", "Ali", year=6, birth_on=date(2015, 9, 9)),
    ChildName(2, "Yusuf", "Ali", year=2, birth_on=date(2019, 9, 9)),
    ChildName(3, "Aisha", "Ali", year=2, birth_on=date(2019, 9, 9)),
)
NAMESAKES = (ChildName(1, "Amy", "Hughes"), ChildName(2, "Amy", "Okafor"))
OTHERS = (
    ChildName(1, "Siân", "O'Neill"),
    ChildName(2, "Mary-Jane", "O'Neill", known_as="Maisie"),
    ChildName(3, "D'Andre", "O'Neill"),
)

Children = tuple[ChildName, ...]

CERTAIN = [
    (TWO, "Ben is ill", {1}),
    (TWO, "ben n amy are off", {1, 2}),
    (TWO, "both ill", {1, 2}),
    (TWO, "both of them have a cold", {1, 2}),
    (TWO, "my eldest is sick", {1}),
    (TWO, "my youngest has a rash", {2}),
    (TWO, "my Y1 has a temperature", {2}),
    (TWO, "the year 3 one is off", {1}),
    (TWO, "the kids are off", {1, 2}),
    (TWO, "Ben is ill but Amy will be in as normal", {1}),
    (TWO, "Amy is fine, Ben has a temp", {1}),
    (TWO, "It's Ben not Amy", {1}),
    (TWO, "not Amy, the other one", {1}),
    (TWO, "Ben's mum here. Amy is ill", {2}),
    (TWO, "Amy is not ill, she's at the dentist", {2}),
    (TWO, "Amy not ill, dentist", {2}),
    (TWO, "Amy doesn't have a cold, it's tonsillitis", {2}),
    (TWO, "Amy is fine but not coming in, she has the dentist", {2}),
    (TWO, "Amy is fine now but was sick at 10 last night", {2}),
    (TWO, "Ben is ill, Amy is not ill", {1}),
    (TWO, "Amy is not ill but Ben is", {1}),
    (TWO, "Amy isn't ill, the other one is", {1}),
    (TWO, "Ben won't be in but Amy will", {1}),
    (TWO, "Ben isn't coming, Amy is", {1}),
    (TWO, "Amy is in, Ben isn't", {1}),
    (TWO, "Ben is ill, Amy isn't", {1}),
    (TWO, "neither Ben nor Amy is in", {1, 2}),
    (TWO, "Hi it's Ben's mum, he is ill", {1}),
    (TWO, "amy's got a cold", {2}),
    (TWO, "BEN IS OFF TODAY", {1}),
    (TWO, "Amy", {2}),
    (ONE, "he is sick", {9}),
    (ONE, "my son is sick", {9}),
    (ONE, "ollie is sick", {9}),
    (ONE, "Oilver is not well", {9}),
    (ONE, "olivar wont be in", {9}),
    (ONE, "Thanks Karen, he's sick", {9}),
    (ONE, "Norovirus has hit us", {9}),
    (ONE, "Grandad has died", {9}),
    (ONE, "Oliver Grant won't be in", {9}),
    (POLISH, "zosia chora", {1}),
    (POLISH, "Kuba has a cold", {2}),
    (POLISH, "sofia is ill", {1}),
    (POLISH, "Ola n zofja off today", {1, 3}),
    (POLISH, "all three off", {1, 2, 3}),
    (IRISH, "keeva has a temp", {1}),
    (IRISH, "neve wont be in", {2}),
    (IRISH, "Will will be off", {3}),
    (IRISH, "Will has a cold", {3}),
    (THREE, "Mo has a cold", {1}),
    (THREE, "muhammad is ill", {1}),
    (THREE, "ayesha is off", {3}),
    (THREE, "the twins are poorly", {2, 3}),
    (THREE, "yousef has a cough", {2}),
    (NAMESAKES, "Amy Okafor is ill", {2}),
    (OTHERS, "Sian is ill", {1}),
    (OTHERS, "sharn has a cold", {1}),
    (OTHERS, "maisie off", {2}),
    (OTHERS, "Mary Jane is poorly", {2}),
    (OTHERS, "dandre has a cold", {3}),
]


@pytest.mark.parametrize(("children", "text", "expected"), CERTAIN)
def test_child_is_found(children: Children, text: str, expected: set[int]) -> None:
    said = find_children(text, children)
    assert (set(said.pupil_ids), said.unknown) == (expected, ())


@pytest.mark.parametrize(
    ("children", "text", "undecided"),
    [
        (TWO, "he's ill", set()),
        (TWO, "my daughter is ill", set()),
        (TWO, "will be late", set()),
        (TWO, "Ben is coming in", set()),
        (TWO, "Amy is fine", set()),
        (TWO, "Amy is not ill", set()),
        (TWO, "Amy isn't ill", set()),
        (TWO, "Amy is fine, he just has the dentist", set()),
        (TWO, "not Amy", set()),
        (TWO, "yes", set()),
        (IRISH, "will be late", set()),
        (POLISH, "both off", {1, 2, 3}),
        (THREE, "my youngest is ill", {1, 2, 3}),
        (NAMESAKES, "Amy is ill", {1, 2}),
        (TWO, "Ben's sister is ill", {2}),
    ],
)
def test_nobody_is_chosen_where_it_is_not_said(children: Children, text: str, undecided: set[int]) -> None:
    said = find_children(text, children)
    assert (said.pupil_ids, set(said.ambiguous)) == ((), undecided)


@pytest.mark.parametrize(
    ("children", "text", "chosen", "unknown"),
    [
        (TWO, "Zoe won't be in", (), ("Zoe",)),
        (TWO, "zoe wont be in", (), ("zoe",)),
        (ONE, "Zoe is sick", (), ("Zoe",)),
        (ONE, "Olivia won't be in", (), ("Olivia",)),
        (TWO, "Ben and Zoe won't be in", (1,), ("Zoe",)),
        (TWO, "Zoe", (), ("Zoe",)),
        (ONE, "my daughter Freya is ill", (), ("Freya",)),
    ],
)
def test_another_familys_child(
    children: Children, text: str, chosen: tuple[int, ...], unknown: tuple[str, ...]
) -> None:
    said = find_children(text, children)
    assert (said.pupil_ids, said.unknown) == (chosen, unknown)


def test_no_children_at_all() -> None:
    assert find_children("both are ill", ()).pupil_ids == ()
