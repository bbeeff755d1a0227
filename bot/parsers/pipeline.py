"""From a message to a reading of it: the steps that every engine shares, whatever judges the words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.entities.children import ChildrenSaid, find_children
from bot.entities.days import day_at_hand, read_period, read_statements
from bot.entities.phrasebook import in_english
from bot.parsers.clauses import split_by_child
from bot.parsers.corpus import ENGLISH
from bot.parsers.fragments import is_bare_answer
from bot.parsers.judging import Judge
from bot.parsers.normalise import Normalised, normalise
from bot.parsers.protocol import Intent, Item, ParseRequest, ParseResult, Period
from bot.parsers.reading import Reader, Reading
from bot.parsers.recipe import OTHERS, without_names
from bot.parsers.safety import SAFEGUARDING, WHEREABOUTS, has_danger_words
from rules.reasons import Reason
from rules.sessions import CalendarError

NOON = 12
AFTERNOON_BEGINS = time(13, 15)  # S-stoc 4.1
ABOUT_ABSENCE = (Intent.REPORT, Intent.LATE)
SURE_OF_FRAGMENT = 0.9  # that a bare name or day answers our question


class Pipeline:
    """Reads messages with the grammars and whatever judges the words; several threads may share one."""

    def __init__(
        self,
        english: Judge,
        others: Judge | None,
        readable: frozenset[str],
        find_language: Callable[[str], str],
    ) -> None:
        """Take what judges English, what judges all other languages, and what tells languages apart.

        others: None where no other language can be read. readable: the languages it has learnt from, ISO
        639-1. find_language: cleaned text → ISO 639-1, or "und".
        """
        self._english = Reader(english)
        self._others = Reader(others, OTHERS) if others else None
        self._readable = readable
        self._find_language = find_language

    def parse(self, request: ParseRequest) -> ParseResult:
        """Read one message. Never raises, whatever the text."""
        said = normalise(request.text)
        language = self._find_language(said.cleaned)
        children = find_children(said.cleaned, request.children, language)
        masked = without_names(said.cleaned, children.spans) if children.spans else said
        if said.text and is_bare_answer(masked.text, request.now, children):
            return self._fragment(request, said, children)
        if self._others is not None and language != ENGLISH and language in self._readable:
            return self._read_other(self._others, request, said, masked, children, language)
        if not said.text or language != ENGLISH:
            return self._unread(request, said, children, language)
        return self._read(request, said, masked, children)

    def _read(
        self, request: ParseRequest, said: Normalised, masked: Normalised, children: ChildrenSaid
    ) -> ParseResult:
        reading = self._english.read(masked)
        items = self._by_clause(request, said, children, reading)
        if not items:
            statements = read_statements(masked.text, request.now, request.calendar)
            return self._result(children, reading, self._items(request, children, reading, statements))
        late = all(item.reason is Reason.LATE for item in items)
        intent = (
            reading.intent if reading.intent is Intent.DISPUTE else Intent.LATE if late else Intent.REPORT
        )
        return replace(self._result(children, reading, items), intent=intent)

    def _result(
        self, children: ChildrenSaid, reading: Reading, items: tuple[Item, ...], language: str = ENGLISH
    ) -> ParseResult:
        return ParseResult(
            intent=reading.intent,
            intent_confidence=reading.intent_confidence,
            language=language,
            flags=_flags(reading),
            items=items,
            named_unknown=children.unknown,
            ambiguous_children=children.ambiguous,
        )

    def _items(
        self,
        request: ParseRequest,
        children: ChildrenSaid,
        reading: Reading,
        statements: tuple[tuple[Period, str], ...],
    ) -> tuple[Item, ...]:
        if reading.intent in ABOUT_ABSENCE:
            return tuple(
                self._item(request, children.pupil_ids, own, period)
                for own, period in self._reasons_apart(reading, statements)
            )
        period = statements[0][0]
        corrected = reading.reason if reading.intent is Intent.CORRECT else None
        said_something = corrected or children.mentions or children.spans or period.stated or period.time
        # "cancel that, Ollie is coming in" is about Ollie, though he is not away
        here = children.present if reading.intent is Intent.CANCEL else ()
        pupils = children.pupil_ids or here
        return (self._item(request, pupils, reading, period),) if said_something else ()

    def _reasons_apart(
        self, whole: Reading, statements: tuple[tuple[Period, str], ...]
    ) -> list[tuple[Reading, Period]]:
        """Each period with its own reason: "at the dentist today, and on Friday at a funeral"."""
        if len(statements) == 1:
            return [(whole, statements[0][0])]
        own = [self._english.read(normalise(said)) for _, said in statements]
        return [
            (reading if _gives_reason(reading) else whole, period)
            for reading, (period, _) in zip(own, statements, strict=True)
        ]

    def _item(
        self, request: ParseRequest, pupil_ids: tuple[int, ...], reading: Reading, period: Period
    ) -> Item:
        if reading.reason is Reason.LATE and period.last_on == period.first_on:
            period = _half_of_arrival(period, request)
        return Item(
            pupil_ids=pupil_ids,
            reason=reading.reason,
            confidence=reading.confidence,
            alternatives=reading.alternatives,
            period=period,
            because=reading.because,
        )

    def _read_other(
        self,
        reader: Reader,
        request: ParseRequest,
        said: Normalised,
        masked: Normalised,
        children: ChildrenSaid,
        language: str,
    ) -> ParseResult:
        reading = reader.read(masked)
        period = read_period(in_english(said.cleaned, language), request.now, request.calendar)
        items = self._items(request, children, reading, ((period, said.text),))
        return self._result(children, reading, items, language)

    def _by_clause(
        self, request: ParseRequest, said: Normalised, children: ChildrenSaid, whole: Reading
    ) -> tuple[Item, ...]:
        """An item for each clause of a message that says something different of two children; none of others.

        A clause that gives no reason has the whole message's: "Ben is off today, Amy till Thursday".
        """
        items = []
        for clause in split_by_child(said.cleaned, children.mentions):
            reading = self._english.read(without_names(clause.text, clause.places))
            if reading.reason is None or reading.intent not in ABOUT_ABSENCE:
                reading = whole
            if reading.reason is None or reading.intent not in ABOUT_ABSENCE:
                return ()
            period = read_period(normalise(clause.text).text, request.now, request.calendar)
            items.append(self._item(request, clause.pupil_ids, reading, period))
        different = len({(item.reason, item.period) for item in items}) > 1
        return tuple(items) if different else ()

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


def _gives_reason(reading: Reading) -> bool:
    """Whether it speaks of a reason, sure of it or not."""
    likeliest = next((guess.reason for guess in reading.alternatives), Reason.UNSTATED)
    return likeliest is not Reason.UNSTATED and reading.intent in ABOUT_ABSENCE


def _flags(reading: Reading) -> tuple[str, ...]:
    """Danger, and a child whose whereabouts are disputed, go to the safeguarding lead at once."""
    if reading.danger:
        return (SAFEGUARDING,)
    return (SAFEGUARDING, WHEREABOUTS) if reading.intent is Intent.DISPUTE else ()


def _half_of_arrival(period: Period, request: ParseRequest) -> Period:
    """Who comes late misses the half in which they come: by the time they say, else by when they write."""
    if period.time is not None and period.time_kind == "arrives":
        return replace(period, sessions="pm" if period.time >= AFTERNOON_BEGINS else "am")
    if period.sessions != "day":
        return period
    later = period.first_on == request.now.date() and request.now.hour >= NOON
    return replace(period, sessions="pm" if later else "am")


def _default_period(request: ParseRequest) -> Period:
    try:
        day = day_at_hand(request.now, request.calendar)
    except CalendarError:
        return Period(request.now.date(), request.now.date(), problem="no_school")
    return Period(day, day)
