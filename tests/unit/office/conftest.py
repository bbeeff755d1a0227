"""The office's pages as an application of their own, over a small school."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from office import Office, register
from storage.engine import Database, open_database
from tests.unit.office import school
from tests.unit.office.school import PASSWORD, Marlow


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at: datetime = school.NOW

    def __call__(self) -> datetime:
        return self.at


class Desk:
    """A browser at somebody's desk, for tests."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def token(self) -> str:
        """A CSRF token of this session, as a page carries it."""
        text = self.client.get("/registers").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert found is not None, text
        return found.group(1)

    def post(self, path: str, *, partial: bool = False, **form: Any) -> Any:
        headers = {"HX-Request": "true"} if partial else {}
        data = {"csrf_token": self.token(), **form}
        return self.client.post(path, data=data, headers=headers)

    def htmx(self, path: str) -> Any:
        return self.client.get(path, headers={"HX-Request": "true"})


@pytest.fixture(scope="session")
def marlow_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Marlow]:
    """A database file with the school in it, to copy from."""
    path = tmp_path_factory.mktemp("marlow") / "marlow.db"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    marlow = school.build(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path, marlow


@pytest.fixture
def marlow(marlow_file: tuple[Path, Marlow]) -> Marlow:
    """The ids of the school."""
    return marlow_file[1]


@pytest.fixture
def database(marlow_file: tuple[Path, Marlow], tmp_path: Path) -> Iterator[Database]:
    """The school's database, fresh."""
    path = tmp_path / "office.db"
    shutil.copy(marlow_file[0], path)
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The office's clock, at 09:12."""
    return Clock()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once a run, whichever application asks."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(database: Database, clock: Clock, compiled: FileSystemBytecodeCache) -> Flask:
    """The office alone, without the rest of the product."""
    app = Flask("office_alone", static_folder=None)
    app.jinja_env.bytecode_cache = compiled
    app.config["SECRET_KEY"] = "for tests only"
    register(app, Office(database=database, now=clock, clock_note="Demo clock"))
    return app


def sign_in(app: Flask, email: str, password: str = PASSWORD) -> Desk:
    """Somebody signs in through the page."""
    client = app.test_client()
    text = client.get("/sign-in").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', text)
    assert found is not None
    form = {"csrf_token": found.group(1), "email": email, "password": password}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return Desk(client)


_cookies: dict[str, str] = {}


def at_desk(app: Flask, email: str) -> Desk:
    """Somebody signed in. They did so once: every copy of the school takes the same cookie."""
    if email not in _cookies:
        cookie = sign_in(app, email).client.get_cookie("ninebell")
        assert cookie is not None
        _cookies[email] = cookie.value
    client = app.test_client()
    client.set_cookie("ninebell", _cookies[email])
    return Desk(client)


@pytest.fixture
def office(app: Flask) -> Desk:
    """The office manager's desk."""
    return at_desk(app, school.OFFICE[0])


@pytest.fixture
def officer(app: Flask) -> Desk:
    """The attendance officer's desk."""
    return at_desk(app, school.OFFICER[0])


@pytest.fixture
def lead(app: Flask) -> Desk:
    """The safeguarding lead's desk."""
    return at_desk(app, school.LEAD[0])


@pytest.fixture
def head(app: Flask) -> Desk:
    """The head's desk."""
    return at_desk(app, school.HEAD[0])


@pytest.fixture
def admin(app: Flask) -> Desk:
    """The administrator's desk."""
    return at_desk(app, school.ADMIN[0])
