"""Trying a sign-in: whoever guesses is made to wait, and learns nothing about which accounts exist."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from office.passwords import NOBODYS_HASH
from storage.engine import Database
from storage.staff import StaffMember, count_failures, find_staff_by_email, forgive_failures, record_failure

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 20
WRONG = "That e-mail address and password do not go together. Check both and try again."
LOCKED = (
    "There have been too many tries. Wait 15 minutes and try again, "
    "or ask whoever looks after Ninebell in your school for help."
)

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class SignInVerdict:
    """Who may come in, or why nobody may. sentence: for the person at the screen."""

    staff: StaffMember | None
    sentence: str = ""


def try_sign_in(
    database: Database, email: str, password: str, address: str, secret: str, now: datetime
) -> SignInVerdict:
    """Check an account and its password.

    A try is written down as failed before it is checked, so that many at once cannot slip past the count.

    Args:
        address: the caller's network address.
        secret: keys the account's digest; what was typed in the e-mail field is not kept.

    Returns:
        the member of staff, or the sentence to show; the same one whether the account exists or not.
    """
    account = _digest(email, secret)
    with database.write() as db:
        of_account, of_address = count_failures(db, account, address, now - WINDOW)
        if of_account >= PER_ACCOUNT or of_address >= PER_ADDRESS:
            return SignInVerdict(None, LOCKED)
        record_failure(db, account, address, now)
        staff = find_staff_by_email(db, email)
    if not _matches(staff, password) or staff is None or not staff.active:
        return SignInVerdict(None, WRONG)
    with database.write() as db:
        forgive_failures(db, account, now)
    return SignInVerdict(staff)


def _matches(staff: StaffMember | None, password: str) -> bool:
    known = staff.password if staff is not None else None
    try:
        return _hasher.verify(known or NOBODYS_HASH, password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def _digest(email: str, secret: str) -> str:
    typed = email.strip().casefold().encode()
    return hmac.new(secret.encode(), typed, hashlib.sha256).hexdigest()
