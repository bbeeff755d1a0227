"""Whether a word that is also an ordinary one ("Will", "May", "Hope") stands where a name stands."""

import re

PREDICATE = re.compile(
    r"\s*(?:'s\b|is\b|isn'?t\b|has\b|hasn'?t\b|was\b|won'?t\b|wont\b|will\b|and\b|&|,|not\b|off\b"
    r"|can'?t\b|cant\b|had\b|in y|needs\b|got\b|gets\b|starts\b|woke\b|been\b|late\b|running\b|ill\b|sick\b"
    r"|poorly\b|unwell\b|absent\b|goes\b|stays\b|also\b|coming\b|doesn'?t\b|didn'?t\b|dentist\b|who\b"
    r"|may\b|are\b|both\b|$)",
    re.IGNORECASE,
)
# "I am calling for Prince": whoever is rung about
RUNG_ABOUT = re.compile(
    r"\b(?:calling|ringing|phoning|texting|messaging|emailing|reporting|absence|message) (?:for"
    r"|about|regarding)\s+\Z",
    re.IGNORECASE,
)
AUXILIARY = re.compile(r"(?:will|may|can|drew)\Z", re.IGNORECASE)
AFTER_AUXILIARY = re.compile(r"\s*(?:not\b|,|and\b|&|$|also\b|been\b(?! ))", re.IGNORECASE)
LISTS = re.compile(r"\s*(?:and|&|n)\s+\w", re.IGNORECASE)
# what follows the word itself at the beginning of a sentence: "Will you", "May I", "Hope he", "Mark him"
NOT_A_SUBJECT = re.compile(
    r"\s*(?:i\b|i'|you\b|he\b|he'|she\b|she'|it\b|it'|we\b|we'|they\b|they'|this\b|that\b|there\b|the\b"
    r"|a\b|an\b"
    r"|him\b|her\b|them\b|my\b|your\b|our\b|to\b|be\b|not be\b|also be\b|let\b|call\b|ring\b|have\b"
    r"|need\b|get\b"
    r"|pick\b|bring\b|drop\b|collect\b|send\b|keep\b|come\b|take\b|try\b|as\b|all\b|everyone\b|someone\b"
    r"|half\b"
    r"|term\b|school\b|holidays?\b|day\b|bank\b|\d)",
    re.IGNORECASE,
)
MONTH = re.compile(r"(?:may|april|june|august|autumn|summer|january|early)\Z", re.IGNORECASE)
BEFORE_MONTH = re.compile(
    r"(?:\d(?:st|nd|rd|th)?(?: of)?|\b(?:in|of|until|till|til|from|this|next|last|since|during|end of))\s*$",
    re.IGNORECASE,
)
AFTER_MONTH = re.compile(r"\s*(?:\d|half|term|holiday|bank|school|break|camp|exam)", re.IGNORECASE)


def stands_as_name(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, which may be a plain word, is meant as a name there."""
    word, before, after = text[start:end], text[:start], text[end:]
    if text.strip(" .!?") == word:
        return True
    if MONTH.match(word) and (BEFORE_MONTH.search(before) or AFTER_MONTH.match(after)):
        return False
    if word[0].isupper() and not text.isupper():
        opens = start == 0 or before.rstrip()[-1:] in ".!?\n,-"
        return not (opens and NOT_A_SUBJECT.match(after))
    if RUNG_ABOUT.search(before) and re.match(r"\s*(?:he|she|who|has|is|as)\b|'s|\s*[,.]|\s*$", after):
        return True
    if not PREDICATE.match(after):
        return False
    if start == 0 and LISTS.match(after):
        return True
    return not (AUXILIARY.match(word) and (AFTER_AUXILIARY.match(after) or NOT_A_SUBJECT.match(after)))
