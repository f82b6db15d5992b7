"""Eight desks give the same hour away and eight browsers send the same draft, all at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Contact, VisitRequest, Wish
from rose_training.domain.weekly import Meeting
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking, Declaration
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment
from rose_training.services import booking_drafts, booking_plans, visit_requests
from tests.factories import make_activity, make_booking, make_facilitator, make_organisation

AT_ONCE = 8
START = datetime(2027, 1, 14, 10, tzinfo=UTC)
HOUR = Meeting(START, START + timedelta(hours=1))
US = Actor.system("test")


def all_at_once(engine, act, things):
    """Do `act(session, thing)` for every thing in its own transaction, beginning together; what came of each."""
    barrier = Barrier(len(things))

    def one(thing):
        with Session(engine) as session:
            barrier.wait()
            try:
                with writing(session):
                    act(session, thing)
            except Refusal as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(len(things)) as pool:
        return Counter(pool.map(one, things))


def count(engine, model):
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(model))


def test_one_desk_gets_the_hour(engine_of_our_own, at):
    with Session(engine_of_our_own) as session, writing(session):
        facilitator = make_facilitator(session).id
        ids = [make_booking(session).id for _ in range(AT_ONCE)]
        session.add_all(
            Declaration(booking_id=booking, kind=kind, answer=DeclarationAnswer.YES, given_at=at)
            for booking in ids
            for kind in DeclarationKind
        )
    plan = VisitPlan((HOUR,), (facilitator,), place_name="Example School")

    def confirm(session, booking):
        booking_plans.confirm(session, session.get_one(Booking, booking), plan, by=US, at=at)

    outcomes = all_at_once(engine_of_our_own, confirm, ids)

    assert outcomes == {"done": 1, "clash": AT_ONCE - 1}
    assert count(engine_of_our_own, Assignment) == 1


def test_one_draft_becomes_one_booking(engine_of_our_own, at):
    with Session(engine_of_our_own) as session, writing(session):
        asked = VisitRequest(
            activity=make_activity(session).slug,
            organisation=make_organisation(session).reference,
            described="",
            years=(YearGroup.YEAR_8,),
            expected_number=20,
            wishes=(Wish(date(2027, 1, 14), PartOfDay.ANY),),
            booker=Contact("Bo", email="bo@school.example", phone="01603 000000"),
            on_the_day=Contact("Dee", phone="01603 000001"),
            dsl=Contact("Dan", reach="extension 12"),
            declarations={},
        )
        key = booking_drafts.begin(session, answers={}, at=at).key

    def send(session, _browser):
        draft = booking_drafts.lock_draft(session, key=key)
        visit_requests.request_visit(session, asked, office="office@rose.example", by=US, at=at, draft=draft)

    outcomes = all_at_once(engine_of_our_own, send, range(AT_ONCE))

    assert outcomes == {"done": AT_ONCE}
    assert count(engine_of_our_own, Booking) == 1
    assert count(engine_of_our_own, OutboxMessage) == 2
