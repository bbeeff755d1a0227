"""Review without a mouse, live, and with somebody else at the same report."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from storage.models import AbsenceReport
from tests.browser.running import Running, sign_in
from tests.unit.office import school
from tests.unit.office.school import NOW, add_report

pytestmark = pytest.mark.chromium


@pytest.fixture
def review(context: BrowserContext, office: Running) -> Page:
    """The office manager at Review; any message of the browser's console is a failure."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    sign_in(page, office, school.OFFICE[0])
    page.goto(f"{office.url}/review")
    expect(page.locator("body.keys-on")).to_be_visible()
    assert said == []
    return page


def card(page: Page, office: Running, name: str) -> "object":
    return page.locator(f"#report-{office.marlow.reports[name]}")


def waiting(page: Page) -> int:
    return page.locator('[data-report][data-state="waiting"]').count()


def state(office: Running, name: str) -> tuple[str, str | None, str | None]:
    with office.database.read() as db:
        report = db.get_one(AbsenceReport, office.marlow.reports[name])
        return report.state, report.review_code, report.review_reason


def focused(page: Page) -> str:
    """The pupil on whose report the eyes are."""
    return page.locator(".report.is-current h3").inner_text()


def test_a_morning_by_keyboard_alone(review: Page, office: Running) -> None:
    keys = review.keyboard
    assert focused(review) == "Hamza Sheikh"
    keys.press("e")
    keys.type("dentist")
    keys.press("Enter")
    expect(review.locator(".report.is-current h3")).to_have_text("Teddy Osgood")
    keys.press("r")
    keys.type("Nobody of the family knows this number")
    keys.press("Enter")
    for name in ("Obi Okafor", "Ada Okafor", "Freya Lund"):
        expect(review.locator(".report.is-current h3")).to_have_text(name)
        keys.press("a")
    expect(review.locator(".report.is-current h3")).to_have_text("Jakub Wrona")
    keys.press("u")
    expect(review.locator(".report.is-current h3")).to_have_text("Freya Lund")
    expect(review.locator(".report.is-current")).to_be_focused()
    keys.press("j")
    assert focused(review) == "Jakub Wrona"
    keys.press("k")
    assert focused(review) == "Freya Lund"
    assert state(office, "Hamza Sheikh")[:2] == ("confirmed", "M")
    assert state(office, "Teddy Osgood") == ("rejected", None, "Nobody of the family knows this number")
    assert state(office, "Obi Okafor")[:2] == ("confirmed", "I")
    assert state(office, "Freya Lund")[0] == "provisional"
    expect(review.locator("#count-review")).to_contain_text("4")


def test_keys_are_letters_in_a_field_and_escape_leaves_it(review: Page, office: Running) -> None:
    review.keyboard.press("e")
    review.keyboard.type("a r u j")
    assert waiting(review) == 8
    field = review.locator(f"#code-{office.marlow.reports['Hamza Sheikh']}")
    expect(field).to_have_value("a r u j")
    review.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(review.locator(".report.is-current")).to_be_focused()


def test_keys_can_be_turned_off_and_stay_off(review: Page, office: Running) -> None:
    review.get_by_role("button", name="Keys on").click()
    review.locator("h1").click()
    review.keyboard.press("j")
    review.keyboard.press("r")
    expect(review.locator("details[open]")).to_have_count(0)
    review.reload()
    expect(review.get_by_role("button", name="Keys off")).to_be_visible()


def test_what_only_the_head_decides_does_not_move(review: Page, office: Running) -> None:
    review.locator(f"#report-{office.marlow.reports['Lottie Marchbanks']}").focus()
    review.keyboard.press("a")
    review.wait_for_timeout(300)
    assert state(office, "Lottie Marchbanks")[0] == "provisional"


def test_a_mistake_in_the_code_is_said_where_it_was_typed(review: Page, office: Running) -> None:
    review.keyboard.press("e")
    review.keyboard.type("zebra")
    review.keyboard.press("Enter")
    expect(review.get_by_role("alert")).to_contain_text("not a code or a word we know")
    field = review.locator(f"#code-{office.marlow.reports['Hamza Sheikh']}")
    expect(field).to_be_focused()
    expect(field).to_have_value("zebra")


def test_a_new_report_appears_below_and_moves_nothing(review: Page, office: Running) -> None:
    review.keyboard.press("j")
    before = review.locator(".report.is-current").bounding_box()
    with office.database.write() as db:
        add_report(db, office.marlow, "Ivo Lamb", "Ivo has a fever", "I", NOW)
    expect(review.get_by_text("Ivo has a fever")).to_be_visible(timeout=4000)
    assert review.locator(".report.is-current").bounding_box() == before
    expect(review.locator("#count-review")).to_contain_text("9")


def test_two_people_at_one_report(review: Page, office: Running, context: BrowserContext) -> None:
    browser = context.browser
    assert browser is not None
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    sign_in(other, office, school.OFFICER[0])
    other.goto(f"{office.url}/review")
    name = "Obi Okafor"
    report = f"#report-{office.marlow.reports[name]}"
    other.locator(report).get_by_role("button", name="Approve").click()
    expect(other.locator(f'{report}[data-state="decided"]')).to_be_visible()
    review.locator(report).get_by_role("button", name="Approve").click()
    expect(review.locator(report)).to_contain_text("Dan Holt decided this at 09:12. Nothing was changed")
    assert state(office, name)[:2] == ("confirmed", "I")
    elsewhere.close()
