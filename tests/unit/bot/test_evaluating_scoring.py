"""Figures from messages and answers, against figures worked out by hand."""

from pathlib import Path

from bot.evaluating.answers import pair_items
from bot.evaluating.counting import Confusion, Share, macro_f1
from bot.evaluating.scoring import Judged, code_pairs, group_by, hard_negatives, measure, named_codes
from tests.unit.bot.evaluating import (
    AMY,
    BEN,
    FLAG,
    TUESDAY,
    answer,
    expected_item,
    expecting,
    item,
    judged,
    written,
)


def test_macro_f1() -> None:
    # I: precision 1/2, recall 1/1; M: precision 1/1, recall 1/2
    assert macro_f1([("I", "I"), ("M", "I"), ("M", "M")]) == (2 / 3 + 2 / 3) / 2
    assert macro_f1([("I", None)]) == 0
    assert macro_f1([("I", "I"), (None, "I")]) == 2 / 3  # one given that nobody expected
    assert macro_f1([("I", "I"), ("M", "M"), ("M", "Y6")]) == (1 + 2 / 3) / 2  # Y6 is never expected
    assert macro_f1([]) is None


def test_a_share_of_nothing_has_no_value() -> None:
    assert (Share(0, 0).value, str(Share(0, 0))) == (None, "– (none)")
    assert str(Share(1, 8)) == "12.5% (1 of 8)"


def test_items_find_each_other_by_children_then_in_order() -> None:
    amy, ben = item("I"), item("M", (BEN,))
    assert [pair.given for pair in pair_items([amy, ben], [ben, amy])] == [amy, ben]
    both = item("M", (AMY, BEN))
    assert [pair.given for pair in pair_items([amy, ben], [both])] == [both, None]
    assert [pair.given for pair in pair_items([amy, ben], [both, amy])] == [amy, both]
    (kept, extra) = pair_items([amy], [amy, ben])
    assert (kept.given, extra.expected, extra.given) == (amy, None, ben)


def test_two_items_of_one_child_are_told_apart_by_code_and_day() -> None:
    today, later = item("I"), item("M", first_on=TUESDAY, last_on=TUESDAY)
    assert [pair.given for pair in pair_items([today, later], [later, today])] == [today, later]
    wrong = item("O", first_on=TUESDAY, last_on=TUESDAY)
    assert [pair.given for pair in pair_items([later, today], [today, wrong])] == [wrong, today]


def test_intents(tmp_path: Path) -> None:
    figures = measure(
        [
            judged(tmp_path, written(), answer(item())),
            judged(tmp_path, expecting(intent="question", items=[]), answer(intent="other")),
            judged(tmp_path, written(expect={"flags": []}), answer(intent="other")),
        ]
    )
    assert figures.intent.right == Share(1, 2)  # the third is judged by its flags alone
    assert figures.intent.macro_f1 == 0.5
    assert figures.language == Share(3, 3)


def test_codes(tmp_path: Path) -> None:
    holiday = expecting(items=[expected_item(code="G")])
    late = expecting(intent="late", items=[expected_item(code="L")])
    correction = expecting(intent="correct", items=[expected_item(code="M")])
    several = [
        judged(tmp_path, written(), answer(item("I"))),
        judged(tmp_path, written(), answer(item(None, guess="I", confidence=0.4))),  # abstains
        judged(tmp_path, written(), answer(intent="other")),  # finds no report
        judged(tmp_path, holiday, answer(item("C"))),
        judged(tmp_path, holiday, answer(item("G"), item("V", (BEN,)))),
        judged(tmp_path, late, answer(item("U"), intent="late")),  # by the clock: as right as L
        judged(tmp_path, correction, answer(item("I"), intent="correct")),  # not judged
    ]
    codes = measure(several).codes
    assert codes.answered == Share(4, 6)
    assert codes.right == Share(3, 5)  # C for G is wrong, and so is the V that nobody expected
    assert codes.wrongly_authorised == Share(1, 2)
    assert codes.best_right == Share(4, 6)
    # I: 1 of 3 found, nothing else called I; G: 1 of 2; L: 1 of 1
    assert codes.macro_f1 == (2 / 4 + 2 / 3 + 1) / 3
    confusion = Confusion.among(named_codes(code_pairs(several)))
    assert confusion.mistakes == (
        ("G", "C", 1),
        ("I", "abstained", 1),
        ("I", "none", 1),
        ("none", "V", 1),
    )
    assert (confusion.count("L", "L"), confusion.count("I", "M")) == (1, 0)


def test_an_absence_after_the_register_is_not_late() -> None:
    (pair,) = pair_items([item("U")], [item("L")])
    assert named_codes([pair]) == [("U", "L")]


def test_children(tmp_path: Path) -> None:
    nobody = expecting(items=[expected_item(children=[])])
    both = expecting(items=[expected_item(children=[AMY]), expected_item(children=[BEN], code="M")])
    children = measure(
        [
            judged(tmp_path, written(), answer(item())),
            judged(tmp_path, written(), answer(item(children=(BEN,)))),
            judged(tmp_path, written(), answer(item(children=()))),
            judged(tmp_path, nobody, answer(item(children=()))),
            judged(tmp_path, nobody, answer(item())),
            judged(tmp_path, both, answer(item(children=(BEN, AMY)))),
            judged(tmp_path, both, answer(item())),
            judged(tmp_path, expecting(intent="other", items=[]), answer(item(), intent="other")),
        ]
    ).children
    assert children.right == Share(3, 7)
    assert children.wrong == Share(2, 7)
    assert children.incomplete == Share(1, 7)
    assert (children.asked, children.asked_needlessly) == (Share(2, 7), Share(1, 7))


def test_days_times_and_returns(tmp_path: Path) -> None:
    dentist = expecting(items=[expected_item(code="M", sessions="pm", time="14:00", returns_on=TUESDAY)])
    half = expecting(items=[expected_item(last_on=TUESDAY, last_session="am")])
    undated = expecting(intent="cancel", items=[expected_item(code=None, first_on=None, last_on=None)])
    days = measure(
        [
            judged(tmp_path, written(), answer(item())),
            judged(tmp_path, written(), answer(item(last_on=None))),
            judged(tmp_path, written(), answer(intent="other")),
            judged(tmp_path, dentist, answer(item("M", sessions="pm", time="14:00", returns_on=TUESDAY))),
            judged(tmp_path, dentist, answer(item("M", sessions="am", time="13:30"))),
            judged(tmp_path, half, answer(item(last_on=TUESDAY))),
            judged(tmp_path, half, answer(item(last_on=TUESDAY, last_session="am", time="11:00"))),
            judged(tmp_path, undated, answer(item(None), intent="cancel")),
        ]
    ).days
    assert days.right == Share(3, 7)
    assert (days.time, days.time_said) == (Share(4, 7), Share(1, 2))
    assert (days.returns_on, days.returns_said) == (Share(5, 7), Share(1, 2))


def test_flags(tmp_path: Path) -> None:
    danger = expecting(intent="other", flags=["safeguarding"], items=[])
    dispute = expecting(intent="dispute", flags=["safeguarding"], items=[])
    flags = measure(
        [
            judged(tmp_path, danger, answer(intent="other", flags=FLAG)),
            judged(tmp_path, danger, answer(intent="other")),
            judged(tmp_path, dispute, answer(intent="dispute", flags=FLAG | {"whereabouts"})),
            judged(tmp_path, written(), answer(item(), flags=FLAG)),
            judged(tmp_path, written(), answer(item())),
            judged(tmp_path, written(), answer(item(), flags=frozenset({"whereabouts"}))),
        ]
    ).flags
    assert (flags.found, flags.danger, flags.disputes) == (Share(2, 3), Share(1, 2), Share(1, 1))
    assert flags.false_alarms == Share(1, 3)


def test_hard_negatives_by_file(tmp_path: Path) -> None:
    hard = written(tags=["hard_negative"])
    several = [
        judged(tmp_path, hard, answer(item(), flags=FLAG), "hard.jsonl"),
        judged(tmp_path, hard, answer(item()), "hard.jsonl"),
        judged(tmp_path, written(), answer(item(), flags=FLAG), "plain.jsonl"),
    ]
    assert hard_negatives(several) == {"hard.jsonl": Share(1, 2)}


def test_groups_are_ordered_by_size(tmp_path: Path) -> None:
    two_tags = written(tags=["voice", "hurried", "hurried"])
    several = [judged(tmp_path, message, answer(item())) for message in (written(), two_tags)]

    def tags(one: Judged) -> tuple[str, ...]:
        return one.message.tags

    groups = group_by(several, tags)
    assert [(name, figures.messages) for name, figures in groups.items()] == [("hurried", 2), ("voice", 1)]
    assert measure([]).codes.answered == Share(0, 0)
    assert groups["voice"].days.right == Share(1, 1)
