"""The usual register code of each reason, why, and who decides.

Leave (C, C1, C2, G, J1, S, T) is granted only by the head or somebody the proprietor authorised (reg 11), so
a parent's message is a request. What only the school or another body can know is checked against records.
"""

from __future__ import annotations

from dataclasses import dataclass

from rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """code: the register code. why: a sentence for staff. doubts: what is always checked with this reason."""

    code: str
    why: str
    head_decides: bool = False
    doubts: tuple[str, ...] = ()


def _leave(code: str, why: str) -> ReasonCode:
    return ReasonCode(code, why, head_decides=True)


def _checked(code: str, why: str, check: str) -> ReasonCode:
    return ReasonCode(code, why, doubts=(check,))


REASON_CODES = {
    Reason.ILLNESS: ReasonCode("I", "The pupil is ill; illness is authorised unless there is genuine doubt."),
    Reason.MEDICAL: ReasonCode("M", "The pupil has a medical or dental appointment."),
    Reason.RELIGIOUS: ReasonCode("R", "The day is set apart for religious observance."),
    Reason.EXCEPTIONAL: _leave("C", "Exceptional circumstances: leave that only the head may grant."),
    Reason.PERFORMANCE: _leave("C1", "A performance or work abroad: leave that only the head may grant."),
    Reason.PART_TIME: _leave("C2", "A part-time timetable: only as the head has agreed it."),
    Reason.HOLIDAY: _leave("G", "A holiday in term time: not granted unless the head decides otherwise."),
    Reason.INTERVIEW: _leave("J1", "An interview: leave that only the head may grant."),
    Reason.STUDY: _leave("S", "Study for a public examination: leave that only the head may grant."),
    Reason.TRAVELLING: _leave("T", "The family travels for work: only as agreed with the school."),
    Reason.EXCLUDED: _checked(
        "E", "The pupil is said to be suspended or excluded.", "Check that the suspension is on record."
    ),
    Reason.DUAL_REGISTERED: _checked(
        "D", "The pupil is said to be at another school today.", "Check with the other school."
    ),
    Reason.OFF_SITE: _checked(
        "B",
        "The pupil is said to be at an approved activity off site.",
        "Check that it is planned and supervised.",
    ),
    Reason.PROVISION: _checked(
        "K",
        "The pupil is said to be at provision arranged by the local authority.",
        "Check with the provider that the pupil is there.",
    ),
    Reason.SPORT: _checked(
        "P", "The pupil is said to be at an approved sporting activity.", "Check that the school approved it."
    ),
    Reason.VISIT: _checked(
        "V", "The pupil is said to be on an educational visit.", "Check the list of the visit."
    ),
    Reason.WORK: _checked("W", "The pupil is said to be on work experience.", "Check with the placement."),
    Reason.NO_ACCESS: _checked(
        "Q", "Access arrangements are said to be missing.", "Check with the local authority."
    ),
    Reason.NOT_REQUIRED: ReasonCode("X", "The pupil is not of compulsory school age and not required today."),
    Reason.TRANSPORT: _checked(
        "Y1",
        "The transport normally provided did not come.",
        "Check with the transport provider, and that home is beyond walking distance.",
    ),
    Reason.DISRUPTION: _checked(
        "Y2", "Travel is widely disrupted.", "Check that an emergency really stops this pupil."
    ),
    Reason.JUSTICE: _checked("Y5", "The pupil is said to be detained.", "Check with the safeguarding lead."),
    Reason.PUBLIC_HEALTH: _checked(
        "Y6", "Public health guidance or law keeps the pupil away.", "Check the guidance in force."
    ),
    Reason.UNAVOIDABLE: _checked(
        "Y7",
        "An unavoidable cause keeps the pupil away.",
        "Check that it affects the pupil, and note what it is.",
    ),
    Reason.UNAUTHORISED: ReasonCode("O", "The reason given is not one for which absence is authorised."),
    Reason.UNSTATED: ReasonCode("N", "The pupil is away and no reason has been given yet: ask why."),
    Reason.LATE: _checked(
        "L", "The pupil is said to be coming in late.", "No time was given: watch for arrival."
    ),
}
