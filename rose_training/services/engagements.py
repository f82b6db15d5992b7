"""What facilitators have promised around the hours that somebody asks for, each with its place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.diary import Engagement
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services.locations import locate

MARGIN = timedelta(hours=6)
"""Longer than any journey: engagements this near are read too."""


def of_facilitators(
    session: Session,
    *,
    facilitator_ids: Iterable[int],
    wanted: Sequence[Engagement],
    besides_booking_id: int | None = None,
    besides_session_id: int | None = None,
) -> Mapping[tuple[int, str], tuple[Engagement, ...]]:
    """The engagements of each facilitator around the wanted times, by id and name, in one query.

    Sessions of `besides_booking_id`, or the one session named, are about to be replaced and do not count.
    """
    ids = list(facilitator_ids)
    if not ids or not wanted:
        return {}
    rows = session.execute(
        select(Facilitator.id, Person.name, TrainingSession)
        .select_from(Assignment)
        .join(Assignment.session)
        .join(Assignment.facilitator)
        .join(Facilitator.person)
        .options(joinedload(TrainingSession.booking).joinedload(Booking.organisation))
        .where(
            Assignment.facilitator_id.in_(ids),
            Assignment.active,
            Assignment.starts_at < max(want.ends_at for want in wanted) + MARGIN,
            Assignment.ends_at > min(want.starts_at for want in wanted) - MARGIN,
        )
        .order_by(Assignment.starts_at)
    )
    found: defaultdict[tuple[int, str], list[Engagement]] = defaultdict(list)
    for facilitator_id, name, training in rows:
        if besides_booking_id is not None and training.booking_id == besides_booking_id:
            continue
        if training.id == besides_session_id:
            continue
        found[facilitator_id, name].append(engagement_of(training))
    return {whose: tuple(several) for whose, several in found.items()}


def engagement_of(training: TrainingSession) -> Engagement:
    """A stored session as time that somebody gives."""
    return Engagement(
        training.starts_at,
        training.ends_at,
        label=_whereabouts(training),
        place=training.place_name or "",
        postcode=training.postcode,
        school=training.booking.organisation_id if training.booking else None,
    )


def located(
    session: Session, wanted: Sequence[Engagement], engaged: Mapping[tuple[int, str], tuple[Engagement, ...]]
) -> tuple[list[Engagement], dict[tuple[int, str], list[Engagement]]]:
    """The same with the point of each place, as far as it is known. One query at most."""
    around = [one for diary in engaged.values() for one in diary]
    points = locate(session, {one.postcode for one in (*wanted, *around)})

    def placed(one: Engagement) -> Engagement:
        return replace(one, point=points.get(one.postcode or ""))

    return [placed(one) for one in wanted], {whose: [placed(one) for one in diary] for whose, diary in engaged.items()}


def _whereabouts(training: TrainingSession) -> str:
    """'at Hethersett Academy', 'at the Forum with Hethersett Academy', 'online with Hethersett Academy'."""
    booking = training.booking
    school = ""
    if booking is not None:
        school = booking.organisation.name if booking.organisation else booking.organisation_described or ""
    return whereabouts(training.place_name, school)


def whereabouts(place_name: str | None, school: str) -> str:
    """Where somebody is, and for which school, to go on after a name and 'is'."""
    place = f"at {place_name}" if place_name else "online"
    return f"{place} with {school}" if school and school != place_name else place
