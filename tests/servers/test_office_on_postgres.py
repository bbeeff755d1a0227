"""The office's pages over PostgreSQL: from signing in on, a page sees its own trust and no other."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Connection

from office import Office, register
from office.access import LEAD, allowed, the_office
from storage.engine import Database, open_database
from storage.models import Pupil
from tests.servers.tenant_rows import make_trust
from tests.unit.office import school
from tests.unit.office.conftest import Desk, sign_in

PAGES = ("/today", "/today/unexplained", "/review", "/calls", "/registers", "/registers/confirmed.csv")
#: The tables that signing in reads before it is known whose page it is.
SIGN_IN = {'"user"', "membership", "school", "sign_in_attempt", "audit_event"}
TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) ("?[a-z_]+"?)')


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = open_database(postgres_url)
    yield opened
    opened.close()


@pytest.fixture
def app(database: Database) -> Flask:
    app = Flask("office_alone", static_folder=None)
    app.config["SECRET_KEY"] = "for tests only"
    register(app, Office(database=database, now=lambda: school.NOW))
    return app


class Heard:
    """The statements a request led to: whose transaction each was in, and its words."""

    def __init__(self, database: Database) -> None:
        self.statements: list[tuple[int | None, str]] = []
        event.listen(database.engine, "before_cursor_execute", self._hear)

    def _hear(self, connection: Connection, _cursor: object, words: str, *_more: object) -> None:
        organisation_id = connection.get_execution_options().get("ninebell_organisation")
        self.statements.append((organisation_id, words))

    @property
    def of_the_login(self) -> list[str]:
        """What was asked with the login's own rights."""
        return [words for organisation_id, words in self.statements if organisation_id is None]


def test_only_signing_in_looks_beyond_a_trust(app: Flask, database: Database) -> None:
    make_trust(database, 7)
    marlow = school.build(database)
    heard = Heard(database)
    desk = sign_in(app, school.LEAD[0])
    for path in (*PAGES, f"/pupils/{marlow.pupils['Amara Okoro']}"):
        assert desk.get(path).status_code == 200, path
    approve = f"/review/{marlow.reports['Obi Okafor']}/approve"
    assert desk.post(approve, partial=True, version="1").status_code == 200
    for words in heard.of_the_login:
        assert set(TABLE.findall(words)) <= SIGN_IN, words
    of_trust = {organisation_id for organisation_id, _ in heard.statements} - {None}
    assert of_trust == {marlow.organisation_id}
    assert len(heard.statements) > 3 * len(heard.of_the_login)


def test_the_pages_of_a_trust_hold_nothing_of_another(app: Flask, database: Database) -> None:
    marlow = school.build(database)
    other = make_trust(database, 7)
    desk = sign_in(app, school.LEAD[0])
    for path in (*PAGES, f"/pupils/{marlow.pupils['Amara Okoro']}"):
        text = desk.get(path).get_data(as_text=True)
        assert "first_name 7" not in text, path
        assert "words 7" not in text, path
    assert desk.get(f"/pupils/{other.keys['pupil']['id']}").status_code == 404


def test_a_page_that_forgets_whose_it_is_shows_nothing_of_another(app: Flask, database: Database) -> None:
    """The fault that row-level security is for: a query without any condition."""

    @allowed(LEAD)
    def forgetful() -> str:
        with the_office().database.read() as db:
            return "\n".join(str(name) for name in db.scalars(select(Pupil.last_name)))

    app.view_functions["office.today.today"] = forgetful
    marlow = school.build(database)
    make_trust(database, 7)
    told = Desk(sign_in(app, school.LEAD[0]).client).get("/today").get_data(as_text=True)
    assert len(told.splitlines()) >= len(set(marlow.pupils.values()))
    assert "last_name 7" not in told
