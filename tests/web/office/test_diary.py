"""The diary: what stands where, in a month, a week and a list; and moving a session from it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, PartOfDay
from rose_training.domain.calendar import ClosureKind, academic_year, london_clock, london_day
from rose_training.domain.permissions import Role
from rose_training.domain.visit_requests import Wish
from rose_training.models.calendar import ClosureDay, TermPeriod
from rose_training.models.facilitators import FacilitatorLeave
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import booking_wishes
from tests.factories import (
    LONG_AGO,
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)

DIARY = "/office/diary"
HOUR = timedelta(hours=1)


@pytest.fixture
def tuesday():
    """Ten in the morning on a Tuesday some weeks ahead of the real day, which the pages ask for."""
    today = datetime.now(UTC).date()
    day = today - timedelta(days=today.weekday()) + timedelta(days=36)
    if (day.month, day.day) > (8, 17) and day.month < 9:
        day += timedelta(days=21)  # clear of the turn of the school year
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


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
def visit_confirmed(stored, fay, tuesday):
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    training = make_session(stored, booking=booking, starts_at=tuesday, place_name=booking.organisation.name)
    make_assignment(stored, training, fay)
    stored.commit()
    return training


def on(moment: datetime | date, view: str = "month", **filters: object) -> str:
    day = london_day(moment) if isinstance(moment, datetime) else moment
    return f"{DIARY}?view={view}&on={day.isoformat()}" + "".join(f"&{name}={one}" for name, one in filters.items())


def typed(starts_at: datetime, facilitator: int, *, action: str = "move", **over: object) -> dict[str, object]:
    day = london_day(starts_at)
    return {
        "starts_on": [str(day.day), str(day.month), str(day.year)],
        "start_time": f"{london_clock(starts_at):%H:%M}",
        "end_time": f"{london_clock(starts_at + HOUR):%H:%M}",
        "facilitators": facilitator,
        "action": action,
    } | over


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_every_view_names_session_school_facilitator_and_state(office, fay, visit_confirmed, tuesday, view):
    page = office.get(on(tuesday, view))

    assert visit_confirmed.booking.organisation.name in page.text
    assert fay.person.name in page.text
    assert "Confirmed" in page.text
    assert page.soup.find("a", attrs={"aria-current": "page"}, string="Month" if view == "month" else None)


def test_a_held_date_says_that_it_is_only_held(office, stored, fay, tuesday):
    until = tuesday - timedelta(days=3)
    booking = make_booking(stored, state=BookingState.HELD, held_until=until)
    make_assignment(stored, make_session(stored, booking=booking, starts_at=tuesday), fay)
    stored.commit()

    assert "Date held" in office.get(on(tuesday)).text
    slot = office.get(on(tuesday, "week")).soup.find(class_="rose-slot--held")
    assert f"Date held until {until.day} {until:%b}" in slot.get_text(" ", strip=True).replace("\n", " ")


def test_leave_holidays_and_the_schools_own_days_stand_there(office, stored, visit_confirmed, tuesday):
    day = london_day(tuesday)
    gus = make_facilitator(stored)
    school = visit_confirmed.booking.organisation
    stored.add_all(
        [
            FacilitatorLeave(facilitator_id=gus.id, first_on=day, last_on=day, entered_at=LONG_AGO),
            ClosureDay(on=day, kind=ClosureKind.CLOSED, title="County closed", source="test"),
            ClosureDay(
                on=day + timedelta(days=1),
                kind=ClosureKind.TRAINING_DAY,
                title="Staff day",
                organisation_id=school.id,
                source="test",
            ),
            ClosureDay(
                on=day + timedelta(days=1),
                kind=ClosureKind.TRAINING_DAY,
                title="Of a school that we don't visit",
                organisation_id=make_organisation(stored).id,
                source="test",
            ),
        ]
    )
    stored.commit()

    for view in ("month", "week", "list"):
        text = office.get(on(tuesday, view)).text
        assert "County closed" in text
        assert f"{school.name}: Staff day" in text
        assert "don't visit" not in text
    assert f"{gus.person.name} is on leave" in office.get(on(tuesday)).text
    assert "On leave" in office.get(on(tuesday, "week")).soup.find("table").get_text()


def test_a_holiday_of_one_school_alone_stands_there(office, stored, visit_confirmed, tuesday):
    day = london_day(tuesday)
    school = visit_confirmed.booking.organisation
    stored.add(
        TermPeriod(
            academic_year=academic_year(day),
            name="Own",
            starts_on=day - timedelta(days=30),
            ends_on=day + timedelta(days=1),
            organisation_id=school.id,
            source="test",
        )
    )
    stored.commit()

    page = office.get(on(tuesday, "list"))

    holidays = page.text.count(f"{school.name}: school holiday")
    assert 1 <= holidays <= 4  # the rest of the week after the break, never a weekend
    assert page.soup.find(id=f"d-{day + timedelta(days=2)}")


def test_filters_leave_out_what_was_not_asked_for(office, stored, fay, visit_confirmed, tuesday):
    gus = make_facilitator(stored)
    other = make_session(stored, starts_at=tuesday, title="Open briefing")
    make_assignment(stored, other, gus)
    cancelled = make_session(
        stored, starts_at=tuesday + 3 * HOUR, title="Called off", state="cancelled", cancelled_reason="snow"
    )
    stored.commit()
    school = visit_confirmed.booking.organisation.name

    def seen(**filters):
        text = office.get(on(tuesday, "list", **filters)).text
        return [name for name in (school, "Open briefing", cancelled.title) if name in text]

    assert seen() == [school, "Open briefing"]
    assert seen(facilitator=fay.id) == [school]
    assert seen(state="open") == ["Open briefing"]
    assert seen(state="confirmed") == [school]
    assert seen(state="cancelled") == ["Called off"]
    assert seen(state="held") == []
    assert seen(programme="jigsaw") == [school]
    assert "Show everything" in office.get(on(tuesday, "list", state="held")).text


def test_the_list_is_that_of_the_half_term(office, stored, visit_confirmed, tuesday):
    day = london_day(tuesday)
    first, last = day - timedelta(days=15), day + timedelta(days=10)
    stored.add(TermPeriod(academic_year="2026/27", name="Spring 9", starts_on=first, ends_on=last, source="test"))
    make_session(stored, starts_at=tuesday + timedelta(days=12), title="After the break")
    stored.commit()

    page = office.get(on(tuesday, "list"))

    assert "Spring 9 2026/27" in page.text
    assert "After the break" not in page.text
    assert office.get(f"{DIARY}?view=list&on=2020-01-01&term={first.isoformat()}").text.count("Spring 9 2026/27")
    assert "After the break" in office.get(page.soup.find("a", rel="next")["href"]).text


def test_an_empty_diary_says_what_to_do(office, tuesday):
    for view in ("month", "week", "list"):
        page = office.get(on(tuesday, view))
        assert "Open the inbox" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "?facilitator=99999999999999999999",
        "?on=yesterday",
        "?view=year",
        "?on=0001-01-01&view=week",
        "?facilitator=x&state=x",
    ],
)
def test_an_address_that_makes_no_sense_still_opens(office, address):
    assert office.get(DIARY + address).status == 200


def test_a_full_day_of_the_month_leads_to_its_week(office, stored, tuesday):
    for n in range(7):
        make_session(stored, starts_at=tuesday + n * HOUR, title=f"Briefing {n}")
    stored.commit()

    page = office.get(on(tuesday))

    assert "and 2 more" in page.text
    assert "Briefing 6" in office.get(on(tuesday, "week")).text


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_the_number_of_queries_does_not_grow(office, stored, tuesday, view, count_queries):
    fays = [make_facilitator(stored) for _ in range(5)]
    activity = make_activity(stored)
    counted = []
    made = 0
    for number in (3, 300):
        while made < number:
            training = make_session(
                stored,
                booking=make_booking(stored, state=BookingState.CONFIRMED, activity=activity),
                starts_at=tuesday.replace(hour=8) + timedelta(minutes=made),
                ends_at=tuesday.replace(hour=8) + timedelta(minutes=made + 1),
            )
            make_assignment(stored, training, fays[made % 5])
            made += 1
        stored.commit()
        office.get(on(tuesday, view))
        with count_queries() as queries:
            office.get(on(tuesday, view))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Moving


def move(training: TrainingSession) -> str:
    return f"{DIARY}/sessions/{training.reference}/move"


def reread(stored, training: TrainingSession) -> TrainingSession:
    stored.rollback()
    stored.expire_all()
    return stored.get(TrainingSession, training.id)


def letters(stored) -> list[str]:
    stored.rollback()
    return [
        one.kind for one in stored.scalars(select(OutboxMessage)).all() if one.kind.startswith(("booking", "session"))
    ]


def press(office, address, sent):
    """Press the button; where notes come back, read them and press again."""
    page = office.post(address, sent)
    if page.status == 422 and not page.soup.select("main .govuk-error-message"):
        seen = [field["value"] for field in page.soup.find_all("input", attrs={"name": "seen"})]
        page = office.post(address, sent | {"seen": seen})
    return page


def test_a_confirmed_visit_is_moved_and_the_school_told_once(office, stored, fay, visit_confirmed, tuesday):
    page = office.get(on(tuesday, "week"))
    assert move(visit_confirmed) in page.links()
    later = tuesday + timedelta(days=1, hours=2)

    office.get(move(visit_confirmed))
    assert press(office, move(visit_confirmed), typed(later, fay.id)).status == 303

    assert reread(stored, visit_confirmed).starts_at == later
    assert letters(stored) == ["booking_changed"]
    assert "Moved" in office.get(on(later, "week")).soup.get_text()


def test_a_held_date_is_held_anew(office, stored, fay, tuesday):
    booking = make_booking(stored, state=BookingState.HELD, held_until=tuesday - timedelta(days=9))
    training = make_session(stored, booking=booking, starts_at=tuesday, place_name=booking.organisation.name)
    make_assignment(stored, training, fay)
    stored.commit()
    later = tuesday + timedelta(days=1)

    assert "held for 5 working days" in office.get(move(training)).text
    assert press(office, move(training), typed(later, fay.id)).status == 303

    assert reread(stored, training).starts_at == later
    assert "booking_held" in letters(stored)


def test_an_open_session_is_moved_and_everybody_told(office, stored, fay, tuesday):
    training = make_session(stored, starts_at=tuesday)
    make_registration(stored, training)
    make_registration(stored, training)
    make_assignment(stored, training, fay)
    stored.commit()
    later = tuesday + timedelta(days=2)

    office.get(move(training))
    assert press(office, move(training), typed(later, fay.id)).status == 303

    assert reread(stored, training).starts_at == later
    assert letters(stored) == ["session_changed", "session_changed"]


def test_another_facilitator_is_no_news_for_the_school(office, stored, fay, visit_confirmed, tuesday):
    gus = make_facilitator(stored)
    stored.commit()

    office.get(move(visit_confirmed))
    assert press(office, move(visit_confirmed), typed(tuesday, gus.id)).status == 303

    given = stored.scalars(select(Assignment.facilitator_id).where(Assignment.active)).all()
    assert (given, letters(stored)) == ([gus.id], [])


def test_a_day_can_be_looked_at_first(office, stored, fay, visit_confirmed, tuesday):
    other = make_session(stored, starts_at=tuesday + timedelta(days=1), place_name="Cromer Town Hall")
    make_assignment(stored, other, fay)
    stored.commit()
    office.get(move(visit_confirmed))

    looked = office.post(move(visit_confirmed), typed(tuesday + timedelta(days=1), fay.id, action="look"))
    page = office.get(looked.location)

    assert looked.status == 303
    assert "csrf" not in looked.location
    assert "Cannot be done." in page.text
    assert "at Cromer Town Hall" in page.text
    assert reread(stored, visit_confirmed).starts_at == tuesday


def test_the_schools_wish_stands_beside_its_session(office, stored, fay, visit_confirmed, tuesday):
    wished = Wish((tuesday + timedelta(days=2)).date(), PartOfDay.MORNING)
    words = {"wishes": [wished], "reason": "Mock exams", "office": "office@rose.example", "by": Actor(None, "Bo")}
    booking_wishes.ask(stored, visit_confirmed.booking, at=tuesday - timedelta(days=7), **words)
    stored.commit()

    page = office.get(move(visit_confirmed))

    assert "Mock exams" in page.text
    there = next(link for link in page.links() if link.endswith(f"move?on={wished.day.isoformat()}"))
    assert "Nothing in the diary" in office.get(there).text


def test_nonsense_in_the_address_of_a_move_is_left_out(office, visit_confirmed):
    page = office.get(f"{move(visit_confirmed)}?on=2027-01-12&start=25:00&end=x&facilitator=99999999999999999999")

    assert page.status == 200
    assert office.get(f"{move(visit_confirmed)}?on=9999-12-31&start=10:00").status == 200
    assert office.get(f"{move(visit_confirmed)}?on=0001-01-01&start=10:00").status == 200


def test_a_clash_is_refused_and_what_was_typed_is_kept(office, stored, fay, visit_confirmed, tuesday):
    other = make_session(stored, starts_at=tuesday + timedelta(days=1), place_name="Cromer Town Hall")
    make_assignment(stored, other, fay)
    stored.commit()
    office.get(move(visit_confirmed))

    page = press(office, move(visit_confirmed), typed(tuesday + timedelta(days=1, minutes=30), fay.id))

    assert page.status == 422
    assert "Cromer Town Hall" in page.errors[0]
    assert page.soup.find("input", attrs={"name": "start_time"})["value"]
    assert reread(stored, visit_confirmed).starts_at == tuesday
    assert letters(stored) == []


def test_a_doubt_must_have_been_seen(office, stored, fay, visit_confirmed, tuesday):
    stored.add(
        ClosureDay(on=london_day(tuesday) + timedelta(days=1), kind=ClosureKind.CLOSED, title="Closed", source="t")
    )
    stored.commit()
    office.get(move(visit_confirmed))

    page = office.post(move(visit_confirmed), typed(tuesday + timedelta(days=1), fay.id))

    assert page.status == 422
    assert "Nothing is saved yet" in page.errors[0]
    assert "Closed" in page.text
    assert reread(stored, visit_confirmed).starts_at == tuesday


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts_on": ["31", "2", "2027"]}, "Date must be a real date"),
        ({"start_time": ""}, "Enter when it starts"),
        ({"end_time": "9am"}, "The end must be later than the start"),
        ({"facilitators": []}, "Select who will deliver it"),
        ({"facilitators": "9999"}, "not"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(office, stored, fay, visit_confirmed, tuesday, wrong, sentence):
    office.get(move(visit_confirmed))

    page = press(office, move(visit_confirmed), typed(tuesday + timedelta(days=1), fay.id, **wrong))

    assert page.status == 422
    assert any(sentence in error for error in page.errors)
    assert reread(stored, visit_confirmed).starts_at == tuesday


def test_staying_where_it_is_is_no_move(office, stored, fay, visit_confirmed, tuesday):
    office.get(move(visit_confirmed))

    page = office.post(move(visit_confirmed), typed(tuesday, fay.id))

    assert "This is when it takes place now" in page.errors[0]


def test_what_is_over_stays_and_a_course_has_its_own_page(office, stored, tuesday):
    over = make_session(stored, starts_at=datetime.now(UTC) - timedelta(days=3))
    course = make_booking(stored, state=BookingState.CONFIRMED, activity=make_activity(stored, weeks=6))
    week = make_session(stored, booking=course, starts_at=tuesday, week_number=1)
    stored.commit()

    assert "view=week" in office.get(move(over)).location
    assert f"/office/bookings/{course.reference}" in office.get(move(week)).location
    assert office.get(f"{DIARY}/sessions/SES-NOPE/move").status == 404
    assert move(over) not in office.get(on(over.starts_at, "week")).links()


# Open sessions by their own pages


def test_a_doubt_about_an_open_session_must_have_been_seen(office, stored, fay, tuesday):
    make_assignment(stored, make_session(stored, starts_at=tuesday, place_name="Cromer Town Hall"), fay)
    training = make_session(stored, starts_at=tuesday + timedelta(days=1), place_name="The Forum")
    stored.commit()
    address = f"/office/sessions/{training.reference}/change"
    right_after = typed(tuesday + HOUR, fay.id) | {"mode": "in_person", "place_name": "The Forum", "capacity": "20"}
    office.get(address)

    page = office.post(address, right_after)

    assert page.status == 422
    assert "Little time to travel" in page.text
    assert reread(stored, training).starts_at == tuesday + timedelta(days=1)
    assert press(office, address, right_after).status == 303
    assert reread(stored, training).starts_at == tuesday + HOUR
