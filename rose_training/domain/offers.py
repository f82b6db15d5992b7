"""The reserve list: who is asked next when a place comes free, and until when they may answer."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import Attends, RegistrationState

Free = Mapping[Attends, int | None]
"""How many places of each kind nobody holds; None means without limit."""


class PassedOver(StrEnum):
    """Why somebody was not asked although they wait longer than the one who was."""

    TOO_FEW = "too_few"
    SHARE = "share"
    WITHDRAWN = "withdrawn"
    OFFICE = "office"

    @property
    def label(self) -> str:
        """The words shown to the office."""
        return _PASSED_OVER[self]


_PASSED_OVER = {
    PassedOver.TOO_FEW: "they need more places at once than were free",
    PassedOver.SHARE: "their organisation has its share of the places",
    PassedOver.WITHDRAWN: "the office had just withdrawn their offer",
    PassedOver.OFFICE: "the office asked somebody else first",
}


@dataclass(frozen=True)
class OfferRules:
    """How long a freed place is held for the next in line (§8 of the domain notes)."""

    hours: int = 48
    """To answer, as a rule."""
    short_hours: int = 4
    """To answer when the session is less than `short_within_hours` away."""
    short_within_hours: int = 48
    stop_minutes: int = 60
    """So close to the start nobody is asked any more: they could hardly come."""
    organisation_percent: int = 0
    """The share of all places for one organisation while others wait; 0 means no limit."""

    def deadline(self, *, at: datetime, starts_at: datetime) -> datetime:
        """Until when an offer made `at` this moment stands: never later than the start."""
        short = starts_at - at <= timedelta(hours=self.short_within_hours)
        return min(at + timedelta(hours=self.short_hours if short else self.hours), starts_at)

    def still_asks(self, *, at: datetime, starts_at: datetime) -> bool:
        """Whether a place that comes free now is offered to the reserve list.

        The end of booking does not matter: whoever is on the list asked in time.
        """
        return at < starts_at - timedelta(minutes=self.stop_minutes)

    def share_of(self, places: int | None) -> int | None:
        """How many of `places` one organisation gets while others wait, at least 1; None: no limit."""
        if not self.organisation_percent or places is None:
            return None
        return max(places * self.organisation_percent // 100, 1)


@dataclass(frozen=True)
class Entry:
    """One entry on the reserve list: one person, or colleagues who come all together or not at all."""

    registration_ids: tuple[int, ...]
    needs: Mapping[Attends, int]
    """How many places of each kind they need at once."""
    queued_at: datetime
    organisation: str | None = None

    @property
    def size(self) -> int:
        """How many people they are."""
        return len(self.registration_ids)

    def fits(self, free: Free) -> bool:
        """Whether there is a place for each of them."""
        return all((left := free[kind]) is None or left >= number for kind, number in self.needs.items())


@dataclass(frozen=True)
class Offer:
    """Who is asked, and who was passed over for them, each with the reason."""

    entry: Entry
    passed_over: tuple[tuple[Entry, PassedOver], ...] = ()


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The reserve list, first come first served; in the same instant the earlier row goes first."""
    return sorted(entries, key=lambda entry: (entry.queued_at, entry.registration_ids))


def next_offer(
    line: Sequence[Entry],
    free: Free,
    *,
    held: Mapping[str, int] | None = None,
    share: int | None = None,
    withdrawn: Collection[int] = (),
) -> Offer | None:
    """The first of the `line` whose number fits into the `free` places; None when nobody's does.

    Whoever's organisation (`held`: places it has) would have more than its `share` comes after all
    others, so the limit gives no place to nobody. Those in `withdrawn` (ids of registrations) are
    not asked this time.
    """
    obstacles = [_obstacle(entry, free, held or {}, share, withdrawn) for entry in line]
    for wanted in (None, PassedOver.SHARE):
        if wanted in obstacles:
            chosen = line[obstacles.index(wanted)]
            return Offer(chosen, tuple(_passed_over(chosen, line, obstacles)))
    return None


def _obstacle(
    entry: Entry, free: Free, held: Mapping[str, int], share: int | None, withdrawn: Collection[int]
) -> PassedOver | None:
    if not entry.fits(free):
        return PassedOver.TOO_FEW
    if not set(entry.registration_ids).isdisjoint(withdrawn):
        return PassedOver.WITHDRAWN
    if share is not None and entry.organisation and held.get(entry.organisation, 0) + entry.size > share:
        return PassedOver.SHARE
    return None


def _passed_over(
    chosen: Entry, line: Sequence[Entry], obstacles: Sequence[PassedOver | None]
) -> Iterable[tuple[Entry, PassedOver]]:
    """Those before the chosen one who wait for the same kind of place."""
    for entry, obstacle in zip(line, obstacles, strict=True):
        if entry is chosen:
            return
        if obstacle is not None and not entry.needs.keys().isdisjoint(chosen.needs):
            yield entry, obstacle


def standings(attends: Sequence[Attends], free: Free, *, together: bool = False) -> list[RegistrationState]:
    """What people who ask now for these kinds of place get, in their order.

    `together`: a place for each or a turn for each. Otherwise as many get one as there are, the
    first first. The free places must have been offered to the reserve list before: then those that
    are left are anybody's.
    """
    taken: Counter[Attends] = Counter()
    states = []
    for kind in attends:
        left = free[kind]
        fits = left is None or taken[kind] < left
        taken[kind] += fits
        states.append(RegistrationState.CONFIRMED if fits else RegistrationState.RESERVE)
    if together and RegistrationState.RESERVE in states:
        return [RegistrationState.RESERVE] * len(states)
    return states


def check_may_answer(
    *, state: RegistrationState, offered_until: datetime | None, starts_at: datetime, at: datetime
) -> None:
    """Refuse to take up an offer that is not there, is over, or is for a session that has begun.

    Raises `Refusal` with the code `has_a_place`, `not_offered`, `started` or `offer_over`.
    """
    if state is RegistrationState.CONFIRMED:
        raise Refusal("has_a_place", "The place is yours already: there is nothing more to do.")
    if state is not RegistrationState.OFFERED or offered_until is None:
        raise Refusal("not_offered", "No place is held for you at the moment.")
    if at >= starts_at:
        raise Refusal("started", "This session has already started.")
    if at >= offered_until:
        raise Refusal("offer_over", "The time to answer has run out, so the place is no longer held for you.")
