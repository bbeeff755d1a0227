"""A child was reported who is in school, and a brother or sister is away: did the sender mean that one?"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from attendance.people import SOFTWARE
from storage.models import CaseEvent
from storage.open_cases import open_case_ids
from storage.records import insert_each_once
from storage.registers import MixUp, mix_ups


def point_out(
    db: Session, pupil_ids: Collection[int], days: Iterable[date], now: datetime
) -> dict[int, tuple[str, ...]]:
    """Say it on the report, and on the sibling's case where one is open; the case goes on.

    Args:
        pupil_ids: pupils who are away without a reason.
        days: the days of their absences.

    Returns:
        pupil id → sentences for staff, of the pupils who may have been meant.
    """
    return _say(db, mix_ups(db, days, away_ids=pupil_ids), now) if pupil_ids else {}


def point_out_reported(db: Session, report_ids: Collection[int], days: Iterable[date], now: datetime) -> None:
    """The same, seen from reports whose pupils have just been seen in school."""
    if report_ids:
        _say(db, mix_ups(db, days, report_ids=report_ids), now)


def _say(db: Session, found: Collection[MixUp], now: datetime) -> dict[int, tuple[str, ...]]:
    said: dict[int, tuple[str, ...]] = {}
    new = []
    for each in found:
        words = (
            f"Reported for {each.present}, who is in school; {each.away} ({each.group}) is away: "
            f"did they mean {each.away}?"
        )
        said[each.away_id] = tuple(dict.fromkeys([*said.get(each.away_id, ()), words]))
        if words not in each.report.doubts:
            each.report.doubts, each.report.doubtful = [words, *each.report.doubts], True
            each.report.version += 1
            new.append((each, words))
    cases = open_case_ids(db, {each.away_id for each, _ in new}) if new else {}
    insert_each_once(
        db,
        CaseEvent,
        [
            {
                "organisation_id": each.report.organisation_id,
                "case_id": cases[each.away_id],
                "kind": "sibling",
                "on_date": each.on,
                "at": now,
                "words": words,
                "report_id": each.report.id,
                "name": SOFTWARE.name,
                "position": SOFTWARE.position,
            }
            for each, words in new
            if each.away_id in cases
        ],
    )
    return said
