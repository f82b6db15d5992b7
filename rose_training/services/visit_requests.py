"""A school's request becomes a booking, once; what it left open is told later.

Where a booking stands is in `services.bookings`, the draft before it in `services.booking_drafts`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import Curriculum, Needs, Room, Topic, topics_for
from rose_training.domain.visit_requests import VisitRequest
from rose_training.models.bookings import Booking, BookingDraft, Declaration, PreferredDate
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.services import booking_needs, bookings, history, outbox

# Questions


def topics_open(booking: Booking) -> tuple[Topic, ...]:
    """What the school still has to tell us."""
    return tuple(topic for topic in topics_for(booking.audience) if topic.value not in booking.topics_told)


# Actions


def request_visit(
    session: Session,
    request: VisitRequest,
    *,
    office: str,
    by: Actor,
    at: datetime,
    draft: BookingDraft | None = None,
) -> Booking:
    """Turn a complete request into a booking, and queue the mails to the booker and the `office`.

    A draft that has been sent already gives the booking it became: pressing the button twice
    asks once. Raises a Refusal when the activity or the school is no longer on offer.
    """
    if draft is not None and draft.booking_id is not None:
        return session.get_one(Booking, draft.booking_id)
    activity = _activity(session, request.activity)
    booking = _booking(session, request, activity, at=at)
    session.add(booking)
    session.flush()
    session.add_all(
        PreferredDate(
            booking_id=booking.id,
            rank=rank,
            on=wish.day,
            part=wish.part,
            time_wished=wish.time or None,
            offered=wish.offered,
        )
        for rank, wish in enumerate(request.wishes, start=1)
    )
    session.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=given.answer, detail=given.detail or None, given_at=at)
        for kind, given in request.declarations.items()
    )
    for answer in (request.room, request.needs, request.curriculum):
        if answer is not None:
            _keep(session, booking, answer)
    if draft is not None:
        draft.booking_id = booking.id
        draft.changed_at = at
    session.flush()
    _tell(session, booking, request, office=office, by=by, at=at)
    return booking


def tell_later(
    session: Session, booking: Booking, answer: Room | Needs | Curriculum, *, by: Actor, at: datetime
) -> None:
    """Write down what the school left open, or tells us anew. Raises a Refusal once the booking has ended."""
    if not booking.state.is_open:
        raise Refusal("booking_closed", f"This booking is {booking.state.value} and stays as it is")
    topic = _keep(session, booking, answer)
    session.flush()
    # Numbers of needs are about young people: the trail says that they were told, not what they are.
    history.record(session, subject=booking.reference, event="told_later", by=by, at=at, detail={"what": topic.value})


def _booking(session: Session, request: VisitRequest, activity: Activity, *, at: datetime) -> Booking:
    venue, ages = request.venue, request.ages
    return Booking(
        reference=_unused_reference(session),
        state=BookingState.REQUESTED,
        activity_id=activity.id,
        organisation_id=_organisation_id(session, request.organisation),
        organisation_described=request.described or None,
        audience=activity.audience,
        year_groups=[year.value for year in request.years],
        expected_number=request.expected_number,
        format=request.format,
        age_from=ages.youngest if ages else None,
        age_to=ages.oldest if ages else None,
        working_at=request.working_at,
        age_exception=request.age_exception or None,
        minutes_available=request.minutes_available,
        host=request.host,
        venue_name=venue.name if venue else None,
        venue_address=venue.address or None if venue else None,
        venue_postcode=venue.postcode or None if venue else None,
        venue_risk=venue.risk if venue else None,
        topics_told=[],
        requested_at=at,
        calendar_uid=f"bkg-{uuid4().hex}@rose-training",
        calendar_sequence=0,
        **_conversation(request, activity),
        **_people(request),
    )


def _conversation(request: VisitRequest, activity: Activity) -> Mapping[str, Any]:
    """A targeted course begins with one, whoever asks and in whatever way; without a word on it we ring the booker."""
    if not activity.targeted:
        return {}
    asked = request.conversation
    return {
        "conversation_wanted": True,
        "ring_when": asked.when if asked else None,
        "ring_number": asked.number if asked else request.booker.phone,
    }


def _people(request: VisitRequest) -> Mapping[str, Any]:
    return {
        "booker_name": request.booker.name,
        "booker_email": request.booker.email.lower(),
        "booker_phone": request.booker.phone,
        "booker_role": request.booker.role or None,
        "day_contact_name": request.on_the_day.name,
        "day_contact_phone": request.on_the_day.phone,
        "dsl_name": request.dsl.name or None,
        "dsl_contact": request.dsl.reach or None,
    }


def _keep(session: Session, booking: Booking, answer: Room | Needs | Curriculum) -> Topic:
    match answer:
        case Room():
            topic = Topic.ROOM
            booking.room_name = answer.name or None
            booking.room_features = [one.value for one in answer.features]
            booking.equipment, booking.entrance = answer.equipment or None, answer.entrance or None
            booking.parking, booking.sign_in = answer.parking or None, answer.sign_in or None
        case Needs():
            topic = Topic.NEEDS
            booking_needs.keep(session, booking, answer)
        case Curriculum():
            topic = Topic.CURRICULUM
            place = answer.place
            booking.curriculum_place = place
            booking.withdrawn = answer.withdrawn if place is not None and place.allows_withdrawal else None
            booking.taught_before = [one.value for one in answer.before]
            booking.taught_before_text = answer.before_text or None
            booking.follow_up = [one.value for one in answer.follow_up]
            booking.follow_up_text = answer.follow_up_text or None
    booking.topics_told = sorted({*booking.topics_told, topic.value})
    return topic


def _tell(session: Session, booking: Booking, request: VisitRequest, *, office: str, by: Actor, at: datetime) -> None:
    detail: dict[str, object] = {
        "activity": booking.activity.code,
        "expected_number": request.expected_number,
    }
    if request.age_exception:
        # The reason stands on the booking: what somebody wrote in their own words is not kept in the trail for ever.
        detail["age_exception"] = True
    history.record(session, subject=booking.reference, event="requested", by=by, at=at, detail=detail)
    bookings.tell_booker(session, booking, kind="booking_received", occasion="requested", at=at)
    outbox.queue(
        session,
        kind="booking_new_for_office",
        to=office,
        about=booking.reference,
        occasion=f"{booking.reference}/requested",
        at=at,
    )


def _unused_reference(session: Session) -> str:
    while session.scalar(select(Booking.id).where(Booking.reference == (reference := new_reference()))):
        pass
    return reference


def _activity(session: Session, slug: str) -> Activity:
    activity = session.scalar(select(Activity).where(Activity.slug == slug, Activity.published, Activity.bookable))
    if activity is None:
        raise Refusal("activity_gone", "This activity is no longer on offer: choose another one", "activity")
    return activity


def _organisation_id(session: Session, reference: str | None) -> int | None:
    if reference is None:
        return None
    organisation = session.scalar(select(Organisation).where(Organisation.reference == reference))
    if organisation is None or not organisation.status.is_offered:
        raise Refusal("school_closed", "This school is no longer in the register: select another one", "q")
    return organisation.id
