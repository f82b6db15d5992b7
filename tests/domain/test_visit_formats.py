"""Formats bear so many people; who receives us decides what is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.declarations import DeclarationKind, declarations_for, needs_safeguarding_lead
from rose_training.domain.hosts import HostKind, host_of
from rose_training.domain.organisations import AgencyKind, Sector
from rose_training.domain.programme import Audience
from rose_training.domain.visit_checks import wrong_with_group
from rose_training.domain.visit_formats import VisitFormat, formats_for, largest_group, usual_format
from rose_training.domain.visit_requests import Group, Offer, Step, steps_for
from rose_training.domain.year_groups import Ages, YearGroup, check_years

CLASS = Offer(Audience.PUPILS, targeted=False, min_year=7, max_year=11, max_group=30)
WHOLE_YEAR = Offer(Audience.PUPILS, targeted=False, min_year=7, max_year=11, max_group=None)


def wrong(offer, number, chosen, years=(YearGroup.YEAR_7,), **more):
    group = Group(tuple(years), number, format=chosen, **more)
    return [(one.field, one.sentence) for one in wrong_with_group(group, offer=offer)]


@pytest.mark.parametrize(
    ("offer", "usual"),
    [
        (CLASS, VisitFormat.SINGLE_CLASS),
        (WHOLE_YEAR, VisitFormat.ASSEMBLY),
        (Offer(Audience.PUPILS, True, 7, 11, 10), VisitFormat.SMALL_GROUP),
        (Offer(Audience.STAFF, False, None, None, None), VisitFormat.STAFF_TRAINING),
        (Offer(Audience.PARENTS, False, None, None, 60), VisitFormat.PARENTS_EVENING),
    ],
)
def test_an_activity_was_written_for_a_format(offer, usual):
    assert offer.usual_format is usual
    assert usual in offer.formats


@pytest.mark.parametrize(
    ("offer", "chosen", "most"),
    [
        (CLASS, VisitFormat.SINGLE_CLASS, 30),
        (CLASS, VisitFormat.SMALL_GROUP, 16),
        (CLASS, VisitFormat.DROP_IN, 30),
        (WHOLE_YEAR, VisitFormat.ASSEMBLY, 300),
        (WHOLE_YEAR, VisitFormat.SINGLE_CLASS, 34),
    ],
)
def test_each_format_bears_so_many(offer, chosen, most):
    assert wrong(offer, most, chosen) == []
    ((field, sentence),) = wrong(offer, most + 1, chosen)
    assert field == "expected_number"
    assert f"{most} or fewer" in sentence


def test_an_activity_for_a_class_is_no_assembly():
    assert VisitFormat.ASSEMBLY not in CLASS.formats
    assert VisitFormat.SINGLE_CLASS in WHOLE_YEAR.formats
    assert wrong(CLASS, 20, VisitFormat.ASSEMBLY)[0][0] == "format"


def test_the_sentence_names_the_format_that_was_chosen():
    ((_, sentence),) = wrong(CLASS, 20, VisitFormat.SMALL_GROUP)
    assert "16 or fewer for half a class or a small group" in sentence


@given(st.sampled_from(Audience), st.booleans(), st.one_of(st.none(), st.integers(1, 500)))
def test_no_format_bears_more_than_the_activity(audience, targeted, max_group):
    usual = usual_format(audience, targeted=targeted, max_group=max_group)
    for chosen in formats_for(audience, targeted=targeted, max_group=max_group):
        most = largest_group(chosen, usual=usual, max_group=max_group)
        assert most >= 1
        assert max_group is None or most <= max_group


def test_a_format_has_to_be_chosen_where_there_is_a_choice():
    assert wrong(CLASS, 20, None) == [("format", "Select how the group comes together")]
    assert wrong(Offer(Audience.PUPILS, True, 7, 11, 10), 8, None) == []


def test_a_mixed_group_says_which_years_it_mixes():
    assert wrong(CLASS, 20, VisitFormat.SINGLE_CLASS, [YearGroup.MIXED])[0][0] == "years"
    check_years([YearGroup.MIXED, YearGroup.YEAR_8, YearGroup.YEAR_9], min_year=7, max_year=11)


@pytest.mark.parametrize(
    ("ages", "field"),
    [
        (None, "age_from"),
        (Ages(2, 12), "age_from"),
        (Ages(14, 12), "age_to"),
        (Ages(8, 10), "age_from"),
        (Ages(17, 19), "age_from"),
        (Ages(10, 12), None),
        (Ages(13, 17), None),
        (Ages(11, 16), None),
    ],
)
def test_a_group_that_is_not_by_year_is_let_in_by_its_ages(ages, field):
    said = wrong(CLASS, 8, VisitFormat.SMALL_GROUP, [YearGroup.NOT_BY_YEAR], ages=ages)
    assert [one for one, _ in said] == ([field] if field else [])


def test_the_office_makes_an_exception_for_the_age_and_not_for_the_size():
    younger = {"years": [YearGroup.YEAR_5], "exception": "The head asked, and we have a plan"}
    assert wrong(CLASS, 20, VisitFormat.SINGLE_CLASS, **younger) == []
    assert wrong(CLASS, 31, VisitFormat.SINGLE_CLASS, **younger)[0][0] == "expected_number"


@pytest.mark.parametrize(
    ("sector", "kind", "host"),
    [
        (Sector.SCHOOL_OR_COLLEGE, None, HostKind.SCHOOL),
        (Sector.VOLUNTARY, AgencyKind.YOUTH_WORK, HostKind.YOUTH_GROUP),
        (Sector.STATUTORY, AgencyKind.POLICE, HostKind.OTHER),
    ],
)
def test_an_organisation_that_we_know_says_what_it_is(sector, kind, host):
    assert host_of(sector, kind) is host


def test_home_educators_have_no_headteacher_and_no_safeguarding_lead():
    home = HostKind.HOME_EDUCATORS
    asked = declarations_for(Audience.PUPILS, targeted=False, host=home)

    assert asked == (DeclarationKind.STAFF_STAY, DeclarationKind.DISCLOSURE_ROUTE)
    assert not needs_safeguarding_lead(Audience.PUPILS, home)
    assert "responsible adult" in DeclarationKind.STAFF_STAY.clause_for(home)
    steps = steps_for(Offer(Audience.PUPILS, False, 7, 11, 30, host=home))
    assert Step.SAFEGUARDING_LEAD not in steps
    assert Step.VENUE in steps


def test_a_youth_club_is_asked_for_its_leader_and_its_hall():
    club = Offer(Audience.PUPILS, False, 7, 11, 30, host=HostKind.YOUTH_GROUP)

    assert Step.VENUE in steps_for(club)
    assert not club.on_school_days
    assert "manager or leader" in DeclarationKind.SENIOR_LEADER_AGREED.clause_for(club.host)
    assert Step.VENUE not in steps_for(CLASS)
