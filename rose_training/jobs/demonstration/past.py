"""September 2011 to August 2014, so that the report reads as the charity's own evaluation did.

The totals are the charity's published ones; the way they are divided is invented. Visits are made to
real schools as they were at the time: a school that became an academy in between is visited under the
number that it had on the day, and still counts once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import cycle

from sqlalchemy import select

from rose_training.clock import LONDON
from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.organisations import OrganisationStatus, SettingKind
from rose_training.domain.register import RegisterRow
from rose_training.domain.sessions import Arrangement, SessionMode
from rose_training.domain.surveys import Wave
from rose_training.domain.weekly import Meeting
from rose_training.domain.year_groups import YearGroup
from rose_training.jobs.demonstration import papers
from rose_training.jobs.demonstration.agencies import ALL as AGENCIES
from rose_training.jobs.demonstration.world import World, meeting, school_days
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Survey
from rose_training.services import (
    attendance,
    bookings,
    diary,
    headcounts,
    registrations,
    scores,
    sessions,
    surveys,
)

FIRST, LAST = date(2011, 9, 1), date(2014, 8, 31)

CHILDREN = 19_478
PARENTS = 183
PROFESSIONALS = 976
PRIMARY, SECONDARY = 166, 34
PAIRS, INCREASED = 1_200, 1_032
"""86%; the evaluation does not say of how many."""

KINDS = (SettingKind.PRIMARY, SettingKind.SECONDARY)
SINGLE_OR_SPOILT = 3
"""Children of a surveyed class whose papers make no valid pair."""
COURSES, CARDS = 14, 8
PARENT_SESSIONS = 9
BRIEFINGS, BRIEFING_PLACES = 26, 45
RETURNING = 3
"""People at each briefing who have been at an earlier one."""
WITHOUT_AFTER, TOO_MANY_BLANKS = 70, 24
"""Papers that make no valid pair, as in real life: the report shows them as left out."""


def as_it_was(row: RegisterRow) -> RegisterRow:
    """A school of the register as it stood in September 2011: what closed later was open, and would close."""
    closed_on = row.facts.get("closed_on")
    if row.facts["status"] is not OrganisationStatus.CLOSED:
        return row
    if isinstance(closed_on, date) and closed_on < FIRST:
        return row
    return replace(row, facts=row.facts | {"status": OrganisationStatus.PROPOSED_TO_CLOSE, "closed_on": None})


@dataclass(frozen=True)
class School:
    """One school through its conversions, with the first day on which each of its numbers was closed."""

    kind: SettingKind
    lives: tuple[tuple[Organisation, date], ...]

    def on(self, day: date) -> Organisation:
        """The number under which it was open that day."""
        return next(life for life, ended in self.lives if day < ended)


def schools_of(world: World, ended: dict[str, date | None]) -> dict[SettingKind, list[School]]:
    """Schools that were open all through the three years, under one number or several.

    `ended` has the first day on which each URN was closed, None where the register doesn't say.
    """
    by_key: dict[str, list[Organisation]] = defaultdict(list)
    for row in world.session.scalars(
        select(Organisation)
        .where(
            Organisation.urn.is_not(None), Organisation.setting_kind.in_([SettingKind.PRIMARY, SettingKind.SECONDARY])
        )
        .order_by(Organisation.urn)
    ):
        by_key[row.continuity_key].append(row)
    found: dict[SettingKind, list[School]] = {kind: [] for kind in KINDS}
    for lives in by_key.values():
        first = lives[0]
        if len({life.setting_kind for life in lives}) > 1 or first.setting_kind is None:
            continue
        if first.opened_on and first.opened_on >= FIRST:
            continue
        endings = tuple((life, ended.get(life.urn or "") or date.max) for life in lives)
        if endings[-1][1] > LAST and all(
            later.opened_on is None or later.opened_on <= end
            for (_, end), later in zip(endings, lives[1:], strict=False)
        ):
            found[first.setting_kind].append(School(first.setting_kind, endings))
    return found


@dataclass
class Visit:
    """One visit to be made: who is asked for and how many come."""

    school: School
    activity: Activity
    years: tuple[YearGroup, ...]
    children: int


def tell(world: World, *, ended: dict[str, date | None], tick: Callable[[], None]) -> None:
    """Enter the three years. `tick` is called after each session."""
    found = schools_of(world, ended)
    primary, secondary = found[SettingKind.PRIMARY][:PRIMARY], found[SettingKind.SECONDARY][:SECONDARY]
    if len(primary) < PRIMARY or len(secondary) < SECONDARY:
        raise LookupError(f"the register has only {len(primary)} primary and {len(secondary)} secondary schools")
    outcomes = _outcomes(world)
    _courses(world, secondary, outcomes, tick)
    _visits(world, _planned_visits(world, primary, secondary), outcomes, tick)
    _parents(world, primary, tick)
    _briefings(world, tick)


def steps() -> int:
    """How many sessions there are, for the progress bar (about)."""
    return COURSES * 6 + PRIMARY + PRIMARY // 2 + SECONDARY * 4 + PARENT_SESSIONS + BRIEFINGS


# --- visits -------------------------------------------------------------------------------------------


def _visits(world: World, visits: list[Visit], outcomes: Iterator[bool], tick: Callable[[], None]) -> None:
    _make_exact(visits, CHILDREN - COURSES * CARDS, _assembly)
    days = list(school_days(FIRST + timedelta(days=20), LAST))
    papers_left = PAIRS - COURSES * CARDS
    surveyed = {id(visit) for visit in _surveyed(visits, papers_left)}
    blanks, unmatched = TOO_MANY_BLANKS, WITHOUT_AFTER
    facilitators = cycle(world.facilitators)
    for number, visit in enumerate(visits):
        day = days[number * len(days) // len(visits)]
        hour, minute = ((9, 30), (11, 0))[number % 2]
        facilitator = next(facilitators)
        held = meeting(day, hour, minute, minutes=visit.activity.minutes)
        booking = _booked(world, visit, held, facilitator)
        training = bookings.sessions_of(world.session, booking)[0]
        _count(world, training, facilitator, _by_year(visit))
        if id(visit) in surveyed and papers_left > 0:
            pairs = min(papers_left, visit.children - SINGLE_OR_SPOILT)
            spoilt, single = min(blanks, visit.children - pairs, 2), min(unmatched, 3)
            papers_left, blanks, unmatched = papers_left - pairs, blanks - spoilt, unmatched - single
            survey = surveys.on_offer(world.session, training=training)
            key = "universal-7-10" if visit.school.kind is SettingKind.PRIMARY else "universal-11-18"
            chosen = next(one for one in survey if one.key == key)
            _papers(
                world,
                training=training,
                facilitator=facilitator,
                survey=chosen,
                outcomes=[next(outcomes) for _ in range(pairs)],
                spoilt=spoilt,
                single=single,
            )
        tick()


def _planned_visits(world: World, primary: Sequence[School], secondary: Sequence[School]) -> list[Visit]:
    some, activities = world.chance, world.activities
    visits = [
        Visit(school, activities["JW-1"], (YearGroup("5"), YearGroup("6")), some.randint(38, 88)) for school in primary
    ]
    visits += [
        Visit(school, activities["JW-2"], (YearGroup(str(some.randint(4, 6))),), some.randint(20, 30))
        for school in primary[::2]
    ]
    for school in secondary:
        for years in (("7", "8"), ("9", "10")):
            visits.append(
                Visit(school, activities["JW-1"], tuple(YearGroup(year) for year in years), some.randint(60, 120))
            )
        for _ in range(2):
            visits.append(
                Visit(school, activities["JW-3"], (YearGroup(str(some.randint(8, 11))),), some.randint(20, 30))
            )
    some.shuffle(visits)
    return visits


def _assembly(visit: Visit) -> bool:
    return visit.activity.code == "JW-1"


def _surveyed(visits: Sequence[Visit], papers: int) -> Sequence[Visit]:
    """So many of the classes, evenly over the years, as are needed for the papers."""
    classes = [visit for visit in visits if not _assembly(visit)]
    for number in range(1, len(classes) + 1):
        chosen = [classes[place * len(classes) // number] for place in range(number)]
        if sum(visit.children - SINGLE_OR_SPOILT for visit in chosen) >= papers:
            return chosen
    raise LookupError(f"the classes are too small for {papers} papers")


def _make_exact(visits: Sequence[Visit], total: int, flexible: Callable[[Visit], bool]) -> None:
    """Change the sizes of the flexible visits, a little each, until all add up to the total."""
    while difference := total - sum(visit.children for visit in visits):
        step = 1 if difference > 0 else -1
        for visit in [visit for visit in visits if flexible(visit)][: abs(difference)]:
            visit.children += step


def _booked(world: World, visit: Visit, held: Meeting, facilitator: Facilitator) -> Booking:
    asked = held.starts_at - timedelta(days=42)
    school = visit.school.on(held.starts_at.date())
    booking = world.ask(
        visit.activity, school, years=visit.years, number=visit.children, days=[held.starts_at.date()], at=asked
    )
    world.confirm(booking, [held], facilitator, at=asked + timedelta(days=3))
    return booking


def _by_year(visit: Visit) -> dict[tuple[HeadcountAudience, YearGroup | None], int]:
    share, rest = divmod(visit.children, len(visit.years))
    counts: dict[tuple[HeadcountAudience, YearGroup | None], int] = {
        (HeadcountAudience.PUPIL, year): share + (rest if number == 0 else 0) for number, year in enumerate(visit.years)
    }
    counts[HeadcountAudience.SCHOOL_STAFF, None] = len(visit.years)
    return counts


def _count(
    world: World,
    training: TrainingSession,
    facilitator: Facilitator,
    counts: dict[tuple[HeadcountAudience, YearGroup | None], int],
) -> None:
    headcounts.record_headcount(
        world.session,
        training=training,
        sent={line: headcounts.Sent(number, 0) for line, number in counts.items()},
        by=world.acting(facilitator),
        at=training.ends_at + timedelta(hours=2),
    )


# --- courses ------------------------------------------------------------------------------------------


def _courses(world: World, secondary: Sequence[School], outcomes: Iterator[bool], tick: Callable[[], None]) -> None:
    """Six-week courses in the two half-terms that have six weeks, each on its own weekday."""
    starts = [date(year, month, day) for year in (2011, 2012, 2013) for month, day in ((11, 4), (6, 6))]
    for number in range(COURSES):
        school = secondary[number * len(secondary) // COURSES]
        start = starts[number % len(starts)]
        start = start.replace(year=start.year + (start.month == 6))
        first = start + timedelta(days=(number // len(starts) - start.weekday()) % 7)
        facilitator = world.facilitators[number % len(world.facilitators)]
        activity = world.activities[("JT-A", "JT-B", "JT-C")[number % 3]]
        held = [meeting(first + timedelta(weeks=week), 14, 15, minutes=activity.minutes) for week in range(6)]
        asked = held[0].starts_at - timedelta(days=50)
        booking = world.ask(activity, school.on(first), years=(YearGroup("9"),), number=CARDS, days=[first], at=asked)
        world.confirm(booking, held, facilitator, at=asked + timedelta(days=6), cards=CARDS)
        _run_course(world, booking=booking, facilitator=facilitator, activity=activity, outcomes=outcomes, tick=tick)


def _run_course(
    world: World,
    *,
    booking: Booking,
    facilitator: Facilitator,
    activity: Activity,
    outcomes: Iterator[bool],
    tick: Callable[[], None],
) -> None:
    weeks = bookings.sessions_of(world.session, booking)
    for number, training in enumerate(weeks):
        rows = attendance.register_of(world.session, training=training).rows
        away = {world.chance.randrange(CARDS)} if 0 < number < 5 else set()
        attendance.take_register(
            world.session,
            training=training,
            sent={
                row.key: attendance.Sent(Mark.ABSENT if place in away else Mark.PRESENT, row.version)
                for place, row in enumerate(rows)
            },
            by=world.acting(facilitator),
            at=training.ends_at + timedelta(hours=1),
        )
        tick()
    survey = next(
        one for one in surveys.on_offer(world.session, training=weeks[0]) if one.key.startswith(activity.code.lower())
    )
    results = [next(outcomes) for _ in range(CARDS)]
    pairs = [papers.pair(world.chance, survey.scored_items, increased) for increased in results]
    items = surveys.items_of(world.session, survey=survey)
    for training, wave, which in ((weeks[0], Wave.BEFORE, 0), (weeks[-1], Wave.AFTER, 1)):
        scores.record_responses(
            world.session,
            training=training,
            survey=survey,
            sent={
                (card, wave): scores.Sent(papers.answers(world.chance, items, right=pair[which]), 0)
                for card, pair in enumerate(pairs, start=1)
            },
            by=world.acting(facilitator),
            at=training.ends_at + timedelta(hours=3),
        )


# --- scores -------------------------------------------------------------------------------------------


def _outcomes(world: World) -> Iterator[bool]:
    """For every valid pair whether knowledge increased, in a mixed order."""
    outcomes = [True] * INCREASED + [False] * (PAIRS - INCREASED)
    world.chance.shuffle(outcomes)
    return iter(outcomes)


def _papers(
    world: World,
    *,
    training: TrainingSession,
    facilitator: Facilitator,
    survey: Survey,
    outcomes: Sequence[bool],
    spoilt: int,
    single: int,
) -> None:
    """The papers of one class."""
    pairs = [papers.pair(world.chance, survey.scored_items, increased) for increased in outcomes]
    items = surveys.items_of(world.session, survey=survey)
    scores.record_responses(
        world.session,
        training=training,
        survey=survey,
        sent=papers.class_of(world.chance, items, pairs, spoilt=spoilt, single=single),
        by=world.acting(facilitator),
        at=training.ends_at + timedelta(hours=3),
    )


# --- parents and professionals ------------------------------------------------------------------------


def _parents(world: World, primary: Sequence[School], tick: Callable[[], None]) -> None:
    days = list(school_days(FIRST + timedelta(days=40), LAST))
    share, rest = divmod(PARENTS, PARENT_SESSIONS)
    for number in range(PARENT_SESSIONS):
        school = primary[number * 17 % PRIMARY]
        facilitator = world.facilitators[number % len(world.facilitators)]
        held = meeting(days[(number * 2 + 1) * len(days) // (2 * PARENT_SESSIONS)], 18, minutes=60)
        visit = Visit(school, world.activities["JP-1"], (), share + (rest if number == 0 else 0))
        training = bookings.sessions_of(world.session, _booked(world, visit, held, facilitator))[0]
        _count(world, training, facilitator, {(HeadcountAudience.PARENT_CARER, None): visit.children})
        tick()


def _briefings(world: World, tick: Callable[[], None]) -> None:
    """Open sessions for professionals: each with people who are new, a few who return, and one who doesn't come."""
    days = list(school_days(FIRST + timedelta(days=14), LAST))
    share, rest = divmod(PROFESSIONALS, BRIEFINGS)
    known: list[registrations.Attendee] = []
    newcomers = _attendees(world)
    for number in range(BRIEFINGS):
        day = days[(number * 2 + 1) * len(days) // (2 * BRIEFINGS)]
        facilitator = world.facilitators[number % len(world.facilitators)]
        training = _open_session(world, day, facilitator)
        new = [next(newcomers) for _ in range(share + (1 if number < rest else 0))]
        returning = world.chance.sample(known, RETURNING) if known else []
        absent = [next(newcomers)]
        for attendee in new + returning + absent:
            registrations.register(
                world.session,
                session_reference=training.reference,
                attendee=attendee,
                by=world.site,
                at=training.starts_at - timedelta(days=20),
            )
        _take_names(world, training, facilitator, away={attendee.email for attendee in absent})
        known += new
        tick()


def _attendees(world: World) -> Iterator[registrations.Attendee]:
    """Professionals without end, from every agency in turn."""
    roles = ("Social worker", "Youth worker", "Nurse", "Support worker", "Team manager", "Housing officer")
    for number, (agency, _sector, _kind) in enumerate(cycle(AGENCIES), start=1):
        yield registrations.Attendee(
            name=world.name(),
            email=f"person{number}@agency{number % len(AGENCIES)}.example",
            organisation=agency,
            job_role=roles[number % len(roles)],
        )


def _open_session(world: World, day: date, facilitator: Facilitator) -> TrainingSession:
    held = meeting(day, 16, minutes=60)
    arranged = held.starts_at - timedelta(days=60)
    training = sessions.create(
        world.session,
        activity=world.activities["PB-1"],
        plan=sessions.Plan(
            Arrangement(
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                mode=SessionMode.IN_PERSON,
                place_name="Example Conference Room",
                place_address="1 Example Street, Norwich",
                postcode="NR1 1AA",
                online_link=None,
            ),
            capacity=BRIEFING_PLACES,
            area="Norwich",
        ),
        by=world.office,
        at=arranged,
    )
    diary.assign(world.session, training_sessions=[training], facilitator_ids=[facilitator.id], at=arranged)
    return training


def _take_names(world: World, training: TrainingSession, facilitator: Facilitator, *, away: Iterable[str]) -> None:
    missing = set(away)
    rows = attendance.register_of(world.session, training=training).rows
    sent = {
        row.key: attendance.Sent(
            Mark.ABSENT if row.registration and row.registration.email in missing else Mark.PRESENT, row.version
        )
        for row in rows
    }
    attendance.take_register(
        world.session,
        training=training,
        sent=sent,
        by=world.acting(facilitator),
        at=training.ends_at + timedelta(hours=1),
    )


def start_of_time() -> datetime:
    """The moment before the three years at which the office and its programme are set up."""
    return datetime(2011, 6, 1, 9, tzinfo=LONDON)
