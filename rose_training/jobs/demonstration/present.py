"""A week in the office as of today: requests in every state, a course in its third week, briefings ahead."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import select

from rose_training.clock import LONDON
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.bookings import ClosingReason
from rose_training.domain.declarations import DeclarationAnswer
from rose_training.domain.organisations import OrganisationStatus, SettingKind
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import Arrangement, SessionMode
from rose_training.domain.surveys import Wave
from rose_training.domain.visit_requests import Contact
from rose_training.domain.weekly import Meeting
from rose_training.domain.year_groups import YearGroup
from rose_training.jobs.demonstration import afterwards, papers, rounds
from rose_training.jobs.demonstration.agencies import ALL as AGENCIES
from rose_training.jobs.demonstration.world import World, half_terms, meeting, school_days
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator
from rose_training.models.sessions import TrainingSession
from rose_training.services import (
    attendance,
    booking_plans,
    bookings,
    calendar,
    diary,
    headcounts,
    people,
    registrations,
    scores,
    sessions,
    surveys,
)

SCHOOL_EMAIL = "school@rose.example"
PROFESSIONAL_EMAIL = "professional@rose.example"
PATTERN = "Demonstration: a usual pattern, not the county's dates"

FULL_BRIEFING = 12
ON_RESERVE = 4


def tell(world: World) -> None:
    """Enter the present."""
    today = world.now.astimezone(LONDON).date()
    _term_dates(world, today)
    schools = _schools(world)
    _course_in_third_week(world, next(schools), today)
    _delivered(world, schools, today)
    _registers_waiting(world, schools, today)
    _confirmed(world, schools, today)
    _held(world, schools, today)
    _requested(world, schools, today)
    _ended(world, schools, today)
    _briefings(world, today)
    _awareness_days(world, today)


def _term_dates(world: World, today: date) -> None:
    """Half-terms of this school year and the next, where none are known."""
    known = {term.academic_year for term in calendar.terms(world.session)}
    autumn = today.year if today.month >= 8 else today.year - 1
    found = [term for year in (autumn, autumn + 1) for term in half_terms(year) if term.academic_year not in known]
    calendar.keep_terms(world.session, found, source=PATTERN, by=world.site, at=world.now)


def _schools(world: World) -> Iterator[Organisation]:
    """Open schools with an address, primary and secondary in turn, not those of the past alone."""
    kinds = (SettingKind.SECONDARY, SettingKind.PRIMARY)
    by_kind = {
        kind: world.session.scalars(
            select(Organisation)
            .where(
                Organisation.setting_kind == kind,
                Organisation.status == OrganisationStatus.OPEN,
                Organisation.district.is_not(None),
            )
            .order_by(Organisation.urn.desc())
        ).all()
        for kind in kinds
    }
    return (school for pair in zip(*by_kind.values(), strict=False) for school in pair)


def _before(today: date, number: int) -> date:
    """The school day so many school days ago (1 is the last one before today)."""
    days = list(school_days(today - timedelta(days=150), today - timedelta(days=1)))
    return days[-number]


def _ahead(today: date, number: int) -> date:
    """The school day so many school days ahead (0 is today or the next one)."""
    return next(islice(school_days(today, today + timedelta(days=400)), number, None))


def _moment(day: date, hour: int) -> datetime:
    return meeting(day, hour, minutes=1).starts_at


def _asked(
    world: World,
    code: str,
    school: Organisation,
    *,
    day: date,
    at: datetime,
    number: int = 26,
    years: Sequence[str] = ("8",),
    booker: Contact | None = None,
    parents_told: DeclarationAnswer = DeclarationAnswer.YES,
) -> Booking:
    activity = world.activities[code]
    days = [day, day + timedelta(days=7), day + timedelta(days=14)]
    groups = [YearGroup(year) for year in years] if activity.audience.value == "pupils" else []
    return world.ask(
        activity,
        school,
        years=groups,
        number=number,
        days=days,
        at=min(at, world.now - timedelta(minutes=5)),
        booker=booker,
        parents_told=parents_told,
    )


def _years(school: Organisation) -> tuple[str, ...]:
    return ("5",) if school.setting_kind is SettingKind.PRIMARY else ("9",)


def _class_code(school: Organisation) -> str:
    return "JW-2" if school.setting_kind is SettingKind.PRIMARY else "JW-3"


def _count(world: World, training: TrainingSession, facilitator: Facilitator, year: str, number: int) -> None:
    headcounts.record_headcount(
        world.session,
        training=training,
        sent={
            (HeadcountAudience.PUPIL, YearGroup(year)): headcounts.Sent(number, 0),
            (HeadcountAudience.SCHOOL_STAFF, None): headcounts.Sent(2, 0),
        },
        by=world.acting(facilitator),
        at=training.ends_at + timedelta(minutes=40),
    )


def _course_in_third_week(world: World, school: Organisation, today: date) -> None:
    """Two weeks are behind the cohort, the third is today or next."""
    third = _ahead(today, 1)
    first = third - timedelta(weeks=2)
    held = [meeting(first + timedelta(weeks=week), 13, 15, minutes=60) for week in range(6)]
    facilitator = world.facilitators[0]
    asked = _moment(first - timedelta(days=45), 10)
    booker = Contact("Sandra School", email=SCHOOL_EMAIL, phone="01603 555010", role="Pastoral lead")
    booking = _asked(world, "JT-A", school, day=first, at=asked, number=8, years=("9",), booker=booker)
    world.confirm(booking, held, facilitator, at=asked + timedelta(days=4), cards=8)
    weeks = bookings.sessions_of(world.session, booking)
    for training, away in zip(weeks[:2], ({4}, {2, 6}), strict=True):
        rows = attendance.register_of(world.session, training=training).rows
        attendance.take_register(
            world.session,
            training=training,
            sent={
                row.key: attendance.Sent(Mark.ABSENT if number in away else Mark.PRESENT, row.version)
                for number, row in enumerate(rows, start=1)
            },
            by=world.acting(facilitator),
            at=training.ends_at + timedelta(minutes=30),
        )
    survey = surveys.on_offer(world.session, training=weeks[0])[0]
    items = surveys.items_of(world.session, survey=survey)
    scores.record_responses(
        world.session,
        training=weeks[0],
        survey=survey,
        sent={
            (card, Wave.BEFORE): scores.Sent(papers.answers(world.chance, items, right=2 + card % 4), 0)
            for card in range(1, 9)
            if card != 4
        },
        by=world.acting(facilitator),
        at=weeks[0].ends_at + timedelta(hours=1),
    )


def _visit(
    world: World,
    school: Organisation,
    held: Meeting,
    facilitator: Facilitator,
    *,
    asked_days: int = 30,
    number: int = 26,
) -> Booking:
    asked = held.starts_at - timedelta(days=asked_days)
    booking = _asked(
        world,
        _class_code(school),
        school,
        day=held.starts_at.date(),
        at=asked,
        number=number,
        years=_years(school),
    )
    confirmed_at = min(asked + timedelta(days=2), world.now - timedelta(minutes=2))
    world.confirm(booking, [held], facilitator, at=confirmed_at)
    return booking


def _delivered(world: World, schools: Iterator[Organisation], today: date) -> None:
    for number, days_ago in enumerate((4, 7, 9)):
        school, facilitator = next(schools), world.facilitators[number]
        booking = _visit(world, school, meeting(_before(today, days_ago), 10, minutes=60), facilitator)
        training = bookings.sessions_of(world.session, booking)[0]
        _count(world, training, facilitator, _years(school)[0], 24 + number)
        survey = surveys.on_offer(world.session, training=training)[0]
        pairs = [papers.pair(world.chance, survey.scored_items, world.chance.random() < 0.8) for _ in range(22)]
        scores.record_responses(
            world.session,
            training=training,
            survey=survey,
            sent=papers.class_of(world.chance, surveys.items_of(world.session, survey=survey), pairs),
            by=world.acting(facilitator),
            at=training.ends_at + timedelta(hours=2),
        )


def _registers_waiting(world: World, schools: Iterator[Organisation], today: date) -> None:
    for number, days_ago in enumerate((1, 3)):
        held = meeting(_before(today, days_ago), 9, 30, minutes=60)
        _visit(world, next(schools), held, world.facilitators[number])


def _confirmed(world: World, schools: Iterator[Organisation], today: date) -> None:
    """One today when it is a school day, others in the next weeks."""
    for number, days_ahead in enumerate((0, 3, 6, 11)):
        day = _ahead(today, days_ahead)
        held = meeting(day, 15 if days_ahead == 0 else 11, minutes=60)
        if held.starts_at > world.now:
            _visit(world, next(schools), held, world.facilitators[number % 3])


def _held(world: World, schools: Iterator[Organisation], today: date) -> None:
    for number, days_ahead in enumerate((16, 19)):
        school = next(schools)
        held = meeting(_ahead(today, days_ahead), 10, minutes=60)
        booking = _asked(
            world,
            _class_code(school),
            school,
            day=held.starts_at.date(),
            at=_moment(_before(today, 3 + number), 9),
            years=_years(school),
            parents_told=DeclarationAnswer.NOT_YET,
        )
        plan = world.plan(booking, [held], world.facilitators[number])
        booking_plans.hold(
            world.session,
            booking,
            plan,
            working_days=5,
            by=world.office,
            at=world.now - timedelta(hours=20 - number),
        )


def _requested(world: World, schools: Iterator[Organisation], today: date) -> None:
    twice = next(schools)
    for school, code, ago, days_ahead, number in (
        (twice, _class_code(twice), timedelta(days=6), 22, 28),
        (twice, _class_code(twice), timedelta(hours=5), 24, 28),
        (next(schools), "JW-1", timedelta(days=9), 27, 180),
        (next(schools), "JP-1", timedelta(days=2), 31, 20),
        (next(schools), "JS-1", timedelta(hours=26), 35, 34),
    ):
        day = _ahead(today, days_ahead)
        years = ("5", "6") if school.setting_kind is SettingKind.PRIMARY else ("8", "9")
        _asked(
            world, code, school, day=day, at=world.now - ago, number=number, years=years[:1] if number < 50 else years
        )
    secondary = next(school for school in schools if school.setting_kind is SettingKind.SECONDARY)
    _asked(
        world,
        "JT-B",
        secondary,
        day=_ahead(today, 29),
        at=world.now - timedelta(minutes=50),
        number=7,
        years=("10",),
        parents_told=DeclarationAnswer.NOT_YET,
    )


def _ended(world: World, schools: Iterator[Organisation], today: date) -> None:
    declined = next(schools)
    booking = _asked(
        world,
        _class_code(declined),
        declined,
        day=_ahead(today, 2),
        at=_moment(_before(today, 5), 11),
        years=_years(declined),
    )
    booking_plans.decline(
        world.session,
        booking,
        reason=ClosingReason.NO_FACILITATOR,
        explanation="We can offer dates next term: please ask again.",
        by=world.office,
        at=world.now - timedelta(days=2),
    )
    held = meeting(_ahead(today, 8), 9, 30, minutes=60)
    booking = _visit(world, next(schools), held, world.facilitators[2])
    booking_plans.cancel(
        world.session,
        booking,
        reason=ClosingReason.TIMETABLE,
        explanation="The school asked us to come in the spring instead.",
        by=world.office,
        at=world.now - timedelta(days=1),
    )


# --- professionals ------------------------------------------------------------------------------------


def _attendees(world: World, number: int, *, first: int) -> list[registrations.Attendee]:
    return [
        registrations.Attendee(
            name=world.name(),
            email=f"colleague{first + place}@agency{(first + place) % len(AGENCIES)}.example",
            organisation=AGENCIES[(first + place) % len(AGENCIES)][0],
            job_role="Support worker",
        )
        for place in range(number)
    ]


def _open_session(
    world: World,
    code: str,
    held: Meeting,
    *,
    capacity: int,
    facilitator: Facilitator,
    online: bool = False,
    title: str | None = None,
    arranged: datetime | None = None,
) -> TrainingSession:
    arranged = arranged or world.now - timedelta(days=30)
    training = sessions.create(
        world.session,
        activity=world.activities[code],
        plan=sessions.Plan(
            Arrangement(
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                mode=SessionMode.ONLINE if online else SessionMode.IN_PERSON,
                place_name=None if online else "Example Conference Room",
                place_address=None if online else "1 Example Street, Norwich",
                postcode=None if online else "NR1 1AA",
                online_link="https://meet.rose.example/briefing" if online else None,
            ),
            capacity=capacity,
            title=title,
            area=None if online else "Norwich",
        ),
        by=world.office,
        at=arranged,
    )
    diary.assign(world.session, training_sessions=[training], facilitator_ids=[facilitator.id], at=arranged)
    return training


def _register(
    world: World, training: TrainingSession, attendees: Sequence[registrations.Attendee], *, at: datetime
) -> None:
    for number, attendee in enumerate(attendees):
        registrations.register(
            world.session,
            session_reference=training.reference,
            attendee=attendee,
            by=Actor.visitor(),
            at=at + timedelta(minutes=7 * number),
        )


def _briefings(world: World, today: date) -> None:
    """The last one waits for its register; of the four ahead the first is full, with a reserve list (on it two
    who come all together) and a place that is held for the first on it."""
    last = meeting(_before(today, 2), 14, minutes=60)
    waiting = _open_session(
        world,
        "PB-1",
        last,
        capacity=20,
        facilitator=world.facilitators[1],
        arranged=last.starts_at - timedelta(days=60),
    )
    _register(world, waiting, _attendees(world, 11, first=1), at=last.starts_at - timedelta(days=25))

    me = registrations.Attendee("Petra Professional", PROFESSIONAL_EMAIL, "YMCA Norfolk", "Support worker")
    arranged = world.now - timedelta(days=30)
    four = rounds.quarterly_briefing(world, first_on=_ahead(today, 12), host=world.facilitators[0], at=arranged)
    rounds.in_a_smaller_room(world, four[0], places=FULL_BRIEFING, at=arranged)
    rounds.online_this_time(world, four[1], at=arranged)
    for number, (training, people_in) in enumerate(zip(four, (FULL_BRIEFING + ON_RESERVE, 9, 3, 0), strict=True)):
        coming = _attendees(world, people_in, first=40 + 20 * number)
        if number == 0:
            coming[2] = me
        _register(world, training, coming, at=world.now - timedelta(days=6 - number))
    rounds.team_that_waits(world, four[0], at=world.now - timedelta(days=1))
    _cannot_come(world, four[0], at=world.now - timedelta(hours=3))
    person = people.know_person(world.session, email=PROFESSIONAL_EMAIL, name=me.name, by=world.site, at=world.now)
    people.grant_role(world.session, person=person, role=Role.PROFESSIONAL, by=world.site, at=world.now)
    afterwards.tell(world, today, me)


def _cannot_come(world: World, training: TrainingSession, *, at: datetime) -> None:
    """The first who has a place gives it up, so that it is held for the first on the reserve list."""
    first = registrations.live_of(world.session, training)[0]
    registrations.cancel(world.session, registration=first, by=Actor.visitor(), at=at)


def _awareness_days(world: World, today: date) -> None:
    """The week of 18 March: visits to teams, and an event online."""
    year = today.year if today < date(today.year, 3, 10) else today.year + 1
    the_day = date(year, 3, 18)
    monday = the_day - timedelta(days=the_day.weekday())
    events = []
    for number, (offset, place) in enumerate(((0, "Norwich"), (1, "King's Lynn"), (3, "Great Yarmouth"))):
        visit = _open_session(
            world,
            "AD-1",
            meeting(monday + timedelta(days=offset), 10, minutes=30),
            capacity=25,
            facilitator=world.facilitators[number],
            title=f"Awareness week: a visit to teams in {place}",
        )
        visit.area = place
        events.append(visit)
    online = _open_session(
        world,
        "AD-2",
        meeting(monday + timedelta(days=2), 12, 30, minutes=60),
        capacity=150,
        facilitator=world.facilitators[0],
        online=True,
    )
    rounds.awareness_week(world, monday=monday, events=[*events, online], at=world.now - timedelta(days=30))
    world.session.flush()
