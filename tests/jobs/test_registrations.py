"""`flask registrations tidy`: what people needed is deleted 30 days after the session, and only then."""

from datetime import timedelta

import pytest

from rose_training import clock
from rose_training.jobs import registrations
from tests.factories import make_registration


@pytest.fixture
def needs(stored):
    mine = make_registration(stored, access_needs="A ramp")
    stored.commit()
    return mine


def run(app, at, *words):
    with clock.set_to(at):
        result = app.test_cli_runner().invoke(args=["registrations", "tidy", *words])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def test_a_dry_run_says_how_many_and_deletes_none(app, stored, needs):
    late = needs.session.ends_at + timedelta(days=31)
    assert run(app, late, "--dry-run") == "Access needs that would be deleted: 1. Nothing was changed."
    stored.refresh(needs)
    assert needs.access_needs == "A ramp"


def test_after_30_days_they_are_gone_and_nothing_tells_of_them(app, stored, needs):
    assert run(app, needs.session.ends_at + timedelta(days=29)) == "Access needs deleted: 0."
    output = run(app, needs.session.ends_at + timedelta(days=31))
    assert output == "Access needs deleted: 1."
    assert "ramp" not in output
    stored.rollback()
    stored.refresh(needs)
    assert needs.access_needs is None


def test_the_worker_does_it_every_night():
    (timed,) = registrations.TIMED
    assert timed.at is not None
    assert timed.run is registrations.forget_access_needs
