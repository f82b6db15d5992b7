"""The demonstration: the charity's published evaluation, counted again from rows, and a site that is in good order."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from config import Settings
from rose_training.app import create_app
from rose_training.clock import now, set_to
from rose_training.database import db
from rose_training.domain.permissions import Role
from rose_training.jobs import demo
from rose_training.services import outbox, people
from tests.support.databases import own_database

MOMENTS = [
    datetime(2026, 11, 21, 14, 3, tzinfo=UTC),  # a Saturday in term
    datetime(2027, 8, 3, 23, 30, tzinfo=UTC),  # past midnight in London, in the summer holidays
]
"""The demonstration is told from the day on which it is loaded: it has to come out whatever that day is."""


@pytest.fixture(scope="module", params=MOMENTS, ids=lambda moment: f"{moment:%d %B}")
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site with the demonstration, loaded at that moment."""
    with own_database(request, "sqlite", tmp_path_factory.mktemp("demo"), "demo") as url:
        app = create_app(Settings.read({}, database_url=url, secret_key="x" * 40, log_level="ERROR"))
        with app.app_context(), set_to(request.param):
            demo.enter()
            yield app
            db.session.remove()
            db.engine.dispose()


def test_it_counts_what_the_charity_published(shown: Flask) -> None:
    told = shown.test_cli_runner().invoke(args=["impact", "--from", "2011-09-01", "--to", "2014-08-31", "--json"])
    figures = {figure["key"]: figure for figure in json.loads(told.stdout)["figures"]}
    assert figures["children_reached"]["value"] == 19478
    assert figures["parents_reached"]["value"] == 183
    assert figures["professionals_trained"]["value"] == 976
    knowledge = figures["knowledge_increased"]
    assert (knowledge["value"], knowledge["numerator"], knowledge["denominator"]) == (86, 1032, 1200)
    assert figures["primary_schools"]["value"] == 166
    assert figures["secondary_schools"]["value"] == 34


def test_no_mail_is_late_before_the_worker_has_begun(shown: Flask) -> None:
    assert not outbox.stuck(db.session(), at=now())


def test_somebody_holds_every_role(shown: Flask) -> None:
    for role in Role:
        assert people.count_holders(db.session(), roles=frozenset({role}))
