"""Registrations: who has a place at an open session, and who is next when one comes free."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rose_training.domain.attendance import Mark
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionMode, SessionState, is_ahead


class RegistrationState(StrEnum):
    """Where one person stands with one session."""

    CONFIRMED = "confirmed"
    RESERVE = "reserve"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"


class Attends(StrEnum):
    """Which kind of place: in the room or online."""

    IN_PERSON = "in_person"
    ONLINE = "online"

    @property
    def label(self) -> str:
        """The words shown to the reader."""
        return "In person" if self is Attends.IN_PERSON else "Online"

    @property
    def other(self) -> "Attends":
        """The other kind of place."""
        return Attends.ONLINE if self is Attends.IN_PERSON else Attends.IN_PERSON


HOLDS_A_PLACE = frozenset({RegistrationState.CONFIRMED, RegistrationState.OFFERED})
"""States that use up one place of the session."""

LIVE = HOLDS_A_PLACE | {RegistrationState.RESERVE}
"""States in which somebody still wants to come: at most one of these per person and session."""


@dataclass(frozen=True)
class Room:
    """What a session has to give, of both kinds or of one: `capacity` None means without limit."""

    capacity: int | None
    places_taken: int
    reserve_length: int = 0

    @property
    def places_left(self) -> int | None:
        """Free places, never below nought; None when there is no limit.

        They are anybody's: what the reserve list can take has been offered to it and counts as taken.
        """
        if self.capacity is None:
            return None
        return max(self.capacity - self.places_taken, 0)


def check_may_register(
    *,
    state: SessionState,
    starts_at: datetime,
    registration_opens_at: datetime | None,
    registration_closes_at: datetime | None,
    at: datetime,
) -> None:
    """Refuse a registration for a session that is off, over, or not open for booking.

    Raises `Refusal` with the code `cancelled`, `started`, `not_open_yet` or `booking_closed`.
    """
    check_takes_people(state=state, starts_at=starts_at, at=at)
    if registration_opens_at is not None and at < registration_opens_at:
        raise Refusal("not_open_yet", "Booking for this date is not open yet. Come back later.")
    if registration_closes_at is not None and at >= registration_closes_at:
        raise Refusal(
            "booking_closed",
            "Booking for this date has closed. Ring the office to ask whether you can still come.",
        )


def check_takes_people(*, state: SessionState, starts_at: datetime, at: datetime) -> None:
    """What the office, too, cannot overrule: a session that is cancelled or has begun.

    Raises `Refusal` with the code `cancelled` or `started`.
    """
    if state is SessionState.CANCELLED:
        raise Refusal("cancelled", "This session has been cancelled. Look for another date.")
    if not is_ahead(state, starts_at=starts_at, at=at):
        raise Refusal("started", "This session has already taken place. Look for another date.")


def check_may_cancel(*, state: RegistrationState, starts_at: datetime, at: datetime) -> None:
    """Refuse to give up a place that is not held, or after the session has begun.

    Whether somebody came is a mark in the register; it is never turned into a cancellation
    afterwards, because the two are counted apart (§8 of the domain notes).
    Raises `Refusal` with the code `not_live` or `started`.
    """
    if state not in LIVE:
        raise Refusal("not_live", "This place has already been cancelled.")
    if at >= starts_at:
        raise Refusal(
            "started",
            "This session has already started, so the place can no longer be cancelled.",
        )


def check_not_there(mark: Mark | None) -> None:
    """Refuse to give up or pass on the place of somebody who is in the room, as the register says.

    Cancelled and attended are counted apart (§8 of the domain notes), so the mark has to be corrected
    first. Raises `Refusal` with the code `marked_there`.
    """
    if mark is not None and mark.attended:
        raise Refusal(
            "marked_there",
            "The register says that this person has come. The office can correct the register first.",
        )


def check_may_switch(*, mode: SessionMode, state: RegistrationState) -> None:
    """Refuse to change between the room and online where there is only one, or while an offer is open.

    Raises `Refusal` with the code `one_kind` or `answer_first`.
    """
    if mode is not SessionMode.HYBRID:
        raise Refusal("one_kind", f"This session is {mode.label.lower()} only.", "attends")
    if state is RegistrationState.OFFERED:
        raise Refusal("answer_first", "Take the place first; then you can change how you attend.", "attends")
