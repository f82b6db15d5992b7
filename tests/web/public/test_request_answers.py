"""The questions of a request that depend on who asks, that may wait, or that show the days when we can come."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.bookings import PartOfDay
from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.permissions import Role
from rose_training.domain.programme import Audience
from rose_training.domain.visit_answers import NeedKind, Needs
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.year_groups import Ages
from rose_training.messages.booking_letters import request_token
from rose_training.models.bookings import Booking, BookingDraft, PreferredDate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bookings
from tests.factories import make_activity, make_booking, make_facilitator, make_organisation, make_person

START = "/ask-for-a-session"
LATER = {"later": "y"}
GROUP = {"format": "single_class", "years": ["7"], "expected_number": "20"}
BOOKER = {"name": "Bo Booker", "role": "", "email": "bo@school.example", "phone": "01603 000000"}
PEOPLE = [
    ("booker", BOOKER),
    ("on-the-day", {"name": "Dee Contact", "phone": "01603 000001"}),
    ("safeguarding-lead", {"name": "Dan Lead", "reach": "extension 12"}),
]
YES = {
    "senior_leader_agreed": "yes",
    "senior_leader_agreed_detail": "Hanna Head",
    "staff_stay": "yes",
    "dsl_reachable": "yes",
    "disclosure_route": "yes",
}


@pytest.fixture
def school(stored):
    """A class activity, and a school to ask for it."""
    make_activity(stored, slug="class-visit", title="A visit to one class", max_group=30)
    school = make_organisation(stored, name="St Mary's School", search_text=" st marys school | dereham ")
    stored.commit()
    return school


def a_day(weeks=6):
    today = date.today()  # noqa: DTZ011  (the pages ask for the real day)
    return today + timedelta(days=7 * weeks + 2 - today.weekday())


def own_day(day=None, **more):
    day = day or a_day()
    typed = {f"day_{rank}": ["", "", ""] for rank in (2, 3)} | {"day_1": [day.day, day.month, day.year]}
    return typed | {f"part_{rank}": "morning" for rank in (1, 2, 3)} | more


def begin(visit, school, activity="class-visit"):
    visit.get(START)
    visit.post(START, {"activity": activity})
    if school is not None:
        visit.get(f"{START}/school?q=dereham")
        visit.post(f"{START}/school?q=dereham", {"organisation": school.reference})


def answer(visit, steps):
    page = None
    for step, answers in steps:
        assert visit.get(f"{START}/{step}").status == 200, step
        page = visit.post(f"{START}/{step}", answers)
        assert page.status == 303
        assert page.location != f"{START}/{step}", (step, visit.get(page.location).errors)
    return page


def send(visit):
    visit.get(f"{START}/check")
    return visit.get(visit.post(f"{START}/send").location)


def said(visit, step, answers):
    visit.get(f"{START}/{step}")
    assert visit.post(f"{START}/{step}", answers).location == f"{START}/{step}"
    return visit.get(f"{START}/{step}")


TOPICS_LATER = [("room", LATER), ("needs", LATER), ("curriculum", LATER)]


def test_everything_may_be_told_at_once(visit, stored, school):
    begin(visit, school)
    needs = {"mix": "mixed", "need_hearing": "1", "need_eal": "3", "adaptations": "Large print"}
    room = {"name": "The hall", "features": ["screen", "step_free", "nonsense"], "entrance": "Main gate"}
    curriculum = {"place": "sex_education", "withdrawn": "2", "before": ["consent"], "follow_up": ["lessons"]}
    steps = [("group", GROUP), ("dates", own_day()), ("room", room), ("needs", needs), ("curriculum", curriculum)]
    answer(visit, [*steps, *PEOPLE, ("declarations", YES)])
    check = visit.get(f"{START}/check")
    for words in ("One class", "The hall", "Step-free", "Hearing: 1", "Large print", "Sex education", "Main gate"):
        assert words.casefold() in check.text.casefold()

    sent = send(visit)

    booking = stored.scalars(select(Booking)).one()
    assert (booking.format, booking.room.name) == (VisitFormat.SINGLE_CLASS, "The hall")
    assert bookings.facts(stored, booking).needs.numbers == {NeedKind.HEARING: 1, NeedKind.EAL: 3}
    assert (booking.withdrawn, booking.taught_before) == (2, ["consent"])
    assert "Tell us when you know it" not in sent.text


def test_what_was_left_for_later_is_told_by_the_link(app, visit, stored, school):
    begin(visit, school)
    answer(visit, [("group", GROUP), ("dates", own_day()), *TOPICS_LATER, *PEOPLE, ("declarations", YES)])
    assert visit.get(f"{START}/check").text.count("You will tell us later") == 3
    sent = send(visit)
    booking = stored.scalars(select(Booking)).one()
    with app.app_context():
        address = f"/your-request/{request_token(booking.reference)}"
    assert "Tell us when you know it, by the link in the e-mail" in sent.text
    assert f"{address}/tell-us/needs" in visit.get(address).links()

    visit.get(f"{address}/tell-us/needs")
    wrong = visit.post(f"{address}/tell-us/needs", {"need_hearing": "21"})
    assert wrong.errors == ["Hearing must be 20 or fewer: the whole group"]
    assert visit.post(f"{address}/tell-us/needs", {"need_hearing": "2"}).location == address

    stored.rollback()
    stored.refresh(booking)
    assert bookings.facts(stored, booking).needs == Needs({NeedKind.HEARING: 2})
    page = visit.get(address)
    assert "Hearing: 2" in page.text
    assert page.text.count("You will tell us later") == 2
    assert visit.get(f"{address}/tell-us/needs").soup.find(id="need_hearing")["value"] == "2"
    assert visit.get(f"{address}/tell-us/lunch").status == 404


def test_the_page_after_sending_does_not_answer_for_the_school(visit, school):
    """Its reader has proved no address: the link that says yes to a hold goes to the mailbox alone."""
    begin(visit, school)
    answer(visit, [("group", GROUP), ("dates", own_day()), *TOPICS_LATER, *PEOPLE, ("declarations", YES)])
    assert "/your-request/" not in send(visit).html


def test_nothing_typed_is_lost_by_leaving_it_for_later(visit, school):
    begin(visit, school)
    answer(visit, [("group", GROUP), ("dates", own_day()), ("room", {"name": "The hall", **LATER})])

    assert visit.get(f"{START}/room").soup.find(id="name")["value"] == "The hall"


def test_numbers_of_needs_cannot_exceed_the_group(visit, school):
    begin(visit, school)
    answer(visit, [("group", GROUP), ("dates", own_day()), ("room", LATER)])

    page = said(visit, "needs", {"need_eal": "21", "need_visual": "some"})

    assert "English as an additional language must be 20 or fewer: the whole group" in page.errors
    assert "Enter a whole number, like 20" in page.errors
    assert "Do not enter names" in page.text


def test_the_place_in_the_curriculum_is_chosen_or_left_for_later(visit, school):
    begin(visit, school)
    answer(visit, [("group", GROUP), ("dates", own_day()), ("room", LATER), ("needs", LATER)])

    page = said(visit, "curriculum", {"before": ["nothing", "consent"]})

    assert page.errors == [
        "Select what your school treats this session as",
        "Select what was taught before, or ‘Nothing on this yet’, not both",
    ]
    answer(visit, [("curriculum", LATER)])


def test_too_little_time_is_worth_a_second_look(visit, stored, school):
    begin(visit, school)
    answer(visit, [("group", GROUP)])
    page = said(visit, "dates", own_day(minutes_available="40"))
    assert "written for 60 minutes. With 40" in page.text
    assert not page.errors

    seen = page.soup.find("input", attrs={"name": "seen"})["value"]
    assert visit.post(f"{START}/dates", own_day(minutes_available="40", seen=seen)).location == f"{START}/room"
    assert "Minutes must be between" in said(visit, "dates", own_day(minutes_available="2")).errors[0]


# Formats and ages


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"format": "small_group", "expected_number": "17"}, "16 or fewer for half a class or a small group"),
        ({"format": "assembly"}, "Select how the group comes together"),
        ({"years": ["mixed"]}, "Select the years that are in the mixed group too"),
        ({"years": ["not_by_year"]}, "Enter the age of the youngest and of the oldest"),
        ({"years": ["not_by_year"], "age_from": "8", "age_to": "10"}, "not for a group of 8 to 10 years old"),
        ({"years": ["5"]}, "not for Year 5"),
    ],
)
def test_a_group_that_does_not_fit_is_told_why(visit, school, typed, words):
    begin(visit, school)

    page = said(visit, "group", GROUP | typed)

    assert words in page.errors[0]
    assert f"{START}/ask-us" in page.links()


def test_a_group_that_is_not_by_year_gives_its_ages(visit, stored, school):
    begin(visit, school)
    ages = {"years": ["not_by_year"], "age_from": "11", "age_to": "13", "working_at": "ks2"}
    answer(visit, [("group", GROUP | ages), ("dates", own_day()), *TOPICS_LATER, *PEOPLE, ("declarations", YES)])
    assert "11 to 13 years old, working at: Key stage 2" in visit.get(f"{START}/check").text

    send(visit)

    assert stored.scalars(select(Booking)).one().ages == Ages(11, 13)


def test_only_the_office_makes_an_exception_for_an_age(visit, stored, school):
    begin(visit, school)
    exception = GROUP | {"years": ["5"], "age_exception": "I say so"}
    assert "not for Year 5" in said(visit, "group", exception).errors[0]

    visit.sign_in(_coordinator(stored))
    page = visit.get(f"{START}/group")
    assert "5" in [box["value"] for box in page.soup.find_all("input", attrs={"name": "years"})]
    reason = exception | {"age_exception": "The head asked, and we have a plan"}
    answer(visit, [("group", reason), ("dates", own_day()), *TOPICS_LATER, *PEOPLE, ("declarations", YES)])
    send(visit)

    assert stored.scalars(select(Booking)).one().age_exception == "The head asked, and we have a plan"


def _coordinator(stored):
    person = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return person


# Days when we can come


@pytest.fixture
def somebody_free(stored):
    facilitator = make_facilitator(stored)
    stored.commit()
    return facilitator


def offered(page, rank=1):
    return [option["value"] for option in page.soup.select(f"#slot_{rank} option") if option["value"]]


def test_the_days_when_we_can_come_are_offered_and_kept(visit, stored, school, somebody_free):
    begin(visit, school)
    answer(visit, [("group", GROUP)])
    slots = offered(visit.get(f"{START}/dates"))
    assert len(slots) > 50

    steps = [("dates", {"slot_1": slots[4], "slot_2": slots[9], "time_1": "period 3"}), *TOPICS_LATER]
    answer(visit, [*steps, *PEOPLE, ("declarations", YES)])
    again = visit.get(f"{START}/dates").soup.select_one("#slot_1 option[selected]")
    assert again["value"] == slots[4]
    assert "has been faster" not in visit.get(f"{START}/check").text
    send(visit)

    rows = stored.scalars(select(PreferredDate).order_by(PreferredDate.rank)).all()
    assert [(row.on.isoformat(), row.offered) for row in rows] == [(slots[4][:10], True), (slots[9][:10], True)]
    assert rows[0].part in (PartOfDay.MORNING, PartOfDay.AFTERNOON)


def test_a_day_that_somebody_else_takes_meanwhile_stays_as_a_wish(visit, stored, school, somebody_free):
    begin(visit, school)
    answer(visit, [("group", GROUP)])
    slot = offered(visit.get(f"{START}/dates"))[0]
    answer(visit, [("dates", {"slot_1": slot}), *TOPICS_LATER, *PEOPLE, ("declarations", YES)])
    somebody_free.active = False
    stored.commit()

    assert "Somebody else has been faster" in visit.get(f"{START}/check").text
    send(visit)
    assert stored.scalars(select(PreferredDate.on)).one().isoformat() == slot[:10]


def test_a_choice_is_said_in_one_way(visit, school, somebody_free):
    begin(visit, school)
    answer(visit, [("group", GROUP)])
    slot = offered(visit.get(f"{START}/dates"))[0]

    page = said(visit, "dates", own_day() | {"slot_1": slot})

    assert page.errors == ["Choose a day from the list or enter one of your own, not both"]
    assert page.soup.select_one("#slot_1 option[selected]")["value"] == slot


def test_a_made_up_day_is_no_offer(visit, school, somebody_free):
    begin(visit, school)
    answer(visit, [("group", GROUP)])

    assert said(visit, "dates", {"slot_1": "soon/morning"}).errors == ["Enter your first choice"]


def test_the_page_of_dates_takes_as_many_queries_for_five_facilitators(
    visit, stored, school, somebody_free, count_queries
):
    begin(visit, school)
    answer(visit, [("group", GROUP)])
    with count_queries() as one:
        visit.get(f"{START}/dates")
    for _ in range(4):
        make_facilitator(stored)
    stored.commit()
    with count_queries() as five:
        visit.get(f"{START}/dates")

    assert len(five) == len(one)


# A course, and settings that are not schools


def test_a_group_that_is_partly_older_is_let_in_with_a_note(visit, stored, school):
    begin(visit, school)
    ages = {"years": ["not_by_year"], "age_from": "13", "age_to": "17"}
    page = said(visit, "group", GROUP | ages)
    assert "Some are outside the ages this is written for" in page.soup.select_one(".govuk-notification-banner").text
    assert page.errors == []
    seen = page.soup.find("input", attrs={"name": "seen"})["value"]
    assert visit.post(f"{START}/group", GROUP | ages | {"seen": seen}).location == f"{START}/dates"


def test_a_course_asks_for_a_conversation_first(visit, stored, school):
    make_activity(stored, slug="course-z", code="JT-Z", weeks=6, targeted=True, max_group=10)
    stored.commit()
    begin(visit, school, "course-z")
    answer(visit, [("group", {"years": ["7"], "expected_number": "8"})])
    assert "we ring you first and find the dates together" in visit.get(f"{START}/dates").text
    answer(visit, [("dates", {f"day_{rank}": ["", "", ""] for rank in (1, 2, 3)}), *TOPICS_LATER])
    answer(visit, PEOPLE[:1])
    page = visit.get(f"{START}/conversation")
    assert page.soup.find(id="ring_number")["value"] == BOOKER["phone"]
    assert said(visit, "conversation", {"ring_when": "", "ring_number": "ring me"}).errors == [
        "Enter when we can ring you",
        "Enter a telephone number, like 01603 610256 or 07700 900982",
    ]
    asked = {"ring_when": "after 3:30pm", "ring_number": "01603 000009"}
    more = {"parents_told": "not_yet", "pupils_thought_about": "yes"}
    answer(visit, [("conversation", asked), *PEOPLE[1:], ("declarations", YES | more)])
    assert "after 3:30pm" in visit.get(f"{START}/check").text
    assert "We find them together in the conversation" in visit.get(f"{START}/check").text

    sent = send(visit)

    booking = stored.scalars(select(Booking)).one()
    assert (booking.conversation_wanted, booking.ring_number) == (True, "01603 000009")
    assert "rings you on 01603 000009" in sent.text
    assert stored.scalars(select(PreferredDate)).all() == []
    carol = make_person(stored, Role.COORDINATOR)
    stored.commit()
    visit.sign_in(carol)
    for page in ("", "/plan", "/weeks", "/other-dates"):
        assert visit.get(f"/office/bookings/{booking.reference}{page}").status == 200, page
    assert visit.get("/office/bookings").status == 200


def test_a_youth_club_is_asked_for_its_hall_and_its_leader(visit, stored, school):
    begin(visit, None)
    venue = {"venue_name": "Village Hall", "venue_address": "The Street, Thetford", "venue_risk": "not_yet"}
    steps = [
        ("school-not-listed", {"described": "Example Youth Club, Thetford", "host": "youth_group"}),
        ("venue", venue | {"venue_postcode": "ip24 1aa"}),
        ("group", GROUP),
        ("dates", own_day(a_day() + timedelta(days=3))),  # a Saturday
        *TOPICS_LATER,
        *PEOPLE[:1],
    ]
    answer(visit, steps)
    assert "responsible adult" in visit.get(f"{START}/on-the-day").text
    answer(visit, PEOPLE[1:])
    page = visit.get(f"{START}/declarations")
    assert "Has the manager or leader agreed" in page.text
    assert "headteacher" not in page.text
    answer(visit, [("declarations", YES)])

    send(visit)

    booking = stored.scalars(select(Booking)).one()
    assert booking.host is HostKind.YOUTH_GROUP
    assert (booking.venue.postcode, booking.venue.risk) == ("IP24 1AA", VenueRisk.NOT_YET)


def test_home_educators_are_asked_for_no_headteacher_and_no_lead(visit, stored, school):
    begin(visit, None)
    venue = {"venue_name": "Library", "venue_address": "Market Place, Dereham", "venue_risk": "no"}
    first = [("school-not-listed", {"described": "A group near Dereham", "host": "home_educators"}), ("venue", venue)]
    answer(visit, [*first, ("group", GROUP), ("dates", own_day()), *TOPICS_LATER, *PEOPLE[:2]])
    page = visit.get(f"{START}/declarations")
    assert page.soup.find("input", attrs={"name": "senior_leader_agreed"}) is None
    assert "Children's Advice and Duty Service" in page.text

    answer(visit, [("declarations", {"staff_stay": "yes", "disclosure_route": "yes"})])
    assert "safeguarding lead" not in send(visit).text


def test_every_mistake_of_a_venue_is_said_and_kept(visit, school):
    begin(visit, None)
    answer(visit, [("school-not-listed", {"described": "A club", "host": "youth_group"})])

    page = said(visit, "venue", {"venue_name": "Village Hall"})

    assert page.errors == ["Enter the street and the town", "Select whether the place has a risk assessment"]
    assert page.soup.find(id="venue_name")["value"] == "Village Hall"


def test_a_venue_of_a_school_is_not_asked_for(visit, school):
    begin(visit, school)

    assert visit.get(f"{START}/venue").location == f"{START}/group"


def test_adults_are_asked_less(visit, stored, school):
    make_activity(stored, slug="staff", audience=Audience.STAFF, min_year=None, max_year=None, max_group=None)
    stored.commit()
    begin(visit, school, "staff")
    online = {"format": "online", "expected_number": "20"}

    assert answer(visit, [("group", online), ("dates", own_day())]).location == f"{START}/room"
    assert visit.get(f"{START}/room").soup.find(id="entrance") is None
    assert answer(visit, [("room", LATER)]).location == f"{START}/booker"


def test_a_draft_from_before_these_questions_still_opens(visit, stored, school):
    begin(visit, school)
    draft = stored.scalars(select(BookingDraft)).one()
    old = {"years": ["7"], "expected_number": 20, "dates": [{"day": a_day().isoformat(), "part": "any", "time": ""}]}
    draft.answers = draft.answers | old | {"booker": BOOKER}
    stored.commit()

    page = visit.get(visit.get(f"{START}/check").location)

    assert page.soup.find(id="expected_number")["value"] == "20"
    assert answer(visit, [("group", GROUP)]).location == f"{START}/room"


# Ask us


def test_somebody_asks_to_be_rung(visit, stored, school):
    visit.get(f"{START}/ask-us")
    wrong = visit.post(f"{START}/ask-us", {"name": "Bo", "number": "ring me", "question": "Fifty of Year 5?"})
    assert wrong.status == 422
    assert wrong.errors == ["Enter a telephone number, like 01603 610256 or 07700 900982"]
    assert "Fifty of Year 5?" in wrong.html

    asked = {"name": "Bo", "number": "01603 000000", "question": "Fifty of Year 5?"}
    assert visit.post(f"{START}/ask-us", asked).location == START

    message = stored.scalars(select(OutboxMessage)).one()
    assert message.kind == "call_wanted_for_office"
    assert message.payload["question"] == "Fifty of Year 5?"


def test_the_link_tells_nothing_of_a_booking_that_has_ended(app, visit, stored):
    booking = make_booking(stored, state="cancelled", reason="Snow")
    stored.commit()
    with app.app_context():
        address = f"/your-request/{request_token(booking.reference)}"

    assert visit.get(f"{address}/tell-us/room").status == 404
    assert visit.get(address).status == 200


def test_a_search_as_long_as_a_book_is_cut_short(visit, school):
    begin(visit, None)
    found = visit.get(f"{START}/school?q={'x' * 60_000}")
    assert found.status == 200
    assert found.soup.find(id="q")["value"] == "x" * 100
