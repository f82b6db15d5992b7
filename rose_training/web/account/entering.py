"""What all ways of signing in share: the last step, and the address that tries are counted by."""

from flask import abort, flash, redirect, request, session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import Try
from rose_training.models.people import Person
from rose_training.services import accounts, sign_in, tries
from rose_training.web.doors import front_door, local_path, locks
from rose_training.web.guards import remember_browser, session_limits, who

ASKED = "asked"
"""In the cookie between asking for a mail and giving its code: the nonce and the address as typed."""

SECOND_STEP = "second_step"
"""In the cookie between the password and the authenticator's code."""


def network() -> str | None:
    """The network address that the request came from."""
    return request.remote_addr


def count(step: Try, account: str) -> None:
    """Write a try down before it is judged. Raises Refusal when there were too many."""
    with transaction() as writing:
        tries.count_try(writing, step, account=account, network=network(), locks=locks(), at=now())


def forgive(step: Try, account: str) -> None:
    """After a success: the tries that led to it no longer count."""
    with transaction() as writing:
        tries.forgive_tries(writing, step, account=account, network=network(), locks=locks())


def enter(person: Person, *, shared: bool, next_page: str | None) -> Response:
    """Sign this browser in and go to where the person wanted to go, or to their first page."""
    with transaction() as writing:
        token = accounts.start_session(writing, person=person, shared=shared, at=now(), limits=session_limits())
    remember_browser(token)
    return redirect(local_path(next_page) or front_door(who()), 303)


def start_again(sentence: str, address: str) -> Response:
    """Forget a sign-in that was begun, and say why."""
    session.pop(ASKED, None)
    session.pop(SECOND_STEP, None)
    flash(sentence, "warning")
    return redirect(address, 303)


def sign_out_here(token: str | None) -> None:
    """End the session of this browser in the database."""
    if token is not None:
        with transaction() as writing:
            accounts.end_session(writing, token=token, at=now())


def me() -> Person:
    """The row of whoever is signed in."""
    return db.session.get_one(Person, who().person_id)


def staff_only() -> None:
    """Outside users have no password and no second step: for them there is no such page."""
    if not who().is_staff:
        abort(404)


def count_own_try() -> None:
    """Write down that whoever is signed in tries a password or code of their own."""
    count(Try.SECOND_STEP, str(who().person_id))


def check_own_password(typed: str, *, field: str = "password") -> None:
    """Compare with the password of whoever is signed in, tries counted. Raises Refusal at the form's field."""
    email = who().email
    count(Try.PASSWORD, email)
    try:
        sign_in.check_password(db.session(), email=email, password=typed, locks=locks())
    except Refusal as refusal:
        raise Refusal(refusal.code, "This is not your password. Try again.", field) from refusal
    forgive(Try.PASSWORD, email)
