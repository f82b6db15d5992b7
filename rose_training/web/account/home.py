"""One's own account: what we know, and signing out here or everywhere."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.services import accounts, second_step
from rose_training.web.account.blueprint import account
from rose_training.web.account.entering import me, sign_out_here
from rose_training.web.guards import browser_token, forget_browser, open_to_all, requires, who

FORGET = '"cache", "cookies"'
"""What a browser is asked to clear. Not its storage: registers not yet sent are kept there."""


@account.get("/")
@requires(Permission.USE_OWN_ACCOUNT)
def home() -> str:
    """My account."""
    person = me()
    return render_template(
        "account/home/home.html",
        person=person,
        reader=who(),
        grants=accounts.live_grants(db.session(), person.id),
        browsers=accounts.live_sessions(db.session(), person.id, at=now()),
        has_second_step=second_step.is_enrolled(person),
        recovery_codes_left=second_step.recovery_codes_left(person),
    )


@account.post("/sign-out")
@open_to_all
def sign_out() -> Response:
    """Sign this browser out. Open to all: whose time has run out may press the button too."""
    sign_out_here(browser_token())
    forget_browser()
    return _cleared(redirect(url_for("account.signed_out"), 303))


@account.post("/sign-out-everywhere")
@requires(Permission.USE_OWN_ACCOUNT)
def sign_out_everywhere() -> Response:
    """Sign every browser of this person out, this one too."""
    with transaction() as writing:
        accounts.end_everywhere(writing, person_id=who().person_id, at=now())
    forget_browser()
    flash("You are signed out on every computer and telephone.", "success")
    return redirect(url_for("account.signed_out"), 303)


@account.get("/signed-out")
@open_to_all
def signed_out() -> str:
    """The page after signing out."""
    return render_template("account/home/signed_out.html")


def _cleared(answer: Response) -> Response:
    response = make_response(answer)
    response.headers["Clear-Site-Data"] = FORGET
    return response
