"""Takes the pictures in docs/images anew: `python -m tests.browser.pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from storage.engine import open_database
from storage.migrate import upgrade
from tests.browser.running import LAPTOP, PHONE, Running, chromium, serve, sign_in, write_school
from tests.unit.office import school

FOLDER = Path(__file__).parents[2] / "docs" / "images"


def take(browser: Browser, office: Running, size: ViewportSize, ending: str, scheme: str = "light") -> None:
    """One picture of each page, as the safeguarding lead sees it."""
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(viewport=size, locale="en-GB", color_scheme=dark)
    page = context.new_page()
    sign_in(page, office, school.LEAD[0])
    pupil = f"/pupils/{office.marlow.pupils['Amara Okoro']}"
    for name, path in (("today", "/today"), ("review", "/review"), ("calls", "/calls"), ("pupil", pupil)):
        page.goto(f"{office.url}{path}")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}{ending}.png")
    context.close()


def main() -> None:
    """A laptop by day, a phone, and a laptop by night."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "marlow.db"
        database = open_database(f"sqlite:///{path}")
        upgrade(database)
        database.close()
        with serve(path, write_school(path)) as office:
            take(browser, office, LAPTOP, "")
            take(browser, office, PHONE, "-phone")
            take(browser, office, LAPTOP, "-dark", "dark")


if __name__ == "__main__":
    main()
