"""Everything that was ever done with an organisation, under all its numbers and with all its teams."""

from datetime import UTC, date, datetime

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.impact import FigureKey
from rose_training.domain.organisations import OrganisationStatus
from rose_training.domain.periods import EVALUATION
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.models.calendar import ClosureDay
from rose_training.services import history, impact
from rose_training.services import organisation_record as record
from rose_training.services.organisation_record import Part, YearRow
from tests.factories import make_agency, make_booking, make_organisation, make_person, make_registration, make_session
from tests.support.evidence import make_attended, make_visit, on

NOW = datetime(2014, 10, 1, 9, 0, tzinfo=UTC)


def totals(session, organisation):
    return record.totals(session, record.counted_together(session, organisation), at=NOW)


def rows(session, organisation, which, page=1):
    ids = record.counted_together(session, organisation)
    found, in_all = record.part(session, organisation, ids, which=which, page=page)
    return list(found), in_all


def test_a_school_is_counted_with_its_predecessors_as_the_figures_count_it(session):
    old = make_organisation(session, status=OrganisationStatus.CLOSED)
    new = make_organisation(session, continuity_key=old.continuity_key)
    make_visit(session, old, on(2012, 3, 1), pupils=20)
    make_visit(session, new, on(2013, 10, 1), pupils=25)
    make_visit(session, make_organisation(session), on(2012, 3, 1), pupils=99)
    for school in (old, new):
        found = totals(session, school)
        assert (found.bookings, found.sessions, found.young_people, found.attendances) == (2, 2, 45, 45)
        assert found.years == [
            YearRow("2011/12", 1, 20),
            YearRow("2012/13", 0, 0),
            YearRow("2013/14", 1, 25),
            YearRow("2014/15", 0, 0),
        ]
    report = impact.make_report(session, period=EVALUATION, at=NOW)
    assert report.figure(FigureKey.CHILDREN_REACHED).value == 45 + 99


def test_an_agency_is_counted_with_the_teams_that_do_not_count_by_themselves(session):
    council = make_agency(session)
    team = make_agency(session, parent_id=council.id, reportable=False)
    other = make_agency(session, parent_id=council.id)
    briefing = make_session(session, starts_at=on(2012, 3, 1), state=SessionState.DELIVERED)
    for body in (council, team, other):
        make_attended(session, briefing, organisation_id=body.id)
    make_registration(session, organisation_id=team.id)
    found = totals(session, council)
    assert (found.places, found.places_attended) == (3, 2)
    assert rows(session, council, Part.STAFF)[1] == 3
    assert totals(session, other).places == 1


def test_nothing_done_is_nothing_everywhere(session):
    school = make_organisation(session)
    found = totals(session, school)
    assert (found.bookings, found.sessions, found.young_people, found.years) == (0, 0, 0, [])
    for which in Part:
        assert rows(session, school, which) == ([], 0)


def test_each_list_holds_its_own_and_comes_in_pages(session, at):
    school, neighbour = make_organisation(session), make_organisation(session)
    bookings = [make_booking(session, organisation=school) for _ in range(record.SHOWN + 1)]
    make_booking(session, organisation=neighbour)
    visit = make_session(session, booking=bookings[0])
    person = make_person(session, Role.SCHOOL_BOOKER, organisation=school)
    closed = ClosureDay(
        on=date(2026, 12, 1), kind=ClosureKind.TRAINING_DAY, title="Training", organisation_id=school.id, source="x"
    )
    session.add(closed)
    history.record(session, subject=school.reference, event="changed", by=Actor(None, "Cora"), at=at)
    session.flush()
    first, in_all = rows(session, school, Part.BOOKINGS)
    second, _ = rows(session, school, Part.BOOKINGS, page=2)
    assert (len(first), len(second), in_all) == (record.SHOWN, 1, record.SHOWN + 1)
    assert rows(session, school, Part.SESSIONS) == ([visit], 1)
    assert rows(session, school, Part.CLOSURES) == ([closed], 1)
    assert [grant.person for grant in rows(session, school, Part.ACCESS)[0]] == [person]
    assert [entry.event for entry in rows(session, school, Part.HISTORY)[0]] == ["changed"]
    assert totals(session, school).with_access == 1
