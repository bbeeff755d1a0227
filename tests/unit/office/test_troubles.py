"""The red banner: there when something is wrong, on every page, for everybody, and gone when it is right."""

import re
from datetime import timedelta

from storage.engine import Database
from storage.troubles import end_trouble, record_trouble
from tests.unit.office.conftest import Desk
from tests.unit.office.school import NOW, Marlow

WORDS = "Follow-ups that stand still: 2. Ring the families yourself."


def banner(text: str) -> str:
    """The banner of a page."""
    found = re.search(r'<section id="troubles".*?</section>', text, re.DOTALL)
    assert found is not None
    return found.group(0)


def test_a_page_without_trouble_has_an_empty_banner(office: Desk) -> None:
    assert 'role="alert"' not in banner(office.get("/today").get_data(as_text=True))


def test_trouble_stands_on_top_of_every_page_for_everybody(
    office: Desk, admin: Desk, database: Database, marlow: Marlow
) -> None:
    with database.write() as db:
        record_trouble(db, "a", "case_standing_still", WORDS, NOW, marlow.school_id)
        record_trouble(db, "b", "provider_down", "No text goes out at the moment.", NOW)
        record_trouble(db, "c", "text_late", "Another school's.", NOW, marlow.other_school_id)
    for desk, paths in ((office, ("/today", "/review", "/calls", "/registers")), (admin, ("/today",))):
        for path in paths:
            shown = banner(desk.get(path).get_data(as_text=True))
            assert WORDS in shown
            assert "No text goes out at the moment." in shown
            assert "Another school" not in shown
            assert "Since 09:12" in re.sub(r"\s+", " ", shown)


def test_an_open_page_learns_of_it_by_itself_and_of_its_end(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    path = _asks(office.get("/today").get_data(as_text=True))
    assert office.htmx(path).status_code == 204
    with database.write() as db:
        record_trouble(db, "a", "case_standing_still", WORDS, NOW, marlow.school_id)
    changed = office.htmx(path)
    assert changed.status_code == 200
    assert WORDS in changed.get_data(as_text=True)
    path = _asks(changed.get_data(as_text=True))
    assert office.htmx(path).status_code == 204
    with database.write() as db:
        record_trouble(db, "a", "case_standing_still", WORDS, NOW + timedelta(minutes=1), marlow.school_id)
    assert office.htmx(path).status_code == 204, "the same trouble a minute later is nothing new"
    with database.write() as db:
        end_trouble(db, "a", NOW)
    assert 'role="alert"' not in office.htmx(path).get_data(as_text=True)


def _asks(text: str) -> str:
    found = re.search(r'hx-get="(/troubles\?[^"]+)"', text)
    assert found is not None
    return found.group(1).replace("&amp;", "&")
