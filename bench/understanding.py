"""What it costs to understand a message: milliseconds each, time to start, time to train, memory.

    python -m bench.understanding

Training and reading are measured in processes of their own, as a server starts: nothing is warm by accident.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import fmean, median

from bench.machine import describe_machine, percentile, resident_mb
from bench.servers import ROOT
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.normalise import normalise
from bot.parsers.protocol import ChildName, ParseRequest
from demo.days import demo_calendar

MESSAGES = ROOT / "tests" / "unit" / "bot" / "heldout.jsonl"
SENT = datetime(2026, 11, 16, 8, 12, tzinfo=UTC)
#: What a real request holds beside the words: a family of two, and the school's days.
CHILDREN = (
    ChildName(1, "Katherine", "Osei-Walker", known_as="Katie", year=4, birth_on=date(2018, 3, 2)),
    ChildName(2, "Daniel", "Osei-Walker", year=1, birth_on=date(2021, 1, 20)),
)
FIRST = "Katie has been sick all night so she won't be in today"
PASSES, STARTS = 5, 3
LONGEST_PART_S = 900
#: One thread for each library: a server reads several messages at once, each on its own.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Measured = dict[str, float]


def main() -> None:
    """Measure and print; or, told a part, measure that part alone and print it as JSON."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--part", choices=["start", "read"])
    arguments.add_argument("--models", type=Path)
    given = arguments.parse_args()
    if given.part:
        print(json.dumps(start(given.models) if given.part == "start" else read(given.models)))
        return
    print(describe_machine())
    with tempfile.TemporaryDirectory(prefix="ninebell-bench-") as name:
        trained = _in_process("start", Path(name))
        starts = [_in_process("start", Path(name)) for _ in range(STARTS)]
        _print(trained, starts, _in_process("read", Path(name)))


def start(models: Path) -> Measured:
    """Make the engine ready, from the models kept in a folder or by training, and read a first message."""
    before = resident_mb()
    began = time.perf_counter()
    parser = EmbeddedParser.load(models)
    ready, ready_mb = time.perf_counter(), resident_mb()
    parser.parse(ParseRequest(FIRST, SENT, CHILDREN))
    return {
        "seconds": ready - began,
        "first_ms": (time.perf_counter() - ready) * 1000,
        "before_mb": before,
        "after_mb": ready_mb,
    }


def read(models: Path) -> Measured:
    """Read every message several times; beside each reading, only normalise the same message."""
    parser = EmbeddedParser.load(models)
    calendar = demo_calendar(SENT.date())
    lines = MESSAGES.read_text("utf-8").splitlines()
    requests = [ParseRequest(json.loads(line)["text"], SENT, CHILDREN, calendar) for line in lines]
    for request in requests:
        parser.parse(request)
    engine, baseline = [], []
    for request in requests * PASSES:
        began = time.perf_counter()
        normalise(request.text)
        between = time.perf_counter()
        parser.parse(request)
        engine.append((time.perf_counter() - between) * 1000)
        baseline.append((between - began) * 1000)
    return {
        "messages": len(requests),
        "resident_mb": resident_mb(),
        **_summary("engine", engine),
        **_summary("baseline", baseline),
    }


def _summary(name: str, values: list[float]) -> Measured:
    return {
        f"{name}_p50": median(values),
        f"{name}_p95": percentile(values, 95),
        f"{name}_mean": fmean(values),
    }


def _in_process(part: str, models: Path) -> Measured:
    command = [sys.executable, "-m", "bench.understanding", "--part", part, "--models", str(models)]
    environ = {**os.environ, **ONE_THREAD}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, timeout=LONGEST_PART_S, check=True
    )
    measured: Measured = json.loads(done.stdout)
    return measured


def _print(trained: Measured, starts: list[Measured], reading: Measured) -> None:
    print(f"\nUnderstanding: {reading['messages']:.0f} messages kept apart from training, {PASSES} times")
    print(f"  {'ms a message':<24}{'p50':>8}{'p95':>8}{'mean':>8}")
    for name, words in (("engine", "the engine"), ("baseline", "only normalising")):
        values = "".join(f"{reading[f'{name}_{what}']:>8.2f}" for what in ("p50", "p95", "mean"))
        print(f"  {words:<24}{values}")
    seconds = sorted(each["seconds"] for each in starts)
    spread = f"{STARTS} starts: {seconds[0]:.1f} to {seconds[-1]:.1f}"
    print(f"  start from the kept model: {median(seconds):.1f} s ({spread}), after the code is imported")
    print(f"  the first message after a start: {median(each['first_ms'] for each in starts):.0f} ms")
    print(f"  training, once for each change of the training texts: {trained['seconds']:.0f} s")
    memory = [starts[0]["before_mb"], starts[0]["after_mb"], reading["resident_mb"]]
    code, ready, used = (f"{each:.0f} MB" for each in memory)
    print(f"  resident memory: {code} with the code alone, {ready} with the engine, {used} after reading")


if __name__ == "__main__":
    main()
