"""Offers: a free place is held for the next on the reserve list until they answer, then for the next.

`settle` is the one entry point after any change; here too is what the office and the owner of an
offer do with it. Declining is `registrations.cancel`: whoever does not want the place leaves.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.offers import Offer, OfferRules, PassedOver, check_may_answer, next_offer
from rose_training.domain.parties import News
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState, check_takes_people
from rose_training.domain.sessions import SessionState
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, party_news, places, reserve_list

THE_CLOCK = Actor.system("the clock")
RULES = "offer_rules"
"""Under this name the application puts its `OfferRules` into the execution options of the engine."""

NOT_ANSWERED = "The offer of a place was not answered in time."

People = dict[tuple[int, ...], list[Registration]]
"""The registrations of each entry of the list, by the entry's ids."""


def rules_of(session: Session) -> OfferRules:
    """How long places are held and how they are shared, as the site is set."""
    rules: OfferRules = session.get_bind().get_execution_options().get(RULES, OfferRules())
    return rules


def settle(
    session: Session,
    training: TrainingSession,
    *,
    by: Actor,
    at: datetime,
    withdrawn: Collection[Registration] = (),
) -> list[Registration]:
    """Put the places in order after any change: the one entry point, and doing it twice does nothing.

    Offers whose time has run out end, then every free place is offered to the first on the reserve
    list whose number fits, and everybody concerned is told. `training` must be locked; `withdrawn`
    are not asked this time. Afterwards nobody waits who could have a free place, so what is still
    free is anybody's. Answers those who were offered a place now.
    """
    let_lapse(session, training, at=at)
    places.recount(session, training)
    rules = rules_of(session)
    on = training.state is not SessionState.CANCELLED and rules.still_asks(at=at, starts_at=training.starts_at)
    if not on or not training.reserve_length:
        return []
    waiting = reserve_list.entries(session, training)
    people = {entry.registration_ids: group for entry, group in waiting}
    line = [entry for entry, _ in waiting]
    share = rules.share_of(places.room_of(training).capacity)
    held = reserve_list.held_by_organisation(session, training) if share is not None else Counter[str]()
    set_back = {one.id for one in withdrawn}
    asked: list[Registration] = []
    while offer := next_offer(line, places.free_places(training), held=held, share=share, withdrawn=set_back):
        _offer(session, training, offer, people, by=by, at=at)
        asked += people[offer.entry.registration_ids]
        line.remove(offer.entry)
        if offer.entry.organisation:
            held[offer.entry.organisation] += offer.entry.size
        places.recount(session, training)
    return asked


def let_lapse(session: Session, training: TrainingSession, *, at: datetime) -> list[Registration]:
    """End the offers of a locked session that nobody answered in time, and tell their owners.

    They leave the list: staying would ask somebody who does not answer again and again, while
    others wait. The e-mail says how to join once more.
    """
    lapsed = session.scalars(
        select(Registration)
        .where(
            Registration.session_id == training.id,
            Registration.state == RegistrationState.OFFERED,
            Registration.offered_until <= at,
        )
        .order_by(Registration.offered_until, Registration.id)
        .execution_options(populate_existing=True)
    ).all()
    for registration in lapsed:
        until = registration.offered_until
        registration.state = RegistrationState.CANCELLED
        registration.offered_until = None
        registration.cancelled_at = at
        registration.cancelled_reason = NOT_ANSWERED
        registration.calendar_sequence += 1
        history.record(
            session,
            subject=registration.reference,
            event="offer_lapsed",
            by=THE_CLOCK,
            at=at,
            detail={"session": training.reference, "until": until.isoformat() if until else None},
        )
        places.tell(session, registration, kind="offer_lapsed", at=at)
    party_news.tell_each(session, lapsed, news=News.CHANGED, at=at)
    return list(lapsed)


def _offer(
    session: Session,
    training: TrainingSession,
    offer: Offer,
    people: People,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Hold places for one entry, tell its people, and write down who was passed over and why.

    `people` has the registrations of every entry that the offer speaks of.
    """
    until = rules_of(session).deadline(at=at, starts_at=training.starts_at)
    asked = people[offer.entry.registration_ids]
    for registration in asked:
        registration.state = RegistrationState.OFFERED
        registration.offered_until = until
        registration.calendar_sequence += 1
        history.record(
            session,
            subject=registration.reference,
            event="place_offered",
            by=by,
            at=at,
            detail={"session": training.reference, "until": until.isoformat()},
        )
        places.tell(session, registration, kind="place_offered", at=at)
    party_news.tell_each(session, asked, news=News.CHANGED, at=at)
    for entry, reason in offer.passed_over:
        _record_passed_over(session, training, people[entry.registration_ids], asked, reason, by=by, at=at)


def _record_passed_over(
    session: Session,
    training: TrainingSession,
    passed: Iterable[Registration],
    asked: Sequence[Registration],
    reason: PassedOver,
    *,
    by: Actor,
    at: datetime,
) -> None:
    for registration in passed:
        history.record(
            session,
            subject=registration.reference,
            event=reserve_list.PASSED_OVER,
            by=by,
            at=at,
            detail={"session": training.reference, "reason": reason.value, "for": asked[0].reference},
        )


# What the owner of an offer and the office do


def accept(session: Session, *, registration: Registration, by: Actor, at: datetime) -> list[Registration]:
    """Take the place that is held. Answers those who now have one.

    Of colleagues who come all together, whoever answers first answers for all. Raises `Refusal`
    when nothing is held for this person or the time has run out, also when no job has noticed yet.
    """
    training = places.lock_session_of(session, registration)
    check_may_answer(
        state=registration.state, offered_until=registration.offered_until, starts_at=training.starts_at, at=at
    )
    accepted = reserve_list.companions(session, registration)
    for one in accepted:
        one.state = RegistrationState.CONFIRMED
        one.offered_until = None
        one.confirmed_at = at
        one.calendar_sequence += 1
        history.record(
            session,
            subject=one.reference,
            event="offer_accepted",
            by=by,
            at=at,
            detail={"session": training.reference},
        )
        places.tell(session, one, kind="place_freed", at=at)
    party_news.tell_each(session, accepted, news=News.CHANGED, at=at)
    places.recount(session, training)
    return accepted


def offer_now(session: Session, *, registration: Registration, by: Actor, at: datetime) -> list[Registration]:
    """Offer a free place to somebody whom the office has picked from the list; answers who is asked.

    By itself the list is asked until shortly before the start; from then on the office may ring
    people in an order of its own. Raises `Refusal` when they don't wait, when too few places are
    free, or when their organisation has its share and somebody else waits.
    """
    training = places.lock_session_of(session, registration)
    check_takes_people(state=training.state, starts_at=training.starts_at, at=at)
    settle(session, training, by=by, at=at)
    if registration.state is not RegistrationState.RESERVE:
        raise Refusal("not_waiting", f"{registration.name} is not on the reserve list any more.")
    waiting = reserve_list.entries(session, training)
    mine = next(entry for entry, _ in waiting if registration.id in entry.registration_ids)
    free = places.free_places(training)
    if not mine.fits(free):
        raise Refusal(
            "no_place_free", "Too few places are free. Raise the number of places, or cancel or withdraw one first."
        )
    _check_share(session, training, registration, alone=len(waiting) == 1, size=mine.size)
    earlier = [entry for entry, _ in waiting[: [entry for entry, _ in waiting].index(mine)]]
    passed = [(entry, PassedOver.OFFICE) for entry in earlier if not entry.needs.keys().isdisjoint(mine.needs)]
    people = {entry.registration_ids: group for entry, group in waiting}
    _offer(session, training, Offer(mine, tuple(passed)), people, by=by, at=at)
    places.recount(session, training)
    return people[mine.registration_ids]


def withdraw(session: Session, *, registration: Registration, by: Actor, at: datetime) -> list[Registration]:
    """Take an offer back and ask the next instead; answers who is asked.

    The owner keeps their turn and is told. Raises `Refusal` when nothing is held for them, or when
    nobody else could have the place: then it may as well stay theirs.
    """
    training = places.lock_session_of(session, registration)
    check_may_answer(
        state=registration.state, offered_until=registration.offered_until, starts_at=training.starts_at, at=at
    )
    taken_back = reserve_list.companions(session, registration)
    for one in taken_back:
        one.state = RegistrationState.RESERVE
        one.offered_until = None
        one.calendar_sequence += 1
        history.record(
            session,
            subject=one.reference,
            event="offer_withdrawn",
            by=by,
            at=at,
            detail={"session": training.reference},
        )
        places.tell(session, one, kind="offer_withdrawn", at=at)
    party_news.tell_each(session, taken_back, news=News.CHANGED, at=at)
    asked = settle(session, training, by=by, at=at, withdrawn=taken_back)
    if not asked:
        raise Refusal(
            "nobody_else", "Nobody else waits who could have this place. Cancel the turn if they don't want it."
        )
    return asked


def move_deadlines(session: Session, training: TrainingSession, *, at: datetime) -> None:
    """Offers stand when their session moves; their owners get the full time to think again.

    `training` must be locked and have its new start. The letter about the change tells the deadline.
    """
    until = rules_of(session).deadline(at=at, starts_at=training.starts_at)
    for registration in session.scalars(
        select(Registration).where(
            Registration.session_id == training.id, Registration.state == RegistrationState.OFFERED
        )
    ):
        registration.offered_until = until


# What the clock asks


def sessions_to_settle(session: Session, *, at: datetime) -> Sequence[int]:
    """Ids of sessions with an offer that has run out, or with free places while people wait."""
    ran_out = (
        select(Registration.session_id)
        .where(Registration.state == RegistrationState.OFFERED, Registration.offered_until <= at)
        .distinct()
    )
    left_over = select(TrainingSession.id).where(
        TrainingSession.state != SessionState.CANCELLED,
        TrainingSession.starts_at > at,
        TrainingSession.reserve_length > 0,
        or_(
            TrainingSession.places_taken < TrainingSession.capacity,
            TrainingSession.online_taken < TrainingSession.online_capacity,
        ),
    )
    return sorted(session.scalars(ran_out.union(left_over)))


def any_ran_out(session: Session, *, session_id: int, at: datetime) -> bool:
    """Whether an offer for this session is over and nobody has noticed yet."""
    return (
        session.scalar(
            select(Registration.id)
            .where(
                Registration.session_id == session_id,
                Registration.state == RegistrationState.OFFERED,
                Registration.offered_until <= at,
            )
            .limit(1)
        )
        is not None
    )


def settle_one(session: Session, *, session_id: int, at: datetime) -> tuple[int, int]:
    """Lock one session and settle it: how many offers ended, and how many were made."""
    training = places.lock_session(session, session_id=session_id)
    ended = let_lapse(session, training, at=at)
    return len(ended), len(settle(session, training, by=THE_CLOCK, at=at))


def _check_share(
    session: Session, training: TrainingSession, registration: Registration, *, alone: bool, size: int
) -> None:
    share = rules_of(session).share_of(places.room_of(training).capacity)
    employer = reserve_list.employer_key(registration)
    if share is None or employer is None or alone:
        return
    if reserve_list.held_by_organisation(session, training)[employer] + size > share:
        raise Refusal(
            "organisation_share", f"Their organisation has its share of {share}, and somebody else waits for a place."
        )
