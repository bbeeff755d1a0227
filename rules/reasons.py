"""Why a pupil is away, in the words of the person who says so, before any register code is thought of."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What a parent says. `rules.coding` turns it into a proposed code; the usual one is beside each."""

    ILLNESS = "illness"  # I
    MEDICAL = "medical"  # M
    RELIGIOUS = "religious"  # R
    EXCEPTIONAL = "exceptional"  # C: a funeral, a wedding, a family emergency
    PERFORMANCE = "performance"  # C1
    PART_TIME = "part_time"  # C2
    HOLIDAY = "holiday"  # G until somebody authorised grants it
    INTERVIEW = "interview"  # J1
    STUDY = "study"  # S
    TRAVELLING = "travelling"  # T
    EXCLUDED = "excluded"  # E
    DUAL_REGISTERED = "dual_registered"  # D: at another school or the PRU today
    OFF_SITE = "off_site"  # B
    PROVISION = "provision"  # K
    SPORT = "sport"  # P
    VISIT = "visit"  # V
    WORK = "work"  # W
    NO_ACCESS = "no_access"  # Q
    NOT_REQUIRED = "not_required"  # X
    TRANSPORT = "transport"  # Y1: the school transport did not come
    DISRUPTION = "disruption"  # Y2: widespread
    JUSTICE = "justice"  # Y5
    PUBLIC_HEALTH = "public_health"  # Y6
    UNAVOIDABLE = "unavoidable"  # Y7
    UNAUTHORISED = "unauthorised"  # O: overslept, birthday, shopping, no uniform, the parent's choice
    UNSTATED = "unstated"  # N: "won't be in today", and no more
    LATE = "late"  # L or U by the clock
