"""How seldom Python looks for objects that hold each other."""

import gc

#: New objects between two looks at the youngest. A batch of 500 cases makes hundreds of thousands, nearly all
#: of which live until its commit: Python's usual 700 looks through them again and again for nothing.
YOUNG = 50_000
OLDER = 20


def collect_seldom() -> None:
    """Look for garbage more seldom from now on, and never through what the process was started with."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
