"""Words that must reach the safeguarding lead, whatever else a message says. Tuned to miss nothing.

Sources: guidance on children missing education and S-stoc 4.5; a flag raises a task for a person, no more.
"""

import re

SAFEGUARDING = "safeguarding"
WHEREABOUTS = "whereabouts"  # beside it: no danger is told of, but nobody knows where the child is

_BODY = r"(?!head|arm|leg|knee|foot|face|hand|finger|toe|elbow|nose|back|shin|eye|chin|thumb|mouth|tooth|own)"
_PERSON = rf"(?:he|she|they|him|her|them|i|me|we|us|(?:my|his|her) {_BODY}\w+|sam|daughter|son|child|kid)"
_CARER = (
    r"(?:dad|mum|father|mother|stepdad|step dad|stepmum|step mum|uncle|aunt|partner|boyfriend|husband|wife|ex"
    r"|brother|grandad|nan|man|carer)"
)
_THINGS = (
    r"(?:coat|jumper|bag|bottle|shoes?|hat|cardigan|lunchbox|book|kit|gloves?|phone|scarf|blazer|tie"
    r"|trainers|glasses"
    r"|jacket|hoodie|sweatshirt|uniform|that|has|have|is|are|been|gone)"
)
_PATTERNS = (
    # missing from home, whereabouts unknown
    r"\b(?:run|ran|runs|running) away\b|\b(?:reported|still) missing\b",
    rf"\b(?!{_THINGS}\b)\w+(?:'s| has| have| is| are)? (?:been |gone )missing\b(?! (?:school|a lot|out"
    r"|his|her|the))",
    r"\b(?:didn't|did not|hasn't|has not|never|not) (?:come|came|been|return\w*) (?:back )?home\b"
    r"|\bmissing (?:since|person|from home|child)\b",
    r"\b(?:can't|cannot|couldn't|unable to) find (?:him|them|sam|my|her(?! (?:pe|kit|coat|shoes?"
    r"|bag|books?|uniform|tie|jumper)))\b|\b(?:don't|do not|no idea"
    r"|not sure) (?:know )?where (?:he|she|they|sam)\b",
    r"\b(?:was|were|is|been) not in (?:his|her|their) bed\b|\bwasn't in (?:his|her|their) bed\b"
    r"|\bbed (?:was|is|not) (?:empty|slept)\b|\bout all night\b",
    # self-harm
    r"\b(?:kill|hurt|harm|cut|cutting|hurting|harming|killing)\w* (?:him|her|them|my|your)sel(?:f|ves)\b"
    r"(?! (?:play\w*|fall\w*|at|in|on the|off the|jump\w*|when|doing|during|with (?:a|the) (?:door|ball)))"
    r"|\bself[ -]?harm\w*|\bsuicid\w*|\boverdos\w*|\btook (?:a load of|too many|all (?:the|her|his"
    r"|my)) (?:\w+ )?(?:pills|tablets|paracetamol)\b",
    r"\b(?:want|wants|wanted|wish\w*) (?:to )?(?:die|be dead|not be here|not to be here|to not wake up"
    r"|end it)\b|\bend (?:it all|(?:his|her|my|their) (?:own )?life)\b|\bdoesn't want to (?:live|be alive"
    r"|be here any)\w*|\bbetter off (?:dead|without (?:me|him|her))\b",
    r"\b(?:cuts|cut marks|slash\w*|burns) on (?:his|her|their) (?:arm|arms|wrist|wrists|legs|thighs)\b",
    # violence and fear at home
    r"\b(?:hit|hits|hitting|beat|beats|beaten|beating|punch\w*|slap\w*|strangl\w*|kick\w*|chok\w*"
    r"|batter\w*|(?<!heart )(?<!panic )(?<!asthma )attack\w*|threaten\w*|abus\w*|assault\w*|rap(?:e|ed"
    r"|ing)|molest\w*"
    rf"|grop\w*) (?:\w+ )?{_PERSON}\b",
    rf"\b{_CARER} (?:has |had |is |was |keeps |always )?(?:hit|hits|hitting|beat|beats|beating|hurt|hurts"
    r"|hurting|punch\w*|slap\w*|strangl\w*|kick\w*|threaten\w*|touch\w*|attack\w*|scream\w* at"
    r"|lash\w*)\b",
    r"\bdomestic (?:violence|abuse)\b|\babus(?:e|ed|ive|ing)\b|\brefuge\b|\bnot safe\b|\bunsafe at\b"
    r"|\bisn't safe\b|\bdon't feel safe\b|\bfear for\b|\bin danger\b|\brestraining order\b"
    r"|\bnon[- ]molestation\b",
    r"\b(?:scared|afraid|frightened|terrified) (?:of (?:his|her|my|him|dad|mum|going home|what|someone"
    r"|them|home)|to (?:go|come|be) (?:home|at home|back home)"
    r"|at home)\b",
    rf"\b(?:bruis\w*|black eye|marks|welts|burn mark\w*|cigarette burn\w*)\b(?=.*\b(?:{_CARER}|won't say"
    r"|how (?:he|she) got|doesn't know how|explain)\b)",
    r"\b(?:has|had|got|with|carrying|pulled) (?:a |his |her )?(?:knife|gun|machete)\b|\bstabb\w*"
    r"|\blocked (?:him|her|us|me|them) (?:in|out)\b|\bpolice (?:are|were|came|have been"
    r"|had to) (?:\w+ ){0,3}(?:here|out|round|house|home)\b",
    r"\b(?:touch\w*) (?:him|her|me|them) (?:where|in a way|down|inappropriate\w*|private\w*|there)\b"
    r"|\binappropriate\w* touch\w*|\bsexual\w*|\bnudes?\b|\bgroom(?:ed|ing)\b|\bpregnant\b",
    # exploitation and being taken
    r"\bcounty lines\b|\bgang\b|\bdrug deal\w*|\bdealing drugs\b|\brunning drugs\b|\btraffick\w*"
    r"|\bolder (?:men|man|boyfriend)\b|\bmade (?:him|her) carry\b|\bmen (?:in|from) a car\b",
    r"\bforc(?:e|ed|ing) (?:marriage|(?:her |him |me |us )?to marry)\b"
    r"|\bmarr(?:y|ied|iage) (?:off|against)\b|\bagainst (?:her|his|my"
    r"|their) will\b|\bfgm\b|\b(?:be|being|been|get|get her|getting) cut\b|\bcircumcis\w*",
    r"\b(?:taken|took|snatched|abduct\w*|kidnap\w*) (?:him|her|them|my|the)\b(?=.*\b(?:without|refus\w*"
    r"|won't (?:bring|give|let)|supposed to|court|police|not allowed|don't know)\b)|\babduct\w*"
    r"|\bkidnap\w*|\btook (?:his|her|their) passport\b",
    # neglect and a carer in crisis
    r"\b(?:no|nothing|any) (?:food|heating|electric\w*)(?: left)? (?:in|to|at)\b|\bno food\b"
    r"|\bnothing to eat\b|\bstarving\b|\bleft (?:him alone|her alone|them alone|the kids alone|on (?:his"
    r"|her|their) own"
    r"|home alone|alone)\b|\bhome alone\b|\b(?:on|by) (?:his|her|their) own (?:all|for|since|overnight"
    r"|at home)\b|\blooking after (?:himself|herself|themselves)\b",
    r"\b(?:can't|cannot|can not) (?:cope(?! with the (?:traffic|heat|cold|noise|walk))"
    r"|do this any ?more|go on|carry on|look after (?:him|her|them))\b"
    r"|\bat breaking point\b|\bgive up on (?:him|her|life|everything)\b|\bgoing to (?:hurt|harm"
    r"|kill) (?:him|her|them|myself|us|someone)\b|\bmight (?:hurt|do something)\b|\bdo something stupid\b",
    r"\b(?:drunk|passed out|using again|on drugs|taking drugs|high again|heroin|crack(?! in)|won't wake up"
    r"|can't wake (?:him|her|mum|dad))\b(?! (?:his|her) (?:milk|water|juice))",
    r"\bhelp (?:me|us)\b(?=.*\b(?:please|hurt\w*|scared|he's|coming)\b)|\bplease don't (?:tell|ring|call"
    r"|phone) (?:my |her |his )?(?:mum|dad|husband|partner|him|home)\b|\bdon't let (?:him|her dad|his dad"
    r"|her mum|anyone) (?:know|pick|collect|take)\b",
    r"\bsocial (?:worker|services) (?:\w+ ){0,3}(?:taken|took|removed|emergency)\b|\bevict\w*"
    r"|\bsleeping (?:in the car|rough|on the street\w*)\b|\bnowhere (?:to (?:live|go|sleep|stay))\b",
    # threats, strangers and pressure from outside or inside the home
    r"\b(?:made|making|makes) threats\b|\bthreat(?:s|ened|ening|ens)\b|\b(?:will|going to|gonna"
    r"|would) kill (?:me|us)\b"
    r"|\bstranger\w*\b(?! danger)"
    r"|\btried to (?:grab|take|snatch|get) (?:\w+ ){0,3}(?:in|into|on|off|away|to)\b"
    r"|(?<!dog )(?<!cat )\bfollow(?:ed|ing) (?:him|her|them)\b",
    r"\b(?:nobody|no one|no-one) (?:has |have )?(?:seen|heard)\b|\bnobody's seen\b|\bbeen gone\b"
    r"|\bhaven't seen (?:him|her|them|sam) (?:since|for)\b"
    r"|\bpolice (?:log|report|(?:are|have been) (?:looking|searching|out looking))\b|\bmissing person\b",
    r"\bkeep (?:\w+ ){1,3}safe\b|\b(?:scared|fear\w*|terrified) (?:for|o) (?:my|her|his|their)\b"
    r"|\btake it out on\b|\blocks? (?:him|her|me|us|them)\b",
    r"\bending it\b|\bjump(?:ing)? off\b|\bnot waking up\b|\b(?:don't|doesn't|didn't) want to be (?:here"
    r"|alive)\b|\btook (?:\w+ )?(?:tablets|pills)\b"
    r"|\btell (?:the kids|them|him|her) i (?:love|loved)\b|\bdrive (?:us|them) (?:all )?into\b"
    r"|\bcan't do this no more\b",
    r"\b(?:don't|do not) (?:tell|ring|call|phone) (?:my|them|her|his|him|mum|dad|home|the house)\b"
    r"|\b(?:don't|doesn't|do not) want to go home\b|\bwe are being hurt\b|^help me\b",
    r"\b(?:sen[dt]|sending|share|asking for|paying \w+ for) (?:\w+ ){0,2}(?:pictures|photos|photographs"
    r"|pics|videos) (?:of (?:him|her|them)|and)\b|\bmeet (?:him|up with (?:him|a man))\b"
    r"|\bcarrying drugs\b|\bwon't say (?:what|where|who)\b",
    r"\bget (?:her|me|him) married\b|\b(?:booked|arranged|planned) my (?:wedding|marriage)\b|\b(?:shamed?"
    r"|dishonou?r\w*) the family\b|\bhonou?r\b(?=.*\bfamily\b)|\bnot coming back\b(?=.*\bpassport)"
    r"|\bpassports?\b(?=.*\bnot coming back)",
    r"\bex (?:\w+ ){0,6}(?:school gate|outside (?:the )?school|turned up)\b|\bkeep (?:him|her|them"
    r"|sam) inside\b|\bnot allowed (?:to (?:keep|have|see|collect)|near)\b|\bheld (?:at|in) (?:a|some)\b",
    # what a child or a frightened adult says sideways
    r"\bflinch\w*\b|\bwon't go near (?:his|her|their) (?:dad|mum|uncle|stepdad)\b|\b(?:scars?|bruis\w+)\b"
    r"(?=.*\b(?:arms?|sleeves|again|goes down|went down|won't say)\b)|\blong sleeves in\b"
    r"|\bcovered in bruises\b|\bsleeping at different\b|\bdon't know where (?:from|it came from)\b",
    r"\brough with (?:him|her|them|the kids|me)\b|\bleave home in a hurry\b|\btell anyone where\b"
    r"|\btell (?:him|her dad|his dad|them) where (?:we|i) (?:are|am)\b|\bgoing to find us\b"
    r"|\bthere'll be trouble\b|\bnot allowed to leave\b|\bcontrols (?:everything|me|us)\b"
    r"|\b(?:smashed|took|checks) my phone\b|\b(?:went|came|goes) for me\b|\bburn us\b",
    r"\bno point in anything\b|\bgoodbye (?:letter|note)\b|\bbetter off (?:not here|gone)\b"
    r"|\bfeel nothing\b|\b(?:hands|arm) round (?:my|her|his) (?:neck|throat)\b",
    r"\b(?:hasn't|haven't|has not|not) (?:been )?(?:eaten|fed) (?:since|for)\b|\bnothing in\b(?=.*\beat)"
    r"|\b(?:not eaten|hungry)\b.*\bnothing in\b|\bmum (?:hasn't|has not) come (?:back|home)\b"
    r"|\b(?:hasn't|not) been seen\b|\bsleep in the (?:shed|car|garage)\b|\bplease don't send me home\b",
    r"\bonline\b(?=.*\b(?:pictures|photos|meet)\b)|\b(?:man|men|guy|bloke)\b(?=.*\b(?:online|pictures|gifts)\b)"
    r"|\b(?:[2-9]\d) year old (?:man|bloke|guy|boyfriend)\b|\bin my room at night\b|\bunderwear\b"
    r"|\bmakes (?:her|him|me) do (?:things|stuff)\b|\bto be married\b|\b(?:dad|mum|uncle|boyfriend) hurts\b"
    r"|\bceremony\b(?=.*\b(?:girls|abroad)\b)"
    r"|\bscared of (?:going to )?(?:his|her|their|my) (?:dad|mum|uncle)\w*",
)
_DANGER = re.compile("|".join(_PATTERNS))


def has_danger_words(text: str) -> bool:
    """Whether a normalised message holds words a safeguarding lead must see."""
    return _DANGER.search(text) is not None
