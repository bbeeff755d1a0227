"""Who is on roll on a day: asked beside almost everything, so it is said in one place."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from storage.models import Enrolment


def is_on_roll(on: date | Any) -> ColumnElement[bool]:
    """Whether an `Enrolment` holds on a day.

    Args:
        on: the day, or a column or parameter that has it.
    """
    return and_(Enrolment.from_on <= on, or_(Enrolment.to_on.is_(None), Enrolment.to_on >= on))
