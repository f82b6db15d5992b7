"""The office answers: inbox, dates, hold, confirm, change, decline, cancel, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState, EndedBy
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.models.bookings import Booking, Cohort, CohortCard, Declaration, PreferredDate
from rose_training.models.calendar import ClosureDay, TermPeriod
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment, TrainingSession
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


def asked(stored, thursday, *, answer=DeclarationAnswer.YES, **over):
    booking = make_booking(stored, requested_at=datetime.now(UTC) - timedelta(days=2), **over)
    stored.add(PreferredDate(booking_id=booking.id, rank=1, on=thursday, part="morning", time_wished="period 3"))
    stored.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=answer, given_at=booking.requested_at)
        for kind in DeclarationKind
    )
    stored.commit()
    return booking


@pytest.fixture
def visit_asked(stored, thursday):
    return asked(stored, thursday)


@pytest.fixture
def course_asked(stored, thursday):
    activity = make_activity(stored, weeks=6, targeted=True, max_group=10)
    return asked(stored, thursday, activity=activity, expected_number=8)


def plan(page, action, **over):
    """The form of the plan page as a browser would send it."""
    form = page.soup.find("main").find("form", attrs={"method": "post"})
    sent = {"action": action}
    for control in form.find_all("input"):
        kind = control.get("type")
        if kind in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        sent.setdefault(control["name"], []).append(control.get("value", ""))
    return {name: value for name, value in (sent | over).items() if name != "csrf_token"}


def reread(stored, booking):
    stored.rollback()
    stored.expire_all()
    return stored.get_one(Booking, booking.id)


def test_the_inbox_counts_and_lists(office, stored, visit_asked):
    make_booking(stored, state=BookingState.CONFIRMED)
    stored.commit()

    page = office.get(INBOX)

    assert "Requested 1" in page.text
    assert "Confirmed 1" in page.text
    assert visit_asked.reference in page.text
    assert visit_asked.organisation.name in page.text
    assert visit_asked.reference not in office.get(f"{INBOX}?state=confirmed").text
    assert "Nothing here" in office.get(f"{INBOX}?state=held").text


def test_the_inbox_asks_the_same_number_of_queries_however_long_it_is(office, stored, thursday, count_queries):
    asked(stored, thursday)
    office.get(INBOX)
    with count_queries() as few:
        office.get(INBOX)
    for _ in range(12):
        asked(stored, thursday)
    with count_queries() as many:
        office.get(INBOX)

    assert len(many) == len(few)


def test_one_booking_shows_everything(office, stored, visit_asked):
    page = office.get(f"{INBOX}/{visit_asked.reference}")

    for words in ("Bo Booker", "Dee Contact", "Dan Lead", "period 3", "Year 8", "Choose date and facilitator"):
        assert words in page.text
    assert office.get(f"{INBOX}/JIG-2222-22").status == 404


def test_a_visit_is_confirmed_for_the_day_wished_for(office, stored, visit_asked, fay, thursday):
    address = f"{INBOX}/{visit_asked.reference}/plan"
    page = office.get(address)
    assert "not in the calendar" in page.text

    done = office.post(address, plan(page, "confirm", facilitators=fay.id))

    assert done.location == f"{INBOX}/{visit_asked.reference}"
    assert reread(stored, visit_asked).state is BookingState.CONFIRMED
    training = stored.scalars(select(TrainingSession)).one()
    assert training.starts_at.astimezone().date() == thursday
    assert training.place_name == visit_asked.organisation.name
    assert "booking_confirmed" in stored.scalars(select(OutboxMessage.kind)).all()
    assert fay.person.name in office.get(done.location).text


def test_a_course_is_held_then_confirmed_in_one_click(office, stored, course_asked, fay):
    page = office.get(f"{INBOX}/{course_asked.reference}/plan")
    assert len(page.soup.select(".rose-row")) == 6
    office.post(f"{INBOX}/{course_asked.reference}/plan", plan(page, "hold", facilitators=fay.id))
    page = office.get(f"{INBOX}/{course_asked.reference}")
    assert "Held until" in page.text
    assert "Confirm as held" in page.text

    office.post(f"{INBOX}/{course_asked.reference}/confirm")

    assert reread(stored, course_asked).state is BookingState.CONFIRMED
    assert stored.scalar(select(func.count()).select_from(Assignment)) == 6
    assert stored.scalar(select(Cohort.size)) == 8
    assert stored.scalar(select(func.count()).select_from(CohortCard)) == 8
    assert "cards 1 to 8" in office.get(f"{INBOX}/{course_asked.reference}").text


def test_weekly_dates_leave_out_holidays_and_say_how_many_fit(office, stored, course_asked, thursday):
    year = thursday.year if thursday.month >= 9 else thursday.year - 1
    label = f"{year}/{(year + 1) % 100:02d}"
    stored.add_all(
        [
            TermPeriod(
                academic_year=label,
                name="Autumn 1",
                starts_on=thursday - timedelta(days=10),
                ends_on=thursday + timedelta(days=29),
                source="test",
            ),
            TermPeriod(
                academic_year=label,
                name="Autumn 2",
                starts_on=thursday + timedelta(days=38),
                ends_on=thursday + timedelta(days=80),
                source="test",
            ),
            ClosureDay(
                on=thursday + timedelta(days=7), kind=ClosureKind.TRAINING_DAY, title="Training day", source="test"
            ),
        ]
    )
    stored.commit()
    first = f"first={thursday.day}&first={thursday.month}&first={thursday.year}"

    page = office.get(f"{INBOX}/{course_asked.reference}/plan?{first}&start=13:30")

    assert "Only 4 of 6 weeks fit before the break" in page.text
    assert "Training day" in page.text
    assert "school holiday" in page.text
    second = [box["value"] for box in page.soup.find_all("input", attrs={"name": "date_2"})]
    after = thursday + timedelta(days=14)
    assert [int(box) for box in second] == [after.day, after.month, after.year]
    assert page.soup.find("input", attrs={"name": "start_2"})["value"] == "13:30"
    assert page.soup.find("input", attrs={"name": "end_2"})["value"] == "14:30"


def test_a_first_day_on_a_weekend_is_refused(office, course_asked, thursday):
    saturday = thursday + timedelta(days=2)
    page = office.get(
        f"{INBOX}/{course_asked.reference}/plan?first={saturday.day}&first={saturday.month}&first={saturday.year}&start=10:00"
    )

    assert any("Saturday" in error for error in page.errors)


def test_a_clash_is_shown_beforehand_and_refused_by_name(office, stored, visit_asked, fay, thursday):
    address = f"{INBOX}/{visit_asked.reference}/plan"
    page = office.get(address)
    hour = plan(page, "hold")["start_1"][0]
    start = datetime.combine(thursday, datetime.strptime(hour, "%H:%M").time()).astimezone(UTC)  # noqa: DTZ007
    other = make_session(stored, starts_at=start, place_name="Hethersett Village Hall")
    make_assignment(stored, other, fay)
    stored.commit()
    assert "Hethersett Village Hall" in office.get(address).soup.find(id="facilitators-item-hint").get_text()

    refused = office.post(address, plan(page, "hold", facilitators=fay.id, place_name="Somewhere typed"))

    assert refused.status == 422
    assert fay.person.name in refused.errors[0]
    assert "Hethersett Village Hall" in refused.errors[0]
    assert refused.soup.find("input", attrs={"name": "place_name"})["value"] == "Somewhere typed"
    assert reread(stored, visit_asked).state is BookingState.REQUESTED


def test_a_yes_on_the_telephone_is_taken_while_planning(office, stored, visit_asked, fay):
    address = f"{INBOX}/{visit_asked.reference}/plan"

    office.post(address, plan(office.get(address), "hold", facilitators=fay.id, on_their_word="y"))

    row = stored.scalars(select(Assignment).where(Assignment.facilitator_id == fay.id)).one()
    assert (row.answer, row.words, row.active) == (AssignmentAnswer.ACCEPTED, "By telephone", True)


def test_little_time_to_travel_is_shown_before_anything_is_saved(office, stored, visit_asked, fay, thursday):
    address = f"{INBOX}/{visit_asked.reference}/plan"
    sent = plan(office.get(address), "confirm", facilitators=fay.id)
    end = datetime.combine(thursday, datetime.strptime(sent["end_1"][0], "%H:%M").time()).astimezone(UTC)  # noqa: DTZ007
    next_school = make_organisation(stored, name="Cromer Academy")
    other = make_session(
        stored, starts_at=end, booking=make_booking(stored, organisation=next_school), place_name=next_school.name
    )
    make_assignment(stored, other, fay)
    stored.commit()

    page = office.post(address, sent)

    assert page.status == 422
    assert "Little time to travel" in page.text
    assert "at Cromer Academy" in page.text
    assert reread(stored, visit_asked).state is BookingState.REQUESTED
    assert stored.scalars(select(OutboxMessage)).all() == []

    assert office.post(address, plan(page, "confirm")).status == 303
    assert reread(stored, visit_asked).state is BookingState.CONFIRMED


def test_each_diary_shows_the_days_that_the_school_would_like(office, stored, visit_asked, fay, thursday):
    later = thursday + timedelta(days=7)
    stored.add(PreferredDate(booking_id=visit_asked.id, rank=2, on=later, part="any"))
    evening = datetime.combine(later, datetime.min.time()).replace(hour=18, tzinfo=UTC)
    make_assignment(stored, make_session(stored, starts_at=evening, place_name="Hethersett Village Hall"), fay)
    stored.commit()

    hint = office.get(f"{INBOX}/{visit_asked.reference}/plan").soup.find(id="facilitators-item-hint").get_text()

    assert "at Hethersett Village Hall" in hint
    assert f"{later.day} {later:%B} {later.year}, " in hint
    assert "pm to " in hint
    assert "Not free" not in hint


def test_a_request_that_waits_longer_than_promised_is_marked(office, stored, thursday):
    fresh = asked(stored, thursday)
    old = asked(stored, thursday)
    old.requested_at = datetime.now(UTC) - timedelta(days=8)
    stored.commit()

    rows = {row[0]: row for row in office.get(INBOX).table()}

    assert "Unanswered for" in rows[old.reference][1]
    assert "Unanswered" not in rows[fresh.reference][1]
    assert rows[old.reference][-1].startswith("8 days")
    assert list(rows) == ["Reference", old.reference, fresh.reference]


def test_the_short_address_of_the_office_leads_to_the_inbox(office):
    assert office.get("/office").location == INBOX


def test_contacts_can_be_rung_and_written_to(office, visit_asked):
    page = office.get(f"{INBOX}/{visit_asked.reference}")

    assert f"mailto:{visit_asked.booker_email}" in page.links()
    assert "tel:" + visit_asked.booker_phone.replace(" ", "") in page.links()
    assert page.soup.find("a", string="Cancel the booking")


def test_a_day_in_the_holidays_is_marked_for_the_office(office, stored, visit_asked, thursday):
    stored.add(ClosureDay(on=thursday, kind=ClosureKind.CLOSED, title="Half-term", source="test"))
    stored.commit()

    assert "In our calendar: Half-term" in office.get(f"{INBOX}/{visit_asked.reference}").text


def test_a_missing_safeguarding_lead_stops_the_confirmation(office, stored, visit_asked, fay):
    visit_asked.dsl_name = visit_asked.dsl_contact = None
    stored.commit()
    address = f"{INBOX}/{visit_asked.reference}"
    page = office.get(f"{address}/plan")
    assert "Confirm the booking" not in page.text
    refused = office.post(f"{address}/plan", plan(page, "confirm", facilitators=fay.id))
    assert "who the safeguarding lead is" in refused.errors[0]

    office.get(f"{address}/declarations")
    yes = dict.fromkeys(("senior_leader_agreed", "staff_stay", "dsl_reachable", "disclosure_route"), "yes")
    office.post(f"{address}/declarations", yes | {"lead_name": "Dan Lead", "lead_reach": "extension 12"})

    assert reread(stored, visit_asked).dsl_name == "Dan Lead"
    page = office.get(f"{address}/plan")
    assert office.post(f"{address}/plan", plan(page, "confirm", facilitators=fay.id)).status == 303


def test_a_missing_declaration_stops_the_confirmation_and_can_be_written_down(office, stored, thursday, fay):
    booking = asked(stored, thursday, answer=DeclarationAnswer.NOT_YET)
    address = f"{INBOX}/{booking.reference}"
    page = office.get(f"{address}/plan")
    assert "Confirm the booking" not in page.text
    assert "Not to be confirmed yet" in page.text
    refused = office.post(f"{address}/plan", plan(page, "confirm", facilitators=fay.id))
    assert "school staff stay in the room" in refused.errors[0]

    office.get(f"{address}/declarations")
    yes = dict.fromkeys(("senior_leader_agreed", "staff_stay", "dsl_reachable", "disclosure_route"), "yes")
    assert office.post(f"{address}/declarations", yes).location == address

    page = office.get(f"{address}/plan")
    assert office.post(f"{address}/plan", plan(page, "confirm", facilitators=fay.id)).status == 303
    assert "not yet to yes" in office.get(address).text


def test_a_confirmed_visit_is_moved(office, stored, visit_asked, fay, thursday):
    address = f"{INBOX}/{visit_asked.reference}"
    office.post(f"{address}/plan", plan(office.get(f"{address}/plan"), "confirm", facilitators=fay.id))
    page = office.get(f"{address}/plan")
    later = thursday + timedelta(days=1)

    office.post(f"{address}/plan", plan(page, "change", date_1=[later.day, later.month, later.year]))

    booking = reread(stored, visit_asked)
    assert booking.calendar_sequence == 1
    assert "booking_changed" in stored.scalars(select(OutboxMessage.kind)).all()


@pytest.mark.parametrize(("verb", "state"), [("decline", BookingState.DECLINED), ("cancel", BookingState.CANCELLED)])
def test_ending_needs_a_reason(office, stored, visit_asked, verb, state):
    address = f"{INBOX}/{visit_asked.reference}/{verb}"
    office.get(address)
    assert "Select a reason" in office.post(address, {}).errors
    us = {"reason": "other", "ended_by": "us"}
    assert office.post(address, us).errors == ["Enter a sentence that explains the reason"]

    office.post(address, us | {"explanation": "We are sorry"})

    booking = reread(stored, visit_asked)
    assert (booking.state, booking.reason, booking.ended_by) == (state, "We are sorry", EndedBy.US)
    page = office.get(f"{INBOX}/{visit_asked.reference}")
    assert "We are sorry" in page.text
    assert "Choose date" not in page.text


def test_a_likely_duplicate_is_shown(office, stored, thursday, visit_asked):
    twin = asked(stored, thursday, activity=visit_asked.activity, organisation=visit_asked.organisation)

    assert twin.reference in office.get(f"{INBOX}/{visit_asked.reference}").text


def test_a_school_that_was_typed_is_matched(office, stored, thursday, visit_asked):
    school = make_organisation(stored, name="Forest School", search_text=" forest school | thetford ")
    visit_asked.organisation_id, visit_asked.organisation_described = None, "forest school"
    stored.commit()
    assert "Not matched" in office.get(INBOX).text
    address = f"{INBOX}/{visit_asked.reference}"
    assert "Forest School" in office.get(f"{address}/school").text

    office.post(f"{address}/school", {"organisation": school.reference})

    assert reread(stored, visit_asked).organisation_id == school.id


def test_notes_are_kept(office, stored, visit_asked):
    office.get(f"{INBOX}/{visit_asked.reference}")

    office.post(f"{INBOX}/{visit_asked.reference}/notes", {"notes": "Rang on Monday.\nWill ring back."})

    assert reread(stored, visit_asked).notes == "Rang on Monday.\nWill ring back."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"facilitators": []}, "Select who will deliver it"),
        ({"start_1": "soon"}, "Enter a time"),
        ({"date_1": ["31", "2", "2027"]}, "real date"),
        ({"date_1": ["", "", ""]}, "Enter the date"),
        ({"date_1": [1, 3, 2022]}, "future"),
        ({"place_name": ""}, "where the session takes place"),
        ({"end_1": "07:00"}, "later than the start"),
    ],
)
def test_a_plan_that_cannot_be_is_said_beside_its_field(office, visit_asked, fay, wrong, words):
    address = f"{INBOX}/{visit_asked.reference}/plan"
    sent = plan(office.get(address), "hold", facilitators=fay.id)

    page = office.post(address, sent | wrong)

    assert page.status == 422
    assert any(words in error for error in page.errors), page.errors


def test_others_do_not_see_the_inbox(visit, stored, visit_asked, fay):
    assert visit.get(INBOX).status == 303
    visit.sign_in(fay.person)
    assert visit.get(INBOX).status == 403
