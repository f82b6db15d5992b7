"""Assignments: clashes are named, and the database refuses what a mistake in our code would let through."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from rose_training.domain.calendar import ClosureKind, london_day
from rose_training.domain.diary import Engagement
from rose_training.domain.doubts import DoubtKind
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.travel import Pace
from rose_training.domain.year_groups import YearGroup
from rose_training.models.calendar import ClosureDay
from rose_training.models.facilitators import FacilitatorLeave
from rose_training.services import diary
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_session,
)
from tests.support.queries import counting

HOUR = timedelta(hours=1)


def test_a_clash_is_named(session, at):
    fay = make_facilitator(session)
    first = make_session(session, place_name="Hethersett")
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    second = make_session(session, starts_at=first.starts_at + HOUR / 2)

    with pytest.raises(Refusal) as refused:
        diary.assign(session, training_sessions=[second], facilitator_ids=[fay.id], at=at)

    assert refused.value.field == "facilitators"
    assert fay.person.name in refused.value.sentence
    assert "is at Hethersett on Tuesday 8 December 2026, 2pm to 3pm" in refused.value.sentence


def test_the_same_hour_next_week_is_free(session, at):
    fay = make_facilitator(session)
    course = [
        make_session(session, starts_at=make_session(session).starts_at + n * timedelta(days=7)) for n in range(6)
    ]
    diary.assign(session, training_sessions=course, facilitator_ids=[fay.id], at=at)
    between = make_session(session, starts_at=course[0].starts_at + timedelta(days=1))

    diary.assign(session, training_sessions=[between], facilitator_ids=[fay.id], at=at)

    assert diary.assigned_to(session, session_ids=[between.id]) == {between.id: (fay,)}


def test_assigning_again_replaces_who_delivers(session, at):
    fay, gus = make_facilitator(session), make_facilitator(session)
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)

    diary.assign(session, training_sessions=[training], facilitator_ids=[gus.id], at=at)

    assert diary.assigned_to(session, session_ids=[training.id]) == {training.id: (gus,)}
    again = Engagement(training.starts_at, training.ends_at)
    assert diary.impossible(session, facilitator_ids=[fay.id], wanted=[again]) == ()


def test_the_database_refuses_two_places_at_once(session):
    fay = make_facilitator(session)
    first = make_session(session)
    make_assignment(session, first, fay)
    second = make_session(session, starts_at=first.starts_at + HOUR / 2)

    with pytest.raises(IntegrityError), session.begin_nested():
        make_assignment(session, second, fay)


def test_a_cancelled_session_frees_its_facilitator(session, at):
    fay = make_facilitator(session)
    first = make_session(session)
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    first.state, first.cancelled_reason = "cancelled", "snow"
    session.flush()
    session.expire_all()
    second = make_session(session, starts_at=first.starts_at)

    diary.assign(session, training_sessions=[second], facilitator_ids=[fay.id], at=at)


CROMER, THETFORD = "NR27 9HG", "IP24 1JY"


def against(session, fay, wanted, **options):
    """The kinds and sentences of what speaks against a visit of pupils."""
    found = diary.doubts(
        session, wanted=wanted, facilitator_ids=[fay.id], **{"audience": Audience.PROFESSIONALS} | options
    )
    return {doubt.kind: doubt for doubt in found}


def take_leave(session, fay, first: date, last: date | None = None):
    session.add(FacilitatorLeave(facilitator_id=fay.id, first_on=first, last_on=last or first, entered_at=LONG_AGO))
    session.flush()


def test_the_booking_being_planned_does_not_clash_with_itself(session, at):
    fay = make_facilitator(session)
    booking = make_booking(session)
    visit = make_session(session, booking=booking)
    diary.assign(session, training_sessions=[visit], facilitator_ids=[fay.id], at=at)
    wanted = [Engagement(visit.starts_at, visit.ends_at)]

    assert DoubtKind.ELSEWHERE in against(session, fay, wanted)
    assert DoubtKind.ELSEWHERE not in against(session, fay, wanted, besides_booking_id=booking.id)
    assert DoubtKind.ELSEWHERE not in against(session, fay, wanted, besides_session_id=visit.id)


def test_a_tight_journey_is_a_warning(session, at):
    fay = make_facilitator(session)
    first = make_session(session, place_name="Cromer Town Hall", postcode=CROMER)
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    begins = first.ends_at + HOUR
    wanted = [Engagement(begins, begins + HOUR, place="Thetford Academy", postcode=THETFORD)]

    doubt = against(session, fay, wanted)[DoubtKind.JOURNEY]

    assert not doubt.refused
    assert "Cromer Town Hall" in doubt.sentence
    assert "60 minutes are left, and the journey takes about" in doubt.sentence
    assert DoubtKind.JOURNEY not in against(session, fay, wanted, pace=Pace(kmh=100, winding=1.0, margin=HOUR * 0))


def test_a_journey_that_nobody_could_make_is_refused(session, at):
    fay = make_facilitator(session)
    first = make_session(session, place_name="Cromer Town Hall", postcode=CROMER)
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    second = make_session(session, starts_at=first.ends_at + HOUR / 6, place_name="Thetford", postcode=THETFORD)

    with pytest.raises(Refusal, match=r"Out of reach: .* at Cromer Town Hall"):
        diary.assign(session, training_sessions=[second], facilitator_ids=[fay.id], at=at)


def test_between_places_of_which_one_is_unknown_half_an_hour_is_asked_for(session, at):
    fay = make_facilitator(session)
    first = make_session(session, place_name="Cromer Town Hall", postcode=CROMER)
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    wanted = [Engagement(first.ends_at, first.ends_at + HOUR, place="Somewhere")]

    assert "we do not know how far it is" in against(session, fay, wanted)[DoubtKind.JOURNEY].sentence


def test_a_school_stands_where_the_register_says(session, at):
    fay = make_facilitator(session)
    make_organisation(session, name="Far Academy", postcode="ZZ1 1ZZ", easting=587000, northing=283000)
    first = make_session(session, place_name="Cromer Town Hall", postcode=CROMER)
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    begins = first.ends_at + HOUR
    wanted = [Engagement(begins, begins + HOUR, place="Far Academy", postcode="ZZ1 1ZZ")]

    assert "the journey takes about" in against(session, fay, wanted)[DoubtKind.JOURNEY].sentence


def test_nobody_is_called_back_from_leave(session, at):
    fay = make_facilitator(session)
    training = make_session(session)
    take_leave(session, fay, london_day(training.starts_at))

    with pytest.raises(Refusal, match="is on leave on 8 December"):
        diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)


def test_the_database_refuses_work_on_a_day_of_leave_and_leave_over_work(session):
    fay, gus = make_facilitator(session), make_facilitator(session)
    training = make_session(session)
    day = london_day(training.starts_at)
    take_leave(session, fay, day - timedelta(days=3), day)
    make_assignment(session, training, gus)

    with pytest.raises(IntegrityError), session.begin_nested():
        make_assignment(session, training, fay)
    with pytest.raises(IntegrityError), session.begin_nested():
        take_leave(session, gus, day, day + timedelta(days=3))
    take_leave(session, gus, day + timedelta(days=1))


def test_moving_a_session_onto_leave_is_refused_by_the_database(session):
    fay = make_facilitator(session)
    training = make_session(session)
    make_assignment(session, training, fay)
    take_leave(session, fay, london_day(training.starts_at) + timedelta(days=1))

    with pytest.raises(IntegrityError), session.begin_nested():
        training.starts_at, training.ends_at = training.starts_at + 24 * HOUR, training.ends_at + 24 * HOUR
        session.flush()


def test_leave_entered_after_a_session_does_not_reach_back(session):
    """Whoever rings in ill at noon was there in the morning."""
    fay = make_facilitator(session)
    training = make_session(session)
    make_assignment(session, training, fay)
    day = london_day(training.starts_at)
    session.add(FacilitatorLeave(facilitator_id=fay.id, first_on=day, last_on=day, entered_at=training.ends_at + HOUR))
    session.flush()
    training.state = "delivered"
    session.flush()


def test_an_evening_is_asked_about(session):
    fay = make_facilitator(session)
    evening = make_session(session).starts_at + 6 * HOUR

    doubt = against(session, fay, [Engagement(evening, evening + HOUR)])[DoubtKind.HOURS]

    assert not doubt.refused
    assert doubt.sentence.startswith("Tuesday 8 December 2026, 8pm to 9pm: ")
    assert fay.person.name in doubt.sentence


def test_the_calendar_of_the_school_counts(session):
    fay = make_facilitator(session)
    school, other = make_organisation(session), make_organisation(session)
    start = make_session(session).starts_at
    session.add(
        ClosureDay(
            on=london_day(start),
            kind=ClosureKind.TRAINING_DAY,
            title="Training day",
            organisation_id=school.id,
            source="test",
        )
    )
    session.flush()
    wanted = [Engagement(start, start + HOUR)]

    assert DoubtKind.CLOSED in against(session, fay, wanted, audience=Audience.PUPILS, organisation_id=school.id)
    assert DoubtKind.CLOSED not in against(session, fay, wanted, audience=Audience.PUPILS, organisation_id=other.id)
    assert DoubtKind.CLOSED not in against(session, fay, wanted, audience=Audience.STAFF, organisation_id=school.id)


def test_a_second_visit_on_the_same_day_is_pointed_out(session):
    fay = make_facilitator(session)
    school = make_organisation(session)
    first = make_session(session, booking=make_booking(session, organisation=school))
    wanted = [Engagement(first.starts_at - 4 * HOUR, first.starts_at - 3 * HOUR)]
    tomorrow = [Engagement(first.starts_at + 20 * HOUR, first.starts_at + 21 * HOUR)]

    doubt = against(session, fay, wanted, organisation_id=school.id)[DoubtKind.SAME_SCHOOL]

    assert "Tuesday 8 December 2026, 2pm to 3pm: we are at this school already" in doubt.sentence
    assert DoubtKind.SAME_SCHOOL not in against(session, fay, tomorrow, organisation_id=school.id)
    assert DoubtKind.SAME_SCHOOL not in against(
        session, fay, wanted, organisation_id=school.id, besides_booking_id=first.booking_id
    )


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_does_not_grow(session, engine, number):
    fays = [make_facilitator(session) for _ in range(number)]
    school = make_organisation(session)
    start = make_session(session).starts_at
    for n, fay in enumerate(fays):
        visit = make_session(
            session, starts_at=start + n * 26 * HOUR, booking=make_booking(session, organisation=school)
        )
        make_assignment(session, visit, fay)
    session.expire_all()
    school_id, ids = school.id, [fay.id for fay in fays]

    with counting(engine) as queries:
        diary.doubts(
            session,
            wanted=[Engagement(start + n * 26 * HOUR, start + (n * 26 + 2) * HOUR) for n in range(number)],
            facilitator_ids=ids,
            audience=Audience.PUPILS,
            organisation_id=school_id,
            years=[YearGroup.YEAR_11],
        )

    assert len(queries) <= 9
