"""How halves of a day are said: this afternoon, mornings only, back for period 3, all day."""

import re

HALF_SAID = re.compile(r"afternoon|lunch|midday|noon|\bpm\b")
_HALF = r"(?:this {0}(?!'s)|whole {0}|in the {0}|all {0}|the {0}(?! after)|{0} (?:only|session|off)|{0}s"
MORNING = re.compile(
    _HALF.format("morning")
    + r"|mid[ -]?morning|(?:today|tomorrow|\w+day) (?:in the )?morning|half the morning|this am)\b"
    r"|(?<=day )am\b|(?<=\d(?:st|nd|rd|th) )am\b|(?<=tomorrow )am\b|(?<=missing )am\b"
)
AFTERNOON = re.compile(
    _HALF.format("afternoon")
    + r"|(?:for|by) afternoon|afternoon (?:registration|register|lessons?|class(?:es)?|school)"
    r"|(?:today|tomorrow|\w+day) (?:in the )?afternoon|this pm)\b|(?<=day )pm\b|(?<=\d(?:st|nd|rd|th) )pm\b"
    r"|(?<=tomorrow )pm\b"
    r"|(?<=missing )pm\b"
)
DAY_MORNING = re.compile(r"(?:tomorrow|(?:mon|tues|wednes|thurs|fri)day) ")
MIDDAY = re.compile(
    r"\b(?:after|at|by|for|before|from|until) (?:lunch ?time|lunch|dinner ?time|dinner|midday)\b"
    r"|\blunch ?time\b|\blater (?:on )?this morning\b"
)
NOON_AFTER = re.compile(
    r".*?(?:day|tomorrow|\d(?:st|nd|rd|th))(?: at| from| around| after| by| for| about)?"
    r" (?:lunch ?time|lunch|midday|noon|dinner ?time|dinner)\b"
)
IN_AT_NOON = re.compile(  # "Friday she'll come in at lunchtime"
    r" (?:he|she|they)(?:'ll| will| should| can)? (?:be |come |comes )?(?:back |in |back in )"
    r"(?:at|after|from|by|for|around)(?: about| the)? (?:lunch|midday|noon|dinner|afternoon)"
)
AFTER_IT = re.compile(  # "doctors now, will bring her straight after"
    r"\b(?:in|back|there|with you|school|come|coming|(?:bring|drop|send|get)\w* (?:him|her|them))(?: (?:in"
    r"|back|off|to"
    r"|school|straight|right|directly|into))* (?:after(?:wards?)?|when (?:he|she|they|we)(?:'s|'re|'ve| is"
    r"| are| have)?"
    r" (?:done|finished|been seen))\s*(?=$|[.,;!?\n]|that\b)"
)
ON_A_DAY = re.compile(r"\b(?:today|tomorrow|\w+day) $")
AFTER_LESSON = re.compile(
    r"\b(?:leav\w+|collect\w*|pick\w*|going|goes|out|home)(?: [\w']+){0,3} after (?:period|p|lesson) ?[1-6]\b"
)
LESSON = re.compile(
    r"\b(?:in|back|there|here|school|with you)\b(?: [\w']+){0,3} (?:for|by|at|after|in time for) (?:the )?"
    r"(?:(?:start of )?(?:period|lesson|p) ?[1-6]\b|(?:(?:first|second|\d(?:nd|rd|th|st)) )(?:period|lesson)"
    r"|(?:morning )?break)"
)
WHOLE = re.compile(
    r"(?<!\bin )(?<!here )(?<!school )\ball day\b|\bwhole (?:day|of (?:the day|today|\w+day))\b"
    r"|\bwhole of tomorrow\b|\b(?:in|attend\w*|school) at all(?: that day| today| tomorrow)?(?= ?(?:$"
    r"|[.,;!?\n]|as\b|because\b))"
    r"|(?<!in )(?<!in for a )\bfull day\b(?! back)|\bthe day off\b|\b(?:for|takes?|taking|miss\w*"
    r"|(?<!end )(?<!rest )(?<!start )(?<!part )(?<!remainder )of) the day\b(?! (?:after|before))"
)
NOT_WHOLE = re.compile(r"\b(?:not|isn't|than) (?:\w+ ){0,2}?(?:all|whole|full) day\b")
_ONLY_HALF = r"(?P<{}>morning|afternoon)\b"
MISSES_ONLY = re.compile(  # "only missing this morning", "off just for the afternoon"
    r"\b(?:only|just) (?:be |going to )?(?:miss\w*|needs?(?= (?:the|this)\b)|off|absent|away|out|not in)"
    r"(?: (?!in\b)\w+){0,2} "
    + _ONLY_HALF.format("a")
    + r"|\b(?:off|miss\w*|absent|out|away) (?:just|only) (?:for )?(?:the|this|in the) "
    + _ONLY_HALF.format("b")
    + r"|\b(?:only|just) (?:the|this|tomorrow) "
    + _ONLY_HALF.format("c")
    + r" (?:that )?(?:he|she|they)(?:'s|'re|'ll| is| are| will)?(?: be)? (?:miss\w*|off|away|out)\b"
    + r"|\bnot (?:\w+ ){0,2}?(?:all|whole|full) day(?: \w+){0,2}? (?:just|only)(?: for| off| out| missing)* "
    + r"(?:the|this|in the) "
    + _ONLY_HALF.format("d")
    + r"|(?:^|\bto |\bit's |\babsence )(?:just|only) (?:for )?(?:the|this|tomorrow) "
    + _ONLY_HALF.format("e")
    + r"(?=\s*(?:$|[.,;!?\n]|not\b|now\b|off\b|instead\b|please\b|(?:one|session|bit|part)\b))"
)
SO_AWAY = re.compile(  # "the funeral is this morning so we're keeping him off": the whole day
    r"[^.;!?\n]{0,50}?\bso (?:[\w']+ ){0,3}?(?:off|no school|(?:keep\w*|kept) [\w']+ (?:off|out|home|at home)"
    r"|can't (?:come|get|make)(?: in| it| to school)*|not (?:coming|in|be in)|won't be (?:in|coming)|absent"
    r"|at home)\b(?! (?:for|until|this|in the|from|after|before|just|only)\b)"
)
UNTIL_HALF = re.compile(r"\b(?:until|while)(?: (?:maybe|probably|about|at least|around|sometime))* $")
OUTRIGHT = re.compile(  # an absence said flatly, with no hour of arrival after it
    r"(?:\bwon't be (?:at school|there|attending|coming(?: in)?|in(?:to)?(?: school)?)"
    r"|\bnot (?:be |going to be )?(?:at school|attending|coming in|coming|in(?: school)?|make it(?: in)?)"
    r"|\b(?:can't|cannot|unable to) (?:come|attend|make it|get (?:in|to school))(?: in)?"
    r"|\bno school|\bisn't (?:in|coming)(?: in)?|\babsent"
    r"|\bhome today|\bat home|\bstay\w* (?:at )?home|\bday off)\b"
    r"(?!,? (?:he|she|they)(?:'ll be|'s| is| will be) in\b)"
    r"(?! (?:this|until|till|for the|before|in the|at|from|after) ?(?:morning|afternoon|lunch|midday|\d"
    r"|half)?)"
)
STAYS_AWAY = re.compile(r"\b(?:won't|not|isn't) (?:\w+ ){0,2}(?:back|return\w*)\b|\bgo(?:es|ing)? home\b")
NOT_BACK = re.compile(  # "… at 11.15 and won't be back": neither half is attended
    r"\b(?:won't|not|isn't) (?:\w+ ){0,2}(?:back|return\w*)(?: (?:to|in|at))?(?: school)?"
    r"(?= ?(?:$|[.,;!?\n]|today\b|after\b|that day\b|before the end\b))"
)
HALF_DAY = re.compile(r"\bhalf (?:a |the )?day\b")
TAKES_LEAVE = re.compile(r"\b(?:in|stay\w*|only|just|here|school) (?:\w+ ){0,2}(?:until|for|before)$")
PRESENT_ONLY = re.compile(r"\b(?:only|just) (?:\w+ ){0,3}$")
FOR_THE_HALF = re.compile(r"\b(?:for|only|just)\b|(?:\bis|'s|\bare|'re) in $")
COMES_IN = re.compile(
    r"(?:(?:^|[,.;] |\band )in|(?:\b(?:be|is|come|comes|coming|came)|'s|\b(?:bring|drop|send|get"
    r"|have)\w* [\w']+) (?:back )?in)"
    r"(?: (?!(?:and|but|then|home|off|out)\b)[\w']+){0,6} $|\bback (?:[\w']+ ){0,4}$|\b(?:in|return\w*"
    r"|school) (?:for|in)? ?(?:the|her|his|their)? ?$"
    r"|\b(?:manage|make)(?: it)?(?: in)?(?: for)?(?: the)? $"
    r"|\byou(?:'ll| will| can|'ve)? (?:have|got|get) [\w']+(?: back)?(?: for| in)?(?: the)? $"
)
DENIED = re.compile(r"(?:won't|not|isn't|aren't|can't|cannot|no|never|neither)\b(?: [\w']+){0,3} ?$")
REPORTED = re.compile(
    r"\b(?:reported|said|told|put|rang|called|texted|messaged|emailed|marked|message)\b[^.;!?\n]*$"
    r"|\bhave (?:[\w']+ ){1,3}(?:down|marked)\b[^.;!?\n]*$"
)
AT_HOME = re.compile(r"(?<!go )(?<!going )(?<!goes )\bhome $")  # "home this morning on study leave"
IN_FOR_THAT = re.compile(  # "an exam this afternoon, she'll be in for that"
    r"(?:[^.;!?\n]|\.(?=\d)){0,30}(?<=[ ,])(?:he|she|they)(?:'ll| will|'s| is|'re| are) (?:be )?(?:in"
    r"|here|there|back) for"
    r" (?:that|it)\b"
)
SAID_THEN = re.compile(  # "what I said about Troy this morning", "my message this morning"
    r"\b(?:said about|message\w*|rang|texted|e-?mail\w*|wrote|sent|report|form)"
    r"(?: (?!(?:he|she|they|it|in|off|not|absent|to)\b|he'|she'|they')[\w']+){0,3} $"
)
PART_TIME = re.compile(r"\b(?:phased|reduced|part[ -]?time|full days from|full time from)\b")
PRESENT_HALVES = re.compile(
    r"\b(?:just|only) (?:be |going to be )?(?:doing|do|here for|in for|with you for|managing|staying for"
    r"|coming(?: in)? for)"
    r" (?:the |this )?(?P<one>morning|afternoon)\b|\b(?:does|do|attends?|comes?|on|in) (?:just "
    r"|only )*(?P<half>mornings|afternoons)\b(?! off)"
)
ON_THAT_BUS = re.compile(r"\b(?:he|she|they)(?:'ll| will)? (?:be|come|get) on (?:that|it|the next|this)\b")
MISSED_LESSON = re.compile(  # "she'll miss p1 and p2 only"
    r"\bmiss\w* (?:only |just |the )*(?:periods?|lessons?|p) ?(?P<n>[1-6])\b"
)
LAST_MORNING_LESSON = 3
LUNCH_THEN_OUT = re.compile(
    r"\bin for (?:(?:the|his|her|their|christmas|xmas|school) )*lunch (?:and |but )?then\b"
)
EVERY_DAY = re.compile(
    r"\d(?: ?pm)? (?:from|on) (?:mon|tues|wednes|thurs|fri)day (?:to|and|&) \w+day\b(?! off)"
    r"|\b(?:mornings|afternoons|(?:every|each) (?:morning|afternoon|day|time))\b"
)
