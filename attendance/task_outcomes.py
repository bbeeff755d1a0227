"""What can come of each kind of task. The first word is stored; the sentence is what a person chooses."""

_REACHED = {
    "reached_reason": "Reached, and they gave a reason",
    "not_aware": "Reached, but they did not know",
    "left_for_school": "Reached: the child set off or was dropped off",
    "no_answer": "No answer",
    "wrong_number": "Wrong number",
}
_TOLD = {"told": "Told them", "not_told": "Not told: I say why below"}

OUTCOMES: dict[str, dict[str, str]] = {
    "call": _REACHED,
    "family_contact": _REACHED,
    "visit_decision": {"visit": "Yes, visit today", "no_visit": "No visit: I say why below"},
    "home_visit": {
        "visited_seen": "Saw or spoke to the child",
        "visited_adult": "Spoke to an adult, not the child",
        "visited_nobody": "Nobody there",
        "not_aware": "Spoke to an adult who did not know",
        "left_for_school": "An adult says the child set off",
    },
    "safeguarding": {
        "visited_seen": "The child was seen or spoken to",
        "welfare_check": "Consider a police welfare check",
        "acted": "Acted on: I say how below",
    },
    "welfare_check": {
        "visited_seen": "The child was seen or spoken to",
        "asked_police": "Asked the police: I say what they said below",
        "not_needed": "Not needed: I say why below",
    },
    "site_search": {
        "found_in_school": "Found in school: I say where below",
        "not_found": "Searched, and not found",
    },
    "sight_check": {"seen_in_class": "Seen in school", "not_seen": "Not there"},
    "overdue": {"seen_in_class": "Back in school: I have seen the child", "not_seen": "Not there"},
    "close_case": {"close": "Right: close the follow-up", "go_on": "Not right: go on"},
    "class_check": {
        "register_right": "The register is right",
        "register_wrong": "The register is wrong: it is being corrected",
    },
    "break_decision": {
        "contact_days": "Contact the family on the days ticked",
        "no_contact": "No contact in the break: I say why below",
    },
    "inform_social_worker": _TOLD,
    "inform_youth_offending": _TOLD,
    "local_authority": _TOLD,
    "ring_colleague": {"reached": "Reached: they have it", "no_answer": "No answer"},
}
OTHER_OUTCOMES = {"done": "Done"}
NEEDS_NOTE = frozenset(
    {
        "no_visit",
        "visited_adult",
        "acted",
        "asked_police",
        "not_needed",
        "not_told",
        "no_contact",
        "found_in_school",
    }
)
#: Outcomes that say that somebody of the school saw the child, or spoke to them.
CHILD_SEEN = ("visited_seen", "found_in_school", "seen_in_class")


def outcomes_of(kind: str) -> dict[str, str]:
    """The outcomes a person may choose for a kind of task, word and sentence."""
    return OUTCOMES.get(kind, OTHER_OUTCOMES)
