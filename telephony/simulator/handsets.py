"""The phones on the page: whose they are, and what their owners might write."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import phonenumbers
from babel import Locale

CHILDREN = re.compile(r"\bof (?P<names>[^()]+)")
ENGLISH = "en"

PHRASES: dict[str, tuple[str, ...]] = {
    "en": (
        "{child} has been sick all night, won't be in today",
        "{child} has the dentist at 10, back by 11.30",
        "Running late with {child} this morning, sorry",
    ),
    "pl": (
        "{child} ma gorączkę i dziś nie przyjdzie do szkoły",
        "{child} ma dentystę o 10, wróci o 11.30",
    ),
    "ro": (
        "{child} are febră și nu vine azi la școală",
        "{child} merge la dentist la ora 10",
    ),
    "pt": (
        "{child} está com febre e não vai à escola hoje",
        "{child} tem dentista às 10",
    ),
    "fr": (
        "{child} a de la fièvre et ne viendra pas aujourd'hui",
        "{child} a rendez-vous chez le dentiste à 10 h",
    ),
    "uk": (
        "{child} має температуру і сьогодні не прийде до школи",
        "{child} йде до стоматолога о 10",
    ),
    "ur": ("آج {child} کو بخار ہے، سکول سے چھٹی ہے", "معذرت، {child} کو آج دیر ہو جائے گی"),
    "ar": ("عند {child} حرارة اليوم",),
    "cy": ("Mae {child} yn sâl heddiw a fydd ddim yn yr ysgol",),
    "bn": ("{child} এর জ্বর, আজ স্কুলে আসবে না",),
}
SHOWN = 3


class BadHandsets(Exception):  # noqa: N818 - read by the person who wrote the file
    """The file of handsets cannot be used; the message says which entry and what would be right."""


@dataclass(frozen=True)
class Line:
    """A number of the school's, E.164, and the name it has in a parent's phone."""

    number: str
    label: str


@dataclass(frozen=True)
class Handset:
    """One demo parent's phone.

    Attributes:
        number: E.164.
        label: who it belongs to, e.g. "Mum of Oliver and Amelia (3B)".
        language: BCP 47, e.g. "pl".
        name: the parent's own name, or "".
        children: first names, for the suggestions and the search.
        note: a word on what is special about it, or "".
        suggestions: texts to try; made from the language and the first child when none are given.
    """

    number: str
    label: str
    language: str = ENGLISH
    name: str = ""
    children: tuple[str, ...] = ()
    note: str = ""
    suggestions: tuple[str, ...] = field(default=())


def read_handsets(path: Path) -> tuple[Handset, ...]:
    """Read a JSON list of objects with `number` and `label`, and optionally the other fields of Handset.

    Raises:
        BadHandsets: the file is no such list, or a number cannot be dialled.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadHandsets(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(entries, list):
        raise BadHandsets(f"{path} should hold a list of handsets.")
    return tuple(handset_from(entry, index) for index, entry in enumerate(entries, start=1))


def handset_from(entry: Any, index: int = 1) -> Handset:
    """Make one handset from a mapping; see `read_handsets`."""
    if not isinstance(entry, dict) or not entry.get("number") or not entry.get("label"):
        raise BadHandsets(f"Handset {index}: give it a number and a label.")
    number, label = str(entry["number"]), str(entry["label"])
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise BadHandsets(f"Handset {index}: {number!r} should look like +447700900123.")
    children = tuple(str(child) for child in entry.get("children", ())) or _children_in(label)
    language = str(entry.get("language") or ENGLISH)
    return Handset(
        number=number,
        label=label,
        language=language,
        name=str(entry.get("name") or ""),
        children=children,
        note=str(entry.get("note") or ""),
        suggestions=tuple(str(text) for text in entry.get("suggestions", ())) or _phrases(language, children),
    )


def national(number: str) -> str:
    """Return a number as people in Britain write it, e.g. `07700 900123`; others internationally."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    home = parsed.country_code == 44
    return phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)


def language_name(tag: str) -> str:
    """Return the English name of a language, e.g. "Polish" for `pl`; the tag itself if it has none."""
    return str(Locale("en").languages.get(tag.partition("-")[0], tag))


def _children_in(label: str) -> tuple[str, ...]:
    """Return the first names in a label such as "Mum of Oliver, Zoë and Amelia (3B)"."""
    found = CHILDREN.search(label)
    if not found:
        return ()
    names = re.split(r",| and | & ", found["names"])
    return tuple(name.strip() for name in names if name.strip())


def _phrases(language: str, children: tuple[str, ...]) -> tuple[str, ...]:
    """Return three texts to try: in the parent's language first, then in English."""
    own = PHRASES.get(language.partition("-")[0], ())
    english = () if own is PHRASES[ENGLISH] else PHRASES[ENGLISH]
    child = children[0] if children else "My child"
    return tuple(phrase.format(child=child) for phrase in (own + english)[:SHOWN])
