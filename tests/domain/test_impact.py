"""Figures, their definitions and their plain form."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from rose_training.domain.impact import Figure, FigureKey, LeftOut, Part, Report, Shift, score_band
from rose_training.domain.impact_definitions import DEFINITIONS, school_figure
from rose_training.domain.organisations import SettingKind
from rose_training.domain.periods import EVALUATION


def test_every_figure_has_a_definition_of_whole_sentences_and_a_version() -> None:
    assert list(DEFINITIONS) == list(FigureKey)
    for definition in DEFINITIONS.values():
        assert definition.sentence.endswith(".")
        assert "  " not in definition.sentence
        assert definition.version >= 1


def test_schools_are_sorted_as_the_report_of_2014_had_them() -> None:
    sorted_kinds = {kind: school_figure(kind, primary_years_only=False) for kind in SettingKind}
    assert sorted_kinds[SettingKind.PRIMARY] is FigureKey.PRIMARY_SCHOOLS
    assert sorted_kinds[SettingKind.SECONDARY] is FigureKey.SECONDARY_SCHOOLS
    assert sorted_kinds[SettingKind.ALL_THROUGH] is FigureKey.SECONDARY_SCHOOLS
    assert school_figure(SettingKind.ALL_THROUGH, primary_years_only=True) is FigureKey.PRIMARY_SCHOOLS
    assert school_figure(SettingKind.SECONDARY, primary_years_only=True) is (FigureKey.SECONDARY_SCHOOLS)
    rest = set(SettingKind) - {
        SettingKind.PRIMARY,
        SettingKind.SECONDARY,
        SettingKind.ALL_THROUGH,
    }
    assert {sorted_kinds[kind] for kind in rest} == {FigureKey.OTHER_SETTINGS}
    assert school_figure(None, primary_years_only=True) is FigureKey.OTHER_SETTINGS


@pytest.mark.parametrize(
    ("right", "of", "band"),
    [(0, 10, 0), (1, 6, 0), (1, 5, 1), (3, 5, 3), (4, 5, 4), (9, 10, 4), (19, 20, 4), (10, 10, 5)],
)
def test_only_full_marks_stand_in_the_last_band(right: int, of: int, band: int) -> None:
    assert score_band(Fraction(right, of)) == band


def test_a_shift_keeps_both_shares_apart() -> None:
    shift = Shift(increased=86, same=10, lower=4, at_ceiling=12)
    assert shift.increase.percentage == 86
    assert (shift.increase_with_room.numerator, shift.increase_with_room.denominator) == (86, 88)
    assert not shift.too_easy
    assert shift.in_words == "Up"
    assert Shift(increased=60, same=40, lower=0, at_ceiling=31).too_easy


def test_the_plain_form_of_a_percentage_has_its_counts_and_its_interval() -> None:
    figure = Figure(
        DEFINITIONS[FigureKey.KNOWLEDGE_INCREASED],
        86,
        left_out=(LeftOut("papers before without a paper after", 7),),
        shift=Shift(increased=86, same=10, lower=4, at_ceiling=3),
    )
    plain = figure.as_plain()
    assert plain["value"] == 86
    assert (plain["numerator"], plain["denominator"]) == (86, 100)
    assert plain["interval"]["low"] == 77.9
    assert plain["interval"]["high"] == 91.5
    assert plain["left_out"] == [{"reason": "papers before without a paper after", "count": 7}]


def test_the_plain_form_of_nothing_says_so() -> None:
    plain = Figure(DEFINITIONS[FigureKey.KNOWLEDGE_INCREASED], None, shift=Shift(0, 0, 0, 0)).as_plain()
    assert plain["value"] is None
    assert plain["denominator"] == 0
    assert plain["interval"] is None


def test_a_report_names_its_last_day_and_its_moment() -> None:
    names = Figure(DEFINITIONS[FigureKey.AGENCIES], ("Aylsham Trust", "Health"))
    people = Figure(DEFINITIONS[FigureKey.PARENTS_REACHED], 3, parts=(Part("counted", 3),))
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
    plain = Report(EVALUATION, moment, (people, names)).as_plain()
    assert plain["period"] == {"from": "2011-09-01", "to": "2014-08-31"}
    assert plain["as_at"] == "2026-11-21T12:00:00+00:00"
    assert plain["figures"][0]["parts"] == [{"label": "counted", "count": 3}]
    assert plain["figures"][1]["value"] == ["Aylsham Trust", "Health"]
    assert Report(EVALUATION, moment, (people, names)).figure(FigureKey.AGENCIES) is names
