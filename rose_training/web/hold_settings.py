"""How long dates are held, when a school is reminded, and where the office reads its mail: from the settings."""

from datetime import timedelta

from flask import current_app


def hold_days() -> int:
    """Working days for which dates are held."""
    days: int = current_app.extensions["settings"].hold_days
    return days


def offer_days() -> int:
    """Working days in which a school answers when other dates are offered."""
    days: int = current_app.extensions["settings"].offer_days
    return days


def reminder() -> timedelta:
    """So long before a hold runs out the school is reminded."""
    return timedelta(hours=current_app.extensions["settings"].hold_reminder_hours)


def office_email() -> str:
    """Where the office is told of answers."""
    address: str = current_app.extensions["settings"].office_email
    return address
