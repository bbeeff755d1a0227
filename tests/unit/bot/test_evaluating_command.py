"""`ninebell evaluate`: what it prints and writes, and how it refuses what it cannot use."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from bot.parsers.embedded import EmbeddedParser
from tests.unit.bot.evaluating import MODELS, expected_item, expecting, write, written


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *map(str, words)])


@pytest.fixture
def trained(parser: EmbeddedParser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the product's files in which the models are already trained."""
    assert parser
    (tmp_path / "models").symlink_to(MODELS)
    monkeypatch.setenv("NINEBELL_VAR", str(tmp_path))
    return tmp_path


def test_figures_pictures_and_json(trained: Path) -> None:
    wrong = expecting(items=[expected_item(code="G")]) | {"id": "m2", "text": "Amy has a nasty cough"}
    file = write(trained / "some.jsonl", written(), wrong)
    figures, pictures = trained / "figures.json", trained / "pictures"
    done = run(file, "--json", figures, "--pictures", pictures, "--corpus")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("2 messages, engine embedded, ")
    assert "nasty cough" in done.output
    assert "TRAINING MESSAGES, English, out of fold" in done.output
    written_figures = json.loads(figures.read_text("utf-8"))
    assert written_figures["engines"]["embedded"]["figures"]["intent"]["right"]["count"] == 2
    assert written_figures["corpus"]["English"]["count"] > 1000
    drawn = {path.name for path in pictures.iterdir()}
    assert drawn >= {
        "confusion-codes-embedded.svg",
        "confusion-intents-embedded.svg",
        "reliability-embedded.svg",
        "reliability-training-english.svg",
    }


def test_texts_are_hidden(trained: Path) -> None:
    wrong = expecting(items=[expected_item(code="G")]) | {"id": "secret-1", "text": "Amy has a nasty cough"}
    file = write(trained / "some.jsonl", wrong)
    figures = trained / "figures.json"
    done = run(file, "--hide-texts", "--json", figures)
    assert done.exit_code == 0, done.output
    assert "G read as I: 1" in done.output
    for words in ("nasty cough", "secret-1", "Amy"):
        assert words not in done.output + figures.read_text("utf-8")


def test_what_cannot_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    nothing = run()
    assert nothing.exit_code == 2
    assert "Name a FILE of messages, or --corpus, --banking77 DIR or --clinc150 DIR." in nothing.output
    missing = run(tmp_path / "missing.jsonl")
    assert missing.exit_code == 2
    assert "does not exist" in missing.output
    file = write(tmp_path / "some.jsonl", written(), expecting(intent="ill"))
    bad = run(file)
    assert bad.exit_code == 1
    assert bad.output.startswith(f"Error: {file}, line 2: 'intent' is 'ill'; write one of report late")
    folder = run("--banking77", tmp_path)
    assert folder.exit_code == 1
    assert f"{tmp_path}/train.csv cannot be read" in folder.output


def test_figures_that_cannot_be_written(trained: Path) -> None:
    file = write(trained / "some.jsonl", written())
    done = run(file, "--json", file / "figures.json")
    assert done.exit_code == 1
    assert "cannot be written" in done.output
