"""Figures: they say what the rows say, in the format that Prometheus reads, and nothing about anybody."""

import re
from datetime import UTC, date, datetime, timedelta

from app.metrics import render_metrics
from storage.beats import CLEAN, TICK, record_beat
from storage.engine import Database
from storage.figures import read_figures
from storage.models import Case, InboundMessage, OutboundMessage, ProviderState, Register, Task
from storage.policies import policy_in_force
from storage.troubles import record_trouble
from tests.making import Made, add_pupil, make_school

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LINE = re.compile(r'(?P<name>ninebell_\w+)(?P<labels>\{\w+="[^"]*"\})? (?P<value>[-+.e\d]+)')
MINUTE = timedelta(minutes=1)


def figures(database: Database) -> dict[str, float]:
    """Every sample of the page, after checking that each line is one Prometheus can read."""
    with database.read() as db:
        page = render_metrics(read_figures(db, NOW))
    assert page.endswith("\n")
    found: dict[str, float] = {}
    described: set[str] = set()
    for line in page.splitlines():
        if line.startswith("#"):
            described.add(line.split()[2])
            continue
        sample = LINE.fullmatch(line)
        assert sample is not None, line
        assert sample["name"] in described
        assert sample["name"] + (sample["labels"] or "") not in found
        found[sample["name"] + (sample["labels"] or "")] = float(sample["value"])
    return found


def test_an_empty_installation_has_figures_too(database: Database) -> None:
    found = figures(database)
    assert found['ninebell_cases_open{state="climbing"}'] == 0
    assert found["ninebell_trouble"] == 0
    assert "ninebell_last_tick_age_seconds" not in found, "no clock has ever beaten"


def test_the_figures_say_what_the_rows_say(database: Database) -> None:
    with database.write() as db:
        made = make_school(db)
        pupils = [add_pupil(db, made, name) for name in ("Amina Yusuf", "Bilal Yusuf", "Cora Lane")]
    _fill(database, made, pupils)
    found = figures(database)
    assert found == found | {
        'ninebell_cases_open{state="climbing"}': 2,
        'ninebell_cases_open{state="paused"}': 1,
        "ninebell_cases_standing_still": 1,
        'ninebell_messages{state="ready"}': 2,
        'ninebell_messages{state="sending"}': 1,
        'ninebell_messages{state="unknown"}': 0,
        "ninebell_oldest_ready_message_age_seconds": 180,
        "ninebell_inbound_unhandled": 1,
        "ninebell_oldest_inbound_age_seconds": 120,
        'ninebell_tasks_open{kind="call"}': 2,
        'ninebell_tasks_overdue{kind="call"}': 1,
        "ninebell_urgent_tasks_unacknowledged": 1,
        "ninebell_registers_missing": 1,
        'ninebell_provider_circuit{provider="sms"}': 2,
        'ninebell_troubles_open{kind="provider_down"}': 1,
        "ninebell_trouble": 1,
        "ninebell_last_tick_age_seconds": 4,
        "ninebell_last_clean_audit_age_seconds": 60,
    }
    assert "Amina" not in str(found)


def _fill(database: Database, made: Made, pupils: list[int]) -> None:
    owned = {"organisation_id": made.organisation_id}
    of_school = {**owned, "school_id": made.school_id}
    with database.write() as db:
        version = policy_in_force(db, made.school_id, TODAY).version_id
        for pupil, due, paused in zip(
            pupils, (NOW + MINUTE, NOW - 9 * MINUTE, None), (None, None, NOW), strict=True
        ):
            db.add(
                Case(
                    **of_school,
                    pupil_id=pupil,
                    opened_at=NOW,
                    opened_on=TODAY,
                    ladder={},
                    policy_version_id=version,
                    next_due_at=due,
                    paused_at=paused,
                )
            )
        for number, (state, ago) in enumerate((("ready", 3), ("ready", -5), ("sending", 9), ("sent", 99))):
            db.add(
                OutboundMessage(
                    **of_school,
                    line_id=made.line_id,
                    dedupe_key=str(number),
                    purpose="first_contact",
                    to_number="+447700900001",
                    body="Is Amina on her way?",
                    state=state,
                    created_at=NOW,
                    not_before=NOW - ago * MINUTE,
                    expires_at=NOW + MINUTE,
                )
            )
        for number, handled in enumerate((None, NOW)):
            db.add(
                InboundMessage(
                    **owned,
                    line_id=made.line_id,
                    provider_id=str(number),
                    body="Amina is ill",
                    received_at=NOW - 2 * MINUTE,
                    handled_at=handled,
                )
            )
        for number, (due, done, urgent) in enumerate(((-1, None, True), (1, None, False), (-1, NOW, True))):
            db.add(
                Task(
                    **of_school,
                    dedupe_key=str(number),
                    kind="call",
                    role="office",
                    urgent=urgent,
                    why="Ring.",
                    created_at=NOW,
                    due_at=NOW + due * MINUTE,
                    done_at=done,
                )
            )
        for session, closes_at in (("am", NOW - MINUTE), ("pm", NOW + MINUTE)):
            db.add(
                Register(
                    **of_school, group_id=made.group_id, on_date=TODAY, session=session, closes_at=closes_at
                )
            )
        db.add(ProviderState(key="sms", state="open"))
        record_trouble(db, "p", "provider_down", "Texts do not go.", NOW)
        record_beat(db, TICK + "one", NOW - timedelta(seconds=4))
        record_beat(db, TICK + "two", NOW - timedelta(seconds=40))
        record_beat(db, CLEAN, NOW - MINUTE)
