"""What the letters of 'Tell me the next date' share: their links."""

from flask import current_app

from rose_training.adapters import tokens
from rose_training.domain.programme import Audience
from rose_training.messages.addresses import address_of

CONFIRM, LEAVE = "next dates", "no more dates"
"""What the two tokens are made for: one confirms, the other leaves, and neither does the other."""


def confirm_address(reference: str, audience: Audience) -> str:
    """The page with the button that confirms an address for dates of this audience."""
    token = tokens.sign(CONFIRM, f"{reference}/{audience.value}", key=current_app.config["SECRET_KEY"])
    return address_of("public.confirm_next_dates", token=token)


def leave_address(reference: str) -> str:
    """The page with the button that ends the mails; mail programs press it by themselves (RFC 8058)."""
    token = tokens.sign(LEAVE, reference, key=current_app.config["SECRET_KEY"])
    return address_of("public.leave_next_dates", token=token)


def confirmed_by(token: str) -> tuple[str, Audience] | None:
    """The wish and the audience that a token confirms, or None when it was not made by us."""
    value = tokens.read(CONFIRM, token, key=current_app.config["SECRET_KEY"])
    if value is None:
        return None
    reference, _, audience = value.partition("/")
    return reference, Audience(audience)


def left_by(token: str) -> str | None:
    """The wish that a token ends, or None when it was not made by us."""
    return tokens.read(LEAVE, token, key=current_app.config["SECRET_KEY"])
