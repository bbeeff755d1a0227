"""The words around a day that say what it is: until, back, from, since; and what only tells of it."""

import re

PAST = re.compile(
    r"\b(?:was|were(?! off to\b)|has been|had been|wasn't|weren't|been)"
    r" (?:(?!called|signed|told|put|given|booked|asked|cancelled|marked)\w+ ){0,3}?(?:off|absent|away|not in"
    r"|in"
    r"|at home|missing)\b"
    r"|\b(?:missed|didn't (?:come|attend|make it|go|get in)|did not (?:come|attend)|stayed (?:at )?home"
    r"|kept (?:\w+ ){0,2}(?:off|home)"
    r"|(?:why|reason for|explain)\b.*\b(?:absence|absent|off)|had (?:\w+ ){0,2}(?:day )?off"
    r"|off (?:school )?(?:yesterday|last))\b"
)
WE_ARE = re.compile(  # "were away from Monday", typed without its apostrophe
    r"(?:^|[.,;!?\n] ?|\b(?:but|so|because|as|honest|know|say|hi|hello|hiya|tell you) )were\b"
)
SAID_WAS = re.compile(  # "I said he was off till Friday" tells of no past day
    r"\b(?:said|told you|put|reported|wrote|saying)(?: that)?(?: (?!was|were)[\w']+){1,3} (?:was|were)\b"
)
WAS_ILL = re.compile(
    r"\b(?:was|were|had)(?: [\w']+){1,4} (?:on )?(?:yesterday|(?:mon|tues|wednes|thurs|fri)day)\b"
)
IS_BACK = re.compile(
    r"(?:\bis|'s|\bare|'re) (?:back|in)\b(?: in)?(?: school)?(?: today| now| this morning)?"
    r"|(?:\b(?:both|all|but|and|now|so|be)|(?:^|[.,;!?\n])) ?(?:back|in|fine)\b(?: in)?(?: to)?(?: school)?"
    r" (?:today|now|this morning)"
)
AT_NIGHT = re.compile(r" (?:night|evening|after school)\b")
NOW = re.compile(
    r"\b(?:won't|will not|will be (?:off|absent|out|away)|is off"
    r"|(?<=he's) off(?! (?:her|his|food|it|colour)\b)"
    r"|not coming|isn't coming|not in today|today"
    r"|tomorrow|still|staying|keeping|signed off"
    r"|(?:has|have|'s got) (?:(?:the|an?|his|her|their) )?(?:\w+ )?(?:dentist|doctors?|gp|orthodontist"
    r"|opticians?|hospital|clinic|scan|physio) "
    r"|again|'ll be|going to be|needs? to|can't|cannot|not going to)\b"
)
_HALF_BEFORE = r"(?:lunch ?time|lunch|midday|noon|dinner ?time|the afternoon|afternoon)"
NOT_BEFORE = re.compile(  # "won't be in before Thursday"
    r"\b(?:won't|not|isn't|can't|cannot|unlikely|never|doubt)\b[^.,;!?\n]*\b(?:before|afore|this side of)"
    r"(?: (?:the|next|at least|about|a week on))*\s*$"
)
UNTIL_EVENT = re.compile(  # "until his last paper on Wednesday", "until they mend it Friday"
    r"\buntil (?:(?!(?:off|not|absent|in|back|won't|then|and|so|but|when)\b)[\w']+ ){1,5}(?:on )?$"
)
MOVED_FROM = re.compile(
    r"\b(?:mov|chang|switch|swap|rearrang|reschedul)\w* "
    r"(?:(?!(?:so|off|and|away|house|home)\b)[\w']+ ){0,4}?from(?: the)?\s*$"
)
MOVED_TO = re.compile(
    r"\b(?:postponed|moved|changed|put (?:back|off|forward)|brought forward|rearranged|rescheduled|rebooked"
    r"|switched|delayed)(?: \w+){0,2}? (?:to|until|for)(?: (?:the|this|next))*\s*$"
)
UNTIL = re.compile(
    r"\bwhile $|\b(?:until|up until|up to|till|through to|through|thru)(?: (?:at least|about|the"
    r"|and including"
    rf"|after|next|this|including|probably|maybe|around|on|earliest|of|{_HALF_BEFORE}))*\s*$"
)
INCLUSIVE = re.compile(r"\b(?:up to and including|inclusive|including|through|thru)\b")
BACK = re.compile(
    r"(?:\bback\b|(?:^|[,.;!&+(-] ?|\band |\bthen |\bso |\bboth |\ball )in\b|(?<!phased )\breturn\w*"
    r"|\bresum\w+"
    r"|\bhopefully|\bhoping|\bin on|(?:\b(?<!not )be|\bis|'s|'re|\bare|\bcoming|\bcome|\bcomes) in\b"
    r"|(?<=he's) here"
    r"|\b(?:come|comes|coming|go|goes|going)(?: back)?(?: to)? school\b"
    r"|\bin school\b|(?:\b(?:he|she|they|can|will)|'ll) come\b|\bin again\b|\battend\w*|\bstart\w* again"
    r"|\btry(?: (?:him|her|them))?(?: again)?|\brejoin\w*(?: (?:his|her|their|the))?|\bfingers crossed"
    r"|\b(?:send|bring)(?:ing)? (?:him|her|them)|\b(?:see|c|catch|look out for) (?:you|him|her|them)(?: all"
    r"| both)?|\bbe with you|\blooking at"
    r"|\bexpect(?:ed|ing)?(?: to see)?(?: him| her| them)?|\baiming for|\bready for|\bfit for)"
    r"(?: (?:to|in|at|school|on|by|from|for|hopefully|probably|again|as|normal|usual|to school|the|this"
    r"|first|thing|hopefully|,|with you|with us|now|of|date|is|all being well|class|classes|lessons|nursery"
    r"|full time|properly|definitely|maybe|(?:his|her|their|the) (?:trip|exams?|test|match|play|party|mocks?"
    r"|photos?)|bright and early|coming|next|following|back|return|about|around|early|will be|'ll be"
    rf"|(?:after )?{_HALF_BEFORE}))*\s*$"
)
_IN_SCHOOL = (  # "she is in", but not "in hospital"
    r"in(?=\s*(?:$|[.,;!?\n)-]|(?:school|at|by|from|again|for|after|on|as|with|to|and|but|class|lessons"
    r"|normal\w*|later|around|about|time|late|please|thanks|first|when|if|then|ok)\b))"
)
BACK_AFTER = re.compile(
    r" (?:is|will be|'ll be) (?:when|fine|ok|(?:his|her|their|the) (?:first day|return))"
    r"| (?:before|afore|when) (?:he|she|they)(?:'s|'re|'ll| is| are| will| can)"
    r"| (?:morning |afternoon )?when [\w']+ (?:gets|comes|is back|arrives|returns)\b"
    r"|^ (?:she|he|they)(?:'ll be| will be| should be|'s| is|'ll come| will come| can come| comes| come| go"
    r"|'ll go| goes)"
    rf" (?:back\b|(?:to )?school\b|coming\b(?! down)|{_IN_SCHOOL})(?!(?: (?!not\b)\w+){{0,3}} \w+day\b)"
)
_SAME_CLAUSE = r"(?!(?:today|tomorrow|but|and|so|we'll|i'll|she'll|he'll|they'll|will|\w+day)\b)[\w']+ "
DENIED = re.compile(
    r"(?:(?:won't|not|isn't|aren't|cannot|can't|unable to|never|unlikely to|no|don't|doesn't|didn't|couldn't"
    r"|wouldn't"
    rf"|wasn't) (?:{_SAME_CLAUSE}){{0,3}}|\bdoubt (?:if |that )?[\w']+ |\b(?:neither|none|nobody"
    rf"|no one) (?:[\w']+ ){{0,6}}[\w']*)$"
)
_OTHERS = (
    r"\b(?:ship|boat|flight|plane|ferry|train|delivery|engineer|plumber|repair ?man|builder|locksmith|carer"
    r"|nurse|social worker|teacher|doctor|results?|dad|daddy|mum|husband|wife|partner|nan|grandad"
    r"|grandparents"
    r"|family|relatives|visitors|uncle|aunty?|cousins?|i|we)(?:'s|'m|'re| is| are| will be| gets?| can"
    r"| will)?"
)
ANOTHER = re.compile(_OTHERS + " ?$")  # who comes back on Friday is not the child
ANOTHER_COMES = re.compile(
    _OTHERS + r" (?:com(?:es?|ing)|visit\w*|arriv\w+)(?: (?:here|round|home|out|back|over|on|to \w+))* ?$"
)
HABIT = re.compile(r"\b(?:every|each)(?: other| second)?\s*$|\bon an?\s*$")
MESSAGE = re.compile(
    r"\b(?:message|e-?mail|text|letter|note|conversation|chat|spoke|discussed|mentioned|talked|sent|rang"
    r"|phoned|emailed|messaged"
    r"|texted)\b"
    r"(?: (?!appointment|for\b|about\b)[\w']+){0,4} on\s*$"
)
UNTIL_THEN = re.compile(r"\buntil then\b")
RUNS_TO = re.compile(
    r"\b(?:exclusion|suspension|isolation|placement)\b[^.;!?\n]* (?:ends|finishes)(?: on)?(?: the)?\s*$"
    r"|\b(?:runs?|lasts?|goes|extended|extends) to(?: the)?\s*$"
    r"|\b(?:finishing|ending|finishes|last day(?: off| away| absent)? (?:is|being"
    r"|will be))(?: on)?(?: the)?\s*$"
)
FROM = re.compile(r"\b(?:from|starting|as of|beginning|commencing|begins|starts)(?: (?:the|on|this))*\s*$")
IN_FULL_FROM = re.compile(  # "mornings only this week, then full days from Monday"
    r"(?<!off )(?<!miss )(?<!away )\b(?:full days?|full[ -]time|(?:as |back to )?normal)(?: again)? from $"
)
NOT_THIS = re.compile(
    r"\b(?:not|no(?= off)|isn't|instead of|rather than|i said|i put|ignore|scrap|disregard|forget"
    r"|never mind) ?[\"']?(?: ?(?:on|for|the|until|just|being|off"
    r"|absent|away))*\s*$"
)
SAID = re.compile(
    r"\b(?:said|say|wrote|write|put|told you|told the office|texted|reported|typed"
    r"|saying)\b"
)
MEANT_NEXT = re.compile(
    r"\s*[.;!?\n]\s*(?:sorry,? |oops,? |actually,? |no,? )?(?:i (?:mean|meant)|i should have (?:said|put)"
    r"|should (?:be|say)|that should)\b[^.;!?\n]*"
)
PUT_RIGHT = re.compile(
    r"\b(?:should (?:be|have been|have said|say)|i mean|i meant|make (?:it|that))(?: on| for| the)*\s*$"
)
BUT = re.compile(
    r"\bbut\b|\bshould (?:be|have been)\b|\bi mean\b|\bi meant\b|\bby mistake\b|\bin error\b|\bactually\b"
)
AS_WELL = re.compile(r"^\s*(?:off )?(?:as well|too|also|an all|and all|either)\b")
LOOKS_AFTER = re.compile(  # "I've got the kids till Friday"
    r"\b(?:got|have|having|minding|looking after) (?:the |my |all )*(?:kids|children|grandkids|him|her|them"
    r"|both|boys|girls)"
    r"(?: (?!off\b)[\w']+){0,2} until $"
)
SINCE = re.compile(r"\bsince(?: (?:last|the|on|about|early))*\s*$")
TO = re.compile(
    r"^\s*(?:(?:morning|afternoon|lunch ?time|am|pm) )?(?:to|-|through to|through|thru|right through to"
    r"|up to and including)\s*(?:the\s*)?$"
)
OFF_TO = re.compile(
    r"\b(?:off|absent|away|out|at home|excluded|suspended|signed off) (?:up )?to(?: the)?\s*$"
)
COMES = re.compile(r"\b(?:come|comes|coming|go|goes|going|return\w*|start\w*)(?: back)?(?: on| this)?\s*$")
TO_SCHOOL = re.compile(r" (?:morning )?(?:back )?(?:to|in|into) (?:school|class|lessons)\b")
TO_AT_LAST = re.compile(r"\bto(?: (?:the|and including))?\s*$")
THAT_IS = re.compile(
    r"^[ ,(:-]*(?:(?:so|on|that is|that's|ie|i\.e\.?|which is|the"
    r"|see (?:you|him|her|them)|back|in|from)[ ,]*)*$"
)
AND = re.compile(r"^\s*(?:and|&|\+|or)\s*(?:on )?$")
LATER = re.compile(
    r"(?:\bsee how (?:he|she|they|it|things|we)\b|\b(?:will|'ll|i'l|can|shall) (?:let you know|update"
    r"|ring|call|phone|email|confirm|speak|keep you (?:posted|updated)|see about"
    r"|decide about|chase|ask|check|review|reassess)\b"
    r")[^.,;!?\n]{0,40}$"
)
UNSURE = re.compile(
    r"\b(?:not sure|unsure|don't know|see|hope)(?: yet)? (?:if|whether)\b[^.,;!?\n]{0,40}$"
    r"|\b(?:not sure|unsure) (?:he|she|they)\b[^.,;!?\n]{0,40}$"
)
MAYBE = re.compile(r"\b(?:might|possibly|maybe|perhaps|may (?!i\b)(?:be|need|have))(?: [\w']+){0,4}\s*$")
BETTER = re.compile(
    r"\b(?:ok|okay|fine|sorted|better|right|(?<!not )(?<!nah )(?<!isn't )(?<!no )(?<!very )well"
    r"|well enough|grand|champion|himself|herself"
    r"|right as rain)(?: (?:by|for|on))?\s*$"
)
MISSES = re.compile(r"\b(?:off|no school|won't be|absent|away|home|not (?:be )?in)\b")
AWAY = re.compile(r"\b(?:off|won't|not|absent|be in|back|away)\b")
TOLD = re.compile(
    r"\b(?:was|were|been|had|got|fell|came|started|went|vomited|threw|hurt|broke|tested|sent|saw|took"
    r"|since|began|woke|ended|finished|caught|died|lost|hit|cut|bumped|banged|burnt|burned|admitted|remanded"
    r"|(?<!be )(?<!being )seen"
    r"|arrested|excluded|suspended|discharged|diagnosed|picked|flew|landed|arrived|became"
    r"|passed)\b[^.,;!?\n]*$"
)
AHEAD = re.compile(
    r"\b(?:off|won't|will|not|absent|away|booked|moved|changed|invited|offered|arranged|scheduled|rescheduled"
    r"|called|asked|needed|appointment|appointments|playing|competing"
    r"|been given|miss\w*|selected|got (?:a|an|the|his|her))\b"
)
NOT_TILL_AFTER = re.compile(  # "won't be back till after Easter" names the day of return
    r"\b(?:won't|not|isn't|can't|cannot|never|no) (?:[\w']+ ){0,3}?(?:back|in|return\w*|send\w*|attend\w*"
    r"|school|come|coming|see\w*|at school)\b[^.,;!?\n]*\b(?:until|before) (?:after"
    r"|the other side of)(?: the)?\s*$"
)
HOLIDAY_OVER = re.compile(r"\b(?:after|following)(?: the)?\s*$")
WE_EXPECT = (
    "expect",
    "look",
    "aiming",
    "see",
    "c ",
    "catch",
    "send",
    "bring",
    "try",
)  # "I expect her back": she comes, not I
FROM_NOW = re.compile(  # "so that's him done till the holidays": whatever else is on its way
    r"\bthat(?:'s|'ll be| is| will be) (?:him|her|them|[\w']+) (?:done|finished|off|out|home|away)\b"
)
NOT_UNTIL_SEEN = re.compile(  # "couldn't get an appointment until Thursday"
    r"\b(?:appointment|dentist|doctor|gp|clinic|funeral|operation|scan|wedding|meeting|seen|see (?:us|him"
    r"|her|them)|slot|results?|fit (?:us|him|her) in|available)\b"
    r"[^.;!?\n]*until (?:the )?$"
)
ALL_ALONG = re.compile(  # "been poorly all week"
    r"\b(?:been|was|were|had|building|looking forward)\b[^.,;!?\n]*$"
)
TRAVELS_BACK = re.compile(r"\b(?:travel\w*|fly\w*|driv\w*|head\w*|sail\w*) back(?: \w+){0,3} $")
FELL_OFF = re.compile(r"\b(?:came|come|fell|fallen|knocked|thrown) off\b")
TRAVEL = re.compile(
    r"\b(?:flights?|ferry|seats?|train|plane|fly|flying|flies|land|landing|put (?:us|them|him|her) on"
    r"|rebooked|one|ticket|offered (?:us|me)|get home|home)\b"
    r"(?: (?!(?:back|in|off|absent|until|return\w*)\b)\w+){0,4}\s*$"
)
STRANDED = re.compile(r"\b(?:cancel\w*|missed|delay\w*|stranded|stuck|rebook\w*|overbook\w*|divert\w*)\b")
TIMETABLE = re.compile(r"\btimetable\b[^.;!?\n]*\bfrom $")
EVENT = re.compile(
    r"\b(?:exams?|(?<!blood )(?<!eye )(?<!hearing )(?<!sight )(?<!allergy )(?<!hospital )tests?"
    r"|mocks?|party|match|assembly|concert|photos?|results|gcses?|finish\w*|breaks? up"
    r"|last day|birthday|wedding)(?: (?:is|are|on|will be|in school))*\s*$"
)
WITHDRAWN = re.compile(
    r"\b(?:cancel (?:that|it|the|this|his|her|their|my|please|for|what)|withdraw\w*|disregard|ignore|scrap"
    r"|delete|remove|fallen through|called off|(?:changed|change) (?:my|our|his|her|their) minds?|after all"
    r"|no longer (?:needs?|need|going|off|away|required)"
    r"|take (?:that|it|the|this|him|her|them)(?: \w+){0,2} off"
    r"|(?:appointments?|dentist|scan|operation|orthodontist|holidays?|trip|visit|optician|meeting|funeral)\b"
    r"(?: [\w']+){0,8}? (?:cancelled|postponed|called off|put off|moved|rescheduled|rearranged))\b"
)
