"""Public sets are read from their files or refused with a sentence, and the recipe learns them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluating.counting import Share
from bot.evaluating.public_learning import evaluate_public
from bot.evaluating.public_sets import PublicSet, PublicSetError, read_banking77, read_clinc150
from bot.evaluating.report import show_public
from bot.parsers.encoder import Encoder

CARD = ("where is my card", "my card has not come", "has the card been posted yet", "is the card on its way")
RATE = ("what is the exchange rate", "which rate do you use", "rate for euros please", "how good is the rate")
LEARN = (*((text, "card") for text in CARD), *((text, "rate") for text in RATE))
TEST = (("when does my card come", "card"), ("the rate for dollars", "rate"))


def banking77(folder: Path, train: str | None = None, test: str | None = None) -> Path:
    """A folder as BANKING77 is laid out."""
    lines = [f'"{text}",{label}\n' for text, label in LEARN]
    (folder / "train.csv").write_text(train if train is not None else "text,category\n" + "".join(lines))
    (folder / "test.csv").write_text(test if test is not None else "text,category\nmy card,card\n")
    return folder


def clinc150(folder: Path, **changes: Any) -> Path:
    """A folder as CLINC150 is laid out."""
    splits = {
        "train": [list(row) for row in LEARN[1:]],
        "val": [list(LEARN[0])],
        "test": [list(row) for row in TEST],
        "oos_test": [["sing to me", "oos"]],
    }
    (folder / "data_full.json").write_text(json.dumps(splits | changes))
    return folder


def test_the_files_are_read(tmp_path: Path) -> None:
    banking = read_banking77(banking77(tmp_path))
    assert (banking.name, banking.learn, banking.test) == ("BANKING77", LEARN, (("my card", "card"),))
    clinc = read_clinc150(clinc150(tmp_path))
    assert sorted(clinc.learn) == sorted(LEARN)
    assert (clinc.test, clinc.outside) == (TEST, ("sing to me",))


@pytest.mark.parametrize(
    ("train", "test", "sentence"),
    [
        ("words,label\n", None, "train.csv, line 1: the columns must be text,category."),
        ("", None, "train.csv, line 1: the columns must be text,category."),
        ("text,category\nhello\n", None, "train.csv, line 2: write a text and its category."),
        ("text,category\nhello,\n", None, "train.csv, line 2: write a text and its category."),
        ('text,category\n"hello,card\n', None, "train.csv, line 2: is not CSV"),
        ("text,category\nhello,card\nbye,rate\n", None, "'card' has 1 messages to learn from; 4 are needed."),
        (None, "text,category\n", "there are no two intents to learn, or nothing to test on."),
    ],
)
def test_a_bad_banking77_is_refused(
    tmp_path: Path, train: str | None, test: str | None, sentence: str
) -> None:
    with pytest.raises(PublicSetError) as raised:
        read_banking77(banking77(tmp_path, train, test))
    assert sentence in str(raised.value)
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"oos_test": None}, "data_full.json: has no list 'oos_test'."),
        ({"val": [["hello"]]}, "data_full.json: row 1 of 'val' is not [text, intent]."),
        ({"train": [["hello", 7]]}, "data_full.json: row 1 of 'train' is not [text, intent]."),
    ],
)
def test_a_bad_clinc150_is_refused(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PublicSetError) as raised:
        read_clinc150(clinc150(tmp_path, **change))
    assert sentence in str(raised.value)


def test_files_that_are_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(PublicSetError, match=r"train\.csv cannot be read \(No such file"):
        read_banking77(tmp_path)
    with pytest.raises(PublicSetError, match=r"data_full\.json cannot be read"):
        read_clinc150(tmp_path)
    (tmp_path / "data_full.json").write_text("{")
    with pytest.raises(PublicSetError, match=r"data_full\.json is not JSON"):
        read_clinc150(tmp_path)
    (tmp_path / "data_full.json").write_bytes(b"\xff")
    with pytest.raises(PublicSetError, match=r"data_full\.json is not UTF-8"):
        read_clinc150(tmp_path)


def test_the_recipe_learns_and_is_tested() -> None:
    public = PublicSet("CLINC150", 0.9716, LEARN, TEST, ("sing me a song", "how tall is the tower"))
    figures = evaluate_public(public, Encoder.load().encode)
    assert (figures.classes, figures.trained_on, figures.right) == (2, 8, Share(2, 2))
    assert figures.outside == 2
    assert figures.outside_auroc is not None
    assert 0.5 < figures.outside_auroc <= 1
    shown = show_public(figures)
    assert "accuracy on its test messages: 100.00% (2 of 2); published for USE+ConveRT: 97.16%" in shown
    assert f"AUROC {figures.outside_auroc:.4f}" in shown
