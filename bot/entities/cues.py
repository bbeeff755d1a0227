"""Which words nearby say what a day or a time is for: absence, arrival, leaving, appointment, illness."""

import functools
import re
from dataclasses import dataclass

ABSENT = (
    r"(?:won'?t|not|isn't|cannot|can't|unable to|never|without) (?:\w+ ){0,3}?(?:in|attend\w*|come|coming"
    r"|make it|go|going|there|school|back|return\w*)\b"
    r"|\bwon't be\b|(?<!plaster )(?<!cast )(?<!stitches )(?<!braces )(?<!brace )\boff\b(?! (?:his|her|their"
    r"|the(?! (?:next|rest|whole|first|last|full)\b)|food|it|colour))|\babsent\b|\babsence\b"
    r"|\bstudy leave\b|\baway\b"
    r"|\bmiss(?:ing|es)?\b|\bkeep\w* (?:\w+ ){0,3}(?:home|off|at home)"
    r"|\bat home\b|\bstay\w* (?:at )?home\b|\bout of school\b|\bday off\b|\bnot attending\b"
    r"|(?<!come )(?<!came )(?<!coming )\bout (?:this"
    r"|for the|all|in the)\b|\bno school\b"
)
ARRIVES = (
    r"\b(?:be|get|getting|coming|come|comes|go|going|bring\w*|drop\w*|send\w*|arrive\w*|arriving"
    r"|return\w*|walk\w*|get\w* (?:him|her|them))"
    r" (?:\w+ ){0,2}?(?:in|back|to school|there|at school|into school)\b|\b(?:in|back|there|here) (?:by"
    r"|at|for|after|around|about|before)\b|\barriv\w+|\blate\b|\bback\b(?! (?:pain|ache|hurt))"
    r"|\breturn\w*|\bin (?:school )?(?:for|after|later)\b|\bbring (?:him|her|them)\b|\bdrop (?:him|her"
    r"|them)\b|\bstraight to school\b|\bin school\b|\bin this\b|\bcoming in\b|\bdeliver (?:him|her|them)\b"
    r"|\b(?:bring|drop|run|drive|walk)\w* [\w']+ (?:down|up|over|round)\b|\bcomes? (?=after|later)"
    r"|\bwith you\b|\bon (?:my|our|his|her|their) way\b(?! (?:to|home|back)\b)|\bleaving (?:now|home"
    r"|the house)\b|\bcome (?:to )?school\b"
)
LEAVES = (
    r"\bpick\w* (?:\w+ ){0,3}?up\b|\bcollect\w*|\bleav(?:ing|es)\b(?! (?:now|home|the house))"
    r"|\b(?<!study )(?<!exam )(?<!sick )leave\b(?! of absence)|\bfetch\w*|\b(?:send|sent|bring"
    r"|come) (?:[\w']+ )?"
    r"(?:down |over |up )?(?:to|2) (?:the )?(?:reception|office)\b|\bready (?:at|by|for)\b|\bcome out\b"
    r"|\bcoming out\b|\btak\w+ (?:\w+ ){0,3}?(?:out|home)\b|\bgo(?:ing)? home\b"
    r"|\bfinish\w*|\bneeds? to go\b|\bout (?:of (?:school|class) )?(?:at|from|by)\b|\bhome (?:at|from"
    r"|by|for the|this|in the|afternoons)\b|\brelease\w*|\bget (?:him|her|them)\b"
    r"|\bget (?!(?:in|here|there|to|back|up|home|it|seen)\b)[\w'-]+ (?:at|from|for) (?=\d|half|quarter|lunch)"
    r"|\b(?:gone|goes|going) (?:off )?(?:at|from|by)\b"
    r"|\bpick\w*\b"
)
APPOINTMENT = (
    r"\bappointments?\b|\bdentist\w*|\bdoctors?\b|\bgp\b|\bhospital\b|\boptician\w*|\bortho\w+"
    r"|\bclinic\b|\bscans?\b|\bx-?ray\b|\bblood tests?\b"
    r"|\bcamhs\b|\bphysio\w*|\bconsultant\b|\bspecialist\b|\bcheck-?up\b|\baudiology\b|\bhearing test\b"
    r"|\beyes? test\w*\b|\bspeech therap\w+|\btherap\w+|\bcounsell\w+"
    r"|\bjabs?\b|\bvaccin\w+|\binject\w+|\bmri\b|\boperation\b|\bsurgery\b|\binterview\b|\bfuneral\b"
    r"|\bexam\b|\bassessment\b|\bpaediatrician\b|\bhygienist\b|\bchild ?minder\b|\bcourt\b|\bpassport\b"
    r"|\bembassy\b|\b(?:hearing|eyes?|teeth|ears|bloods?|feet|knee|heart) (?:checked|tested|done|seen"
    r"|looked|taken|out)\b|\bnurse\b|\bchiropodist\b|\bpodiatrist\b|\bdietician\b|\bbooster\b"
    r"|\bpsychologist\b"
    r"|\b(?:have|need|has|needs|told|asked|got) to be (?:there|at the|in the)\b|\bdue (?:there|at the)\b"
    r"|\bbrace\w*|\bfilling\b|\btaster\b|\baudition\b|\bmeeting\b|\breview\b|\b(?:plaster|cast|stitches"
    r"|braces?|dressing) (?:off|out|on|changed|removed|checked|taken)\b|\bvisit by\b|\bto see (?:the|a|his"
    r"|her) \w+|\bultrasound\b"
)
ILL = (
    r"\b(?:ill|sick|sickness|poorly|unwell|vomit\w*|threw|throwing|temperature|headache|tummy|cough\w*"
    r"|cold|fever|rash|migraine|asthma|pain|cried|crying|woke|wake|woken|up since|awake|rough"
    r"|felt|feeling|fell|hurt|got (?:worse|up|sick|ill|home)|(?:started|began) (?:at|about|around|vomiting"
    r"|being|with|last|in)|tested positive|diarrhoea|asleep|slept|overslept|broke\w*"
    r"|passed away|died|came down)\b"
)
KINDS = {"absent": ABSENT, "arrives": ARRIVES, "leaves": LEAVES, "appointment": APPOINTMENT, "ill": ILL}
APART = 40  # letters that a comma, "so" or "and" between counts for
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}
_UNLIKE = {
    "arrives": re.compile(
        ABSENT + r"|\b(?:have|has|need|needs|got|told|asked|due|must)(?: to)?(?: be)? there\b"
    ),
    "leaves": re.compile(r"\b(?:keep|kept|stay|rest)\w* (?:[\w']+ ){0,2}?home\b|\bat home\b"),
    "ill": re.compile(
        r"\b(?:car|van|bus|bike|lift|boiler|alarm|train)(?:'s| is| has| was)? (?:been )?broke\w*"
    ),
}
BREAK = re.compile(r"[.;!?\n,]|\b(?:so|and|but|because|then|as)\b")


@dataclass(frozen=True, slots=True)
class Cue:
    """A telling word and how far it stands from the place asked about, in letters."""

    kind: str
    distance: int


def nearest_cue(text: str, start: int, end: int, kinds: tuple[str, ...] = tuple(KINDS)) -> str | None:
    """What `text[start:end]` is for, by the nearest telling words; None when nothing tells.

    Words before count as nearer than words after, and a comma, "so" or "and" between puts them further away.
    """
    cues = [cue for kind in kinds for cue in _cues(text, start, end, kind)]
    return min(cues, key=lambda cue: cue.distance).kind if cues else None


def has_cue(text: str, kind: str) -> bool:
    """Whether the text holds a word of this kind at all."""
    return bool(_places(text, kind))


def is_attached(text: str, start: int, end: int, kind: str) -> bool:
    """Whether a telling word of this kind stands by `text[start:end]` with no comma or "so" between."""
    return any(cue.distance < APART for cue in _cues(text, start, end, kind))


def _cues(text: str, start: int, end: int, kind: str) -> list[Cue]:
    cues = []
    for begins, ends in _places(text, kind):
        if begins < end and ends > start:  # it reaches into the place itself: "in by 10"
            cues.append(Cue(kind, 0))
        elif ends <= start:
            between = text[ends:start]
            cues.append(Cue(kind, len(between) + APART * len(BREAK.findall(between))))
        else:
            between = text[end:begins]
            cues.append(Cue(kind, len(between) + 15 + APART * len(BREAK.findall(between))))
    return cues


@functools.lru_cache(maxsize=len(KINDS))
def _places(text: str, kind: str) -> tuple[tuple[int, int], ...]:
    """Where the telling words of a kind stand; kept for the message that is being read."""
    return tuple(match.span() for match in _PATTERNS[kind].finditer(_without_denials(text, kind)))


def _without_denials(text: str, kind: str) -> str:
    """The text with what only looks like this kind blanked out, letter for letter: "won't be in" """
    unlike = _UNLIKE.get(kind)
    return unlike.sub(lambda match: "~" * len(match.group()), text) if unlike else text
