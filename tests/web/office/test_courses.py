"""The office looks after a course as one: dates found, a week postponed, a week repeated, cards, and how far it got."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.attendance import Mark
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import academic_year, london, london_day
from rose_training.domain.permissions import Role
from rose_training.models.bookings import CohortCard, PreferredDate
from rose_training.models.calendar import TermPeriod
from rose_training.models.history import AccessEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment, TrainingSession
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_cohort,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)
from tests.support.evidence import make_mark

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


@pytest.fixture
def activity(stored):
    return make_activity(stored, weeks=6, targeted=True, max_group=10)


@pytest.fixture
def asked(stored, activity, thursday):
    booking = make_booking(stored, activity=activity, expected_number=8)
    stored.add(PreferredDate(booking_id=booking.id, rank=1, on=thursday, part="morning"))
    stored.commit()
    return booking


def running(stored, activity, fay, first):
    """A confirmed course of six weeks from `first` at ten, with eight cards."""
    booking = make_booking(stored, activity=activity, state=BookingState.CONFIRMED)
    for week in range(6):
        begins = london(first + timedelta(weeks=week), time(10))
        training = make_session(stored, booking=booking, week_number=week + 1, starts_at=begins)
        make_assignment(stored, training, fay)
    make_cohort(stored, booking, size=8)
    stored.commit()
    return booking


@pytest.fixture
def course(stored, activity, fay, thursday):
    return running(stored, activity, fay, thursday)


@pytest.fixture
def begun(stored, activity, fay, thursday):
    """The same, three weeks in."""
    return running(stored, activity, fay, thursday - timedelta(weeks=8))


def half_terms(stored, thursday, *, days):
    """One half-term that ends so many days after the Thursday, and one after a week off."""
    year = academic_year(thursday)
    spans = ((-10, days), (days + 9, days + 60))
    for number, (first, last) in enumerate(spans, start=1):
        stored.add(
            TermPeriod(
                academic_year=year,
                name=f"Term {number}",
                starts_on=thursday + timedelta(days=first),
                ends_on=thursday + timedelta(days=last),
                source="test",
            )
        )
    stored.commit()


def boxes(day):
    return [day.day, day.month, day.year]


def query(day, start="10:00", **more):
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"first={day.day}&first={day.month}&first={day.year}&start={start}{extra}"


def dates(stored, booking):
    stored.rollback()
    rows = stored.scalars(
        select(TrainingSession)
        .where(TrainingSession.booking_id == booking.id, TrainingSession.week_number.is_not(None))
        .order_by(TrainingSession.week_number)
    )
    return [london_day(row.starts_at) for row in rows]


def hidden(page, form):
    """What the form with this address carries along."""
    found = page.soup.find("form", attrs={"action": form, "method": "post"}) if form else page.soup.find("form")
    sent = {}
    for field in found.find_all("input", attrs={"type": "hidden"}):
        sent.setdefault(field["name"], []).append(field["value"])
    return sent


# Finding dates


def test_six_fit_and_one_button_fills_them_in(office, stored, asked, fay, thursday):
    half_terms(stored, thursday, days=40)
    page = office.get(f"{INBOX}/{asked.reference}/weeks")

    assert page.heading == "Find 6 weekly dates"
    assert "All 6 weeks fit before the break" in page.text
    assert f"{fay.person.name} is free at all of them" in page.text
    (button,) = page.soup.select("a.govuk-button")

    plan = office.get(button["href"])
    sixth = thursday + timedelta(weeks=5)
    shown = [int(plan.soup.find("input", id=f"date_6-{part}")["value"]) for part in ("day", "month", "year")]
    assert shown == boxes(sixth)
    assert plan.soup.find("input", id="start_6")["value"] == "10:00"
    assert plan.soup.find("input", attrs={"name": "facilitators", "value": str(fay.id)}).has_attr("checked")


def test_only_five_fit_and_there_are_choices_with_their_dates(office, stored, asked, fay, thursday):
    half_terms(stored, thursday, days=29)
    page = office.get(f"{INBOX}/{asked.reference}/weeks?{query(thursday)}")

    assert "Only 5 of 6 weeks fit before the break" in page.text
    titles = [found.get_text() for found in page.soup.select(".rose-card__title")]
    assert titles[0].startswith("Start earlier, on")
    assert titles[-3].endswith("with two sessions in one week")
    assert titles[-2] == "Go on after the break"
    assert titles[-1].startswith("Start after the break, on")
    assert "fewer weeks are not among them" in page.text
    assert all(len(found.find_all("li")) == 6 for found in page.soup.select(".rose-card ol"))


def test_unknown_terms_are_said(office, asked, fay, thursday):
    page = office.get(f"{INBOX}/{asked.reference}/weeks?{query(thursday)}")
    assert "We do not know whether these weeks fit" in page.text
    assert "check the dates with the school" in page.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("first=31&first=2&first=2027&start=10:00", "First session must be a real date, like 8 12 2026"),
        ("first=&start=", "Enter the day of the first session"),
        ("first=3&first=1&first=2020&start=10:00", "The first session must be in the future"),
        ("first=6&first=3&first=2100&start=10:00", "6 March 2100 is a Saturday: choose a school day"),
    ],
)
def test_a_first_day_that_cannot_be_is_said_beside_it(office, asked, typed, error):
    page = office.get(f"{INBOX}/{asked.reference}/weeks?{typed}")
    assert error in page.errors


def test_nonsense_in_the_address_of_the_plan_is_left_out(office, asked, fay):
    page = office.get(f"{INBOX}/{asked.reference}/plan?on=never&on=2027-13-45T10:00&who=x")
    assert page.status == 200


@pytest.mark.parametrize(
    "nonsense",
    [
        "on=9999-12-31T23:59&on=0001-01-01T00:00",
        f"on=2027-01-14T10:00&who={10**30}",
        "first=31&first=12&first=9999&start=23:59",
    ],
)
def test_dates_and_numbers_beyond_all_reason_in_the_address_do_no_harm(office, asked, nonsense):
    office.get(f"{INBOX}/{asked.reference}/plan?{nonsense}")
    office.get(f"{INBOX}/{asked.reference}/weeks?{nonsense}")
    office.get(f"/office/diary?view=week&{nonsense}&facilitator={10**30}&page={10**30}")


def test_a_journey_is_estimated_at_the_pace_of_the_settings(app, office, stored, course, monkeypatch):
    """A slow pace makes a doubt out of a journey that the usual pace has time for."""
    training = stored.scalars(
        select(TrainingSession).where(TrainingSession.booking_id == course.id, TrainingSession.week_number == 6)
    ).one()
    fay = stored.scalars(select(Assignment).where(Assignment.session_id == training.id)).one().facilitator
    near = make_session(
        stored, starts_at=training.ends_at + timedelta(days=7, minutes=40), place_name="Elsewhere", postcode="NR2 1AA"
    )
    make_assignment(stored, near, fay)
    make_organisation(stored, postcode="NR1 1AA", easting=623000, northing=308000)
    make_organisation(stored, postcode="NR2 1AA", easting=630000, northing=308000)
    stored.commit()
    address = f"{INBOX}/{course.reference}/weeks/6/postpone"
    assert "Little time to travel" not in office.get(address).soup.get_text()

    settings = replace(app.extensions["settings"], travel_kmh=10)
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert "Little time to travel" in office.get(address).soup.get_text()


def test_a_single_visit_has_no_weeks(office, stored):
    visit = make_booking(stored)
    stored.commit()
    for page in ("weeks", "course", "weeks/1/postpone", "weeks/1/catch-up"):
        assert office.get(f"{INBOX}/{visit.reference}/{page}").status == 404


# Postponing


def test_old_and_new_dates_stand_side_by_side_and_nothing_is_changed_yet(office, stored, course, thursday):
    before = dates(stored, course)
    page = office.get(f"{INBOX}/{course.reference}/weeks/5/postpone")

    assert page.heading == "Postpone week 5"
    rows = {row[0]: row[1:] for row in page.table()[1:]}
    assert rows["4"][1] == "Stays"
    assert rows["5"][1].endswith("Moves")
    assert dates(stored, course) == before


def test_the_later_ones_follow(office, stored, course, thursday):
    address = f"{INBOX}/{course.reference}/weeks/5/postpone"
    page = office.get(address)

    answer = office.post(address, hidden(page, address))

    assert answer.location == f"{INBOX}/{course.reference}/course"
    weeks = [(day - thursday).days // 7 for day in dates(stored, course)]
    assert weeks[:4] == [0, 1, 2, 3]
    assert weeks[4] > 4
    assert weeks[5] > weeks[4]
    assert (
        stored.scalars(select(OutboxMessage.kind).where(OutboxMessage.about == course.reference))
        .all()
        .count("course_postponed")
        == 1
    )


def test_the_others_stay_and_a_date_may_be_chosen(office, stored, course, thursday):
    chosen = thursday + timedelta(days=8)
    address = f"{INBOX}/{course.reference}/weeks/4/postpone"
    page = office.get(f"{address}?how=stay&day={chosen.day}&day={chosen.month}&day={chosen.year}&starts=2pm")

    office.post(address, hidden(page, address))

    assert chosen in dates(stored, course)
    assert thursday + timedelta(weeks=3) not in dates(stored, course)
    assert len(dates(stored, course)) == 6


def test_left_to_the_site_a_week_goes_after_the_rest(office, stored, course, thursday):
    address = f"{INBOX}/{course.reference}/weeks/2/postpone"
    page = office.get(f"{address}?how=stay&day=&starts=")
    office.post(address, hidden(page, address))
    assert dates(stored, course)[-1] > thursday + timedelta(weeks=5)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("how=stay&day=31&day=2&day=2027", "New date must be a real date, like 8 12 2026"),
        ("how=stay&day=3&day=1&day=2020", "The new date must be in the future"),
        ("how=stay&starts=nonsense", "Enter a time like 10am, 2:30pm or 14:30"),
        ("how=sideways", "Not a valid choice."),
    ],
)
def test_a_new_date_that_cannot_be_changes_nothing(office, course, typed, error):
    page = office.get(f"{INBOX}/{course.reference}/weeks/2/postpone?{typed}")
    assert page.status == 422
    assert error in page.errors
    assert "Postpone and tell" not in page.text


def test_what_stands_in_the_way_is_said_before_and_refused_after(office, stored, course, fay, thursday):
    address = f"{INBOX}/{course.reference}/weeks/6/postpone"
    page = office.get(address)
    taken = max(london_day(datetime.fromisoformat(one.split("/")[0])) for one in hidden(page, address)["seen"])
    for weeks in range(1, 8):
        other = make_session(stored, starts_at=london(taken + timedelta(weeks=weeks), time(10)))
        make_assignment(stored, other, fay)
    stored.commit()

    refused = office.post(address, hidden(page, address))
    assert refused.status == 422
    assert fay.person.name in refused.errors[0]

    page = office.get(address)
    assert "This cannot be done as it stands" in page.text
    assert "Postpone and tell" not in page.text


def test_somebody_else_was_quicker(office, stored, course):
    address = f"{INBOX}/{course.reference}/weeks/5/postpone"
    page = office.get(address)
    office.post(address, hidden(page, address))

    again = office.post(address, hidden(page, address))

    assert again.status == 422
    assert "Somebody has changed this course" in again.errors[0]


def test_a_page_without_its_dates_changes_nothing(office, course):
    address = f"{INBOX}/{course.reference}/weeks/5/postpone"
    office.get(address)
    assert office.post(address, {"how": "follow", "seen": "nonsense"}).status == 422
    assert office.post(address, {"how": "sideways"}).status == 422


def test_a_week_that_there_is_not_is_not_found(office, course):
    assert office.get(f"{INBOX}/{course.reference}/weeks/7/postpone").status == 404
    assert office.get(f"{INBOX}/{course.reference}/weeks/0/catch-up").status == 404


def test_a_week_that_has_begun_is_not_postponed(office, begun):
    page = office.get(f"{INBOX}/{begun.reference}/weeks/1/postpone")
    assert "has begun" in page.errors[0]


# Catching up


def catch_up(office, booking, fay, day, *, week=1, starts="10am", **more):
    address = f"{INBOX}/{booking.reference}/weeks/{week}/catch-up"
    page = office.get(address)
    sent = {"day": boxes(day), "starts": starts, "facilitators": fay.id} | more
    answer = office.post(address, sent)
    if answer.status == 422 and answer.soup.find("input", attrs={"name": "looked_at"}):
        looked = [field["value"] for field in answer.soup.find_all("input", attrs={"name": "looked_at"})]
        answer = office.post(address, sent | {"looked_at": looked})
    return page, answer


def test_a_week_is_repeated_and_called_off_again(office, stored, begun, fay, thursday):
    day = thursday - timedelta(days=2)
    page, answer = catch_up(office, begun, fay, day)

    assert "no seventh week" in page.text
    assert answer.location == f"{INBOX}/{begun.reference}/course"
    shown = office.get(answer.location)
    assert "1 once more" in shown.text
    extra = stored.scalars(select(TrainingSession).where(TrainingSession.catches_up_week == 1)).one()

    office.post(f"{INBOX}/{begun.reference}/catch-up/{extra.reference}/call-off", {})
    assert "1 once more" not in office.get(f"{INBOX}/{begun.reference}/course").text
    office.post(f"{INBOX}/{begun.reference}/catch-up/{extra.reference}/call-off", {})
    assert "not on any more" in office.get(f"{INBOX}/{begun.reference}/course").soup.get_text()


def test_notes_are_looked_at_before_a_catch_up_is_saved(office, stored, begun, fay, thursday):
    address = f"{INBOX}/{begun.reference}/weeks/1/catch-up"
    office.get(address)
    answer = office.post(address, {"day": boxes(thursday), "starts": "10am", "facilitators": fay.id})
    assert "Nothing is saved yet" in answer.errors[0]
    assert answer.soup.find("input", id="day-day")["value"] == str(thursday.day)


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({"starts": ""}, "Enter when it starts"),
        ({"facilitators": []}, "Select who will deliver it"),
        ({"week": 6}, "This week is still to come: postpone it instead"),
    ],
)
def test_a_catch_up_that_cannot_be_is_said(office, begun, course, fay, thursday, over, error):
    booking = course if "week" in over else begun
    _, answer = catch_up(office, booking, fay, thursday - timedelta(days=2), **over)
    assert answer.status == 422
    assert error in answer.errors


# Cards and how far they got


def test_the_course_page_shows_each_card_over_the_weeks(office, stored, begun):
    cards = stored.scalars(select(CohortCard).order_by(CohortCard.number)).all()
    first = stored.scalars(select(TrainingSession).where(TrainingSession.week_number == 1)).first()
    for card in cards:
        make_mark(stored, card, Mark.ABSENT if card.number == 3 else Mark.PRESENT, training=first)
    stored.commit()

    page = office.get(f"{INBOX}/{begun.reference}/course")

    assert "0 of 8 young people came to at least 4 of 6 weeks so far" in page.text
    (row,) = [row for row in page.soup.select("#completion tbody tr") if row.find("th").get_text().strip() == "3"]
    assert " ".join(row.get_text(" ").split()).startswith("3 Absent No mark yet")
    assert "0 of 8 young people" in office.get(f"{INBOX}/{begun.reference}").text


def test_whoever_opens_the_cards_is_written_down(office, stored, begun, asked):
    office.get(f"{INBOX}/{begun.reference}/course")
    office.get(f"{INBOX}/{asked.reference}/course")
    assert stored.scalars(select(AccessEntry.subject)).all() == [begun.reference]


def test_a_course_page_without_dates_leads_to_them(office, asked):
    page = office.get(f"{INBOX}/{asked.reference}/course")
    assert f"{INBOX}/{asked.reference}/weeks" in page.links()


def test_cards_are_added_and_those_in_use_stay(office, stored, begun):
    address = f"{INBOX}/{begun.reference}/cards"
    office.get(f"{INBOX}/{begun.reference}/course")
    assert office.post(address, {"size": "10"}).status == 303
    assert "Cards 1 to 10" in office.get(f"{INBOX}/{begun.reference}/course").text

    first = stored.scalars(select(TrainingSession).where(TrainingSession.week_number == 1)).first()
    tenth = stored.scalars(select(CohortCard).where(CohortCard.number == 10)).one()
    make_mark(stored, tenth, training=first)
    stored.commit()
    refused = office.post(address, {"size": "9"})
    assert (refused.status, refused.errors) == (422, ["Card 10 is in use: the group must have at least 10 cards"])
    assert office.post(address, {"size": "many"}).status == 422
    assert office.post(address, {"size": "10"}).status == 303


@pytest.mark.parametrize("paper", ["cards.pdf", "card-list.pdf"])
def test_the_office_prints_cards_and_list(office, stored, course, asked, paper):
    answer = office.get(f"{INBOX}/{course.reference}/{paper}")
    assert answer.response.mimetype == "application/pdf"
    assert answer.response.data.startswith(b"%PDF")
    name = answer.response.headers["Content-Disposition"]
    assert course.activity.title.lower() not in name.lower()
    assert office.get(f"{INBOX}/{asked.reference}/{paper}").status == 404
