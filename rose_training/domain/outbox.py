"""The outbox: the states of an e-mail on its way, and when a failed attempt is repeated."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=4)
"""As long as mail servers themselves keep trying (RFC 5321 §4.5.4.1 says four to five days)."""

LONGEST_HOLD = timedelta(minutes=2)
"""How long the other e-mails wait when the mail server cannot be reached at all."""

LEASE = timedelta(minutes=10)
"""How long a claimed e-mail belongs to its worker: far longer than all waits of one delivery."""

NOBODY = "nobody@invalid"
"""To whom the e-mail goes that is asked for under an address that we don't know: it is never written,
and the office's lists leave it out."""

STUCK_AFTER = timedelta(minutes=15)
"""An e-mail this late is shown to the office."""


class OutboxState(StrEnum):
    """Where an e-mail stands between 'somebody should be told' and 'they were told'."""

    QUEUED = "queued"
    """Waits for its hour, or for the next attempt."""

    SENDING = "sending"
    """A worker has claimed it and holds a lease until a stated moment."""

    SENT = "sent"
    """The mail server took it over."""

    FAILED = "failed"
    """Refused for good, or given up: a person has to look at it."""

    WITHDRAWN = "withdrawn"
    """No longer wanted when its hour came, or set aside by the office."""


class Outcome(StrEnum):
    """How one attempt to hand an e-mail to the mail server ended."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try_again"
    """Put off (4xx), or the connection broke: nobody knows whether it arrived."""

    REFUSED = "refused"
    """Refused for good (5xx): this address or this text, so another attempt is pointless."""

    UNREACHABLE = "unreachable"
    """No server, no sign-in or no right to send: nothing wrong with this e-mail in particular."""


@dataclass(frozen=True)
class Attempt:
    """The outcome of one attempt, with the server's own words where it said no."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class NextStep:
    """What becomes of an e-mail after an attempt. `try_at` is set only when it waits again."""

    state: OutboxState
    try_at: datetime | None = None
    problem: str | None = None


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after the `tries`-th failed attempt (from 1); None means give up.

    Pauses double from `FIRST_PAUSE` to `LONGEST_PAUSE` and stop once they add up to `GIVE_UP_AFTER`.
    """
    waited = timedelta()
    pause = FIRST_PAUSE
    for _ in range(tries):
        waited += pause
        last, pause = pause, min(pause * 2, LONGEST_PAUSE)
    return last if waited <= GIVE_UP_AFTER else None


def step_after(attempt: Attempt, *, tries: int, at: datetime) -> NextStep:
    """What becomes of an e-mail whose `tries`-th attempt (from 1) ended so at `at` (aware)."""
    match attempt.outcome:
        case Outcome.ACCEPTED:
            return NextStep(OutboxState.SENT)
        case Outcome.REFUSED:
            return NextStep(OutboxState.FAILED, problem=attempt.reason)
    pause = pause_after(tries)
    if pause is None:
        return NextStep(OutboxState.FAILED, problem=f"Given up: {attempt.reason}")
    return NextStep(OutboxState.QUEUED, try_at=at + pause, problem=attempt.reason)


def hold_until(step: NextStep, *, at: datetime) -> datetime:
    """Until when the rest of the queue waits after the server could not be reached.

    One e-mail knocks for all of them; the pause is short, so that mail flows again soon after the
    server is back, and long enough not to hammer it or to lock our account out.
    """
    longest = at + LONGEST_HOLD
    return min(step.try_at or longest, longest)
