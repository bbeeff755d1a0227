"""Flask-Security over our own tables: a datastore of a few lines instead of its models."""

import secrets
from typing import Any

from flask import Flask
from flask_security import RoleMixin, Security, UserMixin
from flask_security.datastore import UserDatastore

from office.services import Office
from storage.staff import StaffMember, find_staff_by_email, find_staff_by_key, set_password


class StaffRole(RoleMixin):
    """A role by its name. Which roles somebody has depends on the school: see `office.access`."""

    def __init__(self, name: str) -> None:
        self.name = name


class StaffUser(UserMixin):
    """The person at the screen, as Flask-Security wants to see them."""

    fs_uniquifier: str = ""

    def __init__(self, staff: StaffMember) -> None:
        self.staff = staff
        self.id = staff.user_id
        self.email = staff.email
        self.password = staff.password
        self.active = staff.active
        self.fs_uniquifier = staff.fs_uniquifier
        self.roles: list[RoleMixin] = []


class StaffDatastore(UserDatastore):
    """Finds staff in our tables. Changes go through `storage.staff`, in the open."""

    def __init__(self, office: Office) -> None:
        super().__init__(StaffUser, StaffRole)
        self._office = office

    def find_user(self, case_insensitive: bool = False, **by: Any) -> StaffUser | None:
        """The member of staff with this session key or e-mail address."""
        with self._office.database.read() as db:
            if "fs_uniquifier" in by:
                staff = find_staff_by_key(db, str(by["fs_uniquifier"]))
            else:
                staff = find_staff_by_email(db, str(by["email"]))
        return StaffUser(staff) if staff is not None else None

    def find_role(self, role: str) -> StaffRole:
        """A role by its name."""
        return StaffRole(role)

    def put(self, model: StaffUser) -> StaffUser:
        """Keep a password hashed anew with today's cost."""
        if model.password is not None:
            with self._office.database.write() as db:
                set_password(db, model.id, model.password)
        return model

    def commit(self) -> None:
        """Every change has committed itself."""


def install_security(app: Flask, office: Office) -> None:
    """Set Flask-Security up for its sessions and hashes; the pages are ours.

    Args:
        app: with `SECRET_KEY` set.
    """
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of a method, not a password
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=secrets.token_hex(16),  # Argon2 salts each hash itself: this one is not used
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_TRACKABLE=False,
        SESSION_COOKIE_NAME="__Host-ninebell" if office.secure else "ninebell",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=office.secure,
    )
    Security(app, StaffDatastore(office), register_blueprint=False)
