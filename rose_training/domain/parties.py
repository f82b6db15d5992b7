"""Colleagues registered together, and organisations that somebody typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import LIVE, RegistrationState


class ProposalState(StrEnum):
    """What became of an organisation that somebody typed."""

    OPEN = "open"
    MATCHED = "matched"
    ADDED = "added"
    SET_ASIDE = "set_aside"


class News(StrEnum):
    """Why somebody who arranged places, or their manager, hears of them."""

    BOOKED = "booked"
    CHANGED = "changed"
    MOVED = "moved"
    CALLED_OFF = "called_off"


class RowsRefused(Refusal):
    """A no to some of the people in a list: `rows` has a sentence for each, by their place in it (from 0)."""

    def __init__(self, code: str, rows: Mapping[int, str]) -> None:
        super().__init__(code, next(iter(rows.values())))
        self.rows = dict(rows)


def check_nobody_twice(emails: Sequence[str]) -> None:
    """Refuse a list in which an address stands twice; the later one is named.

    Addresses are compared as they are stored, in lower case. Raises `RowsRefused`, `twice_in_list`.
    """
    twice = {
        row: "This address stands above already. Each person needs an address of their own"
        for row, email in enumerate(emails)
        if email in emails[:row]
    }
    if twice:
        raise RowsRefused("twice_in_list", twice)


def check_size(colleagues: int, *, limit: int) -> None:
    """Refuse more colleagues than go into one form. Raises `Refusal`, `party_too_large`."""
    if colleagues > limit:
        raise Refusal(
            "party_too_large",
            f"You can register {limit} colleagues in one go. Register the others afterwards, or ring the office.",
        )


def check_choice(*, together: bool | None, size: int, room: int | None) -> None:
    """Ask what shall happen when there are too few places; `room` None is a room without limit.

    `together` None means that nobody has said. A party larger than the room as a whole can never
    come all together. Raises `Refusal` at the field `together`, `too_few_places` or `never_together`.
    """
    if together is None:
        raise Refusal(
            "too_few_places",
            f"There are not enough free places for {size} people. Choose what we should do",
            "together",
        )
    if together and room is not None and size > room:
        raise Refusal(
            "never_together",
            f"The session has room for {room} in all. Choose to come on single places, or ring the office",
            "together",
        )


def check_may_split(*, together: bool, waiting: int) -> None:
    """Refuse to split those who come on single places already, or of whom nobody waits.

    Raises `Refusal` with the code `split_already` or `nobody_waits`.
    """
    if not together:
        raise Refusal("split_already", "They come on single places already.")
    if not waiting:
        raise Refusal("nobody_waits", "Nobody of them is on the reserve list any more, so nothing was changed.")


def same_name(one: str, other: str) -> bool:
    """Whether two spellings of a name differ in blanks and capitals alone: not worth an e-mail."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def check_may_change(*, state: RegistrationState, starts_at: datetime, at: datetime) -> None:
    """Refuse to pass on a place that is not held, or after the session has begun.

    Raises `Refusal` with the code `not_live` or `started`.
    """
    if state not in LIVE:
        raise Refusal("not_live", "This place has been given up already, so nobody can come on it.")
    if at >= starts_at:
        raise Refusal("started", "This session has already started. Ring the office if somebody else came.")
