"""Public references: short, sayable on the telephone, and saying nothing about the topic."""

import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No vowels (no accidental words), no 0 or 1, no I, L, O, U or Y: nothing that looks like another."""


def new_reference(prefix: str = "JIG") -> str:
    """A new random reference: `JIG-7K3Q-M2` for a booking, `SES-7K3Q-M2XW` and so on for all others.

    Bookings are read out on the telephone, so theirs is short: 387 million of them, and the service
    that gives one out looks whether it is taken. The others stand in addresses alone: 282 thousand million.
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6 if prefix == "JIG" else 8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def tidy_reference(typed: str) -> str:
    """What somebody typed or read aloud, as it is stored: upper case, no stray spaces."""
    return "".join(typed.split()).upper()
