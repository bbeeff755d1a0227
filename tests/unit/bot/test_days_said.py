"""Days as they are said in whole messages: corrections, travel, weeks that say which Thursday, open ends."""

import pytest

from bot.entities.days import read_period
from bot.parsers.normalise import normalise
from bot.parsers.protocol import Period
from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import at

MONDAY = "2026-11-16 08:12"  # the Friday of the week after is an INSET day
MONDAY_EVENING = "2026-11-16 19:40"
TUESDAY = "2026-11-17 07:55"
WEDNESDAY = "2026-11-18 08:12"
THURSDAY = "2026-11-19 08:20"
SATURDAY = "2026-11-21 11:00"
SUNDAY_NIGHT = "2026-11-22 21:15"
OCTOBER = "2026-10-20 08:00"  # half-term begins on Monday the 26th


def read(text: str, now: str, calendar: SchoolCalendar) -> Period:
    return read_period(normalise(text).text, at(now), calendar)


# text, sent at, first day, last day (None: open-ended), day of return
SPANS = [
    # weeks that only say which weekday is meant
    ("Ravi is at his dad's on Thursday and Friday this week so not in", MONDAY, "11-19", "11-20", None),
    ("Thursday of this week Ella has a dance exam, she'll be off", MONDAY, "11-19", "11-19", None),
    ("work experience Monday to Wednesday next week", WEDNESDAY, "11-23", "11-25", None),
    ("off Tues and Weds next week for a funeral", WEDNESDAY, "11-24", "11-25", None),
    ("next week, on Monday and Tuesday, Sam is on a course", THURSDAY, "11-23", "11-24", None),
    ("w/c 7th Dec we're away", MONDAY, "12-07", "12-11", None),
    ("week commencing the 30th he is at the other site", WEDNESDAY, "11-30", "12-04", None),
    ("off rest of week with flu", TUESDAY, "11-17", "11-20", None),
    ("she'll be off this week and next", MONDAY, "11-16", "11-26", None),
    ("off all of next week", WEDNESDAY, "11-23", "11-26", None),
    ("no minibus from this week so she can't get in today", TUESDAY, "11-17", "11-17", None),
    ("off today and the rest of the week", TUESDAY, "11-17", "11-20", None),
    ("the trip is this week but Zack isn't well so he'll be home today", WEDNESDAY, "11-18", "11-18", None),
    ("not in Mon and Tues", SUNDAY_NIGHT, "11-23", "11-24", None),
    ("off Thurs, Fri and Mon", WEDNESDAY, "11-19", "11-23", None),
    ("away Weds, Thurs and Fri", "2026-12-04 08:10", "12-09", "12-11", None),
    ("Joshua is away Thursday/Friday", MONDAY, "11-19", "11-20", None),
    ("Friday 20th Nov Lola is at a wedding", MONDAY, "11-20", "11-20", None),
    ("absent 26/11", MONDAY, "11-26", "11-26", None),
    ("off Thurs 26/11 to Thurs 3/12", MONDAY, "11-26", "12-03", None),
    ("won't be in on the 26th", MONDAY, "11-26", "11-26", None),
    ("off till the 26th", MONDAY, "11-16", "11-25", "11-26"),
    ("twenty sixth of november she has a hospital appointment", MONDAY, "11-26", "11-26", None),
    ("he's off on monday the thirtieth", THURSDAY, "11-30", "11-30", None),
    ("orthodontist Thursday week at 2", MONDAY, "11-26", "11-26", None),
    ("off a week on Monday for a wedding", THURSDAY, "11-30", "11-30", None),
    ("away for the next two weeks", MONDAY, "11-16", "11-26", None),
    ("nxt wk we r away", THURSDAY, "11-23", "11-26", None),
    # returns
    ("off til weds", MONDAY, "11-16", "11-17", "11-18"),
    ("off today, in tomorrow", MONDAY, "11-16", "11-16", "11-17"),
    ("not in today. back in tmrw", MONDAY, "11-16", "11-16", "11-17"),
    ("no sleep at all last night so we'll try again tomorrow", MONDAY, "11-16", "11-16", "11-17"),
    ("Jo's poorly, see you Wednesday hopefully", MONDAY, "11-16", "11-17", "11-18"),
    ("he goes to school Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("still coughing, I expect him back on Thursday", TUESDAY, "11-17", "11-18", "11-19"),
    ("she's back with you Friday", WEDNESDAY, "11-18", "11-19", "11-20"),
    ("from Thursday to Monday, back Tuesday", MONDAY, "11-19", "11-23", "11-24"),
    ("off from Friday, returning Wednesday", WEDNESDAY, "11-20", "11-24", "11-25"),
    ("won't be back till at least Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("returns the 25th", MONDAY, "11-16", "11-24", "11-25"),
    ("off till after the weekend", THURSDAY, "11-19", "11-20", "11-23"),
    ("Grandad died so we go to Leeds today and he's back in Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("won't be back until after half term", OCTOBER, "10-20", "10-23", "11-02"),
    ("off from Thursday till after half-term", OCTOBER, "10-22", "10-23", None),
    ("won't be in before Thursday at the earliest", MONDAY, "11-16", "11-18", "11-19"),
    ("still not in, hopefully Wednesday", MONDAY, "11-16", "11-17", "11-18"),
    ("it'll be Thursday before he's back", MONDAY, "11-16", "11-18", "11-19"),
    ("the airline bumped us off, she's in on Wednesday", MONDAY, "11-16", "11-17", "11-18"),
    ("off till 26th with chickenpox", MONDAY, "11-16", "11-25", "11-26"),
    ("off with a bug, he come wednesday", MONDAY, "11-16", "11-17", "11-18"),
    ("not in today we'll try again Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("op on Friday, no sports and off school until then", TUESDAY, "11-17", "11-19", "11-20"),
    ("she's to stop off while Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("it's Wednesday he's back not Tuesday", MONDAY, "11-16", "11-17", "11-18"),
    ("study leave until his physics paper on Wednesday", MONDAY, "11-16", "11-17", "11-18"),
    ("no lift until they mend it Friday so he's home", MONDAY, "11-16", "11-19", "11-20"),
    ("seen by the gp on Friday, resting, will try Wednesday", MONDAY, "11-16", "11-17", "11-18"),
    ("still rough, hoping for Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("won't be back this side of half term", OCTOBER, "10-20", "10-23", None),
    # present today, so nothing is missed after it
    ("he's coming in today but please keep an eye on his arm", MONDAY, "11-16", "11-16", None),
    ("neither of mine will be in today", MONDAY, "11-16", "11-16", None),
    ("none of the boys will be in school today or tomorrow", MONDAY, "11-16", "11-17", None),
    # withdrawals
    ("the holiday is called off so she'll be in on Thursday and Friday", TUESDAY, "11-19", "11-20", None),
    ("dentist has been postponed, he'll be in school on Friday as normal", TUESDAY, "11-20", "11-20", None),
    ("please ignore my last text, Kai will be in tomorrow", MONDAY_EVENING, "11-17", "11-17", None),
    ("fever gone so he's in today rather than off till Thursday", TUESDAY, "11-17", "11-17", None),
    # corrections
    ("sorry I put Tuesday but she's off Wednesday", MONDAY, "11-18", "11-18", None),
    ("I said he'd be off Thursday but it should be Friday", MONDAY, "11-20", "11-20", None),
    ("he's not off tomorrow he's off Thursday", MONDAY, "11-19", "11-19", None),
    ("I said today only but she's still hot so she'll be off tomorrow too", MONDAY, "11-16", "11-17", None),
    # as well
    ("Nell is full of cold this morning. Off tomorrow as well", MONDAY, "11-16", "11-17", None),
    ("not in, and not tomorrow either", MONDAY, "11-16", "11-17", None),
    ("not well. might need tomorrow off too", MONDAY, "11-16", "11-16", None),
    # days of something else
    ("the clinic can't see us until Thursday so he's home today resting it", MONDAY, "11-16", "11-16", None),
    ("our ferry was cancelled, new one is on Wednesday, so back Thursday", MONDAY, "11-16", "11-18", "11-19"),
    ("missed our plane, next flight is tomorrow night. Aya will be back on Wednesday", MONDAY, "11-16",
     "11-17", "11-18"),
    ("he had his tonsils out on Friday and has to stay off", MONDAY, "11-16", "11-16", None),
    ("admitted to hospital on Saturday, not in", MONDAY, "11-16", "11-16", None),
    ("worn out after the weekend so having a rest today", MONDAY, "11-16", "11-16", None),
    ("should be fine by Wednesday but off today", MONDAY, "11-16", "11-16", None),
    ("revising at home today, mock tomorrow", MONDAY, "11-16", "11-16", None),
    ("dad's back Friday but Suki has a temp so won't be in", TUESDAY, "11-17", "11-17", None),
    ("not sure if he'll be in tomorrow, will see, off today", MONDAY, "11-16", "11-16", None),
    ("he breaks up on Thursday, then off Friday to Tuesday for a wedding", MONDAY, "11-20", "11-24", None),
    ("party on Saturday has worn her out, not in", MONDAY, "11-16", "11-16", None),
    ("the repair man comes tomorrow so he can't get out today", MONDAY, "11-16", "11-16", None),
    ("further to my message on Friday, Nora is still unwell", MONDAY, "11-16", "11-16", None),
    ("counselling every other Friday, today is one", MONDAY, "11-16", "11-16", None),
    ("the scan has been put back to Thursday, so she's off then", MONDAY, "11-19", "11-19", None),
    ("our flight was cancelled and the new ticket is Friday, not in", WEDNESDAY, "11-18", "11-18", None),
    ("suspension runs to Thursday", TUESDAY, "11-17", "11-19", None),
    ("off the 7th and 8th of December", MONDAY, "12-07", "12-08", None),
    ("we are away the 24th to the 26th", MONDAY, "11-24", "11-26", None),
    ("in Tenerife for the week", TUESDAY, "11-17", "11-20", None),
    ("taster days this week Thursday and Friday", MONDAY, "11-19", "11-20", None),
    ("the funeral isn't till next week but she's too upset today", MONDAY, "11-16", "11-16", None),
    ("can't get her a dentist till Thursday so she's home today", MONDAY, "11-16", "11-16", None),
    ("he came off his bike on Sunday and can't walk", MONDAY, "11-16", "11-16", None),
    ("you suspended her on Friday so she's not in", MONDAY, "11-16", "11-16", None),
    ("he's been poorly all week so he's not in", WEDNESDAY, "11-18", "11-18", None),
    ("I doubt he'll be in tomorrow, he's sick", MONDAY, "11-17", "11-17", None),
    ("the wedding has moved from Thursday to Friday, Isa needs that day", MONDAY, "11-20", "11-20", None),
    ("we'll be sorted by Wednesday, off today", MONDAY, "11-16", "11-16", None),
    ("we fly out on Wednesday night, off Thursday, back Monday", MONDAY, "11-19", "11-20", "11-23"),
    ("op on Wednesday then off for the rest of the week", MONDAY, "11-18", "11-20", None),
    ("his suspension ends Thursday so back Friday", TUESDAY, "11-17", "11-19", "11-20"),
    # lengths
    ("the consultant wants her home for the next week", MONDAY, "11-16", "11-20", None),
    ("off for two weeks after his operation", MONDAY, "11-16", "11-26", None),
    ("her boyfriend of two weeks upset her so she's off", MONDAY, "11-16", "11-16", None),
    ("the baby is 3 weeks old and I can't drive, so not in", MONDAY, "11-16", "11-16", None),
    ("it's been three days and he's no better", MONDAY, "11-16", "11-16", None),
    ("2 hours a day, 3 days a week for now with you, not in today", MONDAY, "11-16", "11-16", None),
    ("GP says a week off", MONDAY, "11-16", "11-20", None),
    ("on antibiotics for 5 days, off today", MONDAY, "11-16", "11-16", None),
    ("hasn't slept for two nights or eaten for 3 days, not in", MONDAY, "11-16", "11-16", None),
    ("been off for 2 days and still not right", WEDNESDAY, "11-18", "11-18", None),
    ("signed off for two weeks", MONDAY, "11-16", "11-26", None),
    ("dad home after six months away so we'd like Friday off", WEDNESDAY, "11-20", "11-20", None),
    ("threw up at bedtime last night, 48 hours", TUESDAY, "11-17", "11-18", None),
    ("sick on Sunday night so back on Wednesday after the 48 hours", MONDAY, "11-16", "11-17", "11-18"),
    ("last sick on Saturday morning, 48 hour rule so not in today", MONDAY, "11-16", "11-16", None),
    ("off until Friday inclusive with impetigo", TUESDAY, "11-17", "11-20", None),
    # no end known
    ("we don't know yet how long they'll keep her in", MONDAY, "11-16", None, None),
    ("she's home until the spots have crusted", MONDAY, "11-16", None, None),
    ("keeping him off until we get the results", MONDAY, "11-16", None, None),
    ("not attending until a place is found for her", MONDAY, "11-16", None, None),
    ("off for the time being", MONDAY, "11-16", None, None),
    ("off from Wednesday, no idea for how long", MONDAY, "11-18", None, None),
    ("he stays home until someone mends the lift, not sure when", MONDAY, "11-16", None, None),
    ("stuck in traffic, don't know how long we'll be", MONDAY, "11-16", "11-16", None),
    ("up until she fell asleep at four so not in", MONDAY, "11-16", "11-16", None),
    ("we come back when the strike is over, not in", MONDAY, "11-16", None, None),
    ("please ring me back when you have a minute, Ali is off", MONDAY, "11-16", "11-16", None),
    # when it was sent
    ("Tilly was off Friday because of a bug", MONDAY, "11-13", "11-13", None),
    ("he's full of cold", "2026-11-16 15:20", "11-17", "11-17", None),
    ("Kit was off on Monday with earache, he's back today", WEDNESDAY, "11-16", "11-16", "11-18"),
    ("off today, sorry I forgot to ring", MONDAY_EVENING, "11-16", "11-16", None),
    ("she's been sick", SATURDAY, "11-23", "11-23", None),
    ("Omar won't be in Monday", SATURDAY, "11-23", "11-23", None),
    ("not gonna b in 2moro or thurs", TUESDAY, "11-18", "11-19", None),
    ("off tommorow wensday and thurday", TUESDAY, "11-18", "11-19", None),
    # a date beside its weekday or its week
    ("next week, Tuesday the 24th, Ira has a clinic", WEDNESDAY, "11-24", "11-24", None),
    ("Ira is out Mon 7 and Tues 8 December", MONDAY, "12-07", "12-08", None),
    ("Ira will be out weds 16th and thurs 17th", MONDAY, "12-16", "12-17", None),
    ("just so you know were away from Thursday 19", MONDAY, "11-19", "11-19", None),
    ("she has speech therapy a fortnight on Monday", THURSDAY, "12-07", "12-07", None),
    ("gone 2 weeks from today for dad's work", MONDAY, "11-16", "11-26", None),
    ("Nia won't be in this week or next", MONDAY, "11-16", "11-26", None),
    ("it's Ben's mum, wed rather he stayed home today", MONDAY, "11-16", "11-16", None),
    # a return named twice
    ("back after half term, so Monday 2nd November", OCTOBER, "10-20", "10-23", "11-02"),
    ("won't be in till after half-term, on Tuesday 3rd November", OCTOBER, "10-20", "11-02", "11-03"),
    ("the nurse says no school until Wednesday", MONDAY, "11-16", "11-17", "11-18"),
    ("fever gone, 24 hours clear so in tomorrow", MONDAY, "11-16", "11-16", "11-17"),
    ("Ana is off today. Her brother will be in all week", MONDAY, "11-16", "11-16", None),
    # put right in the next breath
    ("I told you Zoe was off today. I meant Wednesday, sorry", MONDAY, "11-18", "11-18", None),
    ("scrap Wednesday, he's only away today", MONDAY, "11-16", "11-16", None),
    ("ignore 'today', she's away tomorrow instead", MONDAY, "11-17", "11-17", None),
    ("swap his absence from tomorrow to Thursday", MONDAY, "11-19", "11-19", None),
    ("I said until Wednesday but it's the rest of the week now", MONDAY, "11-16", "11-20", None),
    ("it's tomorrow Liv is away not today, she's here today", MONDAY, "11-17", "11-17", None),
    ("the trip to the eye clinic on Wednesday is cancelled, she's in school Wednesday", MONDAY, "11-18",
     "11-18", None),
    ("I put family reasons for Wednesday but it's a holiday", MONDAY, "11-18", "11-18", None),
    # lengths and no lengths
    ("off a couple o' days wi' his chest", MONDAY, "11-16", "11-17", None),
    ("six months she has been waiting for this scan so she's out today", MONDAY, "11-16", "11-16", None),
    ("seeing family for some days, he'll be away for a fortnight", MONDAY, "11-16", "11-26", None),
    ("starts her two weeks of work experience today", MONDAY, "11-16", "11-26", None),
    ("he attends on three days and Monday is a day at home", MONDAY, "11-16", "11-16", None),
    ("off for two weeks after", MONDAY, "11-16", "11-26", None),
    ("placement finishing Thursday, not with you", TUESDAY, "11-17", "11-19", None),
    # the end honestly not known
    ("not in and I don't honestly know when he'll manage it", MONDAY, "11-16", None, None),
    ("on the ward, they can't tell us when she'll be out", MONDAY, "11-16", None, None),
    ("she stays at her gran's until they tell us otherwise", MONDAY, "11-16", None, None),
    ("no bus. Until they do find one he's no way in and is off", MONDAY, "11-16", None, None),
    ("stuck in Malta, won't be in, don't know when flights start", MONDAY, "11-16", None, None),
    ("going abroad tomorrow with no date for returning", MONDAY, "11-17", None, None),
    ("not just one day, nobody can say how long, no idea when he'll be in", MONDAY, "11-16", None, None),
    ("the plumber won't be out until this afternoon so no school", MONDAY, "11-16", "11-16", None),
    ("I said Mo was off till Tuesday but the clinic says Thursday now", MONDAY, "11-16", "11-18", "11-19"),
    ("I wrote Tuesday by mistake, it's Wednesday he has his jabs", MONDAY, "11-18", "11-18", None),
    ("he only needs this afternoon off, not tomorrow", MONDAY, "11-16", "11-16", None),
    ("I said Jo's off till tomorrow but it'll be today and tomorrow and Wednesday", MONDAY, "11-16", "11-18",
     None),
    ("snowed in so not with you today, we'll see about tomorrow", MONDAY, "11-16", "11-16", None),
    ("chipped a tooth, can't say when we'll be finished", MONDAY, "11-16", "11-16", None),
    ("at a wedding in Hull, driving back tomorrow, in school Thursday", MONDAY, "11-16", "11-18", "11-19"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "now", "first", "last", "returns"), SPANS)
def test_days_said(
    text: str, now: str, first: str, last: str | None, returns: str | None, calendar: SchoolCalendar
) -> None:
    period = read(text, now, calendar)
    shown = (
        f"{period.first_on:%m-%d}",
        period.last_on and f"{period.last_on:%m-%d}",
        period.returns_on and f"{period.returns_on:%m-%d}",
    )
    assert shown == (first, last, returns)
