"""Every query of each beat finds what is due by its index, however much of the past there is.

Nothing is switched off for the planner, and it has counted the rows: it chooses the index as the better way.
"""

from collections.abc import Iterator

import pytest

from bench.fill import Size, fill
from bench.plans import HOT, Hot, plans_of
from storage.engine import Database, open_database
from tests import postgres

PART = 0.1


@pytest.fixture(scope="module")
def filled() -> Iterator[Database]:
    """A trust of two dozen schools after some weeks: 20,000 closed cases, 60,000 texts."""
    url = postgres.new_database()
    database = open_database(url)
    fill(database, Size().of(PART))
    yield database
    database.close()
    postgres.drop_database(url)


@pytest.mark.parametrize("hot", HOT, ids=lambda hot: hot.name)
def test_it_is_found_by_its_index(filled: Database, hot: Hot) -> None:
    plans = plans_of(filled, hot)
    assert plans
    for plan in plans:
        assert plan.read_whole == [], "\n".join([plan.words, *plan.lines])
    told = "\n".join(line for plan in plans for line in plan.lines)
    assert hot.index in told, told
