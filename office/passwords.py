"""Passwords are kept as Argon2id hashes, and checked in the same time whether the account exists or not."""

from argon2 import PasswordHasher

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The Argon2id hash to keep for a password."""
    return _hasher.hash(password)


#: A hash that no password has. Checked for accounts that do not exist, so that they take as long to refuse.
NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$t7VBlkEZ+3fmXCb27xxKnQ$LhpIgM5s+bjzQ0itxjVisKePAJid4ArncIwqAmk75tk"
)
