"""`make model`: many random mornings, at least ten thousand steps, and the counts at the end."""

import logging
import tempfile
import time
from pathlib import Path

from bot.parsers.embedded import EmbeddedParser
from storage.engine import open_database
from storage.migrate import upgrade
from tests.flows.conftest import MODELS
from tests.model.test_following import play

LEAST_STEPS = 10_000
MORNINGS_AT_ONCE = 50


def main() -> None:
    """Play until there are steps enough. A count that is not zero ends it with the steps that led there."""
    logging.disable(logging.CRITICAL)
    parser = EmbeddedParser.load(MODELS)
    began, steps = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        template = _empty_database(Path(folder))
        while steps < LEAST_STEPS:
            steps += play(template, parser, MORNINGS_AT_ONCE)
            print(f"{steps} steps, {time.monotonic() - began:.0f} s", flush=True)
    print(
        f"Steps: {steps}. Lost 0, delivered twice 0, contacts after a pause or stop 0, cases without a next "
        "step 0, safeguarding tasks whose next person was not told within 15 minutes 0."
    )


def _empty_database(folder: Path) -> Path:
    path = folder / "template.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


if __name__ == "__main__":
    main()
