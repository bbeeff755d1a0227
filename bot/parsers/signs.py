"""Signs: what a sentence does, which its separate words tell badly.

"Ben is in at ten", "Ben is in, just tired" and "Ben is in after all" share their words, and are a lateness,
no absence at all, and a report taken back. What the grammar sees in a message is put before the classifiers
as signs beside the words.
"""

import re
from datetime import UTC, datetime

from bot.entities.presence import is_away, is_here
from bot.entities.times import find_times
from bot.parsers.gist import has_absence_formula

SOME_MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)  # only what a time is for is asked, not when it is
CHILD_NAMED = re.compile(r"\bsam\b(?:'s)?")
SOMEBODY = re.compile(r"\b(?:he|she|they)(?=\b|'s|'re|'ll)")

_DAY = r"(?:mon|tues?|wed(?:nes)?|thurs?|fri)(?:day)?"
PATTERNS = {
    "refers_back": re.compile(
        r"\b(?:i|we|i've|mum|dad|she|he) (?:just |already |previously |wrongly |accidentally |mistakenly )?"
        r"(?:said|put|told|wrote|reported|rang|texted|messaged|emailed|typed|sent|phoned|called|meant|mean)\b"
        r"|\bmeant\b|\b(?:earlier|previous|last|first|other|my) (?:text|message|msg|email|voicemail|report"
        r"|call)\b|\bmy (?:mistake|bad|error|apologies)\b|\bcorrection\b|\bamend\b|\bupdate\b"
        r"|\bchange of plan\b|\bwrong\b|\btypo\b|\bmistake\b|\bby accident\b|\bscrap\b|\bignore\b"
        r"|\bdisregard\b|\bcancel\b|\bafter all\b|\binstead\b|\bturns out\b|\bnot like i\b"
        r"|\b(?:as|like) i said\b"
    ),
    "rather_than": re.compile(
        rf"\bnot (?:(?:on |for |the |at |until |just |only |all )?{_DAY}"
        r"|today|tomorrow|this|next|half|\d+|sam|a full|the full|both|all)\b"
    ),
    "denies": re.compile(
        r"\b(?:not|isn't|isnt|wasn't|hasn't got|hasn't) (?:actually |really |got )?(?:a |an |the )?"
        r"(?:ill|sick|poorly|unwell|off|absent|cold|flu|bug|late|away|missing)\b"
    ),
    "asks": re.compile(
        r"\?|^(?:hi |hello |morning )?(?:is|are|do|does|did|can|could|would|should|what|when|where|who|why"
        r"|how|which|will|has|have|any)\b"
    ),
    "in_school": re.compile(
        r"\b(?:in|at) (?:school|class|lessons?|registration)\b|\b(?:in|at) (?:school )?as (?:normal|usual)\b"
        r"|\bon (?:his|her|their) way\b|\balready in\b|\bin now\b"
    ),
    "goes_on": re.compile(r"\bstill\b|\bnow\b|\banother\b|\bextend|\bas well\b|\blonger\b"),
    "limits": re.compile(r"\bonly\b|\bjust (?:today|the|this|for)\b"),
}
TIMES_FOR = ("arrives", "leaves", "appointment", None)
OF_TIMES = {kind: f"time_{kind or 'alone'}" for kind in TIMES_FOR}
ABSENCE, HERE, ALL_HERE, AWAY = "absence_formula", "here", "all_here", "away"
#: Every sign, in the order of its column.
SIGNS = (*PATTERNS, *OF_TIMES.values(), ABSENCE, HERE, ALL_HERE, AWAY)


def find_signs(text: str) -> tuple[str, ...]:
    """The signs of a message, in the order of `SIGNS`.

    text: normalised, children's names replaced.
    """
    seen = {name for name, pattern in PATTERNS.items() if pattern.search(text)}
    seen |= {OF_TIMES[clock.kind] for clock in find_times(text, SOME_MORNING) if clock.kind in OF_TIMES}
    if has_absence_formula(text):
        seen.add(ABSENCE)
    seen |= _whereabouts(text)
    return tuple(sign for sign in SIGNS if sign in seen)


def _whereabouts(text: str) -> set[str]:
    """Whether somebody is said to be in school, to be away, or both of two."""
    named = list(CHILD_NAMED.finditer(text))
    if not named:
        somebody = SOMEBODY.search(text)
        here = somebody is not None and is_here(text[somebody.end() :], alone=True)
        away = is_away(text)
    else:
        ends = [*(one.start() for one in named[1:]), len(text)]
        stretches = [text[one.end() : end] for one, end in zip(named, ends, strict=True)]
        present = [is_here(stretch, alone=len(named) == 1) for stretch in stretches]
        here = any(present)
        away = any(is_away(said) for said, well in zip(stretches, present, strict=True) if not well)
    signs = {HERE} if here else set()
    if away:
        return signs | {AWAY}
    return signs | {ALL_HERE} if here else signs
