"""Training texts are read exactly, and what is wrong with them is said with file and line."""

from pathlib import Path

import pytest

from bot.parsers.corpus import INTENTS, default_training_dir, read_corpus
from bot.parsers.errors import CorpusError
from tests.unit.bot.corpora import SMALL, write_small


def test_entities_are_stripped_and_children_kept(tmp_path: Path) -> None:
    first = read_corpus(write_small(tmp_path)).examples[0]
    assert first.text == "Jayden has been sick all night"
    assert [first.text[start:end] for start, end in first.children] == ["Jayden"]


def test_the_digest_follows_the_texts(tmp_path: Path) -> None:
    before = read_corpus(write_small(tmp_path)).digest
    assert read_corpus(tmp_path).digest == before
    assert read_corpus(write_small(tmp_path, SMALL.replace("stuck", "jammed"))).digest != before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no training messages"),
        ("version: '3.1'\n", "line 1: a training file starts with 'nlu:'"),
        (
            "nlu:\n- intent: report_ilness\n  examples: |\n    - ill\n",
            "line 2: unknown intent 'report_ilness'",
        ),
        ("nlu:\n- intent: late\n  examples:\n    - ill\n", "line 2: write 'examples: |'"),
        ("nlu:\n- intent: late\n  examples: |\n    - late\n    late\n", "line 5: a message starts with '- '"),
        (
            "nlu:\n- intent: late\n  examples: |\n    - late\n    - [Amy](kid)\n",
            "line 5: unknown entity 'kid'",
        ),
        ("nlu:\n- intent: late\n  examples: |\n    - late\n    -\n", "line 5: a message starts with '- '"),
        ("nlu:\n- intent: [late\n", "line 3: is not valid YAML"),
        (
            "nlu:\n- intent: late\n  examples: |\n    - late\n- intent: thanks\n  examples: |\n    - ta\n",
            "'late' has 1 messages",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CorpusError) as raised:
        read_corpus(write_small(tmp_path, text))
    assert message in str(raised.value)


def test_no_files_at_all(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no training messages"):
        read_corpus(tmp_path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_bytes(b"nlu:\n- intent: \xff\xfe\n")
    with pytest.raises(CorpusError, match="not valid YAML"):
        read_corpus(tmp_path)


def test_our_own_texts_know_every_intent() -> None:
    assert {example.intent for example in read_corpus(default_training_dir()).examples} == INTENTS
