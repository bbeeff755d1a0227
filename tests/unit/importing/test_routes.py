"""pupils.csv may say which bus a pupil comes on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import select

from attendance.importing import import_school
from attendance.importing.folder import read_files
from attendance.people import SOFTWARE
from storage.engine import Database
from storage.models import Pupil
from tests.unit.importing.files import AVA, SOUND, as_bytes

TODAY = date(2026, 11, 20)


def with_routes(first: str, others: str) -> dict[str, str | bytes]:
    """The sound files with a column of routes: of the first pupil, and of the others."""
    lines = str(SOUND["pupils.csv"]).splitlines()
    cells = ["route", first, *[others] * (len(lines) - 2)]
    rows = [f"{line},{cell}" for line, cell in zip(lines, cells, strict=True)]
    return {**SOUND, "pupils.csv": "\n".join(rows) + "\n"}


def routes_after(database: Database, files: Mapping[str, str | bytes]) -> dict[str, str | None]:
    read = read_files(as_bytes(dict(files)))
    assert read.school is not None
    with database.write() as db:
        import_school(
            db,
            read,
            organisation_name="Invented",
            school=read.school,
            today=TODAY,
            now=datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
            actor=SOFTWARE,
            progress=lambda *_: None,
        )
    with database.read() as db:
        return dict(db.execute(select(Pupil.upn, Pupil.route)).all())


def test_routes_come_go_and_stay(database: Database) -> None:
    routes = routes_after(database, with_routes("12B", ""))
    assert routes[AVA] == "12B"
    assert list(routes.values()).count(None) == 2
    assert routes_after(database, SOUND)[AVA] == "12B", "a file without the column says nothing of routes"
    assert routes_after(database, with_routes("", "7"))[AVA] is None


def test_the_column_is_known() -> None:
    assert read_files(as_bytes(with_routes("12B", ""))).notices == ()
