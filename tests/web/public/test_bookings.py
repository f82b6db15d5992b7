"""A school asks for a session, page by page, with wrong turns."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from rose_training.domain.bookings import BookingState
from rose_training.domain.declarations import DeclarationAnswer
from rose_training.domain.programme import Audience
from rose_training.messages.booking_letters import request_token
from rose_training.messages.request_link import draft_token
from rose_training.models.bookings import Booking, BookingDraft, Declaration, PreferredDate
from rose_training.models.calendar import ClosureDay
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_activity, make_booking, make_organisation
from tests.support.visitor import Visitor

START = "/ask-for-a-session"
BOOKER = {"name": "Bo Booker", "role": "", "email": "bo@school.example", "phone": "01603 000000"}
ON_THE_DAY = {"name": "Dee Contact", "phone": "01603 000001"}
LEAD = {"name": "Dan Lead", "reach": "extension 12"}
FOR_LATER = {"later": "y"}
YES = {
    "senior_leader_agreed": "yes",
    "senior_leader_agreed_detail": "Hanna Head, headteacher",
    "staff_stay": "yes",
    "dsl_reachable": "yes",
    "disclosure_route": "yes",
}


@pytest.fixture
def offer(stored):
    """An activity for Year 7 to 11 and a school; three days that are school days for a long time."""
    activity = make_activity(stored, slug="class-visit", title="A visit to one class", max_group=30)
    school = make_organisation(
        stored, name="St Mary's Primary School", search_text=" st marys primary school | dereham | nr19 1aa "
    )
    stored.commit()
    return activity, school


@pytest.fixture
def days():
    """Three Thursdays ahead that are no bank holidays (nothing is entered)."""
    today = date.today()  # noqa: DTZ011  (the pages ask for the real day)
    monday = date.fromordinal(today.toordinal() - today.weekday() + 28)
    return [date.fromordinal(monday.toordinal() + 3 + 7 * n) for n in range(3)]


def dates(*wanted, **more):
    sent = {}
    for rank in (1, 2, 3):
        day = wanted[rank - 1] if rank <= len(wanted) else None
        sent[f"day_{rank}"] = [day.day, day.month, day.year] if day else ["", "", ""]
        sent[f"part_{rank}"] = "morning"
        sent[f"time_{rank}"] = ""
    return sent | more


def wrong(visit, step, answers):
    """Send a page with mistakes: it leads back to itself, where the mistakes are said."""
    sent = visit.post(f"{START}/{step}", answers)
    assert (sent.status, sent.location) == (303, f"{START}/{step}")
    return visit.get(f"{START}/{step}")


def walk(visit, offer, days):
    """From the start to 'Check your answers'."""
    activity, school = offer
    visit.get(START)
    visit.post(START)
    steps = [
        ("activity", {"activity": activity.slug}),
        ("school?q=dereham", {"organisation": school.reference}),
        ("group", {"format": "single_class", "years": ["7", "8"], "expected_number": "28"}),
        ("dates", dates(*days)),
        ("room", FOR_LATER),
        ("needs", FOR_LATER),
        ("curriculum", FOR_LATER),
        ("booker", BOOKER),
        ("on-the-day", ON_THE_DAY),
        ("safeguarding-lead", LEAD),
        ("declarations", YES),
    ]
    for step, answers in steps:
        assert visit.get(f"{START}/{step}").status == 200, step
        page = visit.post(f"{START}/{step}", answers)
        assert page.status == 303, (step, page.errors)
    return page


def test_the_whole_way(visit, stored, offer, days):
    assert walk(visit, offer, days).location == f"{START}/check"
    check = visit.get(f"{START}/check")
    for words in ("A visit to one class", "St Mary's Primary School", "Year 7, Year 8", "28", "Hanna Head"):
        assert words in check.text

    sent = visit.get(visit.post(f"{START}/send").location)

    booking = stored.scalars(select(Booking)).one()
    assert booking.reference in sent.text
    assert "three working days" in sent.text
    assert (booking.state, booking.expected_number) == (BookingState.REQUESTED, 28)
    assert stored.scalars(select(PreferredDate.on).order_by(PreferredDate.rank)).all() == days
    kinds = set(stored.scalars(select(OutboxMessage.kind)))
    assert kinds == {"booking_received", "booking_new_for_office"}


def test_sending_twice_asks_once(visit, stored, offer, days):
    walk(visit, offer, days)
    visit.get(f"{START}/check")
    for _ in range(2):
        visit.get(START)
        assert visit.post(f"{START}/send").location == f"{START}/sent"

    assert stored.scalar(select(func.count()).select_from(Booking)) == 1
    assert visit.get(f"{START}/check").location == START


def test_the_pages_of_a_draft_are_not_kept_by_the_browser(visit, offer, days):
    walk(visit, offer, days)

    assert visit.get(f"{START}/check").response.cache_control.no_store


def test_a_change_comes_straight_back_to_the_answers(visit, offer, days):
    walk(visit, offer, days)
    page = visit.get(f"{START}/group")
    assert page.soup.find("input", attrs={"name": "expected_number"})["value"] == "28"
    assert page.soup.select_one(".govuk-back-link")["href"] == f"{START}/check"

    changed = visit.post(f"{START}/group", {"format": "single_class", "years": ["9"], "expected_number": "20"})

    assert changed.location == f"{START}/check"
    assert "Year 9" in visit.get(f"{START}/check").text


def test_every_change_link_says_what_it_changes(visit, offer, days):
    walk(visit, offer, days)
    links = visit.get(f"{START}/check").soup.select(".govuk-summary-list__actions a")

    spoken = [" ".join(link.get_text(" ").split()) for link in links]
    assert len(spoken) >= 10
    assert "Change" not in spoken
    assert len(set(spoken)) == len(spoken)


def test_an_answer_that_no_longer_fits_is_asked_again(visit, stored, offer, days):
    walk(visit, offer, days)
    make_activity(stored, slug="primary", title="For primary schools", min_year=3, max_year=6)
    stored.commit()
    visit.get(f"{START}/activity")

    assert visit.post(f"{START}/activity", {"activity": "primary"}).location == f"{START}/group"
    assert visit.get(f"{START}/check").location == f"{START}/group"


@pytest.mark.parametrize(
    ("years", "number", "words"),
    [
        (["7", "3"], "20", "not for Year 3"),
        ([], "20", "Select the year groups"),
        (["7"], "31", "30 or fewer"),
        (["7"], "90", "For a whole year choose the assembly"),
        (["7"], "0", "1 or more"),
        (["7"], "many", "whole number"),
        (["7"], "", "Enter how many"),
    ],
)
def test_a_group_that_does_not_fit(visit, offer, years, number, words):
    visit.get(START)
    visit.post(START, {"activity": "class-visit"})
    visit.get(f"{START}/school?q=dereham")
    visit.post(f"{START}/school?q=dereham", {"organisation": offer[1].reference})
    visit.get(f"{START}/group")

    page = wrong(visit, "group", {"format": "single_class", "years": years, "expected_number": number})

    assert any(words in error for error in page.errors), page.errors
    assert "01603" in page.text
    ticked = [box["value"] for box in page.soup.find_all("input", attrs={"name": "years", "checked": True})]
    assert ticked == [year for year in years if year != "3"]


def test_dates_that_cannot_be_keep_what_was_typed(visit, stored, offer, days):
    walk(visit, offer, days)
    visit.get(f"{START}/dates")

    page = wrong(visit, "dates", dates(days[0], **{"day_3": ["31", "2", "2027"], "time_1": "period 3"}))
    assert any("real date" in error for error in page.errors)
    assert page.soup.find("input", attrs={"name": "time_1"})["value"] == "period 3"

    saturday = date.fromordinal(days[0].toordinal() + 2)
    page = wrong(visit, "dates", dates(days[0], **{"day_3": [saturday.day, saturday.month, saturday.year]}))
    assert any("Saturday" in error for error in page.errors)
    assert "Saturday" in page.soup.find(id="day_3-error").get_text()


def test_a_mistake_is_said_once_and_back_shows_the_question(visit, offer, days):
    walk(visit, offer, days)
    visit.get(f"{START}/booker")
    page = wrong(visit, "booker", {"name": "Bea", "role": "", "email": "bea at school", "phone": "x" * 5000})
    assert page.soup.find(id="email")["value"] == "bea at school"
    assert page.soup.find(id="phone")["value"] == "x" * 1000

    again = visit.get(f"{START}/booker")

    assert not again.errors
    assert again.soup.find(id="email")["value"] == "bo@school.example"
    assert visit.get(f"{START}/check").status == 200


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("booker", ["Enter your full name", "Enter your e-mail address", "Enter a telephone number"]),
        ("on-the-day", ["Enter their full name", "Enter a telephone number"]),
        (
            "group",
            ["Select how the group comes together", "Select the year groups", "Enter how many people you expect"],
        ),
        (
            "safeguarding-lead",
            ["Enter the full name of the safeguarding lead", "Enter how to reach the safeguarding lead on the day"],
        ),
        (
            "declarations",
            [
                "Select whether a senior leader has agreed to the visit",
                "Select whether school staff stay in the room the whole time",
                "Select whether the safeguarding lead or a deputy can be reached on the day",
                "Select whether the school agrees with what happens if somebody tells us something",
            ],
        ),
    ],
)
def test_all_mistakes_of_a_page_are_said_at_once(visit, offer, days, step, said):
    walk(visit, offer, days)
    visit.get(f"{START}/{step}")

    assert wrong(visit, step, {}).errors == said


def test_every_bad_e_mail_address_gets_the_same_sentence(visit, offer, days):
    walk(visit, offer, days)
    visit.get(f"{START}/later")
    said = wrong(visit, "later", {"email": "bo at school"}).errors
    for address in ("bo at school", "bo@school", "zoë@school.example"):
        visit.get(f"{START}/booker")
        assert wrong(visit, "booker", BOOKER | {"email": address}).errors == said


def test_the_example_of_a_date_would_be_accepted(visit, stored, offer, days):
    walk(visit, offer, days)
    stored.add(
        ClosureDay(on=example_on(visit.get(f"{START}/dates")), kind="training_day", title="Staff day", source="test")
    )
    stored.commit()
    example = example_on(visit.get(f"{START}/dates"))

    assert visit.post(f"{START}/dates", dates(example)).location == f"{START}/check"


def example_on(page):
    day, month, year = re.search(r"For example, (\d+) (\d+) (\d{4})", page.text).groups()
    return date(int(year), int(month), int(day))


def test_a_day_in_the_holidays_is_shown_again_and_then_accepted(visit, stored, offer, days):
    walk(visit, offer, days)
    stored.add(ClosureDay(on=days[1], kind="closed", title="Half-term", source="test"))
    stored.commit()
    visit.get(f"{START}/dates")

    assert visit.post(f"{START}/dates", dates(*days)).location == f"{START}/dates"
    page = visit.get(f"{START}/dates")
    assert "Our calendar says: Half-term. Keep the date if your school is open" in page.text
    banner = page.soup.select_one(".govuk-notification-banner")
    assert "Press Continue to keep it" in banner.get_text()
    assert page.soup.find(id=banner.find("a")["href"].removeprefix("#"))
    assert page.soup.title.get_text().startswith("Please check: ")
    seen = page.soup.find("input", attrs={"name": "seen"})["value"]

    assert visit.post(f"{START}/dates", dates(*days, seen=seen)).location == f"{START}/check"
    assert "Our calendar says: Half-term" in visit.get(f"{START}/check").text


def test_only_the_years_of_the_activity_are_offered(visit, offer, days):
    walk(visit, offer, days)

    page = visit.get(f"{START}/group")

    offered = [box["value"] for box in page.soup.find_all("input", attrs={"name": "years"})]
    assert offered == ["7", "8", "9", "10", "11", "mixed", "not_by_year"]
    assert "One class (up to 30)" in page.text
    assert f"{START}/ask-us" in page.links()


def test_the_booker_may_be_the_contact_on_the_day(visit, stored, offer, days):
    walk(visit, offer, days)
    assert "The same person as me: Bo Booker, 01603 000000" in visit.get(f"{START}/on-the-day").text
    visit.post(f"{START}/on-the-day", {"same": "y", "name": "", "phone": ""})
    visit.get(f"{START}/booker")
    visit.post(f"{START}/booker", BOOKER | {"name": "Bea Booker"})
    assert visit.get(f"{START}/on-the-day").soup.find(id="same").has_attr("checked")
    visit.get(f"{START}/check")

    visit.post(f"{START}/send")

    booking = stored.scalars(select(Booking)).one()
    assert (booking.day_contact_name, booking.day_contact_phone) == ("Bea Booker", BOOKER["phone"])


def test_the_safeguarding_lead_is_named_later(app, visit, stored, offer, days):
    walk(visit, offer, days)
    visit.get(f"{START}/safeguarding-lead")
    visit.post(f"{START}/safeguarding-lead", {"name": "", "reach": "", "later": "y"})
    assert "You will tell us later" in visit.get(f"{START}/check").text
    assert "who the safeguarding lead is" in visit.get(visit.post(f"{START}/send").location).text
    booking = stored.scalars(select(Booking)).one()
    assert booking.dsl_name is None
    with app.app_context():
        address = f"/your-request/{request_token(booking.reference)}"

    visit.get(f"{address}/before-we-come")
    half = visit.post(f"{address}/before-we-come", YES | {"lead_name": "Dan Lead"})
    assert half.errors == ["Enter how to reach the safeguarding lead on the day"]
    visit.post(f"{address}/before-we-come", YES | {"lead_name": "Dan Lead", "lead_reach": "extension 12"})

    stored.rollback()
    stored.refresh(booking)
    assert (booking.dsl_name, booking.dsl_contact) == ("Dan Lead", "extension 12")
    assert "lead_name" not in visit.get(f"{address}/before-we-come").html


def test_a_question_further_on_waits_for_the_ones_before(visit, offer):
    visit.get(START)
    visit.post(START)

    assert visit.get(f"{START}/declarations").location == f"{START}/activity"
    assert visit.get(f"{START}/check").location == f"{START}/activity"


def test_without_a_draft_everything_leads_to_the_start(visit, offer):
    for page in ("activity", "school", "school-not-listed", "group", "check", "sent"):
        assert visit.get(f"{START}/{page}").location == START


def test_a_school_that_is_not_listed(visit, stored, offer, days):
    walk(visit, offer, days)
    visit.get(f"{START}/school-not-listed")
    assert wrong(visit, "school-not-listed", {"described": ""}).errors
    assert not visit.get(f"{START}/school-not-listed").errors
    visit.post(f"{START}/school-not-listed", {"described": "Forest School, Thetford", "host": "school"})
    visit.get(f"{START}/check")

    visit.post(f"{START}/send")

    booking = stored.scalars(select(Booking)).one()
    assert (booking.organisation_id, booking.organisation_described) == (None, "Forest School, Thetford")


def test_nothing_found_offers_another_way(visit, offer):
    visit.get(START)
    visit.post(START, {"activity": "class-visit"})

    page = visit.get(f"{START}/school?q=zzzz")

    assert "Nothing found" in page.text
    assert f"{START}/school-not-listed" in page.links()


def test_a_small_spelling_mistake_is_forgiven_and_an_empty_search_helped(visit, offer):
    visit.get(START)
    visit.post(START, {"activity": "class-visit"})

    page = visit.get(f"{START}/school?q=priamry+marrys")
    assert "Did you mean" in page.text
    found = visit.get(next(link for link in page.links() if "q=" in link))
    assert "St Mary's Primary School" in found.text

    assert "Check the spelling, or try the town" in visit.get(f"{START}/school?q=zzzz").text
    assert "then search" in visit.get(f"{START}/school?q=").text
    assert "then search" not in visit.get(f"{START}/school").text


def test_continuing_without_a_school_says_so(visit, offer):
    visit.get(START)
    visit.post(START, {"activity": "class-visit"})
    visit.get(f"{START}/school?q=dereham")

    page = wrong(visit, "school?q=dereham", {})

    assert page.errors == ["Select your school, or say that it is not listed"]


def test_a_targeted_course_says_that_it_begins_with_a_conversation(visit, stored, offer, days):
    course = make_activity(stored, slug="course-z", weeks=6, targeted=True, max_group=10)
    stored.commit()
    visit.get(START)
    visit.post(START, {"activity": course.slug})
    visit.get(f"{START}/school?q=dereham")
    visit.post(f"{START}/school?q=dereham", {"organisation": offer[1].reference})

    page = visit.get(f"{START}/group")

    assert "begins with a conversation" in page.text
    assert "name a child" in page.text


def test_adults_have_no_year_groups(visit, stored, offer):
    make_activity(stored, slug="staff", audience=Audience.STAFF, min_year=None, max_year=None)
    stored.commit()
    visit.get(START)
    visit.post(START, {"activity": "staff"})
    visit.get(f"{START}/school?q=dereham")
    visit.post(f"{START}/school?q=dereham", {"organisation": offer[1].reference})

    assert visit.get(f"{START}/group").soup.find("input", attrs={"name": "years"}) is None
    assert (
        visit.post(f"{START}/group", {"format": "staff_training", "expected_number": "12"}).location == f"{START}/dates"
    )


def test_starting_anew_forgets_the_draft_before(visit, stored, offer):
    visit.get(START)
    visit.post(START)
    visit.get(START)
    visit.post(START)

    assert stored.scalar(select(func.count()).select_from(BookingDraft)) == 1


def test_pages_where_somebody_might_write_about_a_child_show_the_numbers(visit, offer, days):
    walk(visit, offer, days)
    for page in (START, f"{START}/declarations", f"{START}/check"):
        assert "0344 800 8021" in visit.get(page).text, page


@pytest.fixture
def link(app, stored):
    booking = make_booking(stored)
    stored.add(
        Declaration(
            booking_id=booking.id,
            kind="senior_leader_agreed",
            answer=DeclarationAnswer.NOT_YET,
            given_at=booking.requested_at,
        )
    )
    stored.commit()
    with app.app_context():
        return booking, f"/your-request/{request_token(booking.reference)}"


def test_the_link_in_the_mail_shows_the_request_and_takes_the_missing_yes(visit, stored, link):
    booking, address = link
    assert "hear that: a senior leader has agreed to the visit" in visit.get(address).text
    visit.get(f"{address}/before-we-come")

    assert visit.post(f"{address}/before-we-come", YES).location == address

    stored.rollback()
    given = stored.scalars(select(Declaration.answer).where(Declaration.booking_id == booking.id)).all()
    assert given == [DeclarationAnswer.YES] * 4
    assert "still need" not in visit.get(address).text


def test_the_hour_wished_for_stands_beside_the_day(visit, stored, link):
    booking, address = link
    for rank, part in ((1, "morning"), (2, "any")):
        on = date(2027, 1, 14 + rank)
        stored.add(PreferredDate(booking_id=booking.id, rank=rank, on=on, part=part, time_wished="period 3"))
    stored.commit()

    page = visit.get(address)

    assert "Friday 15 January 2027, morning, period 3" in page.text
    assert "Saturday 16 January 2027, period 3" in page.text
    assert booking.activity.code not in page.text


def test_the_link_withdraws_the_request(visit, stored, link):
    booking, address = link
    assert f"{address}/withdraw" in visit.get(address).links()
    asked = visit.get(f"{address}/withdraw")
    stored.refresh(booking)
    assert booking.state is BookingState.REQUESTED
    assert "cannot be undone" in asked.text

    visit.post(f"{address}/withdraw")

    stored.rollback()
    stored.refresh(booking)
    assert booking.state is BookingState.CANCELLED
    visit.get(START)
    assert visit.post(f"{address}/withdraw").status == 404


def test_a_made_up_link_opens_nothing(visit, link):
    assert visit.get("/your-request/abc.def").status == 404


def test_somebody_carries_on_later_on_another_computer(app, visit, stored, offer, days):
    visit.get(START)
    visit.post(START, {"activity": "class-visit"})
    visit.get(f"{START}/school?q=dereham")
    visit.post(f"{START}/school?q=dereham", {"organisation": offer[1].reference})
    later = visit.get(f"{START}/group").soup.find("a", string="Stop here and carry on later")["href"]
    visit.get(later)
    assert wrong(visit, "later", {"email": "nowhere"}).errors
    for _ in range(2):
        visit.get(later)
        visit.post(later, {"email": "bo@school.example"})
    (message,) = stored.scalars(select(OutboxMessage)).all()
    with app.app_context():
        link = f"{START}/carry-on/{draft_token(message.about)}"

    elsewhere = Visitor(app)

    assert elsewhere.get(link).location == f"{START}/group"
    assert "St Mary" in elsewhere.get(f"{START}/school").text


def test_a_link_to_a_request_that_was_sent_leads_to_the_start(app, visit, stored, offer, days):
    walk(visit, offer, days)
    key = stored.scalars(select(BookingDraft.key)).one()
    visit.get(f"{START}/check")
    visit.post(f"{START}/send")
    with app.app_context():
        link = f"{START}/carry-on/{draft_token(key)}"

    assert visit.get(link).location == START
    assert visit.get(f"{START}/carry-on/made.up").location == START
