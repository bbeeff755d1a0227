"""`python -m bot.rasa FOLDER`: write what Rasa trains from. `make nlu` does this and the rest."""

import argparse
import sys
from pathlib import Path

from bot.parsers.corpus import default_training_dir, read_corpus
from bot.parsers.errors import UnderstandingError
from bot.rasa.writing import CONFIGURATIONS, write_training


def main(arguments: list[str] | None = None) -> int:
    """Write the folder, say how many messages it holds. Returns 1 when it cannot be done."""
    asked = argparse.ArgumentParser(prog="python -m bot.rasa", description=__doc__)
    asked.add_argument("folder", type=Path, metavar="FOLDER")
    asked.add_argument("--config", choices=CONFIGURATIONS, default=CONFIGURATIONS[0])
    given = asked.parse_args(arguments)
    try:
        written = write_training(read_corpus(default_training_dir()), given.config, given.folder)
    except UnderstandingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{written} messages for Rasa ({given.config}) in {given.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
