"""From reason and facts to a provisional code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from rules.codes import WithdrawnCode, get_code
from rules.coding import CodingRules, DecidedBy, HolidayRule, ReportFacts, provisional_code, stale_n
from rules.reason_codes import REASON_CODES
from rules.reasons import Reason
from rules.sessions import Session

TODAY = date(2026, 11, 23)
CODES = {
    Reason.ILLNESS: "I",
    Reason.MEDICAL: "M",
    Reason.RELIGIOUS: "R",
    Reason.EXCEPTIONAL: "C",
    Reason.PERFORMANCE: "C1",
    Reason.PART_TIME: "C2",
    Reason.HOLIDAY: "G",
    Reason.INTERVIEW: "J1",
    Reason.STUDY: "S",
    Reason.TRAVELLING: "T",
    Reason.EXCLUDED: "E",
    Reason.DUAL_REGISTERED: "D",
    Reason.OFF_SITE: "B",
    Reason.PROVISION: "K",
    Reason.SPORT: "P",
    Reason.VISIT: "V",
    Reason.WORK: "W",
    Reason.NO_ACCESS: "Q",
    Reason.NOT_REQUIRED: "X",
    Reason.TRANSPORT: "Y1",
    Reason.DISRUPTION: "Y2",
    Reason.JUSTICE: "Y5",
    Reason.PUBLIC_HEALTH: "Y6",
    Reason.UNAVOIDABLE: "Y7",
    Reason.UNAUTHORISED: "O",
    Reason.UNSTATED: "N",
    Reason.LATE: "L",
}
LEAVE = {"C", "C1", "C2", "G", "J1", "S", "T"}
PLAIN = {"I", "M", "R", "O", "N", *LEAVE}


def report(reason: Reason, **changes: Any) -> ReportFacts:
    facts = ReportFacts(
        reason=reason,
        confidence=0.95,
        listed=True,
        session=Session.AM,
        on=TODAY,
        register_closes_at=time(9, 0),
        session_ends_at=time(12, 0),
    )
    return replace(facts, **changes)


def test_every_reason_has_its_code() -> None:
    assert {reason: provisional_code(report(reason)).code for reason in Reason} == CODES
    assert set(REASON_CODES) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_every_proposal_says_why_who_decides_and_agrees_with_the_list_of_codes(reason: Reason) -> None:
    proposal = provisional_code(report(reason))
    head = proposal.code in LEAVE
    assert proposal.why.endswith(".")
    assert proposal.decided_by is (DecidedBy.HEAD if head else DecidedBy.OFFICE)
    assert proposal.decided_by == get_code(proposal.code, TODAY).who_decides
    assert proposal.is_request is head
    assert proposal.doubtful is (proposal.code not in PLAIN)
    assert all(doubt.endswith(".") for doubt in proposal.doubts)


def test_a_listed_contact_s_code_may_stand_in_the_register() -> None:
    assert provisional_code(report(Reason.ILLNESS)).mark == "I"


def test_an_unlisted_reporter_is_kept_but_the_mark_stays_n() -> None:
    proposal = provisional_code(report(Reason.ILLNESS, listed=False))
    assert (proposal.code, proposal.mark) == ("I", "N")
    assert proposal.doubts == ("The reporter is not a listed contact: check with one who is.",)


@pytest.mark.parametrize(("confidence", "doubtful"), [(0.74, True), (0.75, False)])
def test_low_confidence_is_doubtful(confidence: float, doubtful: bool) -> None:
    proposal = provisional_code(report(Reason.ILLNESS, confidence=confidence))
    assert proposal.doubtful is doubtful
    if doubtful:
        assert proposal.doubts == ("The reason may be misunderstood: read the message.",)


@pytest.mark.parametrize(
    ("at", "code"),
    [(time(8, 59), "L"), (time(9, 0), "L"), (time(9, 1), "U"), (time(11, 59), "U"), (time(12, 0), "N")],
)
def test_late_goes_by_the_clock(at: time, code: str) -> None:
    proposal = provisional_code(report(Reason.LATE, arrives_at=at))
    assert (proposal.code, proposal.mark) == (code, "N")
    assert proposal.doubtful


def test_late_without_a_time_is_watched() -> None:
    proposal = provisional_code(report(Reason.LATE))
    assert (proposal.code, proposal.mark) == ("L", "N")
    assert proposal.doubts == ("No time was given: watch for arrival.",)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.MEDICAL, "M"),
        (Reason.ILLNESS, "I"),
        (Reason.TRANSPORT, "Y1"),
        (Reason.UNAUTHORISED, "U"),
        (Reason.UNSTATED, "U"),
        (Reason.LATE, "U"),
    ],
)
def test_after_the_close_another_code_comes_before_u(reason: Reason, code: str) -> None:
    assert provisional_code(report(reason, arrives_at=time(9, 40))).code == code


def test_before_the_close_whoever_comes_is_late_whatever_the_reason() -> None:
    proposal = provisional_code(report(Reason.MEDICAL, arrives_at=time(8, 58)))
    assert (proposal.code, proposal.mark) == ("L", "N")
    assert proposal.doubts == ("Confirm once the pupil has arrived.",)


def test_whoever_comes_after_the_session_has_missed_it() -> None:
    overslept = provisional_code(report(Reason.UNAUTHORISED, arrives_at=time(12, 30)))
    assert (overslept.code, overslept.mark) == ("O", "O")
    assert overslept.doubts == ("The pupil comes in only after this session: ask why they miss all of it.",)
    unknown_end = report(Reason.UNAUTHORISED, arrives_at=time(12, 30), session_ends_at=None)
    assert provisional_code(unknown_end).code == "U"


def test_holidays_follow_the_policy() -> None:
    asked = provisional_code(report(Reason.HOLIDAY))
    assert asked.why == ("A holiday in term time: not granted unless the head decides otherwise.")
    never = CodingRules(holiday=HolidayRule.NEVER)
    refused = provisional_code(report(Reason.HOLIDAY, rules=never))
    assert refused.code == "G"
    assert refused.decided_by is DecidedBy.HEAD
    assert refused.why == (
        "A holiday in term time: this school does not grant them. The request is recorded."
    )
    assert provisional_code(report(Reason.ILLNESS, rules=never)).why.startswith("The pupil is ill")


@pytest.mark.parametrize(("taken", "reported", "doubtful"), [(2, 1, False), (3, 1, True), (0, 4, True)])
def test_too_many_religious_days_are_looked_at(taken: int, reported: int, doubtful: bool) -> None:
    facts = report(Reason.RELIGIOUS, religious_days_taken=taken, days_reported=reported)
    proposal = provisional_code(facts)
    assert proposal.code == "R"
    assert proposal.doubtful is doubtful
    if doubtful:
        assert proposal.doubts == ("Days of religious observance this school year, with this report: 4.",)
    assert not provisional_code(replace(facts, reason=Reason.ILLNESS)).doubtful


def test_an_appointment_needs_evidence_only_where_the_policy_says_so() -> None:
    strict = CodingRules(appointment_evidence=True)
    assert provisional_code(report(Reason.MEDICAL, rules=strict)).doubts == (
        "No appointment card or letter has been seen yet.",
    )
    assert not provisional_code(report(Reason.MEDICAL, rules=strict, evidence=True)).doubtful
    assert not provisional_code(report(Reason.MEDICAL)).doubtful
    assert not provisional_code(report(Reason.ILLNESS, rules=strict)).doubtful


def test_x_is_doubtful_for_a_pupil_of_compulsory_age() -> None:
    assert provisional_code(report(Reason.NOT_REQUIRED)).doubts == (
        "X is only for pupils under or over compulsory school age.",
    )
    assert not provisional_code(report(Reason.NOT_REQUIRED, compulsory_age=False)).doubtful


def test_several_doubts_are_all_told() -> None:
    assert len(provisional_code(report(Reason.WORK, listed=False, confidence=0.1)).doubts) == 3


def test_a_code_is_not_proposed_for_a_day_on_which_it_was_not_in_use() -> None:
    with pytest.raises(WithdrawnCode):
        provisional_code(report(Reason.DISRUPTION, on=date(2024, 1, 8)))


def test_an_n_of_four_school_days_is_put_before_a_person() -> None:
    assert stale_n(3) is None
    proposal = stale_n(4)
    assert proposal is not None
    assert (proposal.code, proposal.mark, proposal.decided_by) == ("O", "N", DecidedBy.OFFICE)
    assert proposal.doubtful
    assert proposal.why == "No reason has been given for 4 school days, and N may not stand for more than 5."
    assert stale_n(2, after=2) is not None
    assert not proposal.is_request
    assert proposal.doubts == ("Ask once more before this becomes an unauthorised absence.",)


def test_what_is_not_said_is_the_ordinary_case() -> None:
    assert CodingRules() == CodingRules(HolidayRule.HEAD, 3, 0.75, False, 4)
    once = replace(report(Reason.RELIGIOUS), rules=CodingRules(religious_days=1))
    assert not provisional_code(once).doubtful
    assert provisional_code(replace(once, days_reported=2)).doubtful


def test_late_says_which_side_of_the_close() -> None:
    assert provisional_code(report(Reason.LATE, arrives_at=time(8, 59))).why == (
        "The pupil arrives before the register closes, so is late, not absent."
    )
    assert provisional_code(report(Reason.LATE, arrives_at=time(9, 10))).why == (
        "The pupil arrives after the register closes and no other code applies."
    )
