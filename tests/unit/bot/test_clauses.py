"""One message about two children: who, and which words are said of whom."""

import pytest

from bot.entities.children import find_children
from bot.parsers.clauses import split_by_child
from tests.unit.bot.families import clauses_found, family

PAIR = "Ben Hughes; Amy Hughes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ben has a temperature, Amy is at the dentist",
            [("Ben", "Ben has a temperature"), ("Amy", "Amy is at the dentist")],
        ),
        (
            "Amy is off today and Ben will be late",
            [("Amy", "Amy is off today and"), ("Ben", "Ben will be late")],
        ),
        ("Ben off today, Amy till Thursday", [("Ben", "Ben off today"), ("Amy", "Amy till Thursday")]),
        (
            "ben has a temperature amy's got the dentist at ten",
            [("Ben", "ben has a temperature"), ("Amy", "amy's got the dentist at ten")],
        ),
        (
            "our ben has a cough our amy has the optician",
            [("Ben", "our ben has a cough"), ("Amy", "our amy has the optician")],
        ),
        (
            "Ben has the flu; Amy's taster day is today. Ben off all week",
            [("Ben", "Ben has the flu;  Ben off all week"), ("Amy", "Amy's taster day is today")],
        ),
        (
            "Ben and Amy are both off with flu. Ben should be in tomorrow, Amy on Monday",
            [
                ("Ben", "Ben and Amy are both off with flu.  Ben should be in tomorrow"),
                ("Amy", "Ben and Amy are both off with flu.  Amy should be in on Monday"),
            ],
        ),
        (
            "ben and amy hughes are both off with the flu with amy it's just today but ben won't be back"
            " till wednesday",
            [
                ("Amy", "ben and amy hughes are both off with the flu  with amy it's just today but"),
                (
                    "Ben",
                    "ben and amy hughes are both off with the flu   ben won't be back till wednesday",
                ),
            ],
        ),
        ("Ben: flu / Amy: orthodontist at 2", [("Ben", "Ben: flu /"), ("Amy", "Amy: orthodontist at 2")]),
    ],
)
def test_two_statements(text: str, expected: list[tuple[str, str]]) -> None:
    assert clauses_found(text, PAIR) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ben and Amy are both ill",
        "Ben & Amy off, flu",
        "Ben is ill",
        "Ben is ill, Amy is in as normal",
        "Ben is off, Amy too",
        "actually make that both of them, Amy is ill too",
        "Ben and Amy are ill, Ben with a cough",
        "both off, dentist",
        "Ben (year 4, red coat) and Amy are off with flu",
    ],
)
def test_one_statement_is_not_cut(text: str) -> None:
    assert clauses_found(text, PAIR) == []


def test_children_described_are_split_too() -> None:
    found = clauses_found(
        "My year ten has work experience, my year seven is ill", "Ruby Pike/10; Oscar Pike/7"
    )
    assert [names for names, _ in found] == ["Ruby", "Oscar"]


def test_twins_share_a_clause() -> None:
    found = clauses_found(
        "twins have the optician at 9 and Kate's got a cold", "Tom Reed/4; Lucy Reed/4; Kate Reed/8"
    )
    assert [names for names, _ in found] == ["Tom Lucy", "Kate"]


def test_places_point_at_the_names_in_joined_clauses() -> None:
    text = "Ben has flu, Amy has the dentist. Ben off all week"
    clauses = split_by_child(text, find_children(text, family(PAIR)).mentions)
    said = [[clause.text[start:end] for start, end in clause.places] for clause in clauses]
    assert said == [["Ben", "Ben"], ["Amy"]]
