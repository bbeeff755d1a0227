"""Whether an adult says that the child set off for school, or was brought there.

Then the child may be on site and unseen, or lost on the way: both are looked into at once. It is read
generously, because a needless look round the site costs ten minutes.
"""

import re

SET_OFF = re.compile(
    r"""
    \bdropp?(ed|ing|s)?\b
    | \b(left|leaves|sent)\b (?!\W+(a|you|an)\b)
    | \b(set|went|gone|headed|walked|cycled|biked|drove|driven|ran|going)\b
    | \b(took|taken|brought|bring|put|saw|seen|watched|waved|kissed)\b
    | \b(at|to|in|through)\W+(the\W+|your\W+)?(gates?|door|playground|breakfast\W+club|reception|bus)\b
    | \bon\W+(the|his|her|their)\W+(\w+\W+)?(bus|taxi|train|minibus|bike|scooter)\b
    | \b(caught|got|gets)\W+(on\W+)?(the|his|her|their)\W+(\w+\W+)?(bus|taxi|train|minibus)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def said_to_set_off(text: str) -> bool:
    """Whether a message says that the child left for school, was dropped off or was seen going in."""
    return SET_OFF.search(text) is not None
