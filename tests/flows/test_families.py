"""Siblings away together: one text, one call, and no name to anybody who may not be told of that child."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from attendance.cases import try_to_close
from attendance.climbing import take_due_steps
from attendance.family import cases_of_task
from attendance.opening import Wanted, open_cases
from attendance.people import Actor
from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from storage.models import Case, CaseEvent, ContactPoint, OutboundCase, OutboundMessage, PupilContact, User
from tests.flows.playing import Player
from tests.making import Made, add_contact, add_pupil, make_school

FRIDAY = date(2026, 11, 20)
MUM, DAD, GRAN, AUNT = "+447700900001", "+447700900002", "+447700900003", "+447700900004"


class Family(Player):
    """A class with two brothers and sisters and somebody else's child."""

    made: Made

    def away(self, *names: str) -> None:
        """These children are away in the register, everybody else is in."""
        self.register({pupil: "N" if name in names else "/" for name, pupil in self.made.pupils.items()})

    def case(self, name: str) -> Case:
        """A child's newest case."""
        with self.database.read() as db:
            return db.scalars(
                select(Case).where(Case.pupil_id == self.made.pupils[name]).order_by(Case.id.desc())
            ).first() or pytest.fail(f"no case for {name}")

    def step(self) -> list[OutboundMessage]:
        """Take the steps that are due without sending anything. Returns the texts that wait."""
        with self.database.write() as db:
            take_due_steps(db, self.now)
        return self.waiting()

    def waiting(self) -> list[OutboundMessage]:
        """The texts that wait to be sent."""
        with self.database.read() as db:
            return list(
                db.scalars(
                    select(OutboundMessage)
                    .where(OutboundMessage.state == "ready")
                    .order_by(OutboundMessage.id)
                )
            )

    def open(self, *names: str) -> None:
        """Open cases as a register's close does."""
        with self.database.write() as db:
            open_cases(
                db,
                [Wanted(self.made.school_id, self.made.pupils[name], self.now.date()) for name in names],
                self.now,
            )

    def texted(self, name: str) -> int:
        """How many lines of a child's story are texts."""
        with self.database.read() as db:
            return len(
                db.scalars(
                    select(CaseEvent).where(CaseEvent.case_id == self.case(name).id, CaseEvent.kind == "text")
                ).all()
            )


@pytest.fixture
def family(database: Database, parser: EmbeddedParser) -> Iterator[Family]:
    with database.write() as db:
        made = make_school(db)
        for name in ("Amina Yusuf", "Yusra Yusuf", "Cora Lane"):
            add_pupil(db, made, name)
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1, "Yusra Yusuf": 1})
        add_contact(db, made, "Abdi Yusuf", DAD, {"Amina Yusuf": 2, "Yusra Yusuf": 2})
    family = Family(database, parser, made.school_id, FRIDAY)
    family.made = made
    yield family
    family.close()


def test_siblings_are_asked_about_in_one_text_and_one_call(family: Family) -> None:
    family.at("08:58")
    family.away("Amina Yusuf", "Yusra Yusuf")
    family.until("09:02")
    said = family.said()
    assert [number for number, _ in said] == [MUM]
    assert "Amina and Yusra are not in school today" in said[0][1]
    assert "Yusuf" not in said[0][1]
    assert (family.texted("Amina Yusuf"), family.texted("Yusra Yusuf")) == (1, 1)
    family.until("10:00", every=300)
    assert [number for number, _ in family.said()] == [DAD, MUM, DAD]
    calls = [task for task in family.open_tasks() if task.kind == "call"]
    assert len(calls) == 1
    assert "One call for the family" in calls[0].why
    with family.database.read() as db:
        both = [case.pupil_id for case in cases_of_task(db, calls[0].id)]
    assert both == [family.made.pupils["Amina Yusuf"], family.made.pupils["Yusra Yusuf"]]


def test_only_children_whom_that_contact_may_be_told_of_are_named(family: Family) -> None:
    """Dad may be told of Amina alone; mum of both: separated parents."""
    with family.database.write() as db:
        link = db.scalars(
            select(PupilContact).where(
                PupilContact.contact_id == family.made.contacts["Abdi Yusuf"],
                PupilContact.pupil_id == family.made.pupils["Yusra Yusuf"],
            )
        ).one()
        link.may_be_told = False
    family.at("08:58")
    family.away("Amina Yusuf", "Yusra Yusuf")
    family.until("11:00", every=300)
    said = family.said()
    to_dad = [words for number, words in said if number == DAD]
    assert to_dad
    assert not [words for words in to_dad if "Yusra" in words]
    assert "Amina and Yusra" in next(words for number, words in said if number == MUM)


def test_half_siblings_hear_of_their_own(family: Family) -> None:
    """Cora shares dad with Amina, and has a mother of her own."""
    with family.database.write() as db:
        add_contact(db, family.made, "Lena Lane", AUNT, {"Cora Lane": 1})
        db.add(
            PupilContact(
                organisation_id=family.made.organisation_id,
                pupil_id=family.made.pupils["Cora Lane"],
                contact_id=family.made.contacts["Abdi Yusuf"],
                order=2,
                relationship="father",
            )
        )
    family.at("08:58")
    family.away("Amina Yusuf", "Cora Lane")
    family.until("09:11")
    said = dict(family.said())
    assert said.keys() == {MUM, AUNT, DAD}
    assert "Cora" not in said[MUM]
    assert "Amina" not in said[AUNT]
    assert "Amina and Cora" in said[DAD]
    family.until("10:30", every=300)
    calls = [task.pupil_id for task in family.open_tasks() if task.kind == "call"]
    assert len(calls) == 2, "who is called first is not told of the other child"


def test_a_siblings_text_that_is_due_soon_goes_with_the_first(family: Family) -> None:
    family.at("09:00")
    family.open("Amina Yusuf")
    assert [text.to_number for text in family.step()] == [MUM]
    family.at("09:05")
    family.open("Yusra Yusuf")
    assert len(family.step()) == 2, "mum is asked about Yusra at once"
    family.at("09:10")
    texts = family.step()
    assert [text.to_number for text in texts] == [MUM, MUM, DAD]
    assert "Amina and Yusra" in texts[-1].body
    assert family.case("Yusra Yusuf").next_due_at == family.case("Amina Yusuf").next_due_at


def test_a_hold_on_one_child_keeps_that_child_out_of_a_siblings_text(family: Family) -> None:
    family.at("09:00")
    with family.database.write() as db:
        open_cases(
            db,
            [
                Wanted(family.made.school_id, family.made.pupils["Amina Yusuf"], FRIDAY),
                Wanted(
                    family.made.school_id,
                    family.made.pupils["Yusra Yusuf"],
                    FRIDAY,
                    texts_not_before=family._instant(FRIDAY, "09:08"),
                    held_reason="The late bus",
                ),
            ],
            family.now,
        )
    texts = family.step()
    assert len(texts) == 1
    assert "Yusra" not in texts[0].body
    assert "bus" in family.case("Yusra Yusuf").next_reason


def test_one_child_explained_before_sending_leaves_a_text_about_the_other(family: Family) -> None:
    family.at("09:00")
    family.open("Amina Yusuf", "Yusra Yusuf")
    before = family.step()
    assert len(before) == 1
    family.text(DAD, "Amina has a cold")
    after = [text for text in family.waiting() if text.purpose != "reply"]
    assert len(after) == 1
    assert after[0].id != before[0].id
    assert after[0].to_number == MUM
    assert "Yusra is not in school" in after[0].body
    assert "Amina" not in after[0].body
    assert after[0].not_before == family.now
    with family.database.read() as db:
        cases = db.scalars(select(OutboundCase.case_id).where(OutboundCase.outbound_id == after[0].id)).all()
    assert cases == [family.case("Yusra Yusuf").id]
    family.until("09:01")
    family.text(MUM, "Yusra has it too")
    family.until("10:00", every=300)
    asked = [words for _, words in family.said() if "Please reply" in words]
    assert len(asked) == 1
    assert family.states()["cancelled"] == 1


def test_both_explained_before_sending_leaves_none(family: Family) -> None:
    family.at("09:00")
    family.open("Amina Yusuf", "Yusra Yusuf")
    family.step()
    family.text(DAD, "Amina and Yusra both have a cold")
    assert [text.purpose for text in family.waiting()] == ["reply"]


def test_one_child_closed_leaves_the_familys_call_to_the_other(family: Family) -> None:
    family.at("08:58")
    family.away("Amina Yusuf", "Yusra Yusuf")
    family.until("10:00", every=300)
    call = next(task for task in family.open_tasks() if task.kind == "call")
    priya = Actor(_user(family), "Priya Shah", "School office", frozenset({"office"}))
    case_id = family.case("Amina Yusuf").id
    with family.database.write() as db:
        try_to_close(db, db.get_one(Case, case_id), "Told at the gate.", priya, family.now)
    left = next(task for task in family.open_tasks() if task.kind == "call")
    assert left.id == call.id
    assert left.pupil_id == family.made.pupils["Yusra Yusuf"]


def _user(family: Family) -> int:
    with family.database.write() as db:
        user = User(
            organisation_id=family.made.organisation_id,
            email="priya@example.invalid",
            name="Priya Shah",
            position="School office",
            fs_uniquifier="priya",
            created_at=family.now,
        )
        db.add(user)
        db.flush()
        return user.id


def test_a_contact_gets_no_more_texts_a_day_than_the_policy_says_about_all_children_together(
    family: Family,
) -> None:
    """Four a day by default. Registers an hour apart, so that nothing is bundled."""
    family.at("09:00")
    family.open("Amina Yusuf")
    for minute in range(0, 60, 5):
        family.at(f"09:{minute:02d}")
        family.step()
    family.at("11:00")
    family.open("Yusra Yusuf")
    for minute in range(0, 60, 5):
        family.at(f"11:{minute:02d}")
        family.step()
    numbers = [text.to_number for text in family.waiting()]
    assert numbers.count(MUM) == numbers.count(DAD) == 4
    assert family.case("Yusra Yusuf").next_due_at is not None


def test_a_number_that_failed_twice_is_passed_over(family: Family) -> None:
    with family.database.write() as db:
        point = db.scalars(
            select(ContactPoint).where(ContactPoint.contact_id == family.made.contacts["Hodan Yusuf"])
        ).one()
        point.failures = 2
    family.at("09:00")
    family.open("Amina Yusuf")
    assert [text.to_number for text in family.step()] == [DAD]
