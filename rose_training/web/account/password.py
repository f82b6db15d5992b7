"""Choosing a password by an e-mailed link, and changing one's own."""

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.people import Person
from rose_training.services import accounts
from rose_training.services import sign_in as signing_in
from rose_training.web.account.blueprint import account
from rose_training.web.account.entering import check_own_password, staff_only
from rose_training.web.doors import locks
from rose_training.web.forms.accounts import ChangePasswordForm, ChoosePasswordForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all, remember_browser, requires, session_limits, who
from rose_training.web.security import limit_public_form


@account.route("/choose-password/<token>", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def choose_password(token: str) -> str | Response:
    """The page behind the link that a new member of staff gets. Choosing signs out everywhere."""
    try:
        person = signing_in.person_choosing(db.session(), token=token, locks=locks(), at=now())
    except Refusal as refusal:
        return render_template("account/password/link_stale.html", reason=refusal.sentence)
    form = ChoosePasswordForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                chooser = signing_in.person_choosing(writing, token=token, locks=locks(), at=now())
                by = Actor.person(chooser.id, chooser.name)
                signing_in.set_password(
                    writing, person=chooser, password=form.password.data or "", locks=locks(), by=by, at=now()
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            session.clear()
            flash("Your password is set. You can sign in now.", "success")
            return redirect(url_for("account.staff_sign_in"), 303)
    return render_template("account/password/choose.html", form=form, person=person)


@account.route("/password", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def password() -> str | Response:
    """The old password, then the new one twice. Every other browser is signed out."""
    staff_only()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            check_own_password(form.current.data or "", field="current")
            token = _change(form.password.data or "")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            remember_browser(token)
            flash("Your password is changed. Everywhere else you are signed out.", "success")
            return redirect(url_for("account.home"), 303)
    return render_template("account/password/change.html", form=form)


def _change(new: str) -> str:
    """Set the new password, which ends all sessions, and begin one for this browser."""
    reader = who()
    with transaction() as writing:
        person = writing.get_one(Person, reader.person_id)
        signing_in.set_password(writing, person=person, password=new, locks=locks(), by=reader.actor, at=now())
        return accounts.start_session(writing, person=person, shared=False, at=now(), limits=session_limits())
