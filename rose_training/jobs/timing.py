"""Timed work: what the worker does, and how often.

A module of this package that has timed work names it in `TIMED: tuple[Timed, ...]`; the worker finds
it there. The function takes nothing, runs inside the application's context, opens its own
transactions and may raise: it is called again at its next hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from threading import Event

stopping = Event()
"""Set when the worker was told to stop. Long work looks at it between two steps and ends early."""


@dataclass(frozen=True)
class Timed:
    """`run` is called `every` so often, or once a day `at` this hour on a clock in Norfolk."""

    name: str
    run: Callable[[], object]
    every: timedelta | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"{self.name}: give either `every` or `at`")
