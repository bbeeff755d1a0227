"""The other pages in a real browser: live numbers, calls, registers, and forms without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storage.models import AbsenceReport, Enrolment, Pupil, Task
from tests.browser.running import Running, sign_in
from tests.unit.office import school
from tests.unit.office.school import NOW, add_report

pytestmark = pytest.mark.chromium


def open_as(context: BrowserContext, office: Running, email: str, path: str) -> Page:
    """A page in front of somebody."""
    page = context.new_page()
    sign_in(page, office, email)
    page.goto(f"{office.url}{path}")
    return page


def test_today_changes_by_itself_and_keeps_the_focus(context: BrowserContext, office: Running) -> None:
    page = open_as(context, office, school.OFFICE[0], "/today")
    tile = page.get_by_role("link", name="Reported away")
    expect(tile).to_contain_text("6")
    tile.focus()
    with office.database.write() as db:
        add_report(db, office.marlow, "Ivo Lamb", "Ivo has a fever", "I", NOW)
    expect(tile).to_contain_text("7", timeout=4000)
    expect(tile).to_be_focused()
    expect(page.locator("#count-review")).to_contain_text("9")
    with office.database.write() as db:
        add_report(db, office.marlow, "Milo Fairweather", "Milo has one too", "I", NOW)
    expect(tile).to_contain_text("8", timeout=4000)


def test_a_call_in_three_presses(context: BrowserContext, office: Running) -> None:
    page = open_as(context, office, school.OFFICER[0], "/calls")
    task = office.marlow.tasks["Nia Penrose"]
    row = page.locator(f"#task-{task}")
    row.get_by_label("Their reason, as a code").fill("ill")
    page.keyboard.press("Enter")
    expect(page.locator(f"#task-{task}.decided")).to_contain_text("Confirmed as I")
    with office.database.read() as db:
        assert db.get_one(Task, task).outcome == "reached_reason"
    page.locator(f"#task-{office.marlow.tasks['Ivo Lamb']}").get_by_role("button", name="No answer").click()
    expect(page.locator(f"#task-{office.marlow.tasks['Ivo Lamb']}.decided")).to_be_visible()
    expect(page.locator("#count-work")).to_contain_text("3")


def test_a_register_is_dropped_on_the_page(context: BrowserContext, office: Running, tmp_path: Path) -> None:
    with office.database.read() as db:
        upns = (
            db.query(Pupil.upn)
            .join(Enrolment, Enrolment.pupil_id == Pupil.id)
            .filter_by(group_id=office.marlow.groups[1])
        )
        lines = "".join(f"{upn},2026-11-20,AM,/,\n" for (upn,) in upns)
    page = open_as(context, office, school.OFFICE[0], "/registers")
    drop = """([text]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([text], "register.csv", { type: "text/csv" }));
        document.getElementById("drop").dispatchEvent(
            new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, ["upn,date,session,code,minutes_late\n" + lines])
    expect(page.get_by_text("marks in 1 register")).to_be_visible()
    page.evaluate(drop, ["upn,date,session,code,minutes_late\nX12,2026-11-20,AM,/,\n"])
    expect(page.get_by_role("alert")).to_contain_text("Nothing was taken in: 1 thing needs putting right")
    expect(page.get_by_text("Line 2")).to_be_visible()


def test_a_hidden_page_asks_for_nothing(context: BrowserContext, office: Running) -> None:
    page = open_as(context, office, school.OFFICE[0], "/today")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    assert [url for url in asked if "/today/board" in url]
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    asked.clear()
    page.wait_for_timeout(2500)
    assert asked == []


def test_nothing_is_asked_of_any_other_host(context: BrowserContext, office: Running) -> None:
    page = context.new_page()
    hosts: set[str] = set()
    refused: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    sign_in(page, office, school.LEAD[0])
    for path in ("/today", "/review", "/calls", "/registers"):
        page.goto(f"{office.url}{path}")
    assert hosts == {office.url.split("/")[2]}
    assert refused == []


def test_without_javascript_forms_still_work(browser: Browser, office: Running) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = open_as(context, office, school.OFFICE[0], "/review")
    report = office.marlow.reports["Grace Adeyemi"]
    page.locator(f"#report-{report}").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status").first).to_contain_text("Confirmed as I")
    with office.database.read() as db:
        assert db.get_one(AbsenceReport, report).state == "confirmed"
    page.locator(f"#report-{report}").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("Taken back")
    page.goto(f"{office.url}/calls")
    row = page.locator(f"#task-{office.marlow.tasks['Nia Penrose']}")
    row.get_by_role("button", name="Wrong number").click()
    expect(page.get_by_role("status").first).to_be_visible()
    with office.database.read() as db:
        assert db.get_one(Task, office.marlow.tasks["Nia Penrose"]).outcome == "wrong_number"
    context.close()


def test_the_keyboard_reaches_the_page_past_the_menu(context: BrowserContext, office: Running) -> None:
    page = open_as(context, office, school.OFFICE[0], "/today")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
