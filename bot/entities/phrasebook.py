"""The days, times and comings and goings of a message in another language, in the English our grammar knows.

What the phrase books say is in phrase_files.py; here they are looked for in a message, round by round.
"""

import functools
import re

from bot.entities.phrase_files import (
    ENGLISH,
    HOLE,
    ONE_DAY,
    PHRASE_BOOKS,
    Phrase,
    Round,
    phrase_book,
    phrase_lines,
    with_numbers,
)
from bot.entities.scripts import plain_words

TENSE_REACH = 9  # words after "kal" that may tell its tense
LONG_GAP = 3  # unknown words in a row that part what stands around them
LAST_HOUR = 23
LENGTHS = ("24", "48", "72")  # hours that a child stays at home

_CHUNK = re.compile(r"⟦(\w):([^⟦⟧]+)⟧|(\S+)")
_LONE_MONTH = re.compile(r"⟦m:[^~⟦⟧]*~([^⟦⟧]*)⟧")
_COMES = ("back", "coming in")
_STOPS = (".", ",")
_LONG_PAST = re.compile(r"yesterday|day before|last ")
_TO_COME = re.compile(r"today|tomorrow|next|day after")
_LIKE_ILL = re.compile(r"\b(?:ill|sick|in pain)$")


def in_english(text: str, language: str) -> str:
    """What a message says of days and times, in English for `read_period`; "" when it says none.

    text: cleaned, with its own letters. language: ISO 639-1; one without a phrase book is read for the
    English words in it alone. All that is not known is left out.
    """
    book = phrase_book(language if language in PHRASE_BOOKS else ENGLISH)
    said = with_numbers(plain_words(text, language), book["number"])
    for name in ("day", "date", "time", "rest"):
        said = _rewrite(said, book[name], book["tense"])
        if name == "date":
            said = _LONE_MONTH.sub(r"\1", said)  # "mai" is May, or "more"
    return _write(said)


def is_phrase(word: str, language: str) -> bool:
    """Whether one word stands alone in a language's phrase book: "luni" is Monday, and no child's name."""
    return language in PHRASE_BOOKS and plain_words(word, language) in _single_words(language)


@functools.cache
def _single_words(language: str) -> frozenset[str]:
    return frozenset(
        plain_words(phrase, language) for phrase, _ in phrase_lines(language) if " " not in phrase
    )


def _rewrite(said: str, part: Round, tense: Round) -> str:
    """The text with the phrases of one round as ⟦kind:english⟧, out of reach of the rounds to come."""

    def put(match: re.Match[str]) -> str:
        phrase = part.phrase(match)
        inner = match.groups()[match.re.groupindex[str(match.lastgroup)] :]
        english = phrase.english
        if "|" in english:
            english = _by_tense(english, said[match.end() :], part, tense)
        filled = _fill(phrase, english, [group for group in inner if group])
        if phrase.kind == "m":
            filled += "~" + match[0]
        return f"⟦{phrase.kind}:{filled}⟧" if filled else "⟦x:,⟧"

    return part.pattern.sub(put, said)


def _fill(phrase: Phrase, english: str, held: list[str]) -> str:
    """The English with what was said in its holes; "" for an hour that no clock shows.

    But "48 heures" is how long, and "48 hours".
    """
    said: dict[str, list[str]] = {}
    for hole, words in zip(HOLE.findall(phrase.said), held, strict=True):
        said.setdefault(hole, []).append(words)
    filled = HOLE.sub(lambda hole: _hole(hole[0], said), english)
    hour = re.search(r"\b(\d+):\d", filled)
    if hour and int(hour[1]) > LAST_HOUR:
        return f"{hour[1]} hours" if english == "{n}:00" and hour[1] in LENGTHS else ""
    return re.sub(r":(\d)(?!\d)", r":0\1", filled)


def _hole(name: str, said: dict[str, list[str]]) -> str:
    """The next thing said for a hole; the last stands for all that come after it."""
    words = said["{n}" if name == "{n-1}" else name]
    word = words.pop(0) if len(words) > 1 else words[0]
    return _hour_before(word) if name == "{n-1}" else word


def _hour_before(hour: str) -> str:
    return str(int(hour.partition("-")[0]) - 1 or 12)


def _by_tense(english: str, after: str, days: Round, tense: Round) -> str:
    """Of "tomorrow|yesterday" the one that the tense of the words after it tells, up to the next day."""
    future, past = english.split("|")
    clause = re.split(r"(?<!\S)[.,](?!\S)", after)[0]
    following = days.pattern.search(clause)
    clause = " ".join(clause[: following.start() if following else None].split()[:TENSE_REACH])
    told = {tense.phrase(match).english for match in tense.pattern.finditer(clause)}
    if "@future" in told:
        return future
    # "kal se" with nothing else tells how long it has been
    return past if "@past" in told or future.startswith("from ") else future


def _write(said: str) -> str:
    """The English chunks in their order, what is not known left out."""
    chunks: list[str] = []
    gap = 0
    for match in _CHUNK.finditer(said):
        kind, english, other = match.groups()
        chunk = english if kind else other if other in _STOPS else None
        if chunk is None:
            gap += 1
            continue
        if gap >= LONG_GAP and chunk not in _STOPS:
            _append(chunks, ",")
        gap = 0
        _append(chunks, chunk)
    told = [_as_said(chunks, place) for place in range(len(chunks))]
    return " ".join(chunk for chunk in told if chunk).strip(" .,")


def _append(chunks: list[str], chunk: str) -> None:
    """Put a chunk last; no stop at the beginning and none after another."""
    if chunk not in _STOPS or (chunks and chunks[-1] not in _STOPS):
        chunks.append(chunk)


def _as_said(chunks: list[str], place: int) -> str:
    """A chunk as English puts it beside its neighbours."""
    chunk = chunks[place]
    before = chunks[place - 1] if place else ""
    after = chunks[place + 1] if place + 1 < len(chunks) else ""
    if chunk in _COMES:
        return _comes(chunk, before, after)
    day = chunk.removeprefix("from ")
    if chunk == day:
        return chunk
    if after in _COMES and ONE_DAY.fullmatch(day):
        return "back " + day  # "from Friday comes"
    began = _LIKE_ILL.search(before) and ONE_DAY.fullmatch(day) and not _TO_COME.match(day)
    return "since " + day if began or _LONG_PAST.match(day) else chunk


def _comes(chunk: str, before: str, after: str) -> str:
    if before.startswith("from ") and ONE_DAY.fullmatch(before.removeprefix("from ")):
        return ""
    # "Friday comes back", but not of "today is off, comes back Friday"
    return "she will be back" if ONE_DAY.fullmatch(before) and not ONE_DAY.match(after) else chunk
