"""Reports that wait for a person, with what a person needs to decide on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage.models import (
    AbsenceReport,
    Case,
    Contact,
    Enrolment,
    Mark,
    Pupil,
    PupilContact,
    RegistrationGroup,
)
from storage.roll import is_on_roll


@dataclass(frozen=True, slots=True)
class ReportToReview:
    """One report, the pupil and the sender, and what the register and the follow-up say meanwhile.

    same_name: another pupil of the school has the same name, so class and birth date must be shown.
    marks: (session, code) pairs of today's register. case_day_on: when an open case began.
    """

    report: AbsenceReport
    pupil: Pupil | None
    group: str | None
    sender: str | None
    relationship: str | None
    same_name: bool
    marks: tuple[tuple[str, str], ...]
    case_opened_on: date | None

    @property
    def family_key(self) -> tuple[str, int]:
        """Reports with the same key came from one family."""
        if self.report.contact_id is not None:
            return "contact", self.report.contact_id
        if self.report.conversation_id is not None:
            return "conversation", self.report.conversation_id
        return "report", self.report.id


def reports_to_review(db: Session, school_id: int, on: date, after_id: int = 0) -> tuple[ReportToReview, ...]:
    """Every provisional report of a school, the doubtful first and families together.

    Args:
        on: today, in the school's zone. after_id: only reports that came after this one.
    """
    rows = _rows(
        db,
        school_id,
        on,
        (AbsenceReport.state == "provisional") & (AbsenceReport.id > after_id),
    )
    return _families_together(rows)


def reports_decided(
    db: Session, school_id: int, on: date, since: datetime, limit: int = 10
) -> tuple[ReportToReview, ...]:
    """The reports decided since an instant, the last one first: what can be undone."""
    rows = _rows(
        db,
        school_id,
        on,
        AbsenceReport.state.in_(("confirmed", "rejected")) & (AbsenceReport.reviewed_at >= since),
        newest=limit,
    )
    return tuple(rows)


def find_report(db: Session, school_id: int, report_id: int, on: date) -> ReportToReview | None:
    """One report of a school in whatever state, or None when the school has no such report."""
    return next(iter(_rows(db, school_id, on, AbsenceReport.id == report_id)), None)


def newest_report_id(db: Session, school_id: int) -> int:
    """The id of the report that came last; 0 when there is none."""
    return db.scalar(select(func.max(AbsenceReport.id)).where(AbsenceReport.school_id == school_id)) or 0


def _rows(
    db: Session, school_id: int, on: date, condition: ColumnElement[bool], newest: int | None = None
) -> list[ReportToReview]:
    statement = (
        select(
            AbsenceReport, Pupil, RegistrationGroup.name, Contact, PupilContact.relationship, Case.opened_on
        )
        .outerjoin(Pupil, Pupil.id == AbsenceReport.pupil_id)
        .outerjoin(
            Enrolment,
            (Enrolment.pupil_id == Pupil.id) & (Enrolment.school_id == school_id) & is_on_roll(on),
        )
        .outerjoin(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .outerjoin(Contact, Contact.id == AbsenceReport.contact_id)
        .outerjoin(
            PupilContact, (PupilContact.contact_id == Contact.id) & (PupilContact.pupil_id == Pupil.id)
        )
        .outerjoin(Case, (Case.pupil_id == Pupil.id) & Case.closed_at.is_(None))
        .where(AbsenceReport.school_id == school_id, condition)
        .order_by(AbsenceReport.created_at, AbsenceReport.id)
    )
    if newest is not None:
        statement = statement.order_by(None).order_by(AbsenceReport.reviewed_at.desc()).limit(newest)
    found = db.execute(statement).all()
    pupil_ids = [row[1].id for row in found if row[1] is not None]
    marks = _marks_on(db, pupil_ids, on)
    twice = _names_borne_twice(db, school_id, on) if pupil_ids else frozenset()
    return [
        ReportToReview(
            report=report,
            pupil=pupil,
            group=group,
            sender=contact.full_name if contact else None,
            relationship=relationship,
            same_name=pupil is not None and name_key(pupil) in twice,
            marks=tuple(marks.get(pupil.id, ())) if pupil else (),
            case_opened_on=opened_on,
        )
        for report, pupil, group, contact, relationship, opened_on in found
    ]


def name_key(pupil: Pupil) -> tuple[str, str]:
    """What makes two pupils look the same on a page."""
    return pupil.called.casefold(), pupil.last_name.casefold()


def _names_borne_twice(db: Session, school_id: int, on: date) -> frozenset[tuple[str, str]]:
    rows = db.execute(
        select(func.coalesce(Pupil.known_as, Pupil.first_name).label("called"), Pupil.last_name)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .where(
            Enrolment.school_id == school_id,
            is_on_roll(on),
        )
        .group_by("called", Pupil.last_name)
        .having(func.count(Pupil.id.distinct()) > 1)
    )
    return frozenset((called.casefold(), last_name.casefold()) for called, last_name in rows)


def _marks_on(db: Session, pupil_ids: Sequence[int], on: date) -> dict[int, list[tuple[str, str]]]:
    if not pupil_ids:
        return {}
    marks: dict[int, list[tuple[str, str]]] = {}
    rows = db.execute(
        select(Mark.pupil_id, Mark.session, Mark.code)
        .where(Mark.pupil_id.in_(pupil_ids), Mark.on_date == on, Mark.in_register)
        .order_by(Mark.session)
    )
    for pupil_id, session, code in rows:
        marks.setdefault(pupil_id, []).append((session, code))
    return marks


def _families_together(rows: list[ReportToReview]) -> tuple[ReportToReview, ...]:
    doubtful = {row.family_key for row in rows if row.report.doubtful}
    first_id: dict[tuple[str, int], int] = {}
    for row in rows:
        first_id.setdefault(row.family_key, row.report.id)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.family_key not in doubtful,
                first_id[row.family_key],
                not row.report.doubtful,
                row.report.id,
            ),
        )
    )


def children_of_sender(
    db: Session, school_id: int, contact_ids: Iterable[int], on: date
) -> dict[int, list[tuple[Pupil, str]]]:
    """The children of some contacts who are on a school's roll, with their classes."""
    rows = db.execute(
        select(PupilContact.contact_id, Pupil, RegistrationGroup.name)
        .join(Pupil, Pupil.id == PupilContact.pupil_id)
        .join(Enrolment, Enrolment.pupil_id == Pupil.id)
        .join(RegistrationGroup, RegistrationGroup.id == Enrolment.group_id)
        .where(
            PupilContact.contact_id.in_(list(contact_ids)),
            Enrolment.school_id == school_id,
            is_on_roll(on),
        )
        .order_by(RegistrationGroup.position, Pupil.first_name)
    )
    children: dict[int, list[tuple[Pupil, str]]] = {}
    for contact_id, pupil, group in rows:
        children.setdefault(contact_id, []).append((pupil, group))
    return children
