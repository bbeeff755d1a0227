"""What every table shares."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Date, Integer, MetaData, String, Time
from sqlalchemy.orm import DeclarativeBase

from storage.types import Json, UtcDateTime

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base: `*_at` are UTC instants, `*_on` are dates, JSON is JSONB on PostgreSQL."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        date: Date(),
        time: Time(),
        int: BigInteger().with_variant(Integer(), "sqlite"),
        str: String(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }
