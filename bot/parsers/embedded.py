"""The engine that runs inside our own process: no network, no other service."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.parsers.cache import is_stored, load_or_train, model_key
from bot.parsers.classifier import Classifier, Encode
from bot.parsers.corpus import ENGLISH, Corpus, Survey, default_training_dir, read_corpus, survey_corpus
from bot.parsers.encoder import Encoder
from bot.parsers.judging import Judge, TrainedJudge
from bot.parsers.language import find_language
from bot.parsers.memory import give_back_memory
from bot.parsers.modelfiles import ModelFiles, installed_files, pinned_digests, read_checked, vectors_file
from bot.parsers.multilingual import MultilingualEncoder, is_available
from bot.parsers.pipeline import Pipeline
from bot.parsers.recipe import OTHERS, train_english, train_others
from bot.parsers.vectors import read_vectors

log = logging.getLogger(__name__)


class EmbeddedParser(Pipeline):
    """Reads messages with the trained classifiers and the grammars; several threads may share one."""

    def __init__(self, english: TrainedJudge, others: TrainedJudge | None = None) -> None:
        """Take what reads English, and what reads all other languages where this machine can."""
        readable = frozenset(others.classifier.languages if others else ())
        super().__init__(english, others, readable, self._find_our_language)
        self._judge_of_others = others
        self.classifier = english.classifier
        self.others = others.classifier if others else None

    @classmethod
    def load(
        cls, cache_dir: Path, training_dir: Path | None = None, files: ModelFiles | None = None
    ) -> "EmbeddedParser":
        """The engine ready to read; it is trained first when `cache_dir` holds no model of these texts.

        cache_dir: our own folder, nobody else may write to it. training_dir: *.yml, ours when None.
        Raises ModelFileError when a model file is missing or altered, CorpusError when the texts are.
        """
        files, folder = files or installed_files(), training_dir or default_training_dir()
        encoder = Encoder.load(files)
        texts = _Texts(cache_dir, folder, survey_corpus(folder), files)
        english = texts.judge(ENGLISH, train_english, encoder.encode)
        parser = cls(english, _load_others(texts))
        give_back_memory()
        return parser

    @staticmethod
    def is_trained(cache_dir: Path) -> bool:
        """Whether `cache_dir` holds the models of our training texts.

        Raises ModelFileError when a model file is missing or altered.
        """
        files = installed_files()
        read_checked(files)
        survey = survey_corpus(default_training_dir())
        needed = (ENGLISH, OTHERS) if is_available() else (ENGLISH,)
        return all(is_stored(cache_dir, _key(survey, files, name)) for name in needed)

    def with_english(self, judge: Judge) -> Pipeline:
        """The same reading, but with another judge of what English messages are about."""
        return Pipeline(judge, self._judge_of_others, self._readable, self._find_our_language)

    def _find_our_language(self, text: str) -> str:
        return find_language(text, self.classifier, self.others)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The training texts of a folder, and where the models made of them are kept."""

    cache_dir: Path
    folder: Path
    survey: Survey
    files: ModelFiles

    def judge(self, name: str, fit: Callable[[Corpus, Encode], Classifier], encode: Encode) -> TrainedJudge:
        """The judge of this name; trained by `fit` where no model of these texts is kept."""

        def train() -> Classifier:
            return fit(read_corpus(self.folder), read_vectors(vectors_file(name), encode).encode)

        key = _key(self.survey, self.files, name)
        return TrainedJudge(load_or_train(self.cache_dir, key, train), encode)


def _load_others(texts: _Texts) -> TrainedJudge | None:
    """What reads other languages; None where the texts are of one language, or this machine cannot."""
    if texts.survey.languages <= {ENGLISH}:
        return None
    if not is_available():
        log.warning("other languages than English cannot be read on this machine: they go to a person")
        return None
    return texts.judge(OTHERS, train_others, MultilingualEncoder.load(texts.files).encode)


def _key(survey: Survey, files: ModelFiles, name: str) -> str:
    return f"{name}-{model_key(survey.digest, pinned_digests(files))}"
