"""How dates, times and numbers are written. Moments come in UTC and are shown as on a clock in Norfolk."""

import re

from flask import Flask

from rose_training.domain.written_times import clock_time, day, local, month, short_day, when

__all__ = [
    "clock_time",
    "count",
    "day",
    "local",
    "month",
    "number",
    "percent",
    "register",
    "rings",
    "short_day",
    "when",
]

RINGABLE = re.compile(r"\+?[\d\s()-]{8,20}")


def number(value: int | float | None) -> str:
    """19,478."""
    return "" if value is None else f"{value:,}"


def percent(share: float | None, digits: int = 0) -> str:
    """0.86 is 86%."""
    return "" if share is None else f"{share * 100:.{digits}f}%"


def count(number_of: int, one: str, many: str | None = None) -> str:
    """1 place, 2 places."""
    return f"{number_of:,} {one if number_of == 1 else many or one + 's'}"


def rings(contact: str | None) -> str | None:
    """The address that rings a contact, when it is a telephone number and nothing else."""
    if not contact or not RINGABLE.fullmatch(contact.strip()):
        return None
    return "tel:" + re.sub(r"[\s()-]", "", contact)


def register(app: Flask) -> None:
    """Hand the filters to the templates."""
    app.jinja_env.filters.update(
        local=local,
        day=day,
        short_day=short_day,
        month=month,
        clock=clock_time,
        when=when,
        number=number,
        percent=percent,
        rings=rings,
        count=count,
    )
