"""Survey files: TOML in, drafts of surveys out."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from rose_training.domain.survey_drafts import ItemDraft, SurveyDraft
from rose_training.domain.surveys import AnswerValue, ItemKind


class UnreadableSurveys(ValueError):  # noqa: N818  (an answer for the reader, like a refusal)
    """The file is no survey file; the message says where and why."""


def read_surveys(content: bytes) -> list[SurveyDraft]:
    """The surveys of a TOML file in UTF-8, in its order.

    Each `[[survey]]` has `key`, `title`, `years = [lowest, highest]`, perhaps `activity` (a
    code), and `items`, each with a `statement`, `right` (true or false) and perhaps `outcome`
    and `kind`. Raises `UnreadableSurveys` for anything else; whether a survey is a good one is
    for the rules.
    """
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableSurveys(f"This is no TOML file in UTF-8: {error}") from error
    surveys = document.get("survey")
    if not isinstance(surveys, list) or not surveys:
        raise UnreadableSurveys("There is no [[survey]] in the file")
    return [_read_survey(one, place) for place, one in enumerate(surveys, start=1)]


def first_surveys() -> list[SurveyDraft]:
    """The surveys that come with the site."""
    return read_surveys(files("rose_training").joinpath("data/surveys.toml").read_bytes())


def _read_survey(survey: Mapping[str, Any], place: int) -> SurveyDraft:
    try:
        min_year, max_year = survey["years"]
        return SurveyDraft(
            key=str(survey["key"]),
            title=str(survey["title"]),
            min_year=int(min_year),
            max_year=int(max_year),
            items=tuple(_read_item(item) for item in survey["items"]),
            activity=survey.get("activity"),
        )
    except KeyError as missing:
        raise UnreadableSurveys(f"Survey {place} has no {missing.args[0]}") from missing
    except (TypeError, ValueError) as error:
        raise UnreadableSurveys(f"Survey {place} cannot be read: {error}") from error


def _read_item(item: Mapping[str, Any]) -> ItemDraft:
    right = item.get("right")
    if right is not None and not isinstance(right, bool):
        raise ValueError(f"right is true or false, not {right!r}")
    answers = {None: None, True: AnswerValue.TRUE, False: AnswerValue.FALSE}
    return ItemDraft(
        statement=str(item["statement"]),
        right=answers[right],
        outcome=str(item.get("outcome", "")),
        kind=ItemKind(item.get("kind", ItemKind.KNOWLEDGE)),
    )
