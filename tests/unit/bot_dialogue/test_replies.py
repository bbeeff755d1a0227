"""The words we send: short, warm, without a reason, and never asking for a word that opts out."""

import re
import string
from dataclasses import replace
from datetime import date, time

import pytest

from bot.parsers.protocol import Period
from bot.replies.catalogue import languages, load_catalogue
from bot.replies.wording import Setting, say_what, word_reply
from bot.turn import Reply, ReportItem
from rules.reasons import Reason
from telephony.segments import count_segments

TODAY = date(2026, 11, 20)
NAMES = {1: "Christopher", 2: "Amelia-Rose", 3: "Bartholomew"}
SETTING = Setting(NAMES, TODAY, "0161 496 0100")
FILLED = {
    "child": "Christopher",
    "what": "away Mon 30 Nov to Wed 2 Dec, back Thu 3 Dec",
    "each": "Oliver away today (Fri 20 Nov); Mia leaving at 14:00 today (Fri 20 Nov)",
    "days": "tomorrow morning (Sat 21 Nov)",
    "phone": "0161 496 0100",
}
#: These may take two parts: 999 and the school's number, several children, or a language nobody could read.
TWO_PARTS = {"danger", "request", "request_each", "read_back_each", "read_back_office_each", "read_back_open"}


def item(pupil_id: int, period: Period, reason: Reason = Reason.ILLNESS) -> ReportItem:
    return ReportItem(pupil_id, reason, 0.9, (), "tummy", period)


def replies() -> list[tuple[str, str, str]]:
    return [
        (language, key, template)
        for language in sorted(languages())
        for key, template in load_catalogue(language).replies.items()
    ]


@pytest.mark.parametrize(("language", "key", "template"), replies())
def test_a_reply_has_no_gap_for_a_reason(language: str, key: str, template: str) -> None:
    gaps = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    assert gaps <= FILLED.keys()


@pytest.mark.parametrize(("language", "key", "template"), replies())
def test_a_reply_fits_into_one_part(language: str, key: str, template: str) -> None:
    segments = count_segments(template.format(**FILLED))
    assert segments.count <= (2 if key in TWO_PARTS else 1), segments
    if language == "en":
        assert segments.encoding == "GSM-7"


@pytest.mark.parametrize(("language", "key", "template"), replies())
def test_a_reply_asks_for_no_word_that_opts_out(language: str, key: str, template: str) -> None:
    words = set(re.findall(r"[a-z]+", template.casefold()))
    assert not words & {"yes", "cancel", "end", "stop", "start", "quit", "unsubscribe", "authorised"}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_every_reply(language: str) -> None:
    english, other = load_catalogue("en"), load_catalogue(language)
    assert other.replies.keys() == english.replies.keys()
    assert other.what.keys() == english.what.keys()


def test_an_unknown_language_gets_english() -> None:
    assert load_catalogue("xx").language == "en"


@pytest.mark.parametrize(
    ("period", "reason", "said"),
    [
        (Period(TODAY, TODAY), Reason.ILLNESS, "away today (Fri 20 Nov)"),
        (Period(date(2026, 11, 21), date(2026, 11, 21)), Reason.ILLNESS, "away tomorrow (Sat 21 Nov)"),
        (Period(date(2026, 11, 24), date(2026, 11, 24)), Reason.ILLNESS, "away on Tue 24 Nov"),
        (Period(date(2026, 11, 24), date(2026, 11, 26)), Reason.ILLNESS, "away Tue 24 to Thu 26 Nov"),
        (Period(date(2026, 11, 30), date(2026, 12, 2)), Reason.ILLNESS, "away Mon 30 Nov to Wed 2 Dec"),
        (
            Period(TODAY, date(2026, 11, 24), returns_on=date(2026, 11, 25)),
            Reason.ILLNESS,
            "away Fri 20 to Tue 24 Nov, back Wed 25 Nov",
        ),
        (Period(TODAY, None), Reason.ILLNESS, "away from today (Fri 20 Nov)"),
        (Period(date(2026, 11, 24), None), Reason.ILLNESS, "away from Tue 24 Nov"),
        (Period(TODAY, TODAY, sessions="am"), Reason.ILLNESS, "away this morning (Fri 20 Nov)"),
        (Period(TODAY, TODAY, sessions="pm"), Reason.ILLNESS, "away this afternoon (Fri 20 Nov)"),
        (
            Period(date(2026, 11, 24), date(2026, 11, 25), sessions="pm"),
            Reason.ILLNESS,
            "away in the afternoons, Tue 24 to Wed 25 Nov",
        ),
        (Period(TODAY, TODAY, sessions="am"), Reason.LATE, "coming in late today (Fri 20 Nov)"),
        (
            Period(TODAY, TODAY, sessions="am", time=time(10), time_kind="arrives"),
            Reason.MEDICAL,
            "coming in at 10:00 today (Fri 20 Nov)",
        ),
        (
            Period(TODAY, TODAY, sessions="pm", time=time(14), time_kind="leaves"),
            Reason.MEDICAL,
            "leaving at 14:00 today (Fri 20 Nov)",
        ),
        (
            Period(TODAY, TODAY, sessions="pm", time=time(14), time_kind="appointment"),
            Reason.MEDICAL,
            "away for part of the day today (Fri 20 Nov)",
        ),
    ],
)
def test_days_are_said_as_a_parent_would(period: Period, reason: Reason, said: str) -> None:
    assert say_what(item(1, period, reason), TODAY, load_catalogue("en")) == said


def test_children_with_the_same_days_share_a_sentence() -> None:
    day = Period(TODAY, TODAY)
    reply = Reply("read_back", items=(item(1, day), item(2, day), item(3, day)))
    assert word_reply(reply, SETTING).startswith(
        "Thanks. Christopher, Amelia-Rose and Bartholomew are down as away today"
    )


def test_children_with_other_days_get_a_part_each() -> None:
    reply = Reply(
        "read_back",
        items=(item(1, Period(TODAY, TODAY)), item(2, Period(TODAY, TODAY, sessions="am"), Reason.LATE)),
    )
    text = word_reply(reply, SETTING)
    assert "Christopher away today (Fri 20 Nov); Amelia-Rose coming in late today (Fri 20 Nov)" in text


def test_without_an_end_they_are_asked_to_text_each_morning() -> None:
    reply = Reply("read_back", items=(item(1, Period(TODAY, None)),))
    assert "text us each morning" in word_reply(reply, SETTING)


@pytest.mark.parametrize("second", [Period(TODAY, TODAY), Period(TODAY, TODAY, sessions="am")])
def test_leave_is_for_the_head(second: Period) -> None:
    asked = replace(SETTING, head_decides=frozenset({1}))
    reply = Reply("read_back", items=(item(1, Period(TODAY, TODAY), Reason.HOLIDAY), item(2, second)))
    assert "The head decides" in word_reply(reply, asked)


def test_two_children_are_asked_about_together() -> None:
    reply = Reply("ask_reason", (1, 2), period=Period(TODAY, TODAY))
    assert word_reply(reply, SETTING).endswith("Why are Christopher and Amelia-Rose away today (Fri 20 Nov)?")
