"""How days, times, numbers and codes are written on a page: plain British English, in the school's zone."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from flask import Flask, g

from attendance.importing.problems import shown as shown_cell
from office.access import ROLE_WORDS, AtDesk
from office.assets import asset_url
from office.codewords import word_of
from office.grouping import FILTERS
from rules.codes import all_codes, is_on_site
from storage.models import AbsenceReport
from storage.work import PersonToReach

SESSION_WORDS = {"am": "morning", "pm": "afternoon", "day": "all day"}
KIND_WORDS = {
    "call": "Call",
    "visit_decision": "Visit: decide",
    "home_visit": "Home visit",
    "safeguarding": "Safeguarding",
    "social_worker": "Tell the social worker",
    "inform_social_worker": "Tell the social worker",
    "youth_offending": "Tell youth offending",
    "inform_youth_offending": "Tell youth offending",
    "break_decision": "Before the break: decide",
    "local_authority": "Local authority: consider",
    "inbox": "Message to answer",
    "number": "Check a number",
    "check_number": "Check a number",
    "site_search": "Search the site",
    "welfare_check": "Welfare check: consider",
    "family_contact": "Contact the family",
    "class_check": "Check a class",
    "sight_check": "Go and see",
    "ring_colleague": "Ring a colleague",
    "register": "Register missing",
    "overdue": "Overdue: go and see",
    "close_case": "Close the follow-up?",
    "report_differs": "Reported, but in school",
    "plan_differs": "Planned, but in school",
    "standing_still": "Standing still: look now",
}
CHANNEL_WORDS = {
    "sms": "by text",
    "whatsapp": "by WhatsApp",
    "voice": "by phone",
    "web": "on the web page",
    "call": "told to staff",
}
LANGUAGE_WORDS = {
    "pl": "Polish", "ur": "Urdu", "pa": "Panjabi", "ro": "Romanian", "bn": "Bengali", "ar": "Arabic",
    "so": "Somali", "gu": "Gujarati", "pt": "Portuguese", "uk": "Ukrainian", "ta": "Tamil", "fr": "French",
    "cy": "Welsh",
}  # fmt: skip
STATE_WORDS = {
    "provisional": "waits for a decision",
    "confirmed": "confirmed",
    "rejected": "rejected",
    "withdrawn": "withdrawn by the sender",
    "superseded": "replaced by a later report",
}
SEND_WORDS = {
    "ready": "waiting to go", "sending": "going now", "sent": "sent", "delivered": "delivered",
    "failed": "not delivered", "undelivered": "not delivered", "unknown": "sent, no answer yet",
    "cancelled": "taken back before it went", "expired": "not sent in time",
}  # fmt: skip


def clock(at: datetime | time | None) -> str:
    """A time of day: "09:06"."""
    if at is None:
        return ""
    if isinstance(at, time):
        return f"{at:%H:%M}"
    return f"{at.astimezone(_zone()):%H:%M}"


def day(on: date | datetime | None) -> str:
    """A day: "Fri 20 Nov"."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = on.astimezone(_zone()).date()
    return f"{on:%a} {on.day} {on:%b}"


def long_day(on: date | None) -> str:
    """A day in full: "Friday 20 November 2026"."""
    return f"{on:%A} {on.day} {on:%B %Y}" if on else ""


def birth(on: date | None) -> str:
    """A birth date: "3 May 2017"."""
    return f"{on.day} {on:%b %Y}" if on else "birth date not known"


def when(at: datetime | None) -> str:
    """A time today, or a day and a time: "09:06", "Thu 19 Nov, 15:40"."""
    if at is None:
        return ""
    local = at.astimezone(_zone())
    desk: AtDesk = g.desk
    return clock(at) if local.date() == desk.today else f"{day(local)}, {clock(at)}"


def waited(due_at: datetime) -> str:
    """How long past its time something is: "12 min", "3 h", "2 days"."""
    minutes = int((g.desk.now - due_at).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def days_of(report: AbsenceReport) -> str:
    """The days a report speaks of, in words."""
    until = report.last_on
    if until == report.first_on:
        days = "Today" if report.first_on == g.desk.today else day(report.first_on)
    elif until is None:
        days = f"From {day(report.first_on)}, no end said"
    else:
        days = f"{day(report.first_on)} to {day(until)}"
    if report.sessions in ("am", "pm"):
        days += f", {SESSION_WORDS[report.sessions]} only"
    if report.at_time is not None:
        days += f", {clock(report.at_time)}"
    return days


def confidence(share: float) -> str:
    """How sure the software is, in words."""
    for least, words in ((0.9, "Sure"), (0.75, "Fairly sure"), (0.5, "Not sure")):
        if share >= least:
            return words
    return "A guess"


def phone(number: str | None) -> str:
    """A telephone number as people here read it out: "07700 900123"."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        parsed, style.NATIONAL if parsed.country_code == 44 else style.INTERNATIONAL
    )


def to_ring(people: Iterable[PersonToReach]) -> list[PersonToReach]:
    """Whom the record lets the school ring today, in order."""
    return [person for person in people if person.may_be_rung(g.desk.today)]


def kind_of_code(code: str) -> str:
    """The statistical class of a code, as a style name; "none" when there is no mark."""
    found = all_codes().get(code)
    if code == "N" or found is None:
        return "unexplained" if code == "N" else "none"
    return found.kind.value


def _zone() -> ZoneInfo:
    desk: AtDesk = g.desk
    return desk.zone


def install_words(app: Flask) -> None:
    """Give every template these words."""
    filters: dict[str, Any] = {
        "clock": clock, "day": day, "long_day": long_day, "birth": birth, "when": when, "waited": waited,
        "days_of": days_of, "confidence": confidence, "phone": phone, "kind_of_code": kind_of_code,
        "word_of": word_of, "to_ring": to_ring,
        "on_site": is_on_site, "cell": shown_cell, **FILTERS,
    }  # fmt: skip
    words: dict[str, Any] = {
        "asset": asset_url, "ROLE_WORDS": ROLE_WORDS, "KIND_WORDS": KIND_WORDS,
        "SESSION_WORDS": SESSION_WORDS,
        "CHANNEL_WORDS": CHANNEL_WORDS, "LANGUAGE_WORDS": LANGUAGE_WORDS, "STATE_WORDS": STATE_WORDS,
        "SEND_WORDS": SEND_WORDS,
    }  # fmt: skip
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(words)
