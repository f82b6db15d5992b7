"""Whose bookings a school booker sees, and the one school that a list is narrowed to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort, current_app, request

from rose_training.database import db
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.services import bookings, organisations
from rose_training.web.guards import who


@dataclass(frozen=True)
class Schools:
    """The reader's schools by name, and the one that was chosen; None: all of them."""

    all: Sequence[Organisation]
    chosen: Organisation | None

    @property
    def ids(self) -> Collection[int]:
        """Those to show."""
        return [self.chosen.id] if self.chosen else [one.id for one in self.all]


def own_schools() -> Schools:
    """The reader's schools, narrowed by `?school=`. A school that is not theirs is not found."""
    mine = sorted(organisations.by_ids(db.session(), who().organisation_ids), key=lambda one: (one.name, one.id))
    wanted = request.args.get("school", "")
    chosen = next((one for one in mine if one.reference == wanted), None)
    if wanted and chosen is None:
        abort(404)
    return Schools(mine, chosen)


def own_school_or_404(reference: str) -> Organisation:
    """One of the reader's schools."""
    mine = organisations.by_ids(db.session(), who().organisation_ids)
    return next((one for one in mine if one.reference == reference), None) or abort(404)


def own_or_404(reference: str) -> Booking:
    """The booking, if it is of one of the reader's schools: a neighbour's reference finds nothing."""
    found = bookings.by_reference(db.session(), reference=reference, organisation_ids=who().organisation_ids)
    return found or abort(404)


def office_address() -> str:
    """Where the office reads its mail."""
    return str(current_app.extensions["settings"].office_email)
