"""BANKING77 and CLINC150 from their files, and the figures of the same recipe on them beside published ones.

Published: the dual encoders USE+ConveRT, all training messages; Casanueva and others,
"Efficient Intent Detection with Dual Sentence Encoders", 2020.
"""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluating.counting import Share
from bot.parsers.corpus import MIN_EXAMPLES

BANKING77_PUBLISHED = 0.9336
CLINC150_PUBLISHED = 0.9716
COLUMNS = ("text", "category")
SPLITS = ("train", "val", "test", "oos_test")

Labelled = tuple[tuple[str, str], ...]


class PublicSetError(ValueError):
    """A public set cannot be used; the text names the file and says what is expected of it."""


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Labelled messages to learn from and to be tested on; `outside`: test messages that have no label."""

    name: str
    published: float
    learn: Labelled
    test: Labelled
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """right: accuracy on the test messages. published: theirs, 0 to 1. outside: messages out of scope.

    outside_auroc: how well the highest probability, softened, tells these from the test messages; None: none.
    """

    name: str
    classes: int
    trained_on: int
    train_seconds: float
    right: Share
    published: float
    outside: int
    outside_auroc: float | None


def read_banking77(folder: Path) -> PublicSet:
    """BANKING77 from train.csv and test.csv. Raises PublicSetError."""
    learn, test = _read_csv(folder / "train.csv"), _read_csv(folder / "test.csv")
    return _checked(PublicSet("BANKING77", BANKING77_PUBLISHED, learn, test), folder)


def read_clinc150(folder: Path) -> PublicSet:
    """CLINC150 from data_full.json; train and val to learn from. Raises PublicSetError."""
    path = folder / "data_full.json"
    written = _read(path)
    try:
        splits = json.loads(written)
    except ValueError as error:
        raise PublicSetError(f"{path} is not JSON. Fetch the file again.") from error
    rows = {name: _rows(path, splits, name) for name in SPLITS}
    outside = tuple(text for text, _ in rows["oos_test"])
    learn = rows["train"] + rows["val"]
    return _checked(PublicSet("CLINC150", CLINC150_PUBLISHED, learn, rows["test"], outside), folder)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise PublicSetError(
            f"{path} cannot be read ({error.strerror}). Give the folder it is in."
        ) from error
    except UnicodeDecodeError as error:
        raise PublicSetError(f"{path} is not UTF-8 text. Fetch the file again.") from error


def _read_csv(path: Path) -> Labelled:
    reader = csv.reader(_read(path).splitlines(keepends=True), strict=True)
    rows: list[tuple[str, str]] = []
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise PublicSetError(f"{path}, line 1: the columns must be {','.join(COLUMNS)}.")
        for row in reader:
            if len(row) != len(COLUMNS) or not all(row):
                raise PublicSetError(f"{path}, line {reader.line_num}: write a text and its category.")
            rows.append((row[0], row[1]))
    except csv.Error as error:
        raise PublicSetError(f"{path}, line {reader.line_num}: is not CSV ({error}).") from error
    return tuple(rows)


def _rows(path: Path, splits: Any, name: str) -> Labelled:
    rows = splits.get(name) if isinstance(splits, dict) else None
    if not isinstance(rows, list):
        raise PublicSetError(f"{path}: has no list '{name}'. Use CLINC150's data_full.json as it is.")
    for number, row in enumerate(rows, 1):
        if not (isinstance(row, list) and len(row) == 2 and all(isinstance(cell, str) for cell in row)):
            raise PublicSetError(f"{path}: row {number} of '{name}' is not [text, intent].")
    return tuple((text, label) for text, label in rows)


def _checked(public: PublicSet, folder: Path) -> PublicSet:
    """The set itself. Raises PublicSetError where nothing can be learnt from it or tested on it."""
    counts = Counter(label for _, label in public.learn)
    if len(counts) < 2 or not public.test:
        raise PublicSetError(f"{folder}: there are no two intents to learn, or nothing to test on.")
    rarest, fewest = min(counts.items(), key=lambda item: (item[1], item[0]))
    if fewest < MIN_EXAMPLES:
        raise PublicSetError(
            f"{folder}: '{rarest}' has {fewest} messages to learn from; {MIN_EXAMPLES} are needed."
        )
    return public
