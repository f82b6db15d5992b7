"""Members of the ROSE team sign in by password and, once set up, an authenticator's code."""

from datetime import datetime

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import SECOND_STEP_LIFETIME, Try, tidy_email
from rose_training.services import second_step
from rose_training.services import sign_in as signing_in
from rose_training.web.account.blueprint import account
from rose_training.web.account.entering import SECOND_STEP, count, enter, forgive, start_again
from rose_training.web.doors import front_door, local_path, locks
from rose_training.web.forms.accounts import PasswordForm, SecondStepForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.security import limit_public_form


@account.route("/sign-in/staff", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def staff_sign_in() -> str | Response:
    """Address and password."""
    wanted = local_path(request.args.get("next"))
    reader = signed_in()
    if reader is not None and request.method == "GET":
        return redirect(wanted or front_door(reader), 303)
    form = PasswordForm()
    if form.validate_on_submit():
        email = tidy_email(form.email.data or "")
        try:
            count(Try.PASSWORD, email)
            person = signing_in.check_password(
                db.session(), email=email, password=form.password.data or "", locks=locks()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            forgive(Try.PASSWORD, email)
            if not second_step.is_enrolled(person):
                return enter(person, shared=False, next_page=wanted)
            session.clear()
            session[SECOND_STEP] = {"person": person.id, "at": now().isoformat(), "next": wanted}
            return redirect(url_for("account.staff_second_step"), 303)
    return render_template("account/sign_in/staff.html", form=form)


@account.route("/sign-in/second-step", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def staff_second_step() -> str | Response:
    """The code that the authenticator app shows, or a recovery code."""
    begun = session.get(SECOND_STEP)
    if begun is None:
        return redirect(url_for("account.staff_sign_in"), 303)
    if now() >= datetime.fromisoformat(begun["at"]) + SECOND_STEP_LIFETIME:
        return start_again("It took longer than 10 minutes. Please start again.", url_for("account.staff_sign_in"))
    form = SecondStepForm()
    if form.validate_on_submit():
        try:
            count(Try.SECOND_STEP, str(begun["person"]))
            with transaction() as writing:
                person = second_step.take(
                    writing, person_id=begun["person"], typed=form.code.data or "", locks=locks(), at=now()
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            forgive(Try.SECOND_STEP, str(begun["person"]))
            return enter(person, shared=False, next_page=begun["next"])
    return render_template("account/sign_in/second_step.html", form=form)
