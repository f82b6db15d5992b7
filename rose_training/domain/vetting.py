"""Whether somebody may be sent to a school: their check, and their safeguarding training (§2.2 of the domain notes).

Only the facts that a letter of assurance needs are kept: no certificate, and no number of one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import short_day


class VettingState(StrEnum):
    """How it stands with somebody on a day."""

    FINE = "fine"
    DUE_SOON = "due_soon"
    MISSING = "missing"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """As a page writes it."""
        return {"fine": "Fine", "due_soon": "Due soon", "missing": "Not complete", "expired": "Expired"}[self.value]


@dataclass(frozen=True, slots=True)
class Vetting:
    """What the office has seen. `review_due` and `training_until` are the last days on which they count."""

    enhanced_dbs: bool = False
    barred_list: bool = False
    issued_on: date | None = None
    reviewed_on: date | None = None
    update_service: bool = False
    review_due: date | None = None
    trained_on: date | None = None
    training_until: date | None = None
    safer_recruitment_on: date | None = None
    induction_on: date | None = None

    def why_not(self, on: date) -> str | None:
        """What stands in the way of a session on this day, to follow 'cannot be given a session:'. None: nothing."""
        if not self.enhanced_dbs or self.issued_on is None or self.review_due is None:
            return "no enhanced DBS check is recorded"
        if self.trained_on is None or self.training_until is None:
            return "no safeguarding training is recorded"
        if self.review_due < on:
            return f"the DBS check was due for review by {short_day(self.review_due)}"
        if self.training_until < on:
            return f"the safeguarding training counts until {short_day(self.training_until)}"
        return None

    def state(self, on: date, *, warn_days: int) -> VettingState:
        """How it stands on this day; `warn_days` before the first date that runs out it is due soon."""
        if self.why_not(on) is None:
            due = min(day for day in (self.review_due, self.training_until) if day is not None)
            return VettingState.DUE_SOON if (due - on).days <= warn_days else VettingState.FINE
        incomplete = None in (self.issued_on, self.review_due, self.trained_on, self.training_until)
        return VettingState.MISSING if incomplete or not self.enhanced_dbs else VettingState.EXPIRED


@dataclass(frozen=True, slots=True)
class Expiring:
    """One of somebody's dates that runs out. `what` is 'check' or 'training', `days` may be negative."""

    what: str
    on: date
    days: int

    @property
    def name(self) -> str:
        """'the DBS check', 'the safeguarding training'."""
        return "the DBS check" if self.what == "check" else "the safeguarding training"


def expiring(vetting: Vetting, *, on: date, within: int) -> tuple[Expiring, ...]:
    """The dates that run out in so many days, or have run out."""
    dates = (("check", vetting.review_due), ("training", vetting.training_until))
    return tuple(
        Expiring(what, due, (due - on).days) for what, due in dates if due is not None and (due - on).days <= within
    )


def warning_step(days: int, steps: Iterable[int]) -> int | None:
    """Which of the warnings is due `days` before the end: the nearest step reached, 0 once it is over.

    `steps` such as 60, 30, 7. None when none has been reached. Whoever is entered late gets one warning, not three.
    """
    if days < 0:
        return 0
    return min((step for step in steps if days <= step), default=None)


def review_due_after(seen_on: date, *, years: int) -> date:
    """The last day on which a check seen on this day counts, so many years on."""
    try:
        return seen_on.replace(year=seen_on.year + years)
    except ValueError:
        return seen_on.replace(year=seen_on.year + years, day=28)


def check_vetting(vetting: Vetting, *, today: date) -> None:
    """Refuse what cannot be: a check without its date, days to come, an end before its beginning."""
    if vetting.enhanced_dbs and vetting.issued_on is None:
        raise Refusal("issued_missing", "Enter the date on which the check was issued", "issued_on")
    if vetting.barred_list and not vetting.enhanced_dbs:
        raise Refusal(
            "barred_alone", "The barred list is part of an enhanced check: say yes to that first", "barred_list"
        )
    for field in ("issued_on", "reviewed_on", "trained_on", "safer_recruitment_on", "induction_on"):
        day = getattr(vetting, field)
        if day is not None and day > today:
            raise Refusal("day_to_come", "Enter today or a day that is over", field)
    if vetting.issued_on and vetting.reviewed_on and vetting.reviewed_on < vetting.issued_on:
        raise Refusal("reviewed_early", "The check cannot be reviewed before it was issued", "reviewed_on")
    if vetting.review_due is not None:
        if vetting.issued_on is None:
            raise Refusal("due_alone", "Enter the date on which the check was issued first", "issued_on")
        if vetting.review_due <= max(vetting.issued_on, vetting.reviewed_on or vetting.issued_on):
            raise Refusal("due_early", "The next review must be after the last one", "review_due")
    if (vetting.trained_on is None) != (vetting.training_until is None):
        field = "trained_on" if vetting.trained_on is None else "training_until"
        raise Refusal("training_half", "Enter both dates of the safeguarding training, or neither", field)
    if vetting.trained_on and vetting.training_until and vetting.training_until <= vetting.trained_on:
        raise Refusal("training_order", "The training must count until a later day", "training_until")
