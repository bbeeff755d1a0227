"""Names of different scripts as strings of sounds, and how far two such strings are apart.

Consonants are small letters and S (sh), C (ch), J (j); vowels a e i o u, long ones A I U. Of the Arabic
script Y and W may be a consonant or a long vowel, and V is a vowel that is not told.
"""

import re
import unicodedata

ABJAD, CYRILLIC, INDIC = "abjad", "cyrillic", "indic"

NEAR = 0.05
ALIKE = 0.1  # one letter for both in that script
SHORT, UNUSUAL_SHORT = 0.02, 0.04  # vowels that the script does not write
VOWEL, SILENT, LAST = 0.35, 0.3, 0.5
NEVER = 9.0

_VOWELS = "aeiouAIUYWV"
_KIND = {"a": "a", "A": "a", "i": "i", "I": "i", "Y": "i", "u": "u", "U": "u", "W": "u", "e": "e", "o": "o"}
_NEAR_KINDS = {("e", "i"), ("e", "a"), ("o", "u"), ("o", "a")}
_NEAR_CLEAR = {("e", "i"), ("e", "a")}  # where a and o are never written for each other
_ALIKE = {
    ABJAD: ("bp", "fv", "Jg", "Wv"),
    CYRILLIC: ("gh", "kh", "vu", "Jz"),
    INDIC: ("sS", "Jz", "bv", "uv"),
}
_SPELLINGS = (
    ("shch|sch|sh", "S"), ("dzh|dj|zh", "J"), ("tch|ch", "C"), ("kh|ck|qu|q", "k"), ("gh", "g"), ("ph", "f"),
    ("bh", "b"), ("th", "t"), ("dh", "d"), ("x", "ks"), ("c(?=[eiy])", "s"), ("c", "k"), ("j", "J"),
    ("w", "v"), ("(?<=[aeiouy])h$", ""), ("ie$|ee$|ey$|ea(?=[^aeiou])", "I"), ("aa", "A"),
    ("ee|ii|iy|yi|ei|ey|ay|ai", "I"), ("oo|ou|uu", "U"), ("y", "i"), ("i+I+|I+i+", "I"),
)  # fmt: skip
_ARABIC = {
    "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ٹ": "t", "ث": "s", "س": "s", "ص": "s", "ج": "J", "ژ": "J",
    "چ": "C", "ح": "h", "ه": "h", "ھ": "", "خ": "k", "ق": "k", "ك": "k", "د": "d", "ڈ": "d", "ذ": "z",
    "ز": "z", "ض": "z", "ظ": "z", "ر": "r", "ڑ": "r", "ش": "S", "ع": "V", "غ": "g", "گ": "g", "ف": "f",
    "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "W", "ي": "Y", "ے": "Y", "ا": "A", "ء": "",
}  # fmt: skip
_ARABIC_SAME = str.maketrans({"ی": "ي", "ک": "ك", "ہ": "ه", "ە": "ه", "ى": "ا", "ـ": None})


def said_sounds(word: str, script: str) -> str:
    """The sounds of a word. word: Arabic letters for ABJAD, else written out in Latin ones by anyascii."""
    if script != ABJAD:
        word = re.sub("[^a-z]", "", word.lower())
        word = re.sub("c(?!h)", "ch", word) if script == INDIC else re.sub("^ie", "ye", word)
        return _sounds(word)
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", word) if unicodedata.category(letter) != "Mn"
    )
    plain = re.sub("[ةۃ]$|(?<=.)[هہ]$", "ا", plain).translate(_ARABIC_SAME).replace("عبدال", "عبدل")
    sounds = "".join(_ARABIC.get(letter, "") for letter in plain)
    sounds = re.sub("^A", "V", sounds)
    return re.sub(r"([^AYWV])\1+", r"\1", re.sub("^V[AV]", "V", sounds))


def name_sounds(name: str) -> tuple[str, ...]:
    """The ways a folded Latin name may sound to a writer of another script."""
    eastern = name.replace("th", "s").replace("dh", "z")
    spoken = {_sounds(name), _sounds(eastern)}
    return tuple(sorted(spoken | {sounds.replace("v", "f") for sounds in spoken}))


def _sounds(word: str) -> str:
    for pattern, sound in _SPELLINGS:
        word = re.sub(pattern, sound, word)
    return re.sub(r"([^aeiouAIU])\1+", r"\1", word)


def distance(said: str, name: str, script: str) -> float:
    """How far the sounds of a word are from those of a name; 0 the same, above 0.3 another name."""
    if script == ABJAD and not re.search("[AYW]", said) and re.search("[iu][^aeiouAIU]$", name):
        return NEVER  # "محمد" is not Mahmud: that vowel would be written
    row = [0.0]
    for place in range(len(name)):
        row.append(row[-1] + _left_out(name, place, script))
    for here, sound in enumerate(said):
        above, row = row, [row[0] + _added(said, here, script)]
        for place, wanted in enumerate(name):
            row.append(
                min(
                    above[place] + _instead(sound, wanted, script),
                    above[place + 1] + _added(said, here, script),
                    row[place] + _left_out(name, place, script),
                )
            )
    return row[-1]


def _instead(sound: str, wanted: str, script: str) -> float:
    if sound == wanted:
        return 0.0
    if any({sound, wanted} == set(pair) for pair in _ALIKE[script]):
        return 0.0 if "W" in (sound, wanted) else ALIKE
    if sound not in _VOWELS or wanted not in _VOWELS:
        return NEVER
    if sound == "V":
        return 0.0
    kinds = (_KIND[sound], _KIND[wanted])
    if kinds[0] == kinds[1]:
        return 0.0
    near = _NEAR_CLEAR if script == CYRILLIC else _NEAR_KINDS
    return NEAR if kinds in near or kinds[::-1] in near else 2 * VOWEL


def _left_out(name: str, place: int, script: str) -> float:
    """What it costs that a sound of the name is not written."""
    sound = name[place]
    if sound == "h":
        return SILENT
    if sound not in _VOWELS:
        return NEVER
    if place == len(name) - 1:
        return LAST
    if script == ABJAD and place and sound in "aeiou":
        return SHORT if sound in "ae" else UNUSUAL_SHORT
    return SHORT if script == INDIC and sound in "ae" and place else VOWEL


def _added(said: str, place: int, script: str) -> float:
    """What it costs that a sound is written which the name has not got."""
    sound = said[place]
    if sound == "V":
        return SHORT
    if sound == "h":
        return SILENT
    if sound not in _VOWELS:
        return NEVER
    if place == len(said) - 1:
        return LAST
    return SHORT if script == INDIC and sound == "a" and place else VOWEL
