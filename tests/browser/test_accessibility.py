"""axe finds nothing on any page, on a laptop and on a phone, by day and by night."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import select

from storage.engine import Database
from storage.models import Task
from tests.browser.running import LAPTOP, PHONE, Running, sign_in
from tests.unit.office import school

pytestmark = pytest.mark.chromium

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe finds by all its rules, or by some, one line an element."""
    options = {"runOnly": list(rules)} if rules else {}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {' '.join(str(part) for part in node['target'])}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def pages(office: Running) -> list[str]:
    """Every page of the office."""
    pupil = office.marlow.pupils["Amara Okoro"]
    return [
        "/today", "/today?session=pm", "/today?on=2026-11-21", "/today/unexplained", "/today/reported",
        "/today/elsewhere", "/review", "/calls", f"/calls/{a_task(office)}/more", "/calls/away", "/registers",
        "/desk", "/desk?q=a", "/holds", f"/pupils/{pupil}", "/pupils/999999",
    ]  # fmt: skip


def a_task(office: Running) -> int:
    """A task of a case, whose next steps can be seen."""
    with office.database.read() as db:
        return db.scalars(select(Task.id).where(Task.case_id.is_not(None)).order_by(Task.id)).first() or 0


@pytest.mark.parametrize(
    ("size", "scheme", "rules"),
    [(LAPTOP, "light", ()), (PHONE, "light", ()), (LAPTOP, "dark", ("color-contrast",))],
    ids=["1280", "375", "dark"],
)
def test_axe_finds_nothing(
    browser: Browser, office: Running, size: ViewportSize, scheme: Any, rules: tuple[str, ...]
) -> None:
    # Only axe needs the policy out of the way; every other test runs under it.
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(f"{office.url}/sign-in")
    found = {"/sign-in": violations(page, rules)}
    sign_in(page, office, school.LEAD[0])
    for path in pages(office):
        page.goto(f"{office.url}{path}")
        found[path] = violations(page, rules)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{path} scrolls sideways: {wide}"
    page.goto(f"{office.url}/review")
    page.locator("details[data-act=amend] > summary").first.click()
    page.locator("details[data-act=reject] > summary").last.click()
    found["/review, forms open"] = violations(page, rules)
    context.close()
    assert {path: rules for path, rules in found.items() if rules} == {}


def test_a_name_of_any_length_does_not_widen_a_phone(browser: Browser, office: Running) -> None:
    lengthen(office.database, office.marlow.pupils["Hamza Sheikh"])
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, office, school.LEAD[0])
    for path in ("/review", "/calls", f"/pupils/{office.marlow.pupils['Hamza Sheikh']}"):
        page.goto(f"{office.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    context.close()


def lengthen(database: Database, pupil_id: int) -> None:
    """Give a pupil a name and words without a space."""
    from storage.models import AbsenceReport, Pupil

    with database.write() as db:
        db.get_one(Pupil, pupil_id).last_name = "Wolfeschlegelsteinhausenbergerdorff" * 2
        db.query(AbsenceReport).filter_by(pupil_id=pupil_id).one().words = "x" * 1600
