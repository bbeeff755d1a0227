"""How many parts a text is sent (and charged) in, and how to keep it in fewer.

Source: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension) and TS 23.040 (concatenation).
"""

from dataclasses import dataclass
from typing import Literal

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2033": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
    }
)


@dataclass(frozen=True)
class Segments:
    """How a text goes over the air: alphabet, units used (septets or UTF-16 units) and number of parts."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def plain_quotes(text: str) -> str:
    """Return the text with typographic quotes, dashes, dots and spaces as plain ones.

    One `’` turns a whole message into UCS-2 and more than halves what fits into a part. Letters are never
    touched: a name keeps its accents.
    """
    return text.translate(PLAIN)


def count_segments(text: str) -> Segments:
    """Return alphabet, size and number of parts of a text; an empty one still takes one part."""
    if all(char in GSM_BASIC or char in GSM_EXTENDED for char in text):
        widths = [2 if char in GSM_EXTENDED else 1 for char in text]
        return Segments("GSM-7", sum(widths), _parts(widths, single=160, joined=153))
    widths = [2 if ord(char) > 0xFFFF else 1 for char in text]
    return Segments("UCS-2", sum(widths), _parts(widths, single=70, joined=67))


def _parts(widths: list[int], single: int, joined: int) -> int:
    """Return how many parts hold characters of these widths; a character is never cut in two."""
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > joined:
            parts, used = parts + 1, 0
        used += width
    return parts
