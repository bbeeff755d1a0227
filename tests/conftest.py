"""What every test may ask for: a fresh, migrated database of each kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Database, open_database
from storage.migrate import upgrade
from tests import postgres

#: What a passed test counts for, by a part of its name or its marker.
KINDS = {"sqlite": "on SQLite", "postgres": "on PostgreSQL", "chromium": "in Chromium"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: everything else is known by then."""
    items.sort(key=lambda item: item.get_closest_marker("chromium") is not None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note on each report which database or browser the test used."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    used = {"sqlite_url": "sqlite", "postgres_url": "postgres"}
    kinds = {kind for fixture, kind in used.items() if fixture in getattr(item, "fixturenames", ())}
    kinds |= {kind for kind in ("sqlite", "postgres") if f"[{kind}" in item.name or f"-{kind}" in item.name}
    if item.get_closest_marker("chromium"):
        kinds.add("chromium")
    report.user_properties.append(("kinds", ",".join(sorted(kinds))))


class Counted:
    """Counts passed tests by database and browser, and says so in the very last line."""

    def __init__(self) -> None:
        self.passed = self.failed = 0
        self.kinds = dict.fromkeys(KINDS, 0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of one test has ended."""
        if report.failed:
            self.failed += 1
        if report.when != "call" or not report.passed:
            return
        self.passed += 1
        for kind in dict(report.user_properties).get("kinds", "").split(","):
            if kind:
                self.kinds[kind] += 1

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """The closing line."""
        counts = ", ".join(f"{self.kinds[kind]} {words}" for kind, words in KINDS.items())
        print(f"\nTests passed: {self.passed} ({counts}); failed: {self.failed}.")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which engine reads the messages in tests/flows."""
    parser.addoption(
        "--engine",
        choices=("embedded", "rasa"),
        default="embedded",
        help="rasa: the server of NINEBELL_RASA_URL and NINEBELL_RASA_TOKEN, as `make test-rasa` starts it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that sees every report."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counted(), "counted")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    path = tmp_path / "ninebell.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of a fresh PostgreSQL database."""
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database: every test that asks for it runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, open database of each kind."""
    opened = open_database(database_url)
    yield opened
    opened.close()
