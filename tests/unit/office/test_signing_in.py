"""Signing in: told nothing, kept waiting, signed out when idle, and never sent to another site."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from office.lockout import LOCKED, PER_ACCOUNT, PER_ADDRESS, WRONG, try_sign_in
from storage.engine import Database
from storage.models import AuditEvent, SignInAttempt, User
from tests.unit.office import school
from tests.unit.office.conftest import Clock, Desk, sign_in
from tests.unit.office.school import NOW, OFFICE, PASSWORD


def attempt(app: Flask, email: str, password: str, path: str = "/sign-in") -> tuple[int, str, str]:
    """One try in a new browser: status, page and where it sends one."""
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
    assert token is not None
    form = {"csrf_token": token.group(1), "email": email, "password": password}
    answer = client.post(path, data=form)
    return answer.status_code, answer.get_data(as_text=True), answer.location or ""


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(app: Flask) -> None:
    known = attempt(app, OFFICE[0], "wrong")
    unknown = attempt(app, "nobody@marlow.example", "wrong")
    assert known[0] == unknown[0] == 401
    assert WRONG in known[1]
    assert WRONG in unknown[1]


def test_an_account_is_locked_after_five_failures_even_for_the_right_password(
    database: Database, app: Flask, clock: Clock
) -> None:
    for email in (OFFICE[0], "nobody@marlow.example"):
        for _ in range(PER_ACCOUNT):
            assert try_sign_in(database, email, "wrong", "198.51.100.7", "key", NOW).sentence == WRONG
        assert try_sign_in(database, email.upper(), PASSWORD, "198.51.100.8", "key", NOW).sentence == LOCKED
    later = NOW + timedelta(minutes=16)
    verdict = try_sign_in(database, OFFICE[0], PASSWORD, "198.51.100.7", "key", later)
    assert verdict.staff is not None


def test_an_address_is_locked_after_twenty_failures(database: Database) -> None:
    with database.write() as db:
        for number in range(PER_ADDRESS):
            db.add(SignInAttempt(account=f"account {number}", address="198.51.100.9", at=NOW))
    assert try_sign_in(database, OFFICE[0], PASSWORD, "198.51.100.9", "key", NOW).sentence == LOCKED
    assert try_sign_in(database, OFFICE[0], PASSWORD, "198.51.100.10", "key", NOW).staff is not None


def test_the_page_says_how_long_to_wait(app: Flask) -> None:
    for _ in range(PER_ACCOUNT):
        attempt(app, OFFICE[0], "wrong")
    status, page, _ = attempt(app, OFFICE[0], PASSWORD)
    assert status == 429
    assert "Wait 15 minutes" in page


def test_success_forgives_and_what_was_typed_is_not_kept(database: Database) -> None:
    try_sign_in(database, OFFICE[0], "wrong", "198.51.100.7", "key", NOW)
    with database.read() as db:
        kept = db.query(SignInAttempt).one()
        assert OFFICE[0] not in kept.account
    try_sign_in(database, OFFICE[0], PASSWORD, "198.51.100.7", "key", NOW)
    with database.read() as db:
        assert db.query(SignInAttempt).count() == 0


def test_somebody_inactive_or_without_a_password_cannot_sign_in(database: Database) -> None:
    with database.write() as db:
        db.query(User).filter_by(email=OFFICE[0]).update({"active": False})
        db.query(User).filter_by(email=school.HEAD[0]).update({"password": None})
    for email in (OFFICE[0], school.HEAD[0]):
        assert try_sign_in(database, email, PASSWORD, "198.51.100.7", "key", NOW).staff is None


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example",
        "javascript:alert(1)", "/\n//elsewhere.example", "http:///elsewhere.example", "elsewhere.example", "",
    ],
)  # fmt: skip
def test_next_never_leads_to_another_site(app: Flask, wanted: str) -> None:
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
    assert token is not None
    form = {"csrf_token": token.group(1), "email": OFFICE[0], "password": PASSWORD}
    answer = client.post("/sign-in", query_string={"next": wanted}, data=form)
    assert answer.location == "/today"


def test_next_leads_back_to_the_page_that_was_asked_for(app: Flask) -> None:
    sent = app.test_client().get("/today/late?session=am").location
    assert sent == "/sign-in?next=/today/late?session%3Dam"
    assert attempt(app, OFFICE[0], PASSWORD, sent)[2] == "/today/late?session=am"


def test_signing_in_starts_a_new_session_and_is_in_the_audit(app: Flask, database: Database) -> None:
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    client.post("/sign-in", data={"csrf_token": token.group(1), "email": OFFICE[0], "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before
    with database.read() as db:
        assert db.query(AuditEvent).filter_by(action="signed_in", name="Priya Nair").count() == 1


def test_idle_people_are_signed_out_and_live_parts_do_not_keep_them_in(office: Desk, clock: Clock) -> None:
    for _ in range(4):
        clock.at += timedelta(minutes=10)
        last = office.htmx("/today/board?seen=nothing")
    assert last.status_code == 401
    assert last.headers["HX-Redirect"] == "/sign-in?why=idle"
    assert office.get("/today").status_code == 302


def test_clicks_keep_somebody_signed_in(office: Desk, clock: Clock) -> None:
    for _ in range(6):
        clock.at += timedelta(minutes=20)
        assert office.get("/registers").status_code == 200


def test_signing_out_ends_it(office: Desk) -> None:
    assert office.post("/sign-out").location == "/sign-in?why=out"
    assert office.get("/today").status_code == 302


def test_somebody_without_a_school_reads_why(app: Flask, database: Database) -> None:
    from storage.staff import create_user

    with database.write() as db:
        create_user(
            db,
            organisation_id=1,
            email="new@marlow.example",
            name="New Person",
            position="Teaching assistant",
            password_hash=school.PASSWORD_HASH,
            posts=[],
            now=NOW,
        )
    desk = sign_in(app, "new@marlow.example")
    answer = desk.get("/today")
    assert answer.status_code == 403
    assert "no role in any school" in answer.get_data(as_text=True)
