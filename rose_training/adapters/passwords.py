"""Passwords are kept as argon2id hashes and compared in the same time whoever asks."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_of(password: str) -> str:
    """What is stored in place of the password: an argon2id hash with its own salt."""
    return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one.

    Without a stored hash (nobody has this address, or no password) a hash of nothing is checked
    all the same, so that the answer takes as long.
    """
    try:
        return _hasher.verify(stored or _hash_of_nothing(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash("")
