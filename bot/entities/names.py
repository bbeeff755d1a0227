"""What is known of given names: nicknames, how they sound, and which are ordinary words too."""

import functools
import importlib.resources
import re
import unicodedata

from doublemetaphone import doublemetaphone
from rapidfuzz.distance import JaroWinkler

# Letters that do not fall apart into a plain letter and an accent.
PLAIN = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
EXACT, NICKNAME, SAME_NAME, SHORTENED = 1.0, 0.94, 0.93, 0.92
SPELT_ALIKE = 0.90  # Jaro-Winkler; below it brothers and sisters are mistaken for each other
SOUNDS_ALIKE = 0.78  # Jaro-Winkler asked of names with one sound
SHORTEST = 4  # letters; shorter names are matched exactly or not at all
FEWEST_SHARED = 3  # letters a shortened name keeps: "Kels", "Tempy"
REMEMBERED = 65_536  # pairs of a word and a name; a school's names and the words parents use
PET_ENDING = re.compile(r"(?:zza|sie|sy|zy|ie|ey|y|i|o|s|z)$")
# ways of writing one sound, in the order to be made alike: "Ishmael" and "Ismail", "Riya" and "Ria"
WRITINGS = tuple(
    (re.compile(written), alike)
    for written, alike in (
        (r"ph", "f"), (r"ck|q|c(?![eihy])|k", "k"), (r"(?<=.)h", ""), (r"y", "i"), (r"(.)\1+", r"\1"),
        (r"(?<=..)ei$", "i"), (r"a[ei](?=.)|ei(?=.)", "e"), (r"(?<=...)er$", "a"), (r"(?<=..)e$", ""),
    )
)  # fmt: skip
# letters that may begin the same name, as it is spelt or heard
FIRST_SOUNDS = ("aeiouyhj", "ckqg", "gj", "xszc", "fpv", "vw", "wr", "kn", "td", "bv", "jzy", "dj")


def _lines(name: str) -> list[str]:
    text = importlib.resources.files("bot.entities").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


# Given names that are also words a parent writes: taken as names only where a name can stand.
ORDINARY_WORDS = frozenset(_lines("ordinary_names.txt")[0].split())


@functools.lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Lower case, without accents, apostrophes, hyphens and spaces: "Siân-Lloyd" to "sianlloyd"."""
    apart = unicodedata.normalize("NFKD", name.translate(PLAIN).casefold())
    return "".join(letter for letter in apart if letter.isalpha())


def closeness(said: str, name: str) -> float:
    """How surely `said` means `name` (both folded): 1 the same, 0.94 a nickname, 0 not at all."""
    if said == name:
        return EXACT
    if _is_nickname(said, name):
        return NICKNAME
    if is_spelling_of(said, name):
        return SAME_NAME
    # An ordinary word, or a name in its own right, is not a misspelling of another.
    if len(said) < FEWEST_SHARED or is_ordinary(said) or is_given_name(said):
        return 0.0
    if _shortened(said, name):
        return SHORTENED
    if min(len(said), len(name)) < SHORTEST or not _begin_alike(said, name):
        return 0.0
    alike = JaroWinkler.similarity(said, name)
    if alike >= SPELT_ALIKE or (alike >= SOUNDS_ALIKE and _sound(said) == _sound(name)):
        return alike * 0.95
    return 0.0


def heard_as(said: str, name: str, least: float) -> float:
    """How surely a recogniser that wrote `said`, perhaps in several words put together, heard `name`.

    said, name: folded. least: the Jaro-Winkler similarity (0 to 1) asked for; 0 is given below it.
    """
    if not _begin_alike(said, name):
        return 0.0
    alike = JaroWinkler.similarity(said, name)
    if alike >= least or (alike >= SOUNDS_ALIKE and _bones(said) == _bones(name)):
        return alike * 0.9
    return 0.0


def is_heard_alike(said: str, name: str) -> bool:
    """Whether two folded words have the same two or more sounded consonants, one of them the first sound."""
    bones = _bones(said)
    return len(bones) > 1 and bones == _bones(name) and _begin_alike(said, name)


def is_name(word: str) -> bool:
    """Whether a folded word is a name we know other forms of, or one of those forms."""
    return word in _groups()


def is_given_name(word: str) -> bool:
    """Whether a folded word is a given name or short form at all."""
    return word in _groups() or word in _given_names()


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an ordinary English word of parents' messages."""
    return word in _common_words() or word in ORDINARY_WORDS


def _is_nickname(said: str, name: str) -> bool:
    """ "Beth" of Elizabeth, or either way round; "Olly" of Ollie, but not "Beth" of Lisa: one sound asked."""
    shared = _groups().get(said, frozenset()) & _groups().get(name, frozenset())
    if not shared:
        return False
    heads = _heads()
    return any(heads[line] in (said, name) for line in shared) or _sound(said) == _sound(name)


def is_spelling_of(said: str, name: str) -> bool:
    """Whether two folded names are one name written in two ways, each letter sounded alike."""
    if is_ordinary(said) or said[:1] != name[:1] or min(len(said), len(name)) < FEWEST_SHARED:
        return False
    return _written_plainly(said) == _written_plainly(name)


def is_spelt_apart(word: str) -> bool:
    """Whether a folded word is a name we know to be heard in several words: "shiv on"."""
    return word in _spelt_apart()


def _shortened(said: str, name: str) -> bool:
    """ "Tempy" of Temperance, "Tabs" of Tabitha, "Pearly" of Pearl."""
    if name[0] != said[0] or len(name) < SHORTEST:
        return False
    stem = PET_ENDING.sub("", said)
    if len(stem) > FEWEST_SHARED and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return any(len(part) >= FEWEST_SHARED and name.startswith(part) for part in (stem, said))


@functools.cache
def _first_sounds() -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for alike in FIRST_SOUNDS for one in alike for other in alike)


def _begin_alike(said: str, name: str) -> bool:
    return said[:1] == name[:1] or (said[:1], name[:1]) in _first_sounds()


@functools.lru_cache(maxsize=8192)
def _sound(name: str) -> str:
    return str(doublemetaphone(name)[0]) or name


@functools.lru_cache(maxsize=8192)
def _written_plainly(name: str) -> str:
    for written, alike in WRITINGS:
        name = written.sub(alike, name)
    return name


def _bones(name: str) -> str:
    """The sounded consonants of a name, none twice running: "aleasesha" and "alesha" are both ALX."""
    sounds = re.sub(r"S(?=X)", "", _sound(name))
    return re.sub(r"(.)\1+", r"\1", sounds)


@functools.cache
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_lines("nicknames.csv")):
        for name in line.split(","):
            groups.setdefault(fold(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


@functools.cache
def _heads() -> tuple[str, ...]:
    return tuple(fold(line.split(",")[0]) for line in _lines("nicknames.csv"))


@functools.cache
def _spelt_apart() -> frozenset[str]:
    names = (name for line in _lines("nicknames.csv") for name in line.split(","))
    return frozenset(fold(name) for name in names if " " in name)


@functools.cache
def _given_names() -> frozenset[str]:
    return frozenset(fold(name) for line in _lines("given_names.txt") for name in line.split())


@functools.cache
def _common_words() -> frozenset[str]:
    return frozenset(fold(word) for line in _lines("common_words.txt") for word in line.split())
