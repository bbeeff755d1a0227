"""What a short answer by text means, when a colleague was asked to take something on."""

import re

#: A text made of nothing but these words takes the task on, if one of the phrases below is in it.
WORDS = frozenset(
    re.findall(
        r"\w+",
        "ok okay k kk yes yep yeah yup got it will do on im i am doing take taking this that thanks "
        "thank you ta cheers now right sure noted its mine with me my way going",
    )
)
TAKES_ON = re.compile(
    r"\b(ok|okay|k|kk|yes|yep|yeah|yup|got it|got this|will do|will take|on it|on my way|"
    r"its mine|noted|doing it|doing this|taking it|taking this)\b"
)
THUMB = re.compile(r"[\U0001F44D\U0001F44C\u2705]")


def takes_on(text: str) -> bool:
    """Whether a colleague's text says "I have it": "OK", "ok on it", "yes", "got it", "will do".

    Anything more, a question or a "but" leaves the task with nobody: telling the next person is the safe
    mistake.
    """
    if "?" in text:
        return False
    # "ill" is "I'll" only where something is taken on: a colleague may have a child who is ill.
    plain = re.sub(r"\bi['’]?ll (?=(do|take) (it|this|that)\b)", "i will ", text.casefold())
    plain = re.sub(r"['’]", "", plain)
    words = re.findall(r"[^\W\d_]+", plain)
    if not words:
        return bool(THUMB.search(text)) and not re.search(r"\w", text)
    return set(words) <= WORDS and bool(TAKES_ON.search(" ".join(words))) and not re.search(r"\d", text)
