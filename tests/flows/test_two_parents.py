"""Both parents write about one child at the same moment: both are taken in at once, and the marks once."""

import threading

import pytest
from sqlalchemy import select

from attendance.intake import Received, take_in
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from storage.models import Mark
from tests.flows.talking import Town
from tests.making import LINE_NUMBER, MORNING, add_contact, add_pupil, make_school

BODY = "Been sick all night so not in today"
FAMILIES = ("Amelia", "Bilal", "Chloe", "Dylan", "Esme", "Farah")


@pytest.fixture
def town(database: Database, parser: EmbeddedParser) -> Town:
    with database.write() as db:
        made = make_school(db)
        for number, name in enumerate(FAMILIES):
            child = f"{name} Nowak"
            add_pupil(db, made, child)
            add_contact(db, made, f"Mum {name}", f"+4477009001{number:02}", {child: 1})
            add_contact(db, made, f"Dad {name}", f"+4477009002{number:02}", {child: 2})
    return Town(database, parser, made)


def test_neither_has_to_wait_for_the_clock(town: Town) -> None:
    outcomes = [outcome for number in range(len(FAMILIES)) for outcome in both_write(town, number)]
    assert outcomes == ["reported"] * 2 * len(FAMILIES)
    with town.database.read() as db:
        marks = db.scalars(select(Mark)).all()
    assert [mark.code for mark in marks] == ["I"] * 2 * len(FAMILIES)


def both_write(town: Town, number: int) -> list[str]:
    """Two texts handed over in the same instant. Returns their outcomes."""
    gate, outcomes = threading.Barrier(2), []

    def write(parent: int) -> None:
        sender = f"+447700900{parent}{number:02}"
        received = Received(f"SM{parent}{number:02}", "sms", sender, LINE_NUMBER, BODY)
        gate.wait(10)
        outcomes.append(take_in(town.database, town.parser, received, MORNING))

    parents = [threading.Thread(target=write, args=(parent,)) for parent in (1, 2)]
    for parent in parents:
        parent.start()
    for parent in parents:
        parent.join(60)
    return outcomes
