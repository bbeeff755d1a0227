"""At a register's close: who is away with nobody having said why, and so becomes a case."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from attendance.exceptions import Absence, Treatment, raise_gone, sort_absences
from attendance.going_on import GoingOn, go_on
from attendance.marks import place_report_marks
from attendance.opening import Wanted, insert_opened
from attendance.preparing import prepare_today
from rules.cases import Effect, next_on_mark
from rules.codes import NO_REASON_YET
from storage.closing import Away, lock_open_cases, reports_about, unexplained_in
from storage.models import AbsenceReport, Register
from storage.registers import registers_to_close

__all__ = ["close_due_registers", "prepare_today"]

log = logging.getLogger(__name__)


def close_due_registers(db: Session, now: datetime, limit: int = 200) -> int:
    """Close registers whose time has come, and open a case for each pupil whom nobody has spoken for.

    A report that came after the close but before this still holds the call. A constant number of statements
    for any number of registers and pupils, but for pupils whose reports have come meanwhile.

    Args:
        now: aware.
        limit: registers at once.

    Returns:
        how many registers were closed; call again while it is `limit`.

    Raises:
        sqlalchemy.exc.OperationalError: another host was in the way, or the database went; the caller's
            transaction is lost, and everything in it is due again at the next beat.
    """
    registers = registers_to_close(db, now, limit)
    if not registers:
        return 0
    try:
        with db.begin_nested():
            _close(db, registers, now)
    except OperationalError:
        raise
    except Exception:  # one register that cannot be closed must not keep the others open
        log.exception("registers failed together", extra={"count": len(registers)})
        return sum([_close_alone(db, register, now) for register in registers])
    return len(registers)


def _close_alone(db: Session, register: Register, now: datetime) -> bool:
    """Close one register, if it can be; it is tried again at the next beat otherwise."""
    try:
        with db.begin_nested():
            _close(db, [register], now)
    except OperationalError:
        raise
    except Exception:
        log.exception("register failed", extra={"school_id": register.school_id})
        return False
    return True


def _close(db: Session, registers: Sequence[Register], now: datetime) -> None:
    away = unexplained_in(db, registers, NO_REASON_YET)
    reports = _Reports(db, away)
    for some in _each_pupil_once(away):
        _take_absences(db, some, reports, now)
    for report in reports.placed.values():
        place_report_marks(db, report, now)
    for register in registers:
        register.closed_at = now
    db.flush()


def _each_pupil_once(away: Sequence[Away]) -> Iterator[list[Away]]:
    """The absences in order, no pupil twice in one go: after a standstill several registers close at once."""
    while away:
        first: dict[int, Away] = {}
        later = [each for each in away if first.setdefault(each.pupil_id, each) is not each]
        yield list(first.values())
        away = later


class _Reports:
    """The reports that hold the call for some absences. placed: those whose marks are still to be written."""

    def __init__(self, db: Session, away: Sequence[Away]) -> None:
        self.placed: dict[int, AbsenceReport] = {}
        self._of: dict[int, list[AbsenceReport]] = {}
        if not away:
            return
        days = {each.register.on_date for each in away}
        for report in reports_about(db, {each.pupil_id for each in away}, days):
            if report.pupil_id is not None:
                self._of.setdefault(report.pupil_id, []).append(report)

    def find(self, away: Away) -> AbsenceReport | None:
        """The newest report that speaks of a pupil's session; a report of the whole day speaks of both."""
        register = away.register
        found = None
        for report in self._of.get(away.pupil_id, ()):
            covers = report.first_on <= register.on_date and (
                report.last_on is None or report.last_on >= register.on_date
            )
            if covers and report.sessions in ("day", register.session):
                found = report
        if found is not None:
            self.placed[found.id] = found
        return found


def _take_absences(db: Session, away: Sequence[Away], reports: _Reports, now: datetime) -> None:
    cases = lock_open_cases(db, {each.pupil_id for each in away})
    said = [(each, reports.find(each)) for each in away]
    unsaid = [each for each, report in said if report is None]
    treated = _treat(db, unsaid, now)
    wanted, going_on = [], []
    for each, report in said:
        case, treatment = cases.get(each.pupil_id), treated.get(each.pupil_id)
        verdict = next_on_mark(NO_REASON_YET, case_open=case is not None, listed_report=report is not None)
        if treatment is not None and not treatment.open:
            continue
        if case is not None:
            going_on.append(GoingOn(case, each.register, report, verdict.effect, treatment))
        elif verdict.effect is Effect.OPEN and treatment is not None:
            wanted.append(_wanted(each, treatment))
    insert_opened(db, wanted, now)
    go_on(db, going_on, now)
    raise_gone(db, [_absence(each) for each in unsaid if treated[each.pupil_id].gone], now)


def _treat(db: Session, away: Sequence[Away], now: datetime) -> dict[int, Treatment]:
    return {each.pupil_id: each for each in sort_absences(db, [_absence(each) for each in away], now)}


def _absence(away: Away) -> Absence:
    register = away.register
    return Absence(
        mark_id=away.mark_id,
        pupil_id=away.pupil_id,
        group_id=register.group_id,
        school_id=register.school_id,
        on=register.on_date,
        session=register.session,
        closes_at=register.closes_at,
    )


def _wanted(away: Away, treatment: Treatment) -> Wanted:
    return Wanted(
        school_id=away.register.school_id,
        pupil_id=away.pupil_id,
        on=away.register.on_date,
        texts_not_before=treatment.texts_not_before,
        held_reason=treatment.held_reason,
        why=treatment.why,
    )
