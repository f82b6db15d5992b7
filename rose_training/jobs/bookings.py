"""`flask bookings`: holds and offers that run out, and drafts that nobody sent."""

from datetime import time, timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.jobs.timing import Timed
from rose_training.services import booking_drafts, booking_plans, counter_offers

cli = AppGroup("bookings", help="Timed work on bookings.")


@cli.command("tidy")
def tidy() -> None:
    """End holds and offers that have run out, and forget drafts that nobody has touched for a week."""
    lapsed, ended, forgotten = let_holds_lapse(), let_offers_lapse(), forget_drafts()
    click.echo(f"Holds that ran out: {lapsed}. Offers that ran out: {ended}. Drafts forgotten: {forgotten}.")


def let_holds_lapse() -> int:
    """Give requests whose hold has run out back to the office's list; how many. One transaction each."""
    lapsed = [booking.id for booking in booking_plans.lapsed_holds(db.session(), at=now())]
    for booking_id in lapsed:
        with transaction() as session:
            booking_plans.let_lapse(
                session, booking_id=booking_id, by=Actor.system("worker"), office=_office(), at=now()
            )
    return len(lapsed)


def let_offers_lapse() -> int:
    """End offers of other dates that nobody has answered in time; how many. One transaction each."""
    lapsed = counter_offers.lapsed_offers(db.session(), at=now())
    for offer_id in lapsed:
        with transaction() as session:
            counter_offers.let_lapse(session, offer_id=offer_id, by=Actor.system("worker"), office=_office(), at=now())
    return len(lapsed)


def _office() -> str:
    address: str = current_app.extensions["settings"].office_email
    return address


def forget_drafts() -> int:
    """Delete drafts that are a week old; how many."""
    with transaction() as session:
        return booking_drafts.forget_old(session, at=now())


TIMED = (
    Timed("let holds lapse", let_holds_lapse, every=timedelta(minutes=5)),
    Timed("let offers of dates lapse", let_offers_lapse, every=timedelta(minutes=5)),
    Timed("forget unsent requests", forget_drafts, at=time(3, 10)),
)
