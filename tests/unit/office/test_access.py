"""Who may open what: every route says so, and every role is tried on every route."""

import re

import pytest
from flask import Flask

from office.access import ABSENCE_STAFF, EVERYONE
from tests.unit.office import school
from tests.unit.office.conftest import Desk, at_desk
from tests.unit.office.school import Marlow

PUBLIC = {"office.assets.asset", "office.sign.sign_in", "office.sign.take_sign_in"}
WHOLE = {"office.today.start", "office.today.today", "office.today.board"}
EVERYBODYS = WHOLE | {
    "office.troubles.troubles",
    "office.sign.sign_out",
    "office.sign.choose_school",
    "office.registers.registers",
    "office.registers.take_file",
}
NAMED = {"office.work.take_closing", "office.acts.take_act"}


def routes(app: Flask) -> dict[str, tuple[str, str]]:
    """Every endpoint of the office: a path with numbers filled in, and a method."""
    found = {}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<int:\w+>", "1", rule.rule).replace("<place>", "unexplained")
        path = path.replace("<digest>/<path:name>", "0/nothing.css")
        found[rule.endpoint] = (path, "POST" if "POST" in (rule.methods or set()) else "GET")
    return found


def test_every_route_says_who_may(app: Flask) -> None:
    for endpoint in routes(app):
        view = app.view_functions[endpoint]
        roles = getattr(view, "allowed_roles", None)
        if endpoint in PUBLIC:
            assert view.is_public  # type: ignore[attr-defined]
        elif endpoint in EVERYBODYS:
            assert roles == set(EVERYONE), endpoint
        elif endpoint in NAMED:
            leads = {"safeguarding_lead", "deputy_safeguarding_lead"}
            assert roles == {"attendance_officer", "head"} | leads
        else:
            assert roles == set(ABSENCE_STAFF), endpoint


@pytest.mark.parametrize("person", school.STAFF, ids=lambda person: person[3])
def test_every_role_on_every_route(app: Flask, person: tuple[str, str, str, str]) -> None:
    role = person[3]
    for endpoint, (path, method) in routes(app).items():
        if endpoint in PUBLIC | {"office.sign.sign_out"}:
            continue
        desk = at_desk(app, person[0])
        answer = desk.post(path) if method == "POST" else desk.get(path)
        refused = role not in app.view_functions[endpoint].allowed_roles  # type: ignore[attr-defined]
        assert (answer.status_code == 403) is refused, (endpoint, role, answer.status_code)
        assert answer.status_code < 500, (endpoint, answer.status_code)


def test_nobody_sees_anything_before_signing_in(app: Flask) -> None:
    client = app.test_client()
    for endpoint, (path, method) in routes(app).items():
        if endpoint in PUBLIC:
            continue
        if method == "GET":
            answer = client.get(path)
            assert answer.status_code == 302, endpoint
            assert "/sign-in" in answer.location
        else:
            assert client.post(path).status_code == 400, endpoint


def test_what_belongs_to_another_school_is_not_there(lead: Desk, head: Desk, marlow: Marlow) -> None:
    other = marlow.other
    assert lead.get(f"/pupils/{other['pupil']}").status_code == 404
    paths = [f"/review/{other['report']}/{act}" for act in ("approve", "amend", "reject", "undo", "child")]
    paths += [f"/calls/{other['task']}/outcome", f"/calls/{other['task']}/seen"]
    paths += [f"/calls/cases/{other['case']}/close"]
    form = {"version": "1", "code": "I", "reason": "x", "outcome": "no_answer", "note": "x", "pupil": "1"}
    for path in paths:
        for partial in (False, True):
            assert head.post(path, partial=partial, **form).status_code == 404, path


def test_no_page_shows_another_school(head: Desk) -> None:
    for path in ("/today", "/review", "/calls", "/registers", "/today/unexplained", "/today/reported"):
        assert "Brand" not in head.get(path).get_data(as_text=True)


def test_safeguarding_is_for_named_roles(office: Desk, lead: Desk, marlow: Marlow) -> None:
    task_id = marlow.tasks["Amara Okoro"]
    for path in ("/calls", "/today"):
        assert "vulnerable" not in office.get(path).get_data(as_text=True)
        assert "vulnerable" in lead.get(path).get_data(as_text=True)
    assert "1 matter is with the safeguarding lead" in office.get("/today").get_data(as_text=True)
    form = {"version": "1", "outcome": "acted", "note": "x"}
    assert office.post(f"/calls/{task_id}/outcome", **form).status_code == 404
    pupil = f"/pupils/{marlow.pupils['Amara Okoro']}"
    seen_by_office, seen_by_lead = (desk.get(pupil).get_data(as_text=True) for desk in (office, lead))
    for secret in ("Vulnerable", "social worker", "Dog in the yard", "Must not be contacted", "Tanner"):
        assert secret not in seen_by_office
        assert secret in seen_by_lead


def test_addresses_are_for_named_roles(office: Desk, officer: Desk) -> None:
    assert "Tanner" not in office.get("/calls").get_data(as_text=True)
    assert "Tanner" in officer.get("/calls").get_data(as_text=True)


def test_a_contact_to_keep_away_is_never_offered_for_ringing(lead: Desk) -> None:
    text = lead.get("/calls").get_data(as_text=True)
    assert "Joan Okoro" in text
    assert "Peter Okoro" not in text
