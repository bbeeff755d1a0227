"""The office in a real server and a real browser, over a school of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.running import LAPTOP, Running, chromium, serve, write_school
from tests.unit.office.school import Marlow


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def written_school(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Marlow]:
    """The school of a morning, written once."""
    path = tmp_path_factory.mktemp("browser") / "marlow.db"
    shutil.copy(sqlite_template, path)
    return path, write_school(path)


@pytest.fixture
def office(written_school: tuple[Path, Marlow], tmp_path: Path) -> Iterator[Running]:
    """The office on a free loopback port, over a fresh copy of the school."""
    path = tmp_path / "office.db"
    shutil.copy(written_school[0], path)
    with serve(path, written_school[1]) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A laptop's browser, with nothing remembered."""
    context = browser.new_context(viewport=LAPTOP, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(10_000)
    yield context
    context.close()
