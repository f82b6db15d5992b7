"""What kind of setting a school is, by whatever its register says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.organisations import AgencyKind, OrganisationStatus, Sector, SettingKind
from rose_training.domain.register import is_independent, setting_kind_of, status_of


@pytest.mark.parametrize("words", [SettingKind, Sector, AgencyKind, OrganisationStatus])
def test_every_word_has_a_label_of_its_own(words):
    labels = [word.label for word in words]
    assert len(set(labels)) == len(labels)
    assert all(labels)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"type_code": "07", "phase_code": "0"}, SettingKind.SPECIAL),
        ({"type_code": "44", "phase_code": "2"}, SettingKind.SPECIAL),
        ({"type_code": "14", "phase_code": "0"}, SettingKind.AP),
        ({"type_code": "18", "phase_code": "0"}, SettingKind.POST16),
        ({"type_code": "39", "phase_code": "6"}, SettingKind.POST16),
        ({"type_code": "15", "phase_code": "1"}, SettingKind.NURSERY),
        ({"type_code": "01", "phase_code": "2"}, SettingKind.PRIMARY),
        ({"type_code": "1", "phase_code": "3"}, SettingKind.PRIMARY),
        ({"type_code": "34", "phase_code": "4"}, SettingKind.SECONDARY),
        ({"type_code": "34", "phase_code": "5"}, SettingKind.SECONDARY),
        ({"type_code": "35", "phase_code": "7"}, SettingKind.ALL_THROUGH),
        ({"type_code": "11", "phase_code": "0", "low_age": 3, "high_age": 13}, SettingKind.PRIMARY),
        ({"type_code": "11", "phase_code": "0", "low_age": 11, "high_age": 18}, SettingKind.SECONDARY),
        ({"type_code": "11", "phase_code": "0", "low_age": 3, "high_age": 18}, SettingKind.ALL_THROUGH),
        ({"type_code": "11", "phase_code": "0"}, SettingKind.OTHER),
        ({"type_code": "77", "phase_code": "0"}, SettingKind.OTHER),
    ],
)
def test_the_kind_follows_the_codes(said, kind):
    assert setting_kind_of(**said) is kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"type_name": "Academy special converter", "phase_name": "Not applicable"}, SettingKind.SPECIAL),
        ({"type_name": "Free schools alternative provision"}, SettingKind.AP),
        ({"type_name": "Special post 16 institution", "phase_name": "Not applicable"}, SettingKind.POST16),
        ({"type_name": "Academy 16-19 converter", "phase_name": "16 plus"}, SettingKind.POST16),
        ({"type_name": "", "phase_name": "Middle Deemed Primary"}, SettingKind.PRIMARY),
        ({"type_name": "", "phase_name": "All through"}, SettingKind.ALL_THROUGH),
        ({"type_name": "", "phase_name": "All-through"}, SettingKind.ALL_THROUGH),
        (
            {"type_name": "Community school", "phase_name": "Not applicable", "low_age": 5, "high_age": 11},
            SettingKind.PRIMARY,
        ),
        ({"type_name": "", "phase_name": "", "low_age": 11, "high_age": 16}, SettingKind.SECONDARY),
        ({"type_name": "", "phase_name": "Not applicable", "low_age": 3, "high_age": 19}, SettingKind.OTHER),
        ({}, SettingKind.OTHER),
    ],
)
def test_names_do_where_there_are_no_codes(said, kind):
    assert setting_kind_of(**said) is kind


def test_a_code_wins_over_a_name():
    assert setting_kind_of(type_code="14", type_name="Community school", phase_code="2") is SettingKind.AP


@given(
    type_code=st.text(max_size=4),
    type_name=st.text(max_size=20),
    phase_code=st.text(max_size=3),
    phase_name=st.text(max_size=20),
    low_age=st.none() | st.integers(0, 30),
    high_age=st.none() | st.integers(0, 30),
)
def test_whatever_the_register_says_there_is_a_kind(**said):
    assert setting_kind_of(**said) in SettingKind


def test_independent_schools_are_known_by_their_type_alone():
    assert is_independent(type_code="11")
    assert is_independent(type_name="Other independent special school")
    assert not is_independent(type_name="Academy converter")
    assert not is_independent()


@pytest.mark.parametrize(
    ("code", "name", "status"),
    [
        ("1", "", OrganisationStatus.OPEN),
        ("2", "Open", OrganisationStatus.CLOSED),
        ("", "Open, but proposed to close", OrganisationStatus.PROPOSED_TO_CLOSE),
        (None, "open but Proposed to Close", OrganisationStatus.PROPOSED_TO_CLOSE),
        (None, "Proposed to open", OrganisationStatus.PROPOSED_TO_OPEN),
        (None, "Sleeping", None),
        (None, None, None),
    ],
)
def test_the_status_is_one_of_the_registers_four(code, name, status):
    assert status_of(code, name) is status


def test_only_open_schools_are_offered():
    assert {status for status in OrganisationStatus if status.is_offered} == {
        OrganisationStatus.OPEN,
        OrganisationStatus.PROPOSED_TO_CLOSE,
    }
