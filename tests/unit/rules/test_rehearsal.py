"""A policy played forward: moments, siblings, closures decided on the day, and the time line as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.policy import Policy, load_policy
from rules.rehearsal import HAPPENED, Closure, Happening, Happens, Moment, Rehearsal, RehearsedPupil
from rules.scenes import contact, play_scene, two_contacts, typical_scenes
from rules.sessions import ONE_DAY, SchoolCalendar, local_instant
from rules.steps import Ladder, LadderStep, Role, StepKind, TaskKind
from rules.timeline import said_day, time_line

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 2)


def play(
    *pupils: RehearsedPupil,
    days: int = 1,
    policy: Policy | None = None,
    calendar: SchoolCalendar | None = None,
    closures: tuple[Closure, ...] = (),
) -> list[Moment]:
    rehearsal = Rehearsal(policy or load_policy("default"), calendar or SchoolCalendar(), LONDON, closures)
    first = min(pupil.absent_from for pupil in pupils)
    return rehearsal.play(pupils, local_instant(first + days * ONE_DAY, time(0), LONDON))


def said(moments: list[Moment]) -> list[str]:
    return [f"{moment.local:%a %H:%M} {moment.what}" for moment in moments]


def at(day: int, hour: int, minute: int) -> datetime:
    return local_instant(date(2026, 11, day), time(hour, minute), LONDON)


def pupil(*happenings: Happening) -> RehearsedPupil:
    return RehearsedPupil("Pupil", MONDAY, (contact(1),), happenings=happenings)


def test_a_moment_says_when_what_who_and_why() -> None:
    first, *_, visit = play(pupil())
    assert first == Moment(
        at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        local=datetime(2026, 11, 2, 9, 0, tzinfo=LONDON),
        pupil="Pupil",
        what="text 1",
        who="contact 1, number 1",
        why="Nobody has told us why the pupil is away: text 1 to contact 1 of 1.",
    )
    assert (visit.what, visit.who, visit.task) == (
        "visit decision",
        "attendance officer, by 10:50",
        TaskKind.VISIT_DECISION,
    )


def test_a_reason_pauses_a_rejection_goes_on_and_a_confirmation_closes() -> None:
    moments = play(
        pupil(
            Happening(at(2, 11, 0), Happens.REJECTED, "No."),
            Happening(at(2, 9, 5), Happens.REASON, "A reason."),
            Happening(at(3, 9, 5), Happens.CONFIRMED, "Yes."),
            Happening(at(3, 12, 0), Happens.REACHED, "Too late to matter."),
        ),
        days=5,
    )
    assert said(moments) == [
        "Mon 09:00 text 1",
        "Mon 09:05 a reason is given",
        "Mon 11:00 the reason is rejected",
        "Mon 11:00 text 2",
        "Mon 11:10 call",
        "Mon 11:40 visit decision",
        "Tue 09:00 text 1",
        "Tue 09:05 the code is confirmed",
    ]
    assert moments[1].who == "a person"
    assert moments[1].why == "A reason."


def test_an_adult_who_answers_ends_the_welfare_checks() -> None:
    answered = Happening(at(2, 15, 0), Happens.REACHED, "An adult answers.")
    assert "Tue 10:15 welfare check" in said(play(pupil(), days=2))
    assert not any("welfare" in words for words in said(play(pupil(answered), days=2)))


def test_holds_steps_brought_forward_and_skipped_steps() -> None:
    moments = play(
        pupil(
            Happening(at(2, 8, 50), Happens.HELD, "The bus is late.", until=at(2, 9, 20)),
            Happening(at(2, 9, 10), Happens.FORWARD, "Ring now.", key="call"),
            Happening(at(2, 9, 25), Happens.SKIPPED, "They are abroad.", key="text/2/contact-1"),
        )
    )
    assert said(moments) == [
        "Mon 09:00 contact is held",
        "Mon 09:10 a step is brought forward",
        "Mon 09:10 call",
        "Mon 09:20 text 1",
        "Mon 09:25 a step is skipped",
        "Mon 09:50 visit decision",
    ]


def test_siblings_get_one_text_which_counts_once() -> None:
    policy = load_policy("default")
    two = replace(policy, ladder=replace(policy.ladder, most_a_day=2))
    elder, younger = (RehearsedPupil(name, MONDAY, (contact(1),)) for name in ("Elder", "Younger"))
    assert said(play(elder, younger, policy=two)) == [
        "Mon 09:00 text 1",
        "Mon 09:00 text 1",
        "Mon 09:10 text 2",
        "Mon 09:10 text 2",
        "Mon 09:20 call",
        "Mon 09:20 call",
        "Mon 09:50 visit decision",
        "Mon 09:50 visit decision",
    ]


def test_a_child_whose_case_comes_later_meets_the_limit() -> None:
    policy = load_policy("default")
    two = replace(policy, ladder=replace(policy.ladder, most_a_day=2))
    held = Happening(at(2, 8, 50), Happens.HELD, "The bus is late.", until=at(2, 9, 30))
    elder = RehearsedPupil("Elder", MONDAY, (contact(1),))
    younger = RehearsedPupil("Younger", MONDAY, (contact(1),), happenings=(held,))
    calls = [moment for moment in play(elder, younger, policy=two) if moment.what == "call"]
    assert [moment.pupil for moment in calls] == ["Elder", "Younger"]
    assert calls[1].why.endswith("1 contact has had as many texts today as one person may get.")


def test_a_closure_is_not_known_before_it_is_decided() -> None:
    closure = Closure(date(2026, 11, 3), at(3, 7, 15))
    assert said(play(pupil(), days=3, closures=(closure,)))[4:] == [
        "Wed 09:00 text 1",
        "Wed 09:15 call",
        "Wed 10:15 welfare check",
    ]
    late = Closure(date(2026, 11, 3), at(3, 9, 5))
    assert said(play(pupil(), days=3, closures=(late,)))[4:6] == ["Tue 09:00 text 1", "Wed 09:00 text 1"]


def test_contact_days_open_a_task_in_the_break() -> None:
    days = Happening(at(2, 14, 0), Happens.CONTACT_DAYS, "Wednesday.", days=(date(2026, 11, 4),))
    closed = SchoolCalendar(closed=frozenset(date(2026, 11, day) for day in (3, 4, 5, 6)))
    moments = play(pupil(days), days=7, calendar=closed)
    assert said(moments)[4:] == [
        "Mon 09:50 break decision",
        "Mon 14:00 contact days are set",
        "Wed 09:00 family contact",
    ]


def test_every_happening_has_its_words() -> None:
    assert set(HAPPENED) == set(Happens)


def test_a_ladder_without_end_is_noticed() -> None:
    class Endless(Ladder):
        @property
        def day_one(self) -> tuple[LadderStep, ...]:
            Endless.asked += 1
            return (LadderStep(f"k{Endless.asked}", StepKind.TASK, task=TaskKind.CALL, role=Role.OFFICE),)

        asked = 0

    policy = load_policy("default")
    endless = object.__new__(Endless)
    for field in ("once", "later_days", "visit_every", "break_days", "most_a_day", "family_contact"):
        object.__setattr__(endless, field, getattr(policy.ladder, field))
    with pytest.raises(RuntimeError, match="the rehearsal of Pupil does not come to an end"):
        play(pupil(), policy=replace(policy, ladder=endless))


def test_a_time_line_has_a_heading_a_day_and_one_line_a_step() -> None:
    elder, younger = (RehearsedPupil(name, MONDAY, (contact(1),)) for name in ("Elder", "Younger"))
    moments = play(elder, younger)[:2]
    other = replace(moments[0], pupil="Other", what="call", who="office, by 10:00")
    text = time_line(
        [*moments, other],
        MONDAY - 2 * ONE_DAY,
        MONDAY + 2 * ONE_DAY,
        SchoolCalendar(closed=frozenset({MONDAY + ONE_DAY})),
        {MONDAY + ONE_DAY: "INSET day"},
    )
    why = "Nobody has told us why the pupil is away: text 1 to contact 1 of 1."
    assert text == (
        "Monday 2 November 2026\n"
        f"{'  09:00  Elder and Younger: text 1 · contact 1, number 1':<72} {why}\n"
        f"{'  09:00  Other: call · office, by 10:00':<72} {why}\n"
        "\n"
        "Tuesday 3 November 2026 · no school · INSET day\n"
        "  nothing to do\n"
    )
    assert said_day(MONDAY) == "Monday 2 November 2026"


def test_one_pupil_is_not_named_on_every_line() -> None:
    text = time_line(play(pupil())[:1], MONDAY, MONDAY, SchoolCalendar())
    assert "Pupil:" not in text
    assert text.startswith("Monday 2 November 2026\n  09:00  text 1 · contact 1, number 1")


def test_the_numbers_of_a_contact() -> None:
    assert contact(2, 2).points == (201, 202)
    assert contact(1, 0).points == ()
    assert [one.contact_id for one in two_contacts()] == [1, 2]


def test_the_typical_scenes_begin_on_the_day_asked_for_or_its_friday() -> None:
    scenes = typical_scenes(MONDAY + ONE_DAY, LONDON)
    assert [scene.title for scene in scenes] == [
        "Nobody answers",
        "A reason on the second day, then confirmed",
        "A vulnerable pupil with a social worker; nobody answers",
        "No contact has a number that can be texted",
        "The Friday before half-term",
        "A brother and a sister with the same contacts",
    ]
    starts = [scene.pupils[0].absent_from for scene in scenes]
    assert starts == [MONDAY + ONE_DAY] * 4 + [MONDAY + 4 * ONE_DAY, MONDAY + ONE_DAY]
    friday = typical_scenes(MONDAY + 4 * ONE_DAY, LONDON)[4]
    assert friday.pupils[0].absent_from == MONDAY + 4 * ONE_DAY


def test_every_scene_may_be_played_for_vulnerable_pupils() -> None:
    plain = [[pupil.vulnerable for pupil in scene.pupils] for scene in typical_scenes(MONDAY, LONDON)]
    assert plain == [[False], [False], [True], [False], [False], [False, False]]
    flagged = typical_scenes(MONDAY, LONDON, vulnerable=True)
    assert all(pupil.vulnerable for scene in flagged for pupil in scene.pupils)


def test_a_scene_is_shown_with_its_title_for_as_many_school_days_as_asked() -> None:
    scenes = typical_scenes(MONDAY, LONDON)
    shown = [play_scene(scene, load_policy("default"), LONDON, 3) for scene in scenes]
    assert shown[0].startswith("Nobody answers\n==============\n\nMonday 2 November 2026\n  09:00  text 1")
    assert "Wednesday 4 November 2026\n  09:00  home visit" in shown[0]
    assert "Thursday 5" not in shown[0]
    assert "09:14  a reason is given" in shown[1]
    assert "10:30  the code is confirmed" in shown[1]
    assert "inform social worker" in shown[2]
    assert "  09:00  call" in shown[3]
    assert "Tuesday 10 November 2026 · no school\n  09:00  family contact" in shown[4]
    assert "break decision" in shown[4]
    assert "Monday 16 November 2026\n  09:00  text 1" in shown[4]
    assert "Brother and Sister: text 1" in shown[5]


def test_the_clock_of_the_school_is_shown_across_the_october_change() -> None:
    friday = date(2026, 10, 23)
    moments = play(RehearsedPupil("Pupil", friday, (contact(1),)), days=4)
    texts = [moment for moment in moments if moment.what == "text 1"]
    assert [moment.local.time() for moment in texts] == [time(9), time(9)]
    assert texts[1].at - texts[0].at == timedelta(days=3, hours=1)
