"""Survey files, and the surveys that come with the site."""

import pytest

from rose_training.adapters.survey_file import UnreadableSurveys, first_surveys, read_surveys
from rose_training.domain.survey_drafts import check_survey
from rose_training.domain.surveys import AnswerValue

GOOD = b"""
[[survey]]
key = "jt-a-11-18"
title = "Course JT-A"
years = [7, 13]
items = [{ right = false, statement = "Silence means yes.", outcome = "Consent" }]
"""


def test_a_file_is_read_in_its_order() -> None:
    (survey,) = read_surveys(GOOD)
    assert (survey.key, survey.min_year, survey.max_year) == ("jt-a-11-18", 7, 13)
    assert survey.items[0].right is AnswerValue.FALSE
    assert survey.items[0].outcome == "Consent"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_surveys(b"\xef\xbb\xbf" + GOOD) == read_surveys(GOOD)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x93", "no TOML file"),
        (b"survey = ", "no TOML file"),
        (b"title = 'x'", r"no \[\[survey\]\]"),
        (GOOD.replace(b"title", b"titel"), "Survey 1 has no title"),
        (GOOD.replace(b"statement", b"text"), "Survey 1 has no statement"),
        (GOOD.replace(b"[7, 13]", b"[7]"), "Survey 1 cannot be read"),
        (GOOD.replace(b"false", b"'maybe'"), "right is true or false"),
    ],
)
def test_what_is_no_survey_file_is_refused_with_the_reason(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableSurveys, match=says):
        read_surveys(content)


def test_the_surveys_of_the_site_keep_the_rules() -> None:
    surveys = first_surveys()
    for survey in surveys:
        check_survey(survey)
    assert len({survey.key for survey in surveys}) == len(surveys)


def test_their_length_suits_the_ages() -> None:
    """§4.1 of the domain notes: 4 to 6 items for the youngest, 8 from eleven on."""
    assert {(one.min_year, len(one.items)) for one in first_surveys()} == {(3, 5), (7, 8)}


def test_every_survey_says_that_help_exists_and_mixes_its_answers() -> None:
    for survey in first_surveys():
        assert "Help" in {item.outcome for item in survey.items}
        true = sum(item.right is AnswerValue.TRUE for item in survey.items)
        assert 0.4 <= true / len(survey.items) <= 0.65
