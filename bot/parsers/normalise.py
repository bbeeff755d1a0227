"""From what arrived to what was said: clean letters, then text-speak, misspellings and emoji written out."""

import functools
import importlib.resources
import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 2_000  # a text message is 1,600 at most; what is beyond says nothing we could act on
READ_CHARACTERS = 8_000  # how much of a far longer one is looked at, before control characters are dropped

SMART = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
)
EMOJI = {
    "🤒": "temperature", "🤮": "vomiting", "🤢": "feeling sick", "🤧": "cold", "😷": "ill", "🤕": "hurt",
    "🌡": "temperature", "🦷": "dentist", "🏥": "hospital", "🚑": "ambulance", "✈": "flight", "🏖": "holiday",
    "🌴": "holiday", "🎂": "birthday", "🎉": "party", "👍": "ok", "🙏": "please", "😴": "asleep", "❄": "snow",
    "🚌": "bus", "🚗": "car", "💉": "injection", "⚰": "funeral", "💊": "medicine",
}  # fmt: skip
EDGES = '.,;:!?()[]{}"*_~<>'
STRETCHED = re.compile(r"([^\W\d])\1{2,}")
I_WILL = re.compile(  # the same number of letters, so that every word keeps its place
    r"\bill (?=(?:be|let|call|ring|phone|pick|bring|drop|keep|send|come|get|have|take|collect|text|see)\b)"
)
TOKEN = re.compile(r"\S+")
SPACES = re.compile(r"[ \t\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Word:
    """Words of the normalised text (from `start` to `end`) and the place of the original they stand for."""

    start: int
    end: int
    said_from: int
    said_to: int


@dataclass(frozen=True, slots=True)
class Normalised:
    """A message ready to be read.

    Attributes:
        cleaned: the original with its own letters and capitals, freed of invisible characters.
        text: lower case, text-speak written out.
        words: which stretch of `cleaned` each stretch of `text` stands for.
    """

    cleaned: str
    text: str
    words: tuple[Word, ...]

    def said(self, start: int, end: int) -> str:
        """The original words behind `text[start:end]`."""
        touched = [word for word in self.words if word.start < end and word.end > start]
        if not touched:
            return ""
        return self.cleaned[touched[0].said_from : touched[-1].said_to].strip(EDGES + " ")


def clean(text: str) -> str:
    """The text with its own letters, without control, invisible and broken characters; at most 2,000 long."""
    if len(text) <= READ_CHARACTERS and text.isascii() and text.isprintable():
        return SPACES.sub(" ", text.translate(SMART))[:MAX_CHARACTERS].strip()
    whole = text[:READ_CHARACTERS].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    letters = (_clean_letter(letter) for letter in unicodedata.normalize("NFC", whole))
    return SPACES.sub(" ", "".join(letters).translate(SMART))[:MAX_CHARACTERS].strip()


def normalise(text: str) -> Normalised:
    """Write a message out in full, remembering where each word came from. Any text is taken; none raises."""
    cleaned = clean(text)
    written: list[str] = []
    words: list[Word] = []
    length = 0
    for match in TOKEN.finditer(cleaned):
        full = _write_out(match.group())
        if not full:
            continue
        words.append(Word(length, length + len(full), match.start(), match.end()))
        written.append(full)
        length += len(full) + 1
    return Normalised(cleaned, I_WILL.sub("i'l ", " ".join(written)), tuple(words))


def _clean_letter(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter == "\n":
        return letter
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") or letter == "\ufffd" else letter


def _write_out(token: str) -> str:
    token = _spell_emoji(token.lower())
    token = STRETCHED.sub(r"\1\1", token)
    core = token.strip(EDGES)
    meaning = _text_speak().get(core)
    return token.replace(core, meaning, 1) if core and meaning else token


def _spell_emoji(token: str) -> str:
    if token.isascii():
        return token
    return " ".join("".join(_spell_symbol(letter) for letter in token).split())


def _spell_symbol(letter: str) -> str:
    if letter in EMOJI:
        return f" {EMOJI[letter]} "
    # other pictures, and the marks that choose their colour
    return " " if unicodedata.category(letter) in ("So", "Sk", "Mn") and ord(letter) > 0x2000 else letter


@functools.cache
def _text_speak() -> dict[str, str]:
    lines = importlib.resources.files("bot.parsers").joinpath("textspeak.csv").read_text("utf-8").splitlines()
    pairs = (line.split(",", 1) for line in lines if line and not line.startswith("#"))
    return {written: meaning for written, meaning in pairs if written != meaning}
