"""The training texts: Rasa NLU YAML read with errors that name file and line."""

import hashlib
import importlib.resources
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot.parsers.errors import CorpusError
from rules.reasons import Reason

ENGLISH = "en"
REPORT_PREFIX = "report_"
OTHER_INTENTS = frozenset(
    {"late", "cancel", "correct", "dispute", "question", "human", "greet", "thanks", "danger", "other"}
)
REPORT_INTENTS = frozenset(f"{REPORT_PREFIX}{reason.value}" for reason in Reason if reason is not Reason.LATE)
INTENTS = REPORT_INTENTS | OTHER_INTENTS
LANGUAGE_LETTERS = 2  # of ISO 639-1
MIN_EXAMPLES = 4  # fewer cannot be divided into the folds that calibrate the confidence
ENTITY = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<name>[^()]*)\)")
ENTITIES = frozenset({"child", "day", "time", "part"})


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message.

    Attributes:
        children: the stretches of `text` annotated as a child's name.
        language: ISO 639-1, from where the file lies.
    """

    text: str
    intent: str
    children: tuple[tuple[int, int], ...]
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Corpus:
    """All examples in a fixed order, and a digest of the files they came from."""

    examples: tuple[Example, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The digest of the files of a corpus, and the languages they are for."""

    digest: str
    languages: frozenset[str]


def default_training_dir() -> Path:
    """The folder of the training texts that come with the product."""
    return Path(str(importlib.resources.files("bot"))) / "training"


def read_corpus(folder: Path) -> Corpus:
    """Read every `*.yml` of a folder and of the folders in it, in the order of their names.

    A file's language is the name of the folder it lies in, or its own: `en/illness.yml`, `pl.yml`,
    `ur_roman.yml`. A file whose name is no language (not two letters) is English.

    Raises CorpusError (with file and line) when a file cannot be read, an intent or entity is
    unknown, an intent has fewer than 4 messages, or there is nothing to tell apart.
    """
    digest = hashlib.sha256()
    examples: list[Example] = []
    for path, place, content in _files(folder, digest):
        language = _language_of(place)
        examples.extend(replace(example, language=language) for example in _read_examples(path, content))
    _check_enough(folder, examples)
    return Corpus(tuple(examples), digest.hexdigest())


def survey_corpus(folder: Path) -> Survey:
    """What can be told of the texts without reading them: a model of the same digest was made of them.

    Raises CorpusError when a file cannot be read.
    """
    digest = hashlib.sha256()
    languages = frozenset(_language_of(place) for _, place, _ in _files(folder, digest))
    return Survey(digest.hexdigest(), languages)


def _files(folder: Path, digest: "hashlib._Hash") -> Iterator[tuple[Path, Path, bytes]]:
    """Each file, its place in the folder and its content, which goes into the digest."""
    for path in sorted(folder.rglob("*.yml")):
        content, place = _read(path), path.relative_to(folder)
        digest.update(place.as_posix().encode() + b"\0" + content + b"\0")
        yield path, place, content


def strip_entities(annotated: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """`[Amy](child) is ill` to `Amy is ill` and its (start, end, entity) stretches."""
    plain = ""
    stretches: list[tuple[int, int, str]] = []
    position = 0
    for match in ENTITY.finditer(annotated):
        plain += annotated[position : match.start()]
        stretches.append((len(plain), len(plain) + len(match["text"]), match["name"]))
        plain += match["text"]
        position = match.end()
    return plain + annotated[position:], tuple(stretches)


def _language_of(place: Path) -> str:
    named = place.parts[0].removesuffix(".yml").split("_")[0]
    return named if len(named) == LANGUAGE_LETTERS else ENGLISH


def _check_enough(folder: Path, examples: list[Example]) -> None:
    counts = Counter(example.intent for example in examples)
    if len(counts) < 2:
        raise CorpusError(f"{folder}: there are no training messages to learn from. Add *.yml files to it.")
    for intent, count in sorted(counts.items()):
        if count < MIN_EXAMPLES:
            raise CorpusError(f"{folder}: '{intent}' has {count} messages; write at least {MIN_EXAMPLES}.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read. Restore the file.") from error


def _read_examples(path: Path, content: bytes) -> Iterator[Example]:
    try:
        root = yaml.compose(content.decode("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise CorpusError(f"{path}, line {line}: is not valid YAML.") from error
    for block in _blocks(path, root):
        intent, examples = block.get("intent"), block.get("examples")
        if intent is None:
            continue  # synonyms, regexes and look-up tables are for other engines
        if intent.value not in INTENTS:
            raise CorpusError(f"{path}, line {_line(intent)}: unknown intent '{intent.value}'.")
        if not isinstance(examples, yaml.ScalarNode) or examples.style != "|":
            raise CorpusError(
                f"{path}, line {_line(intent)}: write 'examples: |' and one '- ' line a message."
            )
        yield from _read_lines(path, intent.value, examples)


def _blocks(path: Path, root: yaml.Node | None) -> Iterator[dict[str, yaml.Node]]:
    if root is None:
        return
    top = _mapping(root)
    blocks = top.get("nlu")
    if not isinstance(blocks, yaml.SequenceNode):
        raise CorpusError(f"{path}, line {_line(root)}: a training file starts with 'nlu:' and a list.")
    for block in blocks.value:
        yield _mapping(block)


def _mapping(node: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value}


def _read_lines(path: Path, intent: str, node: yaml.ScalarNode) -> Iterator[Example]:
    for offset, line in enumerate(str(node.value).split("\n")):
        number = _line(node) + 1 + offset
        if not line.strip():
            continue
        if not line.lstrip().startswith("-") or not line.strip("- "):
            raise CorpusError(f"{path}, line {number}: a message starts with '- ' and is not empty.")
        text, stretches = strip_entities(line.lstrip()[1:].strip())
        strange = {name for _, _, name in stretches} - ENTITIES
        if strange:
            raise CorpusError(f"{path}, line {number}: unknown entity '{min(strange)}'.")
        yield Example(text, intent, tuple((start, end) for start, end, name in stretches if name == "child"))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
