"""From a parent's phone to the office's Review, through the shipped server, in the browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from office.passwords import hash_password
from storage.staff import create_user
from telephony.simulator.handsets import Handset
from tests.browser.running import LAPTOP, PHONE
from tests.browser.test_accessibility import AXE, violations
from tests.making import MORNING
from tests.servers.running import Running, phone, pupil_name, shipped

pytestmark = pytest.mark.chromium

EMAIL, PASSWORD = "office@example.invalid", "a bell for every child"
CHILD = pupil_name(0)
FIRST = CHILD.split()[0]
HANDSETS = (
    Handset(
        phone(0), f"Mum of {CHILD} (3B)", children=(FIRST,), suggestions=(f"{FIRST} has been sick all night",)
    ),
    Handset(phone(1), f"Dad of {pupil_name(1)} (3B)", language="ur"),
)


@pytest.fixture(scope="module")
def school(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served school with two families, their phones, and somebody in the office."""
    folder = tmp_path_factory.mktemp("handsets")
    with shipped("sqlite", folder, sqlite_template, families=2, handsets=HANDSETS) as running:
        with running.database.write() as db:
            create_user(
                db,
                organisation_id=running.made.organisation_id,
                email=EMAIL,
                name="Priya Shah",
                position="School office",
                password_hash=hash_password(PASSWORD),
                posts=[(running.made.school_id, "office")],
                now=MORNING,
            )
        yield running


def write(page: Page, words: str) -> None:
    """Type a text on the chosen phone and send it."""
    page.get_by_label("Text to School").fill(words)
    page.get_by_role("button", name="Send").click()


def test_a_text_from_a_phone_is_on_review_and_its_answer_on_the_phone(
    browser: Browser, school: Running
) -> None:
    context = browser.new_context(viewport=LAPTOP)
    office, phones = context.new_page(), context.new_page()
    office.goto(f"{school.installation.url}/sign-in?next=/review")
    office.get_by_label("E-mail address").fill(EMAIL)
    office.get_by_label("Password").fill(PASSWORD)
    office.get_by_role("button", name="Sign in").click()
    phones.goto(school.page_url)
    phones.get_by_role("button", name=f"Mum of {CHILD}").first.click()
    write(phones, f"{FIRST} has been sick all night, won't be in today")
    thread = phones.get_by_role("log")
    expect(thread).to_contain_text(f"{FIRST} is down as away today", timeout=20_000)
    office.goto(f"{school.installation.url}/review")
    expect(office.get_by_role("link", name=CHILD)).to_be_visible()
    expect(office.get_by_text("has been sick all night")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["1280", "375"])
def test_axe_finds_nothing_on_the_phones(browser: Browser, school: Running, size: ViewportSize) -> None:
    # A bubble that still fades in has too little contrast for a moment: look at it at rest.
    context = browser.new_context(viewport=size, bypass_csp=True, reduced_motion="reduce")
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(school.page_url)
    found = {"list": violations(page)}
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("button", name="Dad of").first.click()
    write(page, "Hello, is it non-uniform day?")
    expect(page.get_by_role("log")).to_contain_text("office", timeout=20_000)
    found["thread"] = violations(page)
    context.close()
    assert {name: rules for name, rules in found.items() if rules} == {}
