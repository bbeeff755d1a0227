"""Schools as the command line and the pages name them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Line, LineSchool, School


def find_school_by_urn(db: Session, urn: str) -> School | None:
    """The school with this URN."""
    return db.scalars(select(School).where(School.urn == urn)).first()


def find_only_school(db: Session) -> School | None:
    """The one school there is; None when there is none yet, or several."""
    found = db.scalars(select(School).order_by(School.id).limit(2)).all()
    return found[0] if len(found) == 1 else None


def line_numbers(db: Session, school_id: int) -> tuple[str, ...]:
    """The numbers parents write to, in E.164."""
    return tuple(
        db.scalars(
            select(Line.number)
            .join(LineSchool, LineSchool.line_id == Line.id)
            .where(LineSchool.school_id == school_id)
            .order_by(Line.id)
        )
    )
