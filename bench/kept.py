"""After the burst: is every text that was posted there, taken in, once and at the first try?"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from storage.engine import Database
from storage.models import AbsenceReport, InboundMessage

REPORTED = "reported"


def check_kept(database: Database, sids: Iterable[str]) -> Counter[str]:
    """Look every text up.

    Args:
        sids: the ids of all that were posted.

    Returns:
        how many had which outcome.

    Raises:
        AssertionError: one is missing, was not taken in, needed a second try, or says "reported" without a
            report.
    """
    with database.read() as db:
        messages = db.scalars(select(InboundMessage)).all()
        reports = dict(
            db.execute(
                select(AbsenceReport.inbound_message_id, func.count()).group_by(
                    AbsenceReport.inbound_message_id
                )
            )
            .tuples()
            .all()
        )
    assert sorted(message.provider_id for message in messages) == sorted(sids), "not every text was kept"
    for message in messages:
        where = f"message {message.id} ({message.outcome})"
        assert message.handled_at is not None, f"{where} was not taken in"
        assert message.outcome, f"{where} has no outcome"
        assert message.attempts == 1, f"{where} needed {message.attempts} tries"
        assert message.outcome != REPORTED or reports.get(message.id), f"{where} has no report"
    return Counter(message.outcome or "" for message in messages)
