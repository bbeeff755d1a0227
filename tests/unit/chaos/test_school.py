"""The school of the chaotic morning: invented, the same for the same seed, and large enough to be hard."""

import re
from pathlib import Path

from sqlalchemy import func, select

from storage.engine import open_database
from storage.migrate import upgrade
from storage.models import ContactPoint, Pupil, PupilContact
from tests.chaos.school import LANDLINES, MOBILES, ChaosSchool, make_chaos_school, make_dice

DRAMA = re.compile(r"\+447700900\d{3}|\+441614960\d{3}|\+442079460\d{3}")
PUPILS = 400


def make(folder: Path, seed: int) -> tuple[ChaosSchool, list[tuple[str, str]], list[str]]:
    """The school, its pupils' names and every number."""
    database = open_database(f"sqlite:///{folder / str(seed)}-{len(list(folder.iterdir()))}.db")
    upgrade(database)
    with database.write() as db:
        school = make_chaos_school(db, make_dice(seed), PUPILS)
    with database.read() as db:
        names = [
            tuple(row) for row in db.execute(select(Pupil.first_name, Pupil.last_name).order_by(Pupil.id))
        ]
        numbers = list(db.scalars(select(ContactPoint.number)))
        assert db.scalar(select(func.count()).where(PupilContact.must_not_be_contacted))
    database.close()
    return school, names, numbers  # type: ignore[return-value]


def test_it_is_the_same_for_the_same_seed_and_another_for_another(tmp_path: Path) -> None:
    _, first, _ = make(tmp_path, 1)
    _, again, _ = make(tmp_path, 1)
    _, other, _ = make(tmp_path, 2)
    assert first == again != other
    assert len(set(first)) == PUPILS


def test_a_tenth_is_away_and_every_number_is_one_for_drama_and_one_persons(tmp_path: Path) -> None:
    school, _, numbers = make(tmp_path, 1)
    away = [pupil for family in school.late for pupil in family.pupils]
    assert PUPILS // 10 <= len(away) <= PUPILS // 10 + 2
    assert any(len(family.pupils) > 1 for family in school.late)
    assert len(school.texting) == PUPILS // 20
    assert len(numbers) == len(set(numbers))
    assert all(DRAMA.fullmatch(number) for number in [*numbers, *MOBILES, *LANDLINES])
    assert len(school.upns) == PUPILS == len(set(school.upns.values()))
