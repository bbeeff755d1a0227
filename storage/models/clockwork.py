"""When the clock did what, shared by every process that has one."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class ClockBeat(Base):
    """The last time that something was done which is done again and again.

    `key`: `tick:HOST` (a clock is alive), `audit` (one began), `clean` (one found nothing wrong),
    `furthest` (the latest time that any clock has shown), `realigned` (the same, once it was put right).
    """

    __tablename__ = "clock_beat"
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
