"""One child, days apart, a reason for each: every period has its own."""

from datetime import UTC, date, datetime

import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.protocol import ChildName, ParseRequest
from rules.reasons import Reason

TUESDAY = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
NAOMI = (ChildName(1, "Naomi", "Farrow"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Naomi has a temperature so off today, and on Friday she has the dentist at 10",
            [(date(2026, 11, 24), Reason.ILLNESS), (date(2026, 11, 27), Reason.MEDICAL)],
        ),
        (
            "Naomi's at the orthodontist tomorrow at 9.30. She's off on Friday too, her grandad's funeral",
            [(date(2026, 11, 25), Reason.MEDICAL), (date(2026, 11, 27), Reason.EXCEPTIONAL)],
        ),
        (
            "physio for Naomi on Wednesday 25th and Monday 30th, both at 9.15",
            [(date(2026, 11, 25), Reason.MEDICAL), (date(2026, 11, 30), Reason.MEDICAL)],
        ),
    ],
)
def test_each_period_has_its_reason(
    parser: EmbeddedParser, text: str, expected: list[tuple[date, Reason]]
) -> None:
    items = parser.parse(ParseRequest(text, TUESDAY, NAOMI)).items
    assert [(item.period.first_on, item.reason) for item in items] == expected
    assert all(item.pupil_ids == (1,) for item in items)
