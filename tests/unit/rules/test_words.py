"""Words kept in the database, in policies and in the training corpus: added to, never changed."""

from __future__ import annotations

from enum import StrEnum

import pytest

from rules.cases import Effect, Outcome
from rules.coding import DecidedBy, HolidayRule
from rules.contacts import SpeakerKind
from rules.reasons import Reason
from rules.sessions import Session
from rules.steps import Only, Role, StepKind, TaskKind
from rules.thresholds import Level


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (Session, "am pm"),
        (Effect, "open keep_going pause nothing"),
        (Outcome, "reached_reason not_aware no_answer wrong_number visited_seen visited_nobody"),
        (DecidedBy, "office head"),
        (HolidayRule, "never head"),
        (SpeakerKind, "listed unlisted may_not_report must_not_be_contacted shared"),
        (Level, "fine attention persistent severe"),
        (Role, "office attendance_officer safeguarding_lead deputy_safeguarding_lead head admin"),
        (StepKind, "text task"),
        (Only, "always vulnerable social_worker youth_offending visit_day before_break nobody_reached"),
        (
            TaskKind,
            "call visit_decision home_visit safeguarding inform_social_worker inform_youth_offending "
            "break_decision local_authority check_number site_search welfare_check family_contact register "
            "class_check sight_check ring_colleague",
        ),
        (
            Reason,
            "illness medical religious exceptional performance part_time holiday interview study travelling "
            "excluded dual_registered off_site provision sport visit work no_access not_required transport "
            "disruption justice public_health unavoidable unauthorised unstated late",
        ),
    ],
)
def test_the_words_stay(words: type[StrEnum], kept: str) -> None:
    assert [word.value for word in words] == kept.split()
    assert [word.name.lower() for word in words] == kept.split()
