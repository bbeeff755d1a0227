"""Who may speak for whom, and who may be contacted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.contacts import (
    PupilLink,
    SpeakerKind,
    SpeakerVerdict,
    check_speaker,
    contacts_in_order,
    is_silenced,
    is_withheld,
)

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
links = st.builds(
    PupilLink,
    contact_id=st.integers(1, 4),
    pupil_id=st.integers(1, 4),
    order=st.integers(1, 4),
    may_report=st.booleans(),
    may_be_told=st.booleans(),
    must_not_be_contacted=st.sampled_from([False, False, False, True]),
    court_restriction=st.booleans(),
    to_on=st.none() | st.sampled_from([TODAY - DAY, TODAY]),
)


def speak(*each: PupilLink) -> SpeakerVerdict:
    by_contact: dict[int, list[PupilLink]] = {}
    for link in each:
        by_contact.setdefault(link.contact_id, []).append(link)
    return check_speaker(by_contact, TODAY)


def test_a_listed_contact_speaks_for_their_children() -> None:
    verdict = speak(PupilLink(1, 22), PupilLink(1, 21))
    assert verdict == SpeakerVerdict(
        kind=SpeakerKind.LISTED,
        why="A listed contact.",
        contact_ids=(1,),
        may_report_for=(21, 22),
        doubtful_for=(),
        may_hear_of=(21, 22),
    )
    assert not verdict.is_silenced
    assert not verdict.raises_safeguarding


def test_what_a_link_does_not_say_is_the_ordinary_contact() -> None:
    assert PupilLink(1, 21) == PupilLink(1, 21, 1, True, True, False, False, None, None, False)


def test_a_number_nobody_has_is_unlisted() -> None:
    assert check_speaker({}, TODAY) == SpeakerVerdict(
        SpeakerKind.UNLISTED, "This number is not on the list of contacts. Check with a listed contact."
    )


def test_a_contact_without_children_or_out_of_date_is_unlisted() -> None:
    assert check_speaker({7: ()}, TODAY).kind is SpeakerKind.UNLISTED
    assert check_speaker({7: ()}, TODAY).contact_ids == (7,)
    assert speak(PupilLink(1, 21, to_on=TODAY - DAY)).kind is SpeakerKind.UNLISTED
    assert speak(PupilLink(1, 21, from_on=TODAY + DAY)).kind is SpeakerKind.UNLISTED


def test_the_first_and_the_last_day_of_a_link_count() -> None:
    assert speak(PupilLink(1, 21, from_on=TODAY, to_on=TODAY)).may_report_for == (21,)


@pytest.mark.parametrize(
    "link", [PupilLink(1, 21, may_report=False), PupilLink(1, 21, court_restriction=True)]
)
def test_a_contact_who_may_not_report(link: PupilLink) -> None:
    verdict = speak(link)
    assert verdict.kind is SpeakerKind.MAY_NOT_REPORT
    assert verdict.why == "This contact may not report absences. Check with a listed contact."
    assert verdict.may_report_for == ()


def test_a_contact_may_report_for_one_child_and_not_another() -> None:
    verdict = speak(PupilLink(1, 21), PupilLink(1, 22, may_report=False))
    assert verdict.kind is SpeakerKind.LISTED
    assert verdict.may_report_for == (21,)
    assert verdict.may_hear_of == (21, 22)


@pytest.mark.parametrize(
    "link", [PupilLink(1, 21, may_be_told=False), PupilLink(1, 21, court_restriction=True)]
)
def test_a_child_is_not_named_to_somebody_who_may_not_be_told(link: PupilLink) -> None:
    assert speak(link).may_hear_of == ()


def test_who_must_not_be_contacted_gets_silence_and_safeguarding_is_told() -> None:
    verdict = speak(PupilLink(1, 21, must_not_be_contacted=True))
    assert verdict == SpeakerVerdict(
        SpeakerKind.MUST_NOT_BE_CONTACTED,
        "This number belongs to somebody who must not be contacted. Nothing was sent or changed.",
        (1,),
    )
    assert verdict.is_silenced
    assert verdict.raises_safeguarding


def test_one_such_contact_silences_everybody_on_the_number_even_out_of_date() -> None:
    flagged = PupilLink(2, 30, must_not_be_contacted=True, to_on=TODAY - DAY)
    assert speak(PupilLink(1, 21), flagged).is_silenced
    assert is_silenced({1: [PupilLink(1, 21)], 2: [flagged]})
    assert not is_silenced({1: [PupilLink(1, 21)], 2: []})
    assert not is_silenced({})


def test_a_shared_number_is_plain_where_all_may_report() -> None:
    verdict = speak(PupilLink(1, 21), PupilLink(2, 21))
    assert verdict.kind is SpeakerKind.SHARED
    assert verdict.contact_ids == (1, 2)
    assert (verdict.may_report_for, verdict.doubtful_for) == ((21,), ())
    assert verdict.why == "Several contacts share this number, and each of them may report."


def test_a_shared_number_is_doubtful_where_only_some_may_report() -> None:
    verdict = speak(PupilLink(1, 21), PupilLink(1, 22), PupilLink(2, 21), PupilLink(2, 23, may_report=False))
    assert verdict.kind is SpeakerKind.SHARED
    assert (verdict.may_report_for, verdict.doubtful_for, verdict.may_hear_of) == ((21,), (22,), (21,))
    assert verdict.why == (
        "Several contacts share this number, and not all of them may report. Check who it was."
    )


def test_a_shared_number_with_nothing_in_common_names_nobody() -> None:
    verdict = speak(PupilLink(1, 21), PupilLink(2, 22))
    assert (verdict.may_report_for, verdict.doubtful_for, verdict.may_hear_of) == ((), (21, 22), ())
    assert verdict.kind is SpeakerKind.SHARED


def test_a_shared_number_where_nobody_may_report() -> None:
    barred = [PupilLink(1, 21, may_report=False), PupilLink(2, 21, may_report=False)]
    assert speak(*barred).kind is SpeakerKind.MAY_NOT_REPORT


def test_a_contact_whose_links_have_ended_still_makes_a_shared_number_doubtful() -> None:
    verdict = speak(PupilLink(1, 21), PupilLink(2, 21, to_on=TODAY - DAY))
    assert (verdict.may_report_for, verdict.doubtful_for) == ((), (21,))


def test_contacts_are_asked_in_listed_order() -> None:
    each = [PupilLink(5, 21, order=2), PupilLink(3, 21, order=2), PupilLink(9, 21, order=1)]
    assert [link.contact_id for link in contacts_in_order(each, TODAY)] == [9, 3, 5]


@pytest.mark.parametrize(
    "link",
    [
        PupilLink(1, 21, must_not_be_contacted=True),
        PupilLink(1, 21, court_restriction=True),
        PupilLink(1, 21, may_be_told=False),
        PupilLink(1, 21, to_on=TODAY - DAY),
        PupilLink(1, 21, from_on=TODAY + DAY),
    ],
)
def test_who_is_never_contacted(link: PupilLink) -> None:
    assert contacts_in_order([link], TODAY) == ()


def test_a_contact_who_may_not_report_may_still_be_contacted() -> None:
    assert contacts_in_order([PupilLink(1, 21, may_report=False)], TODAY)


@pytest.mark.parametrize(
    "number",
    [
        "+266696687",
        "+7378742833",
        "+86282452253",
        "+2562533",
        "+8656696",
        "266696687",
        "anonymous",
        "Restricted",
        "",
        " ",
        "+",
        "whatsapp:",
        "whatsapp:+266696687",
    ],
)
def test_a_withheld_number_matches_nobody(number: str) -> None:
    assert is_withheld(number)


@pytest.mark.parametrize(
    "number", ["+447700900123", "whatsapp:+447700900123", "+441614960000", " +442079460000 "]
)
def test_a_number_that_is_shown_is_not_withheld(number: str) -> None:
    assert not is_withheld(number)


@given(st.lists(links, max_size=8))
def test_whatever_the_links_nobody_speaks_for_a_child_they_may_not_report(each: list[PupilLink]) -> None:
    verdict = speak(*each)
    silenced = any(link.must_not_be_contacted for link in each)
    assert verdict.is_silenced is silenced
    assert not set(verdict.may_report_for) & set(verdict.doubtful_for)
    if silenced:
        assert (verdict.may_report_for, verdict.doubtful_for, verdict.may_hear_of) == ((), (), ())
    for pupil in verdict.may_report_for:
        for contact in verdict.contact_ids:
            own = [link for link in each if (link.contact_id, link.pupil_id) == (contact, pupil)]
            assert any(
                link.may_report and not link.court_restriction and link.is_current(TODAY) for link in own
            )


@given(st.lists(links, max_size=8))
def test_whoever_is_contacted_may_be(each: list[PupilLink]) -> None:
    asked = contacts_in_order(each, TODAY)
    assert [(link.order, link.contact_id) for link in asked] == sorted(
        (link.order, link.contact_id) for link in asked
    )
    for link in asked:
        assert link.may_be_told
        assert not link.must_not_be_contacted
        assert not link.court_restriction
        assert link.is_current(TODAY)
