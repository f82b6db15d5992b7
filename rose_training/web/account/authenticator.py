"""Setting up, renewing and removing the second step of one's own sign-in."""

from flask import flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from rose_training.adapters import one_time_codes
from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.people import Person
from rose_training.services import second_step
from rose_training.web.account.blueprint import account
from rose_training.web.account.entering import check_own_password, count_own_try, me, staff_only
from rose_training.web.doors import locks
from rose_training.web.forms.accounts import ConfirmPasswordForm, SecondStepForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who


@account.route("/authenticator", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def authenticator() -> str | Response:
    """What it is and how to begin; the password is asked for first."""
    staff_only()
    if second_step.is_enrolled(me()):
        return redirect(url_for("account.home"), 303)
    form = ConfirmPasswordForm()
    if form.validate_on_submit():
        try:
            check_own_password(form.password.data or "")
            with transaction() as writing:
                person = writing.get_one(Person, who().person_id)
                second_step.begin_enrolment(writing, person=person, locks=locks())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("account.authenticator_set_up"), 303)
    return render_template("account/second_step/begin.html", form=form)


@account.route("/authenticator/set-up", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def authenticator_set_up() -> str | Response:
    """The picture to scan, and the first code to prove that it worked.

    The recovery codes are the answer to the POST itself: they are shown this once and kept nowhere.
    """
    staff_only()
    person = me()
    if person.totp_nonce is None or second_step.is_enrolled(person):
        return redirect(url_for("account.authenticator"), 303)
    secret = locks().secret_for(person.totp_nonce)
    form = SecondStepForm()
    if form.validate_on_submit():
        try:
            count_own_try()
            with transaction() as writing:
                codes = second_step.confirm_enrolment(
                    writing,
                    person=writing.get_one(Person, who().person_id),
                    typed=form.code.data or "",
                    locks=locks(),
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return render_template("account/second_step/recovery_codes.html", codes=codes, fresh=True)
    picture = Markup(one_time_codes.picture(secret, email=person.email or person.name))  # noqa: S704  (our own drawing)
    return render_template("account/second_step/set_up.html", form=form, picture=picture, secret=secret)


@account.route("/authenticator/recovery-codes", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def recovery_codes() -> str | Response:
    """Ten new recovery codes, shown as the answer to the POST, this once."""
    staff_only()
    if not second_step.is_enrolled(me()):
        return redirect(url_for("account.authenticator"), 303)
    form = ConfirmPasswordForm()
    if form.validate_on_submit():
        try:
            check_own_password(form.password.data or "")
            with transaction() as writing:
                person = writing.get_one(Person, who().person_id)
                codes = second_step.renew_recovery_codes(
                    writing, person=person, locks=locks(), by=who().actor, at=now()
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return render_template("account/second_step/recovery_codes.html", codes=codes, fresh=False)
    return render_template("account/second_step/renew.html", form=form)


@account.route("/authenticator/remove", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def authenticator_remove() -> str | Response:
    """Switch the second step off."""
    staff_only()
    if not second_step.is_enrolled(me()):
        return redirect(url_for("account.home"), 303)
    form = ConfirmPasswordForm()
    if form.validate_on_submit():
        try:
            check_own_password(form.password.data or "")
            with transaction() as writing:
                person = writing.get_one(Person, who().person_id)
                second_step.remove(writing, person=person, by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The authenticator app is no longer asked for.", "success")
            return redirect(url_for("account.home"), 303)
    return render_template("account/second_step/remove.html", form=form)
