"""Schools and agencies: different ones, however often a number or a name changes."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.impact import Figure, FigureKey
from rose_training.domain.organisations import OrganisationStatus, Sector, SettingKind
from rose_training.domain.periods import EVALUATION, Period
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.models.organisations import Organisation
from rose_training.models.sessions import TrainingSession
from rose_training.services import impact
from tests.factories import (
    make_activity,
    make_agency,
    make_cohort,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.support.evidence import make_attended, make_headcount, make_mark, make_visit, on

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
PRIMARY, SECONDARY, OTHER = FigureKey.PRIMARY_SCHOOLS, FigureKey.SECONDARY_SCHOOLS, FigureKey.OTHER_SETTINGS


def figure_of(session: Session, key: FigureKey, period: Period = EVALUATION) -> Figure:
    return impact.make_report(session, period=period, at=NOW).figure(key)


def schools(session: Session, period: Period = EVALUATION) -> tuple[object, ...]:
    report = impact.make_report(session, period=period, at=NOW)
    return tuple(report.figure(key).value for key in (PRIMARY, SECONDARY, OTHER))


def left_out(figure: Figure) -> dict[str, int]:
    return {line.reason: line.count for line in figure.left_out}


def make_briefing(session: Session, *from_organisations: Organisation | None) -> TrainingSession:
    """A briefing to which one person came from each of these."""
    briefing = make_session(session, starts_at=on(2012, 3, 1), state=SessionState.DELIVERED)
    for organisation in from_organisations:
        make_attended(session, briefing, organisation_id=organisation and organisation.id)
    return briefing


def test_a_school_that_became_an_academy_is_one_school(session: Session) -> None:
    # The same school under two numbers, visited before and after: 1, and the other number is shown.
    old = make_organisation(session, status=OrganisationStatus.CLOSED)
    new = make_organisation(session, continuity_key=old.continuity_key)
    make_visit(session, old, on(2012, 3, 1), pupils=20)
    make_visit(session, new, on(2013, 3, 1), pupils=20)
    assert schools(session) == (1, 0, 0)
    assert left_out(figure_of(session, PRIMARY)) == {
        "numbers in the national register that are the same school under a new number": 1
    }
    assert schools(session, Period.academic_year(2011)) == (1, 0, 0)
    assert schools(session, Period.academic_year(2012)) == (1, 0, 0)


def test_infant_and_junior_are_two_and_an_amalgamation_is_three(session: Session) -> None:
    # Two schools that were later joined into a third with a key of its own, all three visited.
    for year in (2012, 2012, 2013):
        make_visit(session, make_organisation(session), on(year, 3, 1), pupils=20)
    assert schools(session) == (3, 0, 0)


def test_a_school_is_what_it_was_at_its_first_session_in_the_period(session: Session) -> None:
    # Primary in March 2012, all-through by March 2013: primary over the three years and in the
    # first, secondary in the second, whatever the register says today.
    school = make_organisation(session)
    make_visit(session, school, on(2012, 3, 1), pupils=20)
    make_visit(session, school, on(2013, 3, 1), pupils=20, snapshot_setting_kind=SettingKind.ALL_THROUGH)
    school.setting_kind = SettingKind.SPECIAL
    session.flush()
    assert schools(session) == (1, 0, 0)
    assert schools(session, Period.academic_year(2012)) == (0, 1, 0)


def test_every_kind_of_setting_has_its_row(session: Session) -> None:
    # Two of each kind. Primary 2; secondary 2 and all-through 2; nursery, special, AP, post-16, other 10.
    for kind in SettingKind:
        for _ in range(2):
            make_visit(session, make_organisation(session, setting_kind=kind), on(2012, 3, 1), pupils=20)
    assert schools(session) == (2, 4, 10)


def test_an_all_through_school_is_primary_when_only_primary_years_took_part(session: Session) -> None:
    # By the register's year groups: Years 5 and 6. By what was asked for, when the register has no
    # years: Year 4. Year 6 and Year 7, and a group of mixed years: secondary.
    def make(**over: object) -> TrainingSession:
        school = make_organisation(session, setting_kind=SettingKind.ALL_THROUGH)
        return make_visit(session, school, on(2012, 3, 1), **over)[1][0]

    by_register = make(year_groups=["8"])
    make_headcount(session, by_register, 20, year_group="5")
    make_headcount(session, by_register, 20, year_group="6")
    make(pupils=20, year_groups=["4"])
    assert schools(session) == (2, 0, 0)
    both = make()
    make_headcount(session, both, 20, year_group="6")
    make_headcount(session, both, 20, year_group="7")
    make(pupils=20, year_groups=["mixed"])
    make(pupils=20, year_groups=[])
    assert schools(session) == (2, 3, 0)


def test_a_school_with_parents_alone_is_reached_and_marked_so(session: Session) -> None:
    evening = make_activity(session, audience=Audience.PARENTS)
    _, (training,) = make_visit(session, make_organisation(session), on(2012, 3, 1), activity=evening)
    make_headcount(session, training, 12, HeadcountAudience.PARENT_CARER)
    make_visit(session, make_organisation(session), on(2012, 3, 1), pupils=20)
    figure = figure_of(session, PRIMARY)
    assert figure.value == 2
    assert [(part.label, part.count) for part in figure.parts] == [
        ("With children and young people", 1),
        ("With adults alone", 1),
    ]


def test_teachers_at_a_briefing_do_not_make_their_school_a_visited_one(session: Session) -> None:
    make_briefing(session, make_organisation(session))
    figure = figure_of(session, PRIMARY)
    assert figure.value == 0
    assert left_out(figure) == {"schools of any kind whose staff came to training but which we did not visit": 1}
    assert figure_of(session, FigureKey.STATUTORY_ORGANISATIONS).value == 0


def test_agencies_by_sector_and_by_name(session: Session) -> None:
    # Two people from one charity; a council visited without names; a firm and a body of unknown
    # sector; somebody of whom we know no organisation; somebody who stayed away.
    charity = make_agency(session, name="YMCA Norfolk", sector=Sector.VOLUNTARY)
    council = make_agency(session, name="children's Services")
    firm = make_agency(session, sector=Sector.PRIVATE)
    unknown = make_agency(session, sector=Sector.UNKNOWN)
    briefing = make_briefing(session, charity, charity, firm, unknown, None)
    stayed_away = make_registration(session, briefing, organisation_id=make_agency(session).id)
    make_mark(session, stayed_away, Mark.ABSENT, training=briefing)
    inset = make_activity(session, audience=Audience.PROFESSIONALS)
    _, (visit,) = make_visit(session, council, on(2012, 3, 1), activity=inset)
    make_headcount(session, visit, 15, HeadcountAudience.PROFESSIONAL)
    assert figure_of(session, FigureKey.VOLUNTARY_ORGANISATIONS).value == 1
    assert figure_of(session, FigureKey.STATUTORY_ORGANISATIONS).value == 1
    assert figure_of(session, FigureKey.AGENCIES).value == ("children's Services", "YMCA Norfolk")
    assert left_out(figure_of(session, FigureKey.AGENCIES)) == {
        "private organisations": 1,
        "organisations whose sector is not known": 1,
        "places of people whose organisation is not in our list": 1,
    }
    assert figure_of(session, FigureKey.PROFESSIONALS_TRAINED).value == 20


def test_teams_count_as_the_body_they_belong_to(session: Session) -> None:
    # A council, its team and a team of that team: 1. A team of nobody: left out.
    council = make_agency(session, name="Norfolk County Council")
    team = make_agency(session, reportable=False, parent_id=council.id, sector=Sector.UNKNOWN)
    inner = make_agency(session, reportable=False, parent_id=team.id)
    lost = make_agency(session, reportable=False)
    make_briefing(session, council, team, inner, lost)
    figure = figure_of(session, FigureKey.STATUTORY_ORGANISATIONS)
    assert figure.value == 1
    assert left_out(figure) == {
        "teams and duplicates counted as the organisation they belong to": 2,
        "teams that do not belong to an organisation of our list": 1,
    }
    (row,) = impact.rows_behind(session, key=FigureKey.AGENCIES, period=EVALUATION).rows
    assert (row.name, row.people, row.sessions, row.teams) == ("Norfolk County Council", 3, 1, 3)


def test_a_closed_duplicate_is_counted_with_the_one_that_is_open(session: Session) -> None:
    closed = make_agency(session, name="Aardvark Trust", sector=Sector.VOLUNTARY, status=OrganisationStatus.CLOSED)
    open_one = make_agency(
        session, name="The Aardvark Trust", sector=Sector.VOLUNTARY, continuity_key=closed.continuity_key
    )
    make_briefing(session, closed, open_one)
    assert figure_of(session, FigureKey.AGENCIES).value == ("The Aardvark Trust",)
    assert figure_of(session, FigureKey.VOLUNTARY_ORGANISATIONS).value == 1


def test_the_rows_of_all_figures_add_up_to_the_figures(session: Session) -> None:
    # A bit of everything: what can be opened must be what was counted.
    school = make_organisation(session)
    make_visit(session, school, on(2012, 3, 1), on(2012, 3, 8), pupils=20)
    make_visit(session, school, on(2012, 3, 1), pupils=31)
    inset = make_activity(session, audience=Audience.STAFF)
    _, (training,) = make_visit(session, school, on(2012, 3, 1), activity=inset)
    make_headcount(session, training, 18, HeadcountAudience.SCHOOL_STAFF)
    briefing = make_briefing(session, make_agency(session))
    make_attended(session, briefing, person=make_person(session, email=None), walk_in=True)

    def rows(key: FigureKey) -> impact.Rows:
        return impact.rows_behind(session, key=key, period=EVALUATION)

    groups = rows(FigureKey.CHILDREN_REACHED).rows
    assert sum(row.people for row in groups) == figure_of(session, FigureKey.CHILDREN_REACHED).value == 51
    assert sum(row.attendances for row in groups) == figure_of(session, FigureKey.CHILDREN_ATTENDANCES).value == 71
    assert {row.organisation for row in groups} == {school.name}
    people = rows(FigureKey.PROFESSIONALS_TRAINED).rows
    assert sum(row.people for row in people) == figure_of(session, FigureKey.PROFESSIONALS_TRAINED).value == 20
    assert sum(row.places for row in people) == figure_of(session, FigureKey.PROFESSIONAL_PLACES).value == 20
    assert [row.how.value for row in people] == ["named", "walk_in", "staff_counted"]
    for key in (PRIMARY, SECONDARY, OTHER, FigureKey.STATUTORY_ORGANISATIONS, FigureKey.VOLUNTARY_ORGANISATIONS):
        assert rows(key).total == figure_of(session, key).value


def test_a_school_where_nobody_was_is_not_reached(session: Session) -> None:
    # 20 were written down and corrected to 0; another school has one card, marked absent; a third
    # had nobody of Year 8 but one parent. Only the third is reached.
    _, (empty,) = make_visit(session, make_organisation(session), on(2012, 3, 1))
    make_headcount(session, empty, 20, current=False)
    make_headcount(session, empty, 0)
    booking, (missed,) = make_visit(session, make_organisation(session), on(2012, 3, 1))
    _, (card,) = make_cohort(session, booking, size=1)
    make_mark(session, card, Mark.ABSENT, training=missed)
    third = make_organisation(session, name="Third School")
    _, (parent,) = make_visit(session, third, on(2012, 3, 1), pupils=0)
    make_headcount(session, parent, 1, HeadcountAudience.PARENT_CARER)
    figure = figure_of(session, PRIMARY)
    assert figure.value == 1
    assert left_out(figure) == {"sessions whose register says that nobody was there": 2}


def test_an_organisation_whose_own_session_nobody_came_to_is_not_reached(session: Session) -> None:
    agency = make_agency(session, sector=Sector.VOLUNTARY)
    _, (training,) = make_visit(session, agency, on(2012, 3, 1), pupils=0)
    assert figure_of(session, FigureKey.VOLUNTARY_ORGANISATIONS).value == 0
    make_headcount(session, training, 4, HeadcountAudience.VOLUNTEER)
    assert figure_of(session, FigureKey.VOLUNTARY_ORGANISATIONS).value == 1
