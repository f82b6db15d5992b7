"""The hour: the only place that reads it, so that tests and the demonstration can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_set_hour: ContextVar[datetime | None] = ContextVar("set_hour", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_hour.get() or datetime.now(UTC)


def today() -> date:
    """The date on a calendar in Norfolk."""
    return now().astimezone(LONDON).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment` (aware)."""
    token = _set_hour.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_hour.reset(token)
