"""The office answers in other ways: more time, other dates, one request out of two, again, by telephone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from rose_training.domain.bookings import BookingState, EndedBy
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.models.bookings import Booking, Declaration, PreferredDate
from rose_training.models.counter_offers import CounterOffer
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)

INBOX = "/office/bookings"


@pytest.fixture
def thursday():
    """A Thursday five weeks ahead of the real day, which the pages ask for."""
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday()) + timedelta(days=38)


@pytest.fixture
def office(visit, stored):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


@pytest.fixture
def fay(stored):
    facilitator = make_facilitator(stored)
    stored.commit()
    return facilitator


def asked(stored, thursday, **over):
    booking = make_booking(stored, **{"requested_at": datetime.now(UTC) - timedelta(days=2)} | over)
    stored.add(PreferredDate(booking_id=booking.id, rank=1, on=thursday, part="morning", time_wished="period 3"))
    stored.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=DeclarationAnswer.YES, given_at=booking.requested_at)
        for kind in DeclarationKind
    )
    stored.commit()
    return booking


@pytest.fixture
def booking(stored, thursday):
    return asked(stored, thursday)


@pytest.fixture
def held(stored, office, booking, fay):
    """The same, held through the page."""
    address = f"{INBOX}/{booking.reference}/plan"
    office.post(address, form_of(office.get(address)) | {"action": "hold", "facilitators": fay.id})
    reread(stored, booking)
    return booking


def form_of(page):
    """The last form of the main part as a browser would send it."""
    form = page.soup.find("main").find_all("form", attrs={"method": "post"})[-1]
    sent = {}
    for control in form.find_all(["input", "select", "textarea"]):
        if control.get("type") in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.find("option", selected=True)
            sent.setdefault(control["name"], []).append(chosen["value"] if chosen else "")
        elif control.name == "textarea":
            sent.setdefault(control["name"], []).append(control.get_text().strip())
        else:
            sent.setdefault(control["name"], []).append(control.get("value", ""))
    sent.pop("csrf_token", None)
    return sent


def boxes(day):
    return [day.day, day.month, day.year]


def reread(stored, booking):
    stored.rollback()
    stored.expire_all()
    return stored.get_one(Booking, booking.id)


def mails(stored):
    stored.rollback()
    return stored.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()


def counted(stored):
    """How many rows there are of everything that a plan writes."""
    stored.rollback()
    return [
        stored.scalar(select(func.count()).select_from(model))
        for model in (HistoryEntry, OutboxMessage, TrainingSession, CounterOffer)
    ]


class TestTheLetterFirst:
    def test_a_hold_is_read_before_it_is_sent(self, office, stored, booking, fay):
        address = f"{INBOX}/{booking.reference}/plan"
        sent = form_of(office.get(address)) | {"facilitators": fay.id, "note": "Is there a ramp?"}
        before = counted(stored)

        page = office.post(address, sent | {"look": "hold"})

        assert page.status == 200
        assert "Held for you: ROSE visit on" in page.text
        assert "Is there a ramp?" in page.text
        assert counted(stored) == before
        assert reread(stored, booking).state is BookingState.REQUESTED

        office.post(address, form_of(page) | {"action": "hold"})
        assert reread(stored, booking).state is BookingState.HELD
        message = stored.scalars(select(OutboxMessage).where(OutboxMessage.kind == "booking_held")).one()
        assert message.payload["note"] == "Is there a ramp?"

    def test_what_was_typed_comes_back(self, office, booking, fay):
        address = f"{INBOX}/{booking.reference}/plan"
        sent = form_of(office.get(address)) | {"facilitators": fay.id, "place_name": "The old gym"}
        page = office.post(address, sent | {"look": "hold"})

        page = office.post(address, form_of(page) | {"action": "edit"})

        assert page.status == 200
        assert page.soup.find("input", attrs={"name": "place_name"})["value"] == "The old gym"

    def test_a_confirmation_shows_the_dates_in_its_file(self, office, stored, held):
        office.get(f"{INBOX}/{held.reference}")
        page = office.post(f"{INBOX}/{held.reference}/confirm", {"look": "confirm"})

        assert f"Attached: {held.reference.lower()}.ics" in page.text
        assert "Your ROSE visit on Thursday" in page.text
        assert reread(stored, held).state is BookingState.HELD

        office.post(f"{INBOX}/{held.reference}/confirm", form_of(page) | {"action": "confirm"})
        assert reread(stored, held).state is BookingState.CONFIRMED

    @pytest.mark.parametrize(("verb", "more"), [("decline", {}), ("cancel", {"ended_by": "us"})])
    def test_an_end_is_read_before_it_is_sent(self, office, stored, booking, verb, more):
        address = f"{INBOX}/{booking.reference}/{verb}"
        sent = form_of(office.get(address)) | {"reason": "other", "explanation": "We are all ill."} | more

        page = office.post(address, sent | {"look": "end"})

        assert "We are all ill." in page.text
        assert reread(stored, booking).state is BookingState.REQUESTED
        office.post(address, form_of(page) | {"action": "end"})
        assert reread(stored, booking).ended_by is EndedBy.US

    def test_what_is_refused_is_said_and_not_shown(self, office, booking):
        address = f"{INBOX}/{booking.reference}/plan"
        page = office.post(address, form_of(office.get(address)) | {"look": "hold"})
        assert page.errors == ["Select who will deliver it"]


class TestTwoDesks:
    def test_the_second_is_told_who_was_quicker(self, office, stored, booking, fay):
        address = f"{INBOX}/{booking.reference}"
        second = form_of(office.get(f"{address}/plan")) | {"facilitators": fay.id}
        decline = form_of(office.get(f"{address}/decline")) | {"reason": "no_facilitator"}
        office.post(f"{address}/decline", decline)

        page = office.post(f"{address}/plan", second | {"action": "hold"})

        assert page.status == 422
        assert "Somebody was quicker" in page.errors[0]
        assert "Declined by us" in page.errors[0]
        assert reread(stored, booking).state is BookingState.DECLINED

    def test_a_page_shown_again_is_no_younger(self, office, stored, held, fay):
        address = f"{INBOX}/{held.reference}"
        old = form_of(office.get(f"{address}/plan")) | {"facilitators": fay.id}
        extend = form_of(office.get(f"{address}/more-time"))
        later = reread(stored, held).held_until.date() + timedelta(days=7)
        office.post(f"{address}/more-time", extend | {"until": boxes(later)})

        first = office.post(f"{address}/plan", old | {"action": "hold"})
        again = office.post(f"{address}/plan", form_of(first) | {"action": "hold", "facilitators": fay.id})

        assert (first.status, again.status) == (422, 422)


class TestMoreTime:
    def test_a_hold_goes_on(self, office, stored, held):
        address = f"{INBOX}/{held.reference}/more-time"
        later = reread(stored, held).held_until.date() + timedelta(days=7)
        page = office.get(address)

        looked = office.post(address, form_of(page) | {"until": boxes(later), "look": "extend"})
        assert "Held for you" in looked.text
        assert office.post(address, form_of(looked) | {"action": "extend"}).status == 303

        assert reread(stored, held).held_until.date() == later
        assert "More time to answer" in office.get(f"{INBOX}/{held.reference}").text

    def test_an_earlier_day_is_refused(self, office, held):
        address = f"{INBOX}/{held.reference}/more-time"
        page = office.post(address, form_of(office.get(address)) | {"until": [1, 3, 2022]})
        assert "later than" in page.errors[0]


class TestOtherDates:
    def test_dates_are_offered(self, office, stored, booking, fay, thursday):
        address = f"{INBOX}/{booking.reference}/other-dates"
        rows = {
            "date_1": boxes(thursday),
            "start_1": "11am",
            "facilitator_1": str(fay.id),
            "date_2": boxes(thursday + timedelta(days=1)),
            "start_2": "9:30am",
            "facilitator_2": str(fay.id),
        }
        looked = office.post(address, form_of(office.get(address)) | rows | {"look": "offer"})
        assert "Other dates for your ROSE visit" in looked.text
        assert counted(stored)[-1] == 0

        office.post(address, form_of(looked) | {"action": "offer"})

        assert mails(stored) == ["booking_counter_offer"]
        other = asked(stored, thursday)
        first = "&".join(f"first={box}" for box in boxes(thursday))
        plan = office.get(f"{INBOX}/{other.reference}/plan?{first}&start=11:00")
        assert f"for {booking.reference}" in plan.text
        page = office.get(f"{INBOX}/{booking.reference}")
        assert "the school has not answered yet" in page.text
        assert "Other dates are offered" in office.get(INBOX).text

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({}, "Enter one date at least"),
            ({"date_1": ["31", "2", "2027"]}, "real date"),
            ({"start_1": "11am"}, "Enter the date"),
            ({"until": ["", "", ""]}, "Enter the day by which the school answers"),
        ],
    )
    def test_what_is_missing_is_said(self, office, booking, wrong, words):
        address = f"{INBOX}/{booking.reference}/other-dates"
        page = office.post(address, form_of(office.get(address)) | wrong)
        assert page.status == 422
        assert any(words in error for error in page.errors), page.errors

    def test_a_facilitator_and_an_hour_are_asked_for(self, office, booking, thursday):
        address = f"{INBOX}/{booking.reference}/other-dates"
        page = office.post(address, form_of(office.get(address)) | {"date_1": boxes(thursday)})
        assert page.errors == ["Enter when it starts"]
        page = office.post(address, form_of(page) | {"date_1": boxes(thursday), "start_1": "11am"})
        assert page.errors == ["Select who would come"]


class TestAtAGlance:
    def test_the_wished_day_stands_beside_the_diary(self, office, stored, booking, fay, thursday):
        morning = datetime.combine(thursday, datetime.min.time()).replace(hour=10, tzinfo=UTC)
        make_assignment(stored, make_session(stored, starts_at=morning, place_name="Hethersett Village Hall"), fay)
        free = make_facilitator(stored)
        stored.commit()

        page = office.get(f"{INBOX}/{booking.reference}")
        row = page.soup.select_one("#glance tbody tr")
        words = " ".join(row.get_text(" ").split())

        assert "Hethersett Village Hall" in words
        assert free.person.name in row.select("td")[1].get_text()
        assert fay.person.name not in row.select("td")[1].get_text()
        plan = office.get(row.find_all("a")[-1]["href"])
        assert plan.soup.find("input", attrs={"name": "date_1"})["value"] == str(thursday.day)

    def test_it_asks_the_same_for_a_large_team(self, office, stored, booking, fay, count_queries):
        address = f"{INBOX}/{booking.reference}"
        office.get(address)
        with count_queries() as few:
            office.get(address)
        for _ in range(5):
            make_facilitator(stored)
        stored.commit()
        with count_queries() as many:
            office.get(address)
        assert len(many) == len(few)


class TestTwoRequestsForTheSame:
    def test_one_is_attached_to_the_other(self, office, stored, booking, thursday):
        twin = asked(stored, thursday, activity=booking.activity, organisation=booking.organisation)
        assert "Asked twice?" in office.get(INBOX).text
        page = office.get(f"{INBOX}/{twin.reference}")
        assert "Same school, same activity, same day" in page.text

        done = office.post(f"{INBOX}/{twin.reference}/attach", {"to": booking.reference})

        assert done.location == f"{INBOX}/{booking.reference}"
        assert reread(stored, twin).duplicate_of_id == booking.id
        assert twin.reference in office.get(f"{INBOX}/{booking.reference}").text
        assert f"goes on as {booking.reference}" in office.get(f"{INBOX}/{twin.reference}").text
        assert mails(stored) == ["booking_attached"]
        assert office.post(f"{INBOX}/{booking.reference}/attach", {"to": "JIG-2222-22"}).status == 404


class TestAgain:
    def test_what_was_cancelled_is_asked_for_again(self, office, stored, thursday):
        ended = asked(stored, thursday, state=BookingState.CANCELLED, reason="Snow")
        address = f"{INBOX}/{ended.reference}/again"
        assert office.post(address, form_of(office.get(address))).errors == ["Enter at least one date"]

        done = office.post(address, form_of(office.get(address)) | {"day_1": boxes(thursday), "part_1": "afternoon"})

        again = stored.scalars(select(Booking).where(Booking.rebooked_from_id == ended.id)).one()
        assert done.location == f"{INBOX}/{again.reference}"
        assert (again.state, again.booker_name) == (BookingState.REQUESTED, ended.booker_name)
        assert f"Asks again for {ended.reference}" in office.get(done.location).text
        assert again.reference in office.get(f"{INBOX}/{ended.reference}").text
        assert office.post(address, {"day_1": boxes(thursday), "part_1": "any"}).status == 422


class TestByTelephone:
    @pytest.fixture
    def told(self, stored, thursday):
        activity = make_activity(stored, slug="respect", code="JW-9", title="Respect")
        make_organisation(stored, name="Hethersett Academy", search_text=" hethersett academy | norwich ")
        stored.commit()
        return {
            "school": "hethersett academy",
            "activity": activity.slug,
            "expected_number": "24",
            "years": "8",
            "day_1": boxes(thursday),
            "part_1": "morning",
            "name": "Bo Booker",
            "phone": "01603 000000",
            "email": "bo@hethersett.example",
        }

    def test_one_page_makes_a_request(self, office, stored, told):
        office.get(f"{INBOX}/by-telephone")

        done = office.post(f"{INBOX}/by-telephone", told | {"notes": "Rang at nine"})

        booking = stored.scalars(select(Booking)).one()
        assert done.location == f"{INBOX}/{booking.reference}"
        assert (booking.by_telephone, booking.organisation.name) == (True, "Hethersett Academy")
        assert booking.notes == "Rang at nine"
        page = office.get(done.location)
        assert "Taken by telephone" in page.text
        assert "Stops confirmation" in page.text
        assert "by telephone" in office.get(INBOX).text

    def test_two_schools_are_asked_about(self, office, stored, told):
        other = make_organisation(stored, name="Hethersett High", search_text=" hethersett high | norwich ")
        stored.commit()

        page = office.post(f"{INBOX}/by-telephone", told | {"school": "hethersett"})
        assert page.errors == ["Select which one it is, or keep what you typed"]
        office.post(
            f"{INBOX}/by-telephone", form_of(page) | told | {"school": "hethersett", "organisation": other.reference}
        )

        assert stored.scalars(select(Booking)).one().organisation_id == other.id

    def test_an_unknown_school_is_kept_as_typed(self, office, stored, told):
        office.get(f"{INBOX}/by-telephone")
        office.post(f"{INBOX}/by-telephone", told | {"school": "Forest School"})
        assert stored.scalars(select(Booking)).one().organisation_described == "Forest School"

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"name": ""}, "Enter their full name"),
            ({"day_1": ["", "", ""]}, "at least one date"),
            ({"years": []}, "year"),
            ({"email": "bo"}, "e-mail address"),
            ({"activity": ""}, "Select an activity"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_kept(self, office, stored, told, wrong, words):
        office.get(f"{INBOX}/by-telephone")
        page = office.post(f"{INBOX}/by-telephone", told | wrong)
        assert page.status == 422
        assert any(words in error for error in page.errors), page.errors
        assert stored.scalars(select(Booking)).all() == []

    def test_the_conversation_is_written_down(self, office, stored, thursday):
        course = asked(stored, thursday, activity=make_activity(stored, targeted=True, max_group=10))
        assert "Waits for a conversation" in office.get(INBOX).text
        office.get(f"{INBOX}/{course.reference}")

        office.post(f"{INBOX}/{course.reference}/spoken")

        assert reread(stored, course).spoken_at is not None
        assert "The conversation took place" in office.get(f"{INBOX}/{course.reference}").text

    def test_contacts_and_group_are_corrected(self, office, stored, booking):
        address = f"{INBOX}/{booking.reference}/details"
        sent = form_of(office.get(address))

        office.post(address, sent | {"booker_name": "Di Other", "expected_number": "20", "day_name": "Ed Gate"})

        after = reread(stored, booking)
        assert (after.booker_name, after.expected_number, after.day_contact_name) == ("Di Other", 20, "Ed Gate")
        assert office.post(address, sent | {"expected_number": "900"}).status == 422


def test_the_inbox_is_narrowed_by_words_and_activity(office, stored, booking, thursday):
    other = asked(stored, thursday)

    page = office.get(f"{INBOX}?q={booking.organisation.name}&activity={booking.activity.code}")

    assert booking.reference in page.text
    assert other.reference not in page.text
    assert "Show all" in page.text
    assert "Nothing found" in office.get(f"{INBOX}?q=nowhere").text


def test_others_do_not_answer(visit, stored, booking, fay):
    visit.sign_in(fay.person)
    for page in ("more-time", "other-dates", "again", "details"):
        assert visit.get(f"{INBOX}/{booking.reference}/{page}").status == 403
    assert visit.get(f"{INBOX}/by-telephone").status == 403
