"""`make test-rasa`: serve a trained Rasa on this machine and hold the conversation tests with it.

The last line says how many passed and how many failed. It ends with pytest's own code.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.rasa.served import serve

CONVERSATIONS = sorted(
    str(path)
    for pattern in ("test_conversation*.py", "test_families.py", "test_two_parents.py")
    for path in (Path(__file__).parents[1] / "flows").glob(pattern)
)


def main() -> int:
    """Serve, test, stop."""
    asked = argparse.ArgumentParser(prog="python -m tests.rasa", description=__doc__)
    asked.add_argument("python", type=Path, help="of Rasa's own environment")
    asked.add_argument("model", type=Path, help="the trained model, a .tar.gz")
    given = asked.parse_args()
    with serve(given.python, given.model) as served:
        print(f"Rasa answers after {served.seconds:.0f} seconds.", flush=True)
        environment = {**os.environ, "NINEBELL_RASA_URL": served.url, "NINEBELL_RASA_TOKEN": served.token}
        tests = [sys.executable, "-m", "pytest", "--engine=rasa", *CONVERSATIONS]
        return subprocess.run(tests, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
