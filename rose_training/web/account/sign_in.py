"""Signing in by mail: ask, then use the link (by its button) or the six-digit code."""

from datetime import datetime

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import LINK_LIFETIME, Try, tidy_email
from rose_training.services import sign_in as signing_in
from rose_training.web.account.blueprint import account
from rose_training.web.account.entering import ASKED, count, enter, forgive, start_again
from rose_training.web.doors import front_door, local_path, locks
from rose_training.web.forms.accounts import CodeForm, EmailForm, SharedComputerForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.security import limit_public_form


@account.route("/sign-in", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def sign_in() -> str | Response:
    """Ask for a mail. The answer is the same whether or not we know the address."""
    wanted = local_path(request.args.get("next"))
    reader = signed_in()
    if reader is not None and request.method == "GET":
        return redirect(wanted or front_door(reader), 303)
    form = EmailForm()
    if form.validate_on_submit():
        email = tidy_email(form.email.data or "")
        try:
            count(Try.LINK_ASKED, email)
            with transaction() as writing:
                nonce = signing_in.ask_for_link(writing, email=email, next_page=wanted, locks=locks(), at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            session[ASKED] = {"nonce": nonce, "email": form.email.data, "at": now().isoformat()}
            return redirect(url_for("account.check_your_email"), 303)
    return render_template("account/sign_in/email.html", form=form, wanted=wanted)


@account.route("/check-your-email", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def check_your_email() -> str | Response:
    """Say where the mail went, and take its code."""
    asked = session.get(ASKED)
    if asked is None or now() >= datetime.fromisoformat(asked["at"]) + LINK_LIFETIME:
        session.pop(ASKED, None)  # whoever uses this computer next does not read the address
        return redirect(url_for("account.sign_in"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            count(Try.CODE, asked["nonce"])
            with transaction() as writing:
                answer = signing_in.use_code(
                    writing, nonce=asked["nonce"], typed=form.code.data or "", locks=locks(), at=now()
                )
        except Refusal as refusal:
            answer = refusal
        if isinstance(answer, signing_in.Opened):
            forgive(Try.CODE, asked["nonce"])
            return enter(answer.person, shared=form.shared.data, next_page=answer.next_page)
        show_refusal(form, answer)
    return render_template("account/sign_in/check_your_email.html", form=form, email=asked["email"])


@account.route("/link/<token>", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def link(token: str) -> str | Response:
    """The page behind an e-mailed link. Opening it changes nothing: programs that check mails open links too."""
    form = SharedComputerForm()
    try:
        if form.validate_on_submit():
            with transaction() as writing:
                opened = signing_in.use_link(writing, token=token, locks=locks(), at=now())
            return enter(opened.person, shared=form.shared.data, next_page=opened.next_page)
        person = signing_in.person_of_link(db.session(), token=token, locks=locks(), at=now())
    except Refusal as refusal:
        if refusal.code == "staff_by_password":
            return start_again(refusal.sentence, url_for("account.staff_sign_in"))
        return render_template("account/sign_in/link_stale.html", reason=refusal.sentence)
    return render_template("account/sign_in/link.html", form=form, person=person)
