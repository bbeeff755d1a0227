"""What Rasa is trained with: our English messages as our own engine puts them, and nothing it misreads."""

from pathlib import Path

import pytest
import yaml

from bot.parsers.corpus import INTENTS, Corpus, Example, default_training_dir, read_corpus
from bot.parsers.errors import UnderstandingError
from bot.parsers.rasa import RasaJudge
from bot.parsers.recipe import in_english, questions_and_labels
from bot.rasa.__main__ import main
from bot.rasa.writing import CONFIGURATIONS, write_training

FOLDER = Path(__file__).parents[3] / "bot" / "rasa"
FEW = Corpus(
    (
        Example("Amy has a temprature 2day, thx", "report_illness", ((0, 3),)),
        Example("- stuck [again] at the lights (A12) {sorry} #late: yes", "late", ()),
        Example("🤷", "other", ()),
        Example("jest chora", "report_illness", (), "pl"),
    ),
    "digest",
)


def written(folder: Path) -> dict[str, list[str]]:
    """Intent → messages, as Rasa's reader splits them."""
    blocks = yaml.safe_load((folder / "nlu.yml").read_text("utf-8"))["nlu"]
    return {
        block["intent"]: [line.removeprefix("- ") for line in block["examples"].splitlines()]
        for block in blocks
    }


def test_both_engines_see_the_same(tmp_path: Path) -> None:
    assert write_training(FEW, "light", tmp_path) == 2
    questions, labels = questions_and_labels(in_english(FEW))
    texts = [question.words for question in questions]
    assert labels == ["report_illness", "late", "other"]
    assert written(tmp_path) == {
        "late": [texts[1].replace("[", "(").replace("]", ")")],
        "report_illness": [texts[0]],
    }
    assert "temperature" in texts[0], "written out"
    assert "amy" not in texts[0].lower(), "no name teaches a reason"


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_all_of_our_english_messages_can_be_read_back(tmp_path: Path, configuration: str) -> None:
    corpus = read_corpus(default_training_dir())
    count = write_training(corpus, configuration, tmp_path)
    blocks = written(tmp_path)
    assert count == sum(map(len, blocks.values())) > len(in_english(corpus)) * 0.99
    assert not any("[" in text or not text.strip() for texts in blocks.values() for text in texts)
    domain = yaml.safe_load((tmp_path / "domain.yml").read_text("utf-8"))
    assert domain["intents"] == sorted(blocks)
    assert set(blocks) <= set(RasaJudge.classes) == INTENTS


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_a_configuration_ranks_every_intent(tmp_path: Path, configuration: str) -> None:
    write_training(FEW, configuration, tmp_path)
    pipeline = yaml.safe_load((tmp_path / "config.yml").read_text("utf-8"))["pipeline"]
    assert pipeline[-1]["ranking_length"] == 0, "with fewer the confidences would not sum to one"
    assert "Fallback" not in str(pipeline), "an intent that is none of ours would be refused"


def test_the_pins_name_the_version_that_is_installed_and_no_address() -> None:
    pins = dict(line.split("==") for line in (FOLDER / "constraints.txt").read_text().splitlines() if line)
    assert (FOLDER / "requirements.txt").read_text() == f"rasa=={pins['rasa']}\n"
    assert not any("/" in line for line in (FOLDER / "constraints.txt").read_text().splitlines())


def test_writing_twice_gives_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there yet"
    write_training(FEW, "diet", folder)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_training(FEW, "diet", folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert set(first) == {"nlu.yml", "domain.yml", "config.yml"}


def test_an_unknown_configuration(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match="Choose light or diet"):
        write_training(FEW, "huge", tmp_path)


def test_the_command_says_what_it_wrote_and_where_it_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", "diet", str(tmp_path / "rasa")]) == 0
    assert "messages for Rasa (diet)" in capsys.readouterr().out
    (tmp_path / "file").write_text("in the way")
    assert main([str(tmp_path / "file")]) == 1
    assert "Choose another folder" in capsys.readouterr().err
