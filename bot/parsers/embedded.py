"""The engine that runs inside our own process: no network, no other service."""

import functools
import importlib.resources
from dataclasses import replace
from pathlib import Path

from bot.entities.children import ChildrenSaid, find_children
from bot.entities.days import day_at_hand, read_period
from bot.parsers.cache import is_stored, load_or_train, model_key
from bot.parsers.classifier import Classifier
from bot.parsers.clauses import Clause, split_by_child
from bot.parsers.corpus import read_corpus
from bot.parsers.encoder import Encoder
from bot.parsers.fragments import is_bare_answer
from bot.parsers.language import find_language, load_language_model
from bot.parsers.modelfiles import ModelFiles, installed_files, pinned_digests, read_checked
from bot.parsers.normalise import Normalised, normalise
from bot.parsers.protocol import Intent, Item, ParseRequest, ParseResult, Period
from bot.parsers.reading import Reader, Reading
from bot.parsers.recipe import train_on, without_names
from bot.parsers.safety import SAFEGUARDING, has_danger_words
from rules.reasons import Reason
from rules.sessions import CalendarError

ENGLISH = "en"
SURE_OF_FRAGMENT = 0.9  # that a bare name or day answers our question


class EmbeddedParser:
    """Reads messages with the trained classifier and the grammars; several threads may share one."""

    def __init__(self, classifier: Classifier, encoder: Encoder) -> None:
        self._reader = Reader(classifier, encoder)
        self.classifier = classifier

    @classmethod
    def load(
        cls, cache_dir: Path, training_dir: Path | None = None, files: ModelFiles | None = None
    ) -> "EmbeddedParser":
        """The engine ready to read; it is trained first when `cache_dir` holds no model of these texts.

        cache_dir: our own folder, nobody else may write to it. training_dir: *.yml, ours when None.
        Raises ModelFileError when a model file is missing or altered, CorpusError when the texts are.
        """
        files = files or installed_files()
        encoder = Encoder.load(files)
        corpus = read_corpus(training_dir or default_training_dir())
        key = model_key(corpus.digest, pinned_digests(files))
        classifier = load_or_train(cache_dir, key, functools.partial(train_on, corpus, encoder))
        load_language_model()
        return cls(classifier, encoder)

    @staticmethod
    def is_trained(cache_dir: Path) -> bool:
        """Whether `cache_dir` holds a model of our training texts.

        Raises ModelFileError when a model file is missing or altered.
        """
        files = installed_files()
        read_checked(files)
        key = model_key(read_corpus(default_training_dir()).digest, pinned_digests(files))
        return is_stored(cache_dir, key)

    def parse(self, request: ParseRequest) -> ParseResult:
        """Read one message. Never raises, whatever the text."""
        said = normalise(request.text)
        children = find_children(said.cleaned, request.children)
        masked = without_names(said.cleaned, children.spans)
        language = find_language(said.cleaned)
        if not said.text or language != ENGLISH:
            return self._unread(request, said, children, language)
        if is_bare_answer(masked.text, request.now, children):
            return self._fragment(request, said, children)
        return self._read(request, said, masked, children)

    def _read(
        self, request: ParseRequest, said: Normalised, masked: Normalised, children: ChildrenSaid
    ) -> ParseResult:
        reading = self._reader.read(masked)
        clauses = self._clauses(said, children)
        items = tuple(self._clause_item(request, clause) for clause in clauses)
        items = items or self._items(request, said, children, reading)
        return ParseResult(
            intent=Intent.REPORT if clauses else reading.intent,
            intent_confidence=reading.intent_confidence,
            flags=(SAFEGUARDING,) if reading.danger or has_danger_words(masked.text) else (),
            items=items,
            named_unknown=children.unknown,
            ambiguous_children=children.ambiguous,
        )

    def _items(
        self, request: ParseRequest, said: Normalised, children: ChildrenSaid, reading: Reading
    ) -> tuple[Item, ...]:
        period = read_period(said.text, request.now, request.calendar)
        if reading.intent in (Intent.REPORT, Intent.LATE):
            return (self._item(request, children.pupil_ids, reading, period),)
        corrected = reading.reason if reading.intent is Intent.CORRECT else None
        said_something = corrected or children.mentions or children.spans or period.stated or period.time
        # "cancel that, Ollie is coming in" is about Ollie, though he is not away
        pupils = children.pupil_ids or children.present
        return (self._item(request, pupils, reading, period),) if said_something else ()

    def _item(
        self, request: ParseRequest, pupil_ids: tuple[int, ...], reading: Reading, period: Period
    ) -> Item:
        if reading.reason is Reason.LATE and period.sessions == "day" and period.last_on == period.first_on:
            period = _half_by_the_clock(period, request)
        return Item(
            pupil_ids=pupil_ids,
            reason=reading.reason,
            confidence=reading.confidence,
            alternatives=reading.alternatives,
            period=period,
            because=reading.because,
        )

    def _clauses(self, said: Normalised, children: ChildrenSaid) -> tuple[tuple[Clause, Reading], ...]:
        """The clauses of a message that gives two children two reasons; none for any other."""
        read = []
        for clause in split_by_child(said.cleaned, children.mentions):
            reading = self._reader.read(without_names(clause.text, clause.places))
            if reading.reason is None or reading.intent not in (Intent.REPORT, Intent.LATE):
                return ()
            read.append((clause, reading))
        return tuple(read) if len({reading.reason for _, reading in read}) > 1 else ()

    def _clause_item(self, request: ParseRequest, clause: tuple[Clause, Reading]) -> Item:
        part, reading = clause
        period = read_period(normalise(part.text).text, request.now, request.calendar)
        return self._item(request, part.pupil_ids, reading, period)

    def _fragment(self, request: ParseRequest, said: Normalised, children: ChildrenSaid) -> ParseResult:
        period = read_period(said.text, request.now, request.calendar)
        item = Item(children.pupil_ids, None, 0.0, (), period, "")
        return ParseResult(
            Intent.REPORT,
            SURE_OF_FRAGMENT,
            items=(item,),
            named_unknown=children.unknown,
            ambiguous_children=children.ambiguous,
        )

    def _unread(
        self, request: ParseRequest, said: Normalised, children: ChildrenSaid, language: str
    ) -> ParseResult:
        """A message in no words, or in a language we do not read: the children named, no guess else."""
        items: tuple[Item, ...] = ()
        if children.mentions:
            items = (Item(children.pupil_ids, None, 0.0, (), _default_period(request), ""),)
        flags = (SAFEGUARDING,) if has_danger_words(said.text) else ()
        return ParseResult(Intent.OTHER, 0.0, language, flags, items, children.unknown, children.ambiguous)


def default_training_dir() -> Path:
    """The folder of the training texts that come with the product."""
    return Path(str(importlib.resources.files("bot"))) / "training"


def _half_by_the_clock(period: Period, request: ParseRequest) -> Period:
    later = period.first_on == request.now.date() and request.now.hour >= 12
    return replace(period, sessions="pm" if later else "am")


def _default_period(request: ParseRequest) -> Period:
    try:
        day = day_at_hand(request.now, request.calendar)
    except CalendarError:
        return Period(request.now.date(), request.now.date(), problem="no_school")
    return Period(day, day)
