"""What languages of Latin letters add to a name: "Jakubowi", "Zosi", "Andreei", "Tiaguinho", "Rafir"."""

import functools
import importlib.resources

SHORTEST = 3  # letters of a name; of a shorter one two letters are left before its ending

# Somali letters for the sounds that others write their own way: Cali is Ali, Xasan Hassan.
_SOMALI = {
    "x": "h", "c": "", "dh": "d", "kh": "k", "q": "k", "y": "i", "ou": "u",
    "ee": "e", "ii": "i", "oo": "o", "uu": "u", "aa": "a",
}  # fmt: skip


def bare_forms(word: str, language: str) -> tuple[str, ...]:
    """The names that a folded word may be a form of, in a language; the word itself is not among them."""
    forms = [
        word[: -len(ending)] + one
        for ending, instead in _endings().get(language, ())
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1
        for one in instead
    ]
    short = _short_names().get(language, {})
    forms += [name for form in (word, *forms) for name in short.get(form, ())]
    return tuple(form for form in dict.fromkeys(forms) if form != word and len(form) >= SHORTEST)


def in_somali_letters(name: str) -> str:
    """A folded name in one of the ways that Somalis spell it: the same for "cali" and "ali"."""
    for letters, instead in _SOMALI.items():
        name = name.replace(letters, instead)
    return "".join(letter for place, letter in enumerate(name) if place == 0 or letter != name[place - 1])


@functools.cache
def _endings() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    rows: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for language, ending, *instead in _lines("foreign_endings.csv"):
        rows.setdefault(language, []).append((ending, tuple(instead)))
    return {language: tuple(endings) for language, endings in rows.items()}


@functools.cache
def _short_names() -> dict[str, dict[str, tuple[str, ...]]]:
    """By language, for each short name the names it may stand for, other short ones among them."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, *names in _lines("foreign_nicknames.csv"):
        for short in names[1:]:
            known = found.setdefault(language, {})
            known[short] = (*known.get(short, ()), *(name for name in names if name != short))
    return found


def _lines(name: str) -> list[list[str]]:
    text = importlib.resources.files("bot.entities").joinpath(name).read_text("utf-8")
    return [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
