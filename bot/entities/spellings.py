"""Words set apart from a message's statements: a name spelt out, and what stands in brackets."""

import re

_LETTER = r"\bwith\s+(?:an?\s+[a-z]|(?-i:[A-Z]))(?![\w'])"
# "Molly with a Y", "that's P for Papa", "f l e u r"
SPELT = re.compile(
    r"(?:\b(?:that'?s|it'?s|spelt|spelled|spelling)\s+)?"
    rf"(?:{_LETTER}(?:\s+(?:for|as in)\s+\w+)?"
    r"|(?<![\w'])(?!i\b)[a-z]\s+(?:for|as in)\s+\w+"
    rf"|(?<![\w'])[a-z](?:[ .-][a-z]){{2,}}(?![\w'])(?:\s+{_LETTER})?)",
    re.IGNORECASE,
)
OF_YEAR = re.compile(r"\((?:y|yr|year|class|form) ?\d|\(reception", re.IGNORECASE)  # "Ben (y9)"
BRACKETS = re.compile(r"\([^()]*\)")


def without_spelling(text: str) -> str:
    """The text with names spelt out blanked, every other letter left at its place."""
    return SPELT.sub(_spaces, text)


def without_brackets(text: str, keep: int | None = None, around: tuple[int, ...] | None = None) -> str:
    """The text with its brackets blanked, every other letter left at its place.

    keep: a place whose own bracket stays. around: only brackets about one of these places go; all if None.
    """

    def blank(match: re.Match[str]) -> str:
        first, last = match.span()
        kept = keep is not None and first < keep < last
        idle = around is not None and not any(first < place < last for place in around)
        idle = idle and OF_YEAR.match(text, first) is None
        return match.group() if kept or idle else _spaces(match)

    return BRACKETS.sub(blank, text)


def bracket_end(text: str, place: int) -> int | None:
    """Where the bracket that stands around `place` is closed; None outside brackets."""
    return next(
        (match.end() - 1 for match in BRACKETS.finditer(text) if match.start() < place < match.end()), None
    )


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())
