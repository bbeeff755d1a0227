"""Review: the order, the decisions, and two people at one report."""

import re
from datetime import timedelta

import pytest

from storage.engine import Database
from storage.models import AbsenceReport, AuditEvent, Mark, MarkEntry, Pupil
from tests.unit.office.conftest import Clock, Desk
from tests.unit.office.school import NOW, TODAY, Marlow, add_report


def names_in_order(text: str) -> list[str]:
    """The pupils of the cards, from top to bottom."""
    return re.findall(r'<h3 id="name-\d+"><a[^>]*>([^<]+)</a>', text)


def state_of(database: Database, report_id: int) -> str:
    """What became of a report."""
    with database.read() as db:
        return db.get_one(AbsenceReport, report_id).state


def test_the_doubtful_come_first_families_together_and_the_head_last(office: Desk) -> None:
    text = office.get("/review").get_data(as_text=True)
    assert names_in_order(text) == [
        "Hamza Sheikh", "Teddy Osgood", "Obi Okafor", "Ada Okafor", "Freya Lund", "Jakub Wrona",
        "Grace Adeyemi", "Lottie Marchbanks",
    ]  # fmt: skip
    assert "Joan Okafor: 2 children" in text


def test_the_head_sees_first_what_only_the_head_decides(head: Desk, marlow: Marlow) -> None:
    text = head.get("/review").get_data(as_text=True)
    assert names_in_order(text)[0] == "Lottie Marchbanks"
    assert f"/review/{marlow.reports['Lottie Marchbanks']}/approve" in text


@pytest.mark.parametrize("name", ["Amara Okoro", "Hamza Sheikh 2"])
def test_a_vulnerable_pupil_and_a_shared_name_are_never_plain(
    office: Desk, database: Database, marlow: Marlow, name: str
) -> None:
    with database.write() as db:
        add_report(db, marlow, name, "is ill", "I", NOW)
    text = office.get("/review").get_data(as_text=True)
    shown = name.removesuffix(" 2")
    assert text.rindex(f">{shown}</a>") < text.index("<h2>Plain</h2>")


def test_a_report_on_a_pupil_seen_in_school_is_never_plain(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    with database.write() as db:
        mark = db.query(Mark).filter_by(pupil_id=marlow.pupils["Ivo Lamb"], on_date=TODAY).one()
        mark.code = "L"
        add_report(db, marlow, "Ivo Lamb", "Ivo is ill", "I", NOW)
    text = office.get("/review").get_data(as_text=True)
    assert "The register has Ivo in school: L (Late)" in text
    assert text.index(">Ivo Lamb</a>") < text.index("<h2>Plain</h2>")


def test_a_pupil_who_shares_a_name_is_shown_with_class_and_birth_date(office: Desk) -> None:
    text = office.get("/review").get_data(as_text=True)
    assert "3 Badger, born 3 May 2018" in text
    assert "Two pupils are called Hamza Sheikh" in text


def test_an_approval_confirms_the_marks_in_the_persons_name(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    report_id = marlow.reports["Obi Okafor"]
    answer = office.post(f"/review/{report_id}/approve", partial=True, version="1")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert 'data-state="decided"' in text
    assert 'id="count-review"' in text
    with database.read() as db:
        mark = db.query(Mark).filter_by(report_id=report_id, session="am").one()
        assert (mark.code, mark.confirmed) == ("I", True)
        entry = db.query(MarkEntry).filter_by(mark_id=mark.id).order_by(MarkEntry.id.desc()).first()
        assert entry is not None
        assert (entry.name, entry.position) == ("Priya Nair", "Office manager")


def test_without_javascript_a_form_leads_back_to_the_list(office: Desk, marlow: Marlow) -> None:
    answer = office.post(f"/review/{marlow.reports['Obi Okafor']}/approve", version="1")
    assert answer.status_code == 303
    assert "Confirmed as I" in office.get("/review").get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "code"), [("m", "M"), ("dentist", "M"), ("I Illness", "I"), ("funeral", "C")]
)
def test_an_amendment_takes_a_code_or_a_word(
    head: Desk, database: Database, marlow: Marlow, typed: str, code: str
) -> None:
    report_id = marlow.reports["Hamza Sheikh"]
    answer = head.post(
        f"/review/{report_id}/amend", partial=True, version="1", code=typed, reason="Spoke to his mother"
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with database.read() as db:
        report = db.get_one(AbsenceReport, report_id)
        assert (report.review_code, report.review_reason) == (code, "Spoke to his mother")


@pytest.mark.parametrize(
    ("code", "reason", "sentence"),
    [
        ("", "x", "Type a code or a word"),
        ("zebra", "x", "not a code or a word we know"),
        ("leave", "x", "could be"),
        ("H", "x", "has been withdrawn"),
        ("M", "", "Write a reason"),
        ("M", "y" * 501, "under 500 characters"),
        ("C", "x", "Only the head"),
        ("\u202eM" * 300, "x", "not a code or a word we know"),
    ],
)
def test_a_bad_amendment_says_what_would_be_right_and_keeps_what_was_typed(
    office: Desk, database: Database, marlow: Marlow, code: str, reason: str, sentence: str
) -> None:
    report_id = marlow.reports["Grace Adeyemi"]
    answer = office.post(f"/review/{report_id}/amend", partial=True, version="1", code=code, reason=reason)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    assert '<details data-act="amend" open>' in text
    assert state_of(database, report_id) == "provisional"


def test_a_rejection_needs_a_reason_and_can_be_taken_back(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    path, report_id = "/review/{}/{}", marlow.reports["Grace Adeyemi"]
    refused = office.post(path.format(report_id, "reject"), partial=True, version="1", reason=" ")
    assert refused.status_code == 422
    assert "Write a reason" in refused.get_data(as_text=True)
    office.post(path.format(report_id, "reject"), partial=True, version="1", reason="Wrong child")
    assert state_of(database, report_id) == "rejected"
    assert "Wrong child" in office.get("/review").get_data(as_text=True)
    back = office.post(path.format(report_id, "undo"), partial=True, version="2")
    assert 'data-state="waiting"' in back.get_data(as_text=True)
    assert state_of(database, report_id) == "provisional"


def test_two_people_at_one_report_lose_nothing(
    office: Desk, officer: Desk, database: Database, marlow: Marlow, clock: Clock
) -> None:
    report_id = marlow.reports["Grace Adeyemi"]
    clock.at = NOW - timedelta(minutes=6)
    office.post(f"/review/{report_id}/approve", partial=True, version="1")
    clock.at = NOW
    late = officer.post(
        f"/review/{report_id}/amend", partial=True, version="1", code="M", reason="I heard otherwise"
    )
    assert late.status_code == 409
    text = late.get_data(as_text=True)
    assert "Priya Nair decided this at 09:06" in text
    assert "Nothing was changed" in text
    with database.read() as db:
        assert db.get_one(AbsenceReport, report_id).review_code == "I"


def test_the_office_cannot_decide_leave(office: Desk, head: Desk, database: Database, marlow: Marlow) -> None:
    report_id = marlow.reports["Lottie Marchbanks"]
    text = office.get("/review").get_data(as_text=True)
    assert f"/review/{report_id}/approve" not in text
    assert "It waits on the head" in text
    answer = office.post(f"/review/{report_id}/approve", partial=True, version="1")
    assert answer.status_code == 422
    assert "Only the head" in answer.get_data(as_text=True)
    assert state_of(database, report_id) == "provisional"
    head.post(f"/review/{report_id}/approve", partial=True, version="1")
    assert state_of(database, report_id) == "confirmed"


@pytest.mark.parametrize("name", ["Teddy Osgood", "Hamza Sheikh"])
def test_an_unlisted_sender_or_no_reason_cannot_just_be_approved(
    office: Desk, database: Database, marlow: Marlow, name: str
) -> None:
    report_id = marlow.reports[name]
    assert f"/review/{report_id}/approve" not in office.get("/review").get_data(as_text=True)
    answer = office.post(f"/review/{report_id}/approve", partial=True, version="1")
    assert answer.status_code == 422
    assert "amend this report" in answer.get_data(as_text=True)
    assert state_of(database, report_id) == "provisional"


def test_a_report_without_a_child_asks_which(office: Desk, database: Database, marlow: Marlow) -> None:
    with database.write() as db:
        report_id = add_report(db, marlow, "Ivo Lamb", "he is poorly", "I", NOW)
        db.get_one(AbsenceReport, report_id).pupil_id = None
    assert "Which child is this about?" in office.get("/review").get_data(as_text=True)
    path = f"/review/{report_id}/child"
    for wrong in ("", "x", str(marlow.other["pupil"])):
        assert office.post(path, partial=True, version="1", pupil=wrong).status_code == 422
    answer = office.post(path, partial=True, version="1", pupil=str(marlow.pupils["Ivo Lamb"]))
    assert "Ivo Lamb" in answer.get_data(as_text=True)


def test_new_reports_come_below_and_only_when_there_are_any(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    text = office.get("/review").get_data(as_text=True)
    address = re.search(r'hx-get="(/review/arrivals\?after=\d+)"', text)
    assert address is not None
    assert office.htmx(address.group(1)).status_code == 204
    with database.write() as db:
        add_report(db, marlow, "Ivo Lamb", "Ivo has a fever", "I", NOW)
    new = office.htmx(address.group(1)).get_data(as_text=True)
    assert names_in_order(new) == ["Ivo Lamb"]
    assert "1 new report" in new
    again = re.search(r'hx-get="(/review/arrivals\?after=\d+)"', new)
    assert again is not None
    assert office.htmx(again.group(1)).status_code == 204


def test_looking_is_in_the_audit_by_ids_only(lead: Desk, database: Database, marlow: Marlow) -> None:
    pupil_id = marlow.pupils["Amara Okoro"]
    lead.get(f"/pupils/{pupil_id}")
    lead.get("/review")
    with database.read() as db:
        seen = db.query(AuditEvent).filter_by(action="viewed", subject_kind="pupil").one()
        assert (seen.subject_id, seen.name, seen.at) == (pupil_id, "Ruth Abara", NOW)
        assert db.query(AuditEvent).filter_by(action="viewed", subject_kind="review").count() == 1
        name = db.get_one(Pupil, pupil_id).last_name
        assert name not in str([event.data for event in db.query(AuditEvent)])
