"""Telephone numbers: what can be dialled, and what can be texted."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from attendance.importing.cells import BadCell, parse_text

REGION = "GB"
RIGHT = "Write it like 07700 900123."
_DIALLED = re.compile(r"\+?[0-9 ()./\-\u2010-\u2015]+")
# Ofcom keeps these for drama. The library calls the mobile ones impossible; invented schools live on them.
_DRAMA_MOBILE = re.compile(r"\+447700900[0-9]{3}")
_COSTLY = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PAGER,
        PhoneNumberType.VOICEMAIL,
    }
)
_TEXTED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the form the network wants (E.164), and whether a text can reach it."""

    e164: str
    can_text: bool


def parse_number(cell: str) -> Number:
    """A number as people write it in Britain, or one from abroad with its plus.

    Raises:
        BadCell: it cannot be dialled, or dialling it costs extra.
    """
    if not _DIALLED.fullmatch(parse_text(cell)):
        raise BadCell("is not a number that can be dialled.", RIGHT)
    try:
        parsed = phonenumbers.parse(cell, REGION)
    except phonenumbers.NumberParseException as error:
        raise BadCell("is not a number that can be dialled.", RIGHT) from error
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if _DRAMA_MOBILE.fullmatch(e164):
        return Number(e164, can_text=True)
    return Number(e164, can_text=_kind(parsed) in _TEXTED)


def _kind(parsed: PhoneNumber) -> int:
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise BadCell("is not a number that can be dialled.", RIGHT)
    kind: int = phonenumbers.number_type(parsed)
    if kind in _COSTLY:
        raise BadCell("is a number that costs extra to ring.", "Write the person's own number.")
    return kind
