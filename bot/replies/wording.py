"""From a decided reply to the words of one text. Nothing here ever sees a reason in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.parsers.protocol import Period
from bot.replies.catalogue import Catalogue, load_catalogue
from bot.replies.days import say_day, say_days, say_names
from bot.turn import Reply, ReportItem
from rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class Setting:
    """What a reply is worded with.

    names: what each pupil is called, for those who may be named to this number. today: the school's date.
    phone: the school's number, as people write it. head_decides: pupils whose report is a request for leave.
    """

    names: Mapping[int, str]
    today: date
    phone: str
    head_decides: frozenset[int] = frozenset()
    language: str = "en"


def word_reply(reply: Reply, setting: Setting) -> str:
    """The text to send."""
    words = load_catalogue(setting.language)
    if reply.items:
        return _read_back(reply, setting, words)
    names = tuple(dict.fromkeys(setting.names[pupil_id] for pupil_id in reply.pupil_ids))
    many = f"{reply.key}_many" if len(names) > 1 else reply.key
    days = say_days(reply.period, setting.today, words) if reply.period is not None else ""
    template = words.replies.get(many, words.replies[reply.key])
    return template.format(child=say_names(names, words), days=days, phone=setting.phone)


def say_what(item: ReportItem, today: date, words: Catalogue) -> str:
    """What is noted about a child: that and when they are away, never why."""
    period = item.period
    key = _what(item.reason, period)
    whole = key not in ("away", "away_back")  # beside a time, "this morning" says nothing more
    days = say_days(replace(period, sessions="day") if whole else period, today, words)
    time = f"{period.time:%H:%M}" if period.time is not None else ""
    back = say_day(period.returns_on, words) if period.returns_on is not None else ""
    near = say_days(period, today, words) if period.first_on == today else say_day(period.first_on, words)
    return words.what[key].format(days=days, first=near, time=time, back=back)


def _what(reason: Reason, period: Period) -> str:
    if reason is Reason.LATE:
        return "late" if period.time is None else "late_at"
    if period.time is not None and period.time_kind in ("arrives", "leaves"):
        return "late_at" if period.time_kind == "arrives" else "leaves_at"
    if period.time is not None:
        return "part"
    if period.returns_on is not None and period.last_on is not None:
        return "away_back"
    return "away" if period.last_on is not None else "away_from"


def _read_back(reply: Reply, setting: Setting, words: Catalogue) -> str:
    """One sentence when all is the same for everyone, else one part for each child."""
    said: dict[str, list[str]] = {}
    for item in reply.items:
        name = setting.names[item.pupil_id] if item.pupil_id is not None else ""
        said.setdefault(say_what(item, setting.today, words), []).append(name)
    requests = {item.pupil_id for item in reply.items} & setting.head_decides
    if len(said) > 1:
        each = "; ".join(f"{say_names(tuple(names), words)} {what}" for what, names in said.items())
        return words.replies["request_each" if requests else f"{reply.key}_each"].format(each=each)
    what, names = next(iter(said.items()))
    if requests:
        return words.replies["request"].format(child=say_names(tuple(names), words), what=what)
    open_ended = reply.key == "read_back" and reply.items[0].period.last_on is None
    key = f"{reply.key}{'_open' if open_ended else ''}{'_many' if len(names) > 1 else ''}"
    return words.replies[key].format(child=say_names(tuple(names), words), what=what)
