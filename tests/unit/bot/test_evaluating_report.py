"""The report says what was measured, hides what must be hidden, and its JSON holds the same figures."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluating.evaluation import Engine, Evaluation, evaluate
from bot.evaluating.messages import read_messages
from bot.evaluating.plain import plain_evaluation
from bot.evaluating.report import show_engines, show_evaluation
from bot.evaluating.worst import find_worst
from bot.parsers.embedded import EmbeddedParser
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
    write,
    written,
)

SECRET = "Zimt und Zucker"


@pytest.fixture(scope="module")
def evaluation(parser: EmbeddedParser, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """The embedded engine over five messages, one of which has a wrong right answer."""
    polish = {"intent": "report", "language": "pl", "items": [expected_item()]}
    messages: list[dict[str, Any]] = [
        written(),
        written(id="m2", text="Amy has the dentist at 2pm", tags=["appointment", "hurried"])
        | {"expect": {"intent": "report", "items": [expected_item(code="M", sessions="pm", time="14:00")]}},
        written(id="m3", text="Amy jest chora, ma gorączkę", tags=[]) | {"expect": polish},
        written(id="m4", text="she will kill him in FIFA tonight lol", tags=["hard_negative"])
        | {"expect": {"flags": []}},
        written(id="wrong", text=f"Amy has a temperature. {SECRET}")
        | {
            "expect": {
                "intent": "report",
                "items": [expected_item(code="G", first_on=TUESDAY, last_on=TUESDAY)],
            }
        },
    ]
    path = write(tmp_path_factory.mktemp("evaluation") / "some.jsonl", *messages)
    return evaluate(Engine("embedded", parser, 1.5, lambda: 300.0), read_messages(path), 50)


def test_the_engine_is_judged_by_its_public_output(evaluation: Evaluation) -> None:
    figures = evaluation.figures
    assert (figures.messages, figures.intent.right.of, figures.children.wrong.count) == (5, 4, 0)
    assert figures.codes.wrongly_authorised.count == 1  # the message whose right answer is wrong
    assert evaluation.by_language["en"].intent.right.value == 1
    assert evaluation.by_tag["appointment"].days.time_said.count == 1
    assert list(evaluation.hard_negatives) == ["some.jsonl"]
    assert evaluation.codes.count("M", "M") == 1
    assert ("G", "I", 1) in evaluation.codes.mistakes
    assert [mistake.name for mistake in evaluation.worst if "code G, read as I" in mistake.faults] == [
        "wrong"
    ]


def test_the_report_and_what_it_hides(evaluation: Evaluation) -> None:
    shown, hidden = (show_evaluation(evaluation, texts=texts) for texts in (True, False))
    for words in (
        "5 messages, engine embedded, ",
        "wrongly authorised  100.0% (1 of 1) unauthorised reasons",
        "BY LANGUAGE",
        "pl to en",
        "appointment",
        "some.jsonl",
        "expected calibration error",
        "G read as I: 1",
    ):
        assert words in shown, words
        assert words in hidden, words
    assert SECRET in shown
    for words in (SECRET, "Amy", "dentist"):
        assert words not in hidden


def test_the_json_holds_the_same_and_hides_the_same(evaluation: Evaluation) -> None:
    whole = plain_evaluation(evaluation, texts=True)
    assert json.loads(json.dumps(whole)) == whole
    assert whole["figures"]["codes"]["wrongly_authorised"] == {"count": 1, "of": 1, "share": 1.0}
    polish = whole["by_language"]["pl"]["intent"]["right"]["share"]
    assert whole["ratio_to_english"]["pl"]["intent right"] == polish / 1
    assert whole["calibration"]["count"] == evaluation.figures.codes.best_right.of
    hidden = plain_evaluation(evaluation, texts=False)
    assert SECRET in json.dumps(whole)
    assert SECRET not in json.dumps(hidden)
    assert set(whole) - set(hidden) == {"worst"}


def test_engines_stand_side_by_side(evaluation: Evaluation) -> None:
    lines = show_engines([evaluation, evaluation]).splitlines()
    assert lines[0] == "ENGINES SIDE BY SIDE"
    assert lines[3] == lines[4]
    assert lines[3].split()[0] == "embedded"
    assert lines[3].split()[-2:] == ["300", "1.5"]


def test_the_worst_are_said_with_the_highest_confidence(tmp_path: Path) -> None:
    danger = expecting(intent="other", flags=["safeguarding"], items=[]) | {"id": "danger"}
    mistakes = find_worst(
        [
            judged(tmp_path, written(id="right"), answer(item())),
            judged(tmp_path, written(id="abstains"), answer(item(None, guess="M", confidence=0.3))),
            judged(
                tmp_path, written(id="days"), answer(item(last_on=None, time="09:00", returns_on=TUESDAY))
            ),
            judged(tmp_path, written(id="code"), answer(item("M", confidence=0.8))),
            judged(tmp_path, written(id="intent"), answer(intent="question", confidence=0.9)),
            judged(tmp_path, written(id="child"), answer(item(children=(BEN,)))),
            judged(tmp_path, danger, answer(intent="other")),
            judged(tmp_path, written(id="alarm"), answer(item(), flags=FLAG)),
        ],
        50,
    )
    assert [(mistake.name, mistake.confidence) for mistake in mistakes] == [
        ("child", 1.0),
        ("danger", 1.0),
        ("intent", 0.9),
        ("code", 0.8),
        ("days", 0.0),
        ("alarm", 0.0),
    ]
    faults = {mistake.name: mistake.faults for mistake in mistakes}
    assert faults["child"] == (f"children {AMY}, read as {BEN}",)
    assert faults["intent"] == ("intent report, read as question", f"children {AMY}, read as nobody")
    assert [fault.split(",")[0] for fault in faults["days"]] == [
        "days 2026-11-23 to 2026-11-23 day",
        "time None",
        "returns None",
    ]
    assert [len(find_worst([], count)) for count in (0, 50)] == [0, 0]
