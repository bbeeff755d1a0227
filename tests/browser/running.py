"""Starting the office in a real server, and the system's Chromium in front of it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from waitress import wasyncore
from waitress.server import create_server

from office import Office, register
from storage.engine import Database, open_database
from tests.unit.office import school
from tests.unit.office.conftest import Clock
from tests.unit.office.school import Marlow

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--no-first-run",
)  # fmt: skip
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 740}


@dataclass
class Running:
    """The office as it runs: where, over which database and school, and its clock."""

    url: str
    database: Database
    marlow: Marlow
    clock: Clock


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    assert found is not None, "These tests need Chromium: install the system's package 'chromium'."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def serve(path: Path, marlow: Marlow) -> Iterator[Running]:
    """The office on a free loopback port, over a database file with the school in it."""
    database = open_database(f"sqlite:///{path}")
    app = Flask("office_alone", static_folder=None)
    app.config["SECRET_KEY"] = "for tests only"
    clock = Clock()
    register(app, Office(database=database, now=clock, clock_note="Demo clock"))
    server = create_server(app, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Running(f"http://127.0.0.1:{server.effective_port}", database, marlow, clock)
    # In the server's own thread: it ends when it has no socket left.
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
    thread.join(5)
    assert not thread.is_alive()
    database.close()


def write_school(path: Path) -> Marlow:
    """Write a school of 14 classes into a migrated database file, and leave one file."""
    database = open_database(f"sqlite:///{path}")
    marlow = school.build(database, pupils_a_class=28)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return marlow


def sign_in(page: Page, office: Running, email: str) -> None:
    """Sign in as a person does."""
    page.goto(f"{office.url}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(school.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
