"""Late, out, back and gone: what the desk and corrected registers do to a follow-up."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from attendance.desk import sign_in, sign_out, undo
from attendance.errors import NotAllowed, NotFound
from bot.parsers.embedded import EmbeddedParser
from rules.sessions import Session as HalfDay
from storage.engine import Database
from storage.models import Arrival, MarkEntry, OutboundMessage, Pupil, PupilContact
from tests.flows.playing import OFFICE
from tests.flows.registering import DAD, FRIDAY, MUM, Days, make_days

NOW_HERE = "Larkfield Primary: Amina is in school now. Thank you for your help."


@pytest.fixture
def days(database: Database, parser: EmbeddedParser) -> Iterator[Days]:
    made = make_days(database, parser)
    yield made
    made.close()


def away(days: Days, *names: str) -> None:
    """At 09:05 these have been away since the close, and their families have been texted."""
    days.at("08:50")
    days.absent(*names)
    days.at("09:00")
    days.beat()
    days.at("09:05")
    days.beat()
    assert days.said()


def test_signing_in_late_stops_the_follow_up_and_tells_who_was_asked(days: Days) -> None:
    away(days, "Amina")
    came = days.comes_in("Amina", "09:20", "Overslept")
    assert "The follow-up is closed." in came.said
    mark = days.mark("Amina")
    assert (mark.code, mark.confirmed, mark.minutes_late) == ("U", True, 20)
    case = days.a_case("Amina")
    assert (case.closed_by_name, case.closed_reason) == ("Priya Shah", "Signed in at the desk at 09:20.")
    days.beat()
    assert days.said() == [(MUM, NOW_HERE)]
    again = days.comes_in("Amina", "09:21")
    assert again.arrival_id == came.arrival_id
    days.until("09:40", every=300)
    assert days.said() == []


def test_the_entry_says_who_signed_the_child_in(days: Days) -> None:
    away(days, "Amina")
    days.comes_in("Amina", "09:20")
    with days.database.read() as db:
        entry = db.scalars(
            select(MarkEntry).where(MarkEntry.mark_id == days.mark("Amina").id).order_by(MarkEntry.id.desc())
        ).first()
    assert entry is not None
    assert (entry.original, entry.amended, entry.name, entry.position) == (
        "N", "U", "Priya Shah", "School office",
    )  # fmt: skip


def test_before_the_close_is_late_and_no_case_opens(days: Days) -> None:
    days.at("08:50")
    days.all_here(Amina="N")
    assert days.comes_in("Amina", "08:57").said == "Signed in, L."
    days.until("09:05")
    assert days.case("Amina") is None
    assert days.said() == []


def test_from_the_dentist_after_the_close_the_reported_reason_stays(days: Days) -> None:
    days.at("08:10")
    days.text(MUM, "Amina has a dentist appointment this morning")
    days.at("08:50")
    days.all_here(Amina="N")
    days.beat()
    assert days.mark("Amina").code == "M"
    came = days.comes_in("Amina", "09:40", "From the dentist")
    assert came.said == "Signed in, M."
    mark = days.mark("Amina")
    assert (mark.code, mark.confirmed) == ("M", False)
    assert "The child came in at 09:40." in days.report("Amina").doubts


def test_a_vulnerable_child_at_the_desk_was_seen(days: Days) -> None:
    with days.database.write() as db:
        db.execute(update(Pupil).where(Pupil.id == days.pupil("Amina")).values(vulnerable=True))
    away(days, "Amina")
    assert days.tasks("safeguarding", "Amina")
    days.comes_in("Amina", "09:20")
    assert days.a_case("Amina").closed_at is not None
    assert days.tasks("safeguarding", "Amina"), "a safeguarding task ends only when a person ends it"


def test_somebody_without_an_account_closes_nothing(days: Days) -> None:
    away(days, "Amina")
    said = days.comes_in("Amina", "09:20", actor=OFFICE).said
    assert "a person closes it" in said
    case = days.a_case("Amina")
    assert case.closed_at is None
    assert case.paused_at is not None
    (task,) = days.tasks("close_case", "Amina")
    assert days.answer(task, "close") == "The follow-up is closed."
    assert days.a_case("Amina").closed_by_name == "Priya Shah"


def test_only_who_may_be_told_and_was_texted_hears_that_the_child_is_in(days: Days) -> None:
    away(days, "Amina")
    days.until("09:25")
    assert DAD in [number for number, _ in days.said()]
    with days.database.write() as db:
        db.execute(
            update(PupilContact)
            .where(
                PupilContact.pupil_id == days.pupil("Amina"),
                PupilContact.contact_id == days.made.contacts["Hodan Yusuf"],
            )
            .values(may_be_told=False)
        )
    days.comes_in("Amina", "09:26")
    days.beat()
    assert days.said() == [(DAD, NOW_HERE)]


def test_a_text_that_never_arrived_is_followed_by_none(days: Days) -> None:
    away(days, "Amina")
    with days.database.write() as db:
        db.execute(update(OutboundMessage).values(state="undelivered"))
    days.comes_in("Amina", "09:20")
    days.beat()
    assert days.said() == []


def test_a_corrected_register_stops_the_follow_up_and_a_person_closes(days: Days) -> None:
    away(days, "Amina")
    days.at("09:15")
    days.mark_class(Amina="L")
    case = days.a_case("Amina")
    assert case.paused_at is not None
    assert case.closed_at is None
    days.beat()
    assert days.said() == [(MUM, NOW_HERE)]
    days.mark_class(Amina="L")
    (task,) = days.tasks("close_case", "Amina")
    assert days.answer(task, "go_on") == "The follow-up goes on now. Have the register put right."
    assert days.a_case("Amina").paused_at is None


def test_a_reason_in_the_register_waits_for_a_person(days: Days) -> None:
    away(days, "Amina")
    days.mark_class(Amina="I")
    case = days.a_case("Amina")
    assert case.paused_at is not None
    assert case.closed_at is None
    assert [task.kind for task in days.open_tasks() if task.pupil_id == days.pupil("Amina")] == ["close_case"]
    days.beat()
    assert days.said() == [], "a reason is no child in school"


def test_undone_the_child_is_looked_for_again_and_the_family_knows(days: Days) -> None:
    away(days, "Amina")
    came = days.comes_in("Amina", "09:20")
    days.beat()
    assert days.said() == [(MUM, NOW_HERE)]
    days.at("09:22")
    with days.database.write() as db:
        said = undo(db, days.school_id, came.arrival_id, days.office, days.now)
    assert "goes on" in said
    case = days.a_case("Amina")
    assert case.closed_at is None
    assert case.paused_at is None
    assert days.mark("Amina").code == "N"
    (task,) = [each for each in days.tasks("safeguarding", "Amina") if "mistake" in each.why]
    assert task.urgent
    days.beat()
    said_now = days.said()
    assert any(number == MUM and "was a mistake" in words for number, words in said_now)
    with days.database.write() as db, pytest.raises(NotAllowed, match="undone already"):
        undo(db, days.school_id, came.arrival_id, days.office, days.now)
    days.comes_in("Amina", "09:50")
    days.beat()
    assert (MUM, NOW_HERE) in days.said(), "and when the child does come, they hear it"


def test_undone_before_anything_went_out_nobody_hears_of_it(days: Days) -> None:
    away(days, "Amina")
    came = days.comes_in("Amina", "09:20")
    with days.database.write() as db:
        undo(db, days.school_id, came.arrival_id, days.office, days.now)
    days.beat()
    assert [words for _, words in days.said() if "in school now" in words] == []


def test_the_desk_stands_over_a_register_that_comes_later(days: Days) -> None:
    days.at("08:50")
    days.mark_class(Bilal="/", Cora="/")
    days.comes_in("Amina", "08:58")
    days.at("09:00")
    days.mark_class(Amina="N")
    days.until("09:05")
    assert days.mark("Amina").code == "L"
    assert days.case("Amina") is None


def test_gone_in_the_afternoon_is_the_safeguarding_leads_now(days: Days) -> None:
    days.at("08:50")
    days.all_here()
    days.until("09:01")
    days.at("13:10")
    days.all_here(HalfDay.PM, Amina="N")
    days.at("13:31")
    days.beat()
    (task,) = days.tasks("safeguarding", "Amina")
    case = days.a_case("Amina")
    assert task.urgent
    assert task.case_id == case.id
    assert task.why.startswith("In school this morning and gone this afternoon")
    days.beat()
    assert [number for number, _ in days.said()] == [MUM], "and the ladder climbs in parallel"
    days.at("13:40")
    days.mark_class(HalfDay.PM, Cora="N")
    days.beat()
    assert len(days.tasks("safeguarding", "Amina")) == 1


def test_a_sign_out_that_covers_the_afternoon_opens_nothing(days: Days) -> None:
    days.at("08:50")
    days.all_here()
    days.until("09:01")
    days.goes_out("Amina", "11:40", code="M")
    days.at("13:10")
    days.all_here(HalfDay.PM, Amina="N")
    days.at("13:31")
    days.beat()
    assert days.case("Amina") is None
    assert days.mark("Amina", "pm").code == "M"
    assert days.tasks("safeguarding", "Amina") == []


def test_out_and_not_back_half_an_hour_after_the_time(days: Days) -> None:
    days.at("08:50")
    days.all_here()
    days.until("09:01")
    days.goes_out("Amina", "09:30", back="11:00")
    days.at("11:29")
    days.beat()
    assert days.case("Amina") is None
    days.at("11:30")
    days.beat()
    (task,) = days.tasks("overdue", "Amina")
    case = days.a_case("Amina")
    assert task.case_id == case.id
    assert "to be back by 11:00" in task.why
    assert days.said() == [], "the office looks first"
    days.at("11:41")
    days.beat()
    assert [number for number, _ in days.said()] == [MUM]
    assert "closed" in days.comes_in("Amina", "11:45").said
    days.beat()
    assert days.said() == [(MUM, NOW_HERE)]


def test_overdue_and_found_by_the_office(days: Days) -> None:
    days.at("08:50")
    days.all_here()
    days.until("09:01")
    days.goes_out("Amina", "09:30", back="11:00")
    days.at("11:30")
    days.beat()
    (task,) = days.tasks("overdue", "Amina")
    assert days.answer(task, "seen_in_class") == "The follow-up is closed."
    days.until("11:50", every=300)
    assert days.said() == []


def test_overdue_and_not_there_goes_to_the_safeguarding_lead(days: Days) -> None:
    days.at("08:50")
    days.all_here()
    days.until("09:01")
    days.goes_out("Amina", "09:30", back="11:00")
    days.at("11:30")
    days.beat()
    (task,) = days.tasks("overdue", "Amina")
    assert "safeguarding lead is told" in days.answer(task, "not_seen")
    assert days.tasks("safeguarding", "Amina")
    days.beat()
    assert [number for number, _ in days.said()] == [MUM], "texts need not wait any more"


def test_back_in_time_is_not_overdue(days: Days) -> None:
    days.at("08:50")
    days.all_here()
    days.until("09:01")
    days.goes_out("Amina", "09:30", back="11:00")
    days.comes_in("Amina", "11:10")
    days.at("11:35")
    days.beat()
    assert days.case("Amina") is None
    assert days.tasks("overdue") == []


def test_said_to_come_late_and_never_came(days: Days) -> None:
    days.at("08:20")
    days.text(MUM, "Amina will be late today, she will be in at 10")
    assert days.report("Amina").time_kind == "arrives"
    days.at("08:50")
    days.all_here(Amina="N")
    days.until("09:10")
    days.said()
    assert days.case("Amina") is None, "the report holds the call"
    days.at("10:29")
    days.beat()
    assert days.case("Amina") is None
    days.at("10:30")
    days.beat()
    (task,) = days.tasks("overdue", "Amina")
    assert "Said to come in at 10:00" in task.why
    assert days.a_case("Amina").closed_at is None
    days.at("10:41")
    days.beat()
    assert [number for number, _ in days.said()] == [MUM]


def test_late_and_there_opens_nothing(days: Days) -> None:
    days.at("08:20")
    days.text(MUM, "Amina will be late today, she will be in at 10")
    days.at("08:50")
    days.all_here(Amina="N")
    days.comes_in("Amina", "10:05")
    days.at("10:31")
    days.beat()
    assert days.case("Amina") is None
    assert days.mark("Amina").code == "U"


def test_reported_child_in_school_and_a_sibling_away(days: Days) -> None:
    days.at("08:20")
    days.text(MUM, "Amina is poorly today")
    days.at("08:50")
    days.all_here(Bilal="N")
    days.until("09:02")
    report = days.report("Amina")
    meant = "Reported for Amina, who is in school; Bilal (3B) is away: did they mean Bilal?"
    assert meant in report.doubts
    assert report.doubtful
    assert any(meant in words for words in days.story("Bilal"))
    assert days.a_case("Bilal").paused_at is None, "the sibling's case goes on"
    (task,) = days.tasks("report_differs", "Amina")
    assert task.report_id == report.id


def test_the_siblings_register_came_first(days: Days) -> None:
    days.at("08:20")
    days.text(MUM, "Amina is poorly today")
    days.at("08:50")
    days.mark_class(Amina="N", Bilal="N", Cora="/")
    days.until("09:02")
    assert days.case("Amina") is None
    days.at("09:04")
    days.mark_class(Amina="L")
    meant = "Reported for Amina, who is in school; Bilal (3B) is away: did they mean Bilal?"
    assert days.story("Bilal").count(meant) == 1
    days.mark_class(Amina="L")
    assert days.story("Bilal").count(meant) == 1


def test_corrected_to_absent_nobody_need_ask(days: Days) -> None:
    days.at("08:20")
    days.text(MUM, "Amina is poorly today")
    days.at("08:50")
    days.all_here()
    assert days.tasks("report_differs", "Amina")
    days.mark_class(Amina="N")
    assert days.tasks("report_differs", "Amina") == []
    assert days.mark("Amina").code == "I"


@pytest.mark.parametrize("minutes", [5, -1500])
def test_only_now_or_earlier_today(days: Days, minutes: int) -> None:
    days.at("09:20")
    with days.database.write() as db, pytest.raises(NotAllowed, match="a time today"):
        sign_in(db, days.pupil("Amina"), days.now + timedelta(minutes=minutes), "", days.office, days.now)


def test_what_the_desk_refuses(days: Days) -> None:
    days.at("11:00")
    later = days.instant("12:00")
    with days.database.write() as db:
        with pytest.raises(NotAllowed, match="who takes the child"):
            sign_out(db, days.pupil("Amina"), days.now, "Dentist", " ", days.office, days.now)
        with pytest.raises(NotAllowed, match="later today"):
            sign_out(
                db, days.pupil("Amina"), later, "Dentist", "Mum", days.office, later, returns_at=days.now
            )
        with pytest.raises(NotAllowed, match="Only the head"):
            sign_out(db, days.pupil("Amina"), days.now, "Trip", "Mum", days.office, days.now, code="C")
        with pytest.raises(NotAllowed, match="not on roll"):
            sign_in(db, 999_999, days.now, "", days.office, days.now)
        with pytest.raises(NotFound):
            undo(db, days.school_id, 999_999, days.office, days.now)
        assert db.scalars(select(Arrival).where(Arrival.on_date == FRIDAY)).all() == []
