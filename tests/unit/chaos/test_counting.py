"""The count finds each thing that must not be, and nothing where all is well."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from storage.engine import Database
from storage.models import Case, OutboundMessage, Task
from tests.chaos.provider_log import Taken
from tests.unit.chaos.planting import CLOSE, ENDS, FIRST, MINUTE, Planted, event, plant


@pytest.fixture
def planted(database: Database) -> Planted:
    return plant(database)


def test_a_good_morning_has_nothing_to_count(planted: Planted) -> None:
    counted = planted.count()
    assert len(planted.texts) >= 4
    assert counted.all_is_well, counted.zeros()
    assert not any(counted.listed_apart().values())
    assert counted.facts["texts at the provider"] == len(planted.texts)


def never_opened(planted: Planted) -> str:
    with planted.database.write() as db:
        planted.made.pupils["Amina Marlow"] += 1000
        assert db.get(Case, planted.case_id)
    return "steps lost"


def step_not_taken(_planted: Planted) -> str:
    """The last steps of the morning, from the call on."""
    return "steps lost"


def step_left_out(_planted: Planted) -> str:
    """The later steps were taken all the same."""
    return "steps lost"


def text_never_sent(planted: Planted) -> str:
    """The product believes that it went."""
    kept = [taken for taken in planted.log.taken if taken.outbound_id != planted.texts[1]]
    planted.log = type(planted.log)(taken=tuple(kept))
    return "steps lost"


def text_still_waiting(planted: Planted) -> str:
    text_never_sent(planted)
    planted.change(OutboundMessage, planted.texts[1], state="ready")
    return "steps lost"


def text_cancelled_for_nothing(planted: Planted) -> str:
    text_never_sent(planted)
    planted.change(OutboundMessage, planted.texts[1], state="cancelled")
    return "steps lost"


def text_failed_and_nobody_told(planted: Planted) -> str:
    text_never_sent(planted)
    planted.change(OutboundMessage, planted.texts[1], state="failed")
    return "steps lost"


def task_never_opened(_planted: Planted) -> str:
    """The story says that people were given their tasks."""
    return "steps lost"


def sent_twice(planted: Planted) -> str:
    planted.take(1, CLOSE + 20 * MINUTE)
    return "messages delivered twice"


def sent_twice_after_it_was_shown(planted: Planted) -> str:
    """The provider's list failed once, then showed the first text: sending again was wrong."""
    first = planted.log.taken[1]
    planted.look_up(first, first.at + MINUTE, 503)
    planted.look_up(first, first.at + 2 * MINUTE, 200, shown=True)
    planted.take(1, first.at + 3 * MINUTE)
    return "messages delivered twice"


def sent_twice_by_another_row(planted: Planted) -> str:
    """Two rows of the outbox for one step."""
    planted.write_again(0, "again", resend_of_id=planted.texts[0])
    planted.take(len(planted.texts) - 1, CLOSE + 5 * MINUTE)
    return "messages delivered twice"


def sent_again_without_a_sibling_though_it_had_gone(planted: Planted) -> str:
    planted.write_again(0, f"case:{planted.case_id}:2026-11-24/text/1/contact-1:for:{planted.case_id}")
    planted.take(len(planted.texts) - 1, CLOSE + 5 * MINUTE)
    return "messages delivered twice"


def contacted_after_a_pause(planted: Planted) -> str:
    planted.pause(ENDS - 3 * MINUTE)
    planted.claim(0, ENDS - 2 * MINUTE)
    planted.log = type(planted.log)(taken=planted.log.taken[1:])
    planted.take(0, ENDS - 2 * MINUTE + timedelta(seconds=1))
    return "contacts after a pause or stop"


def sent_without_a_claim(planted: Planted) -> str:
    first = planted.log.taken[0]
    planted.log = type(planted.log)(taken=planted.log.taken[1:])
    planted.take(0, first.at - MINUTE)
    return "contacts after a pause or stop"


def step_taken_after_a_pause(planted: Planted) -> str:
    planted.pause(ENDS - 3 * MINUTE)
    with planted.database.write() as db:
        db.add(event(planted, "text", ENDS - 2 * MINUTE, step_key="2026-11-24/text/3/contact-1"))
    return "contacts after a pause or stop"


def no_next_step(planted: Planted) -> str:
    planted.change(Case, planted.case_id, next_due_at=None)
    return "cases without a next step"


def next_step_long_past(planted: Planted) -> str:
    planted.change(Case, planted.case_id, next_due_at=CLOSE + 40 * MINUTE)
    return "cases without a next step"


def paused_and_nobody_looks(planted: Planted) -> str:
    """Paused near the end; the tasks are done, and there is no report to decide."""
    planted.pause(ENDS - MINUTE)
    with planted.database.write() as db:
        db.execute(update(Task).values(done_at=ENDS))
    return "cases without a next step"


def report_not_kept(planted: Planted) -> str:
    planted.hear("SMx", kept=False)
    return "reports lost"


def report_not_handled(planted: Planted) -> str:
    planted.hear("SMx", kept=True, handled=False)
    return "reports lost"


def nobody_told(planted: Planted) -> str:
    with planted.database.write() as db:
        db.add(
            Task(
                organisation_id=planted.made.organisation_id,
                school_id=planted.made.school_id,
                case_id=planted.case_id,
                dedupe_key="urgent",
                kind="safeguarding",
                role="safeguarding_lead",
                urgent=True,
                why="Because.",
                created_at=CLOSE,
                due_at=CLOSE,
            )
        )
    return "urgent tasks unacknowledged for 15 minutes without the next person told"


def not_on_our_books(planted: Planted) -> str:
    taken = Taken("SMstray", FIRST, "words", CLOSE, 4711)
    planted.log = type(planted.log)(taken=(*planted.log.taken, taken))
    return "texts at the provider that we know nothing of"


FAULTS = (
    never_opened,
    step_not_taken,
    step_left_out,
    text_never_sent,
    text_still_waiting,
    text_cancelled_for_nothing,
    text_failed_and_nobody_told,
    task_never_opened,
    sent_twice,
    sent_twice_after_it_was_shown,
    sent_twice_by_another_row,
    sent_again_without_a_sibling_though_it_had_gone,
    contacted_after_a_pause,
    sent_without_a_claim,
    step_taken_after_a_pause,
    no_next_step,
    next_step_long_past,
    paused_and_nobody_looks,
    report_not_kept,
    report_not_handled,
    nobody_told,
    not_on_our_books,
)


#: What cannot be spoiled afterwards, because the story of a case is only ever added to.
PLANTED_SO: dict[Callable[[Planted], str], dict[str, Any]] = {
    step_not_taken: {"without": ("call", "visit_decision")},
    step_left_out: {"without": ("text/2/contact-1",)},
    task_never_opened: {"taskless": True},
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda fault: fault.__name__)
def test_what_must_not_be_is_found(database: Database, spoil: Callable[[Planted], str]) -> None:
    planted = plant(database, **PLANTED_SO.get(spoil, {}))
    found_as = spoil(planted)
    counted = planted.count()
    found = {what for what, lines in counted.zeros().items() if lines}
    assert found == {found_as}, counted.zeros()
    assert not counted.all_is_well


def test_one_more_after_a_failed_look_up_is_listed_with_it(planted: Planted) -> None:
    first = planted.log.taken[1]
    planted.look_up(first, first.at + MINUTE, 503)
    planted.take(1, first.at + 12 * MINUTE)
    counted = planted.count()
    assert counted.all_is_well
    assert len(counted.twice_unseen) == 1
    assert "answered 503" in counted.twice_unseen[0]


def test_a_claim_committed_before_the_pause_is_in_flight(planted: Planted) -> None:
    """The claim says a later time than the pause does: what was committed first counts."""
    planted.log = type(planted.log)(taken=planted.log.taken[1:])
    planted.claim(0, ENDS - 2 * MINUTE)
    planted.pause(ENDS - 3 * MINUTE)
    planted.take(0, ENDS - MINUTE)
    counted = planted.count()
    assert not counted.after_stop
    assert len(counted.in_flight) == 1


def test_what_a_pause_took_back_is_not_lost(planted: Planted) -> None:
    text_cancelled_for_nothing(planted)
    planted.pause(CLOSE + 12 * MINUTE)
    assert not planted.count().steps_lost


def test_a_text_that_was_written_anew_without_a_sibling_is_not_lost(planted: Planted) -> None:
    text_cancelled_for_nothing(planted)
    planted.write_again(1, f"case:{planted.case_id}:2026-11-24/text/1/contact-2:for:{planted.case_id}")
    assert len(planted.count().steps_lost) == 1
    planted.take(len(planted.texts) - 1, CLOSE + 15 * MINUTE)
    assert planted.count().all_is_well


def test_a_person_who_rings_instead_keeps_a_step_from_being_lost(planted: Planted) -> None:
    text_failed_and_nobody_told(planted)
    nobody_told(planted)
    with planted.database.write() as db:
        told = {"dedupe_key": f"outbound:{planted.texts[1]}:failed", "urgent": False}
        db.execute(update(Task).where(Task.dedupe_key == "urgent").values(**told))
    assert not planted.count().steps_lost
