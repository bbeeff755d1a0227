"""Start Rasa's server with the token from standard input, so that no list of processes shows it.

Run by Rasa's own Python, not by ours: `make serve-nlu`. The arguments are those of `rasa run`.
"""

import runpy
import sys

SHORTEST_TOKEN = 16


def main() -> None:
    """Serve until it is stopped."""
    token = sys.stdin.readline().strip()
    if len(token) < SHORTEST_TOKEN:
        sys.exit(f"Give Rasa a token of at least {SHORTEST_TOKEN} characters: set NINEBELL_RASA_TOKEN.")
    sys.argv = ["rasa", "run", *sys.argv[1:], "--enable-api", "--auth-token", token]
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
