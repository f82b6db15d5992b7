"""A way to talk to the office for whoever the questions do not fit: another age, a larger group, a doubt."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.refusals import Refusal
from rose_training.services import calls
from rose_training.web.forms.ask_us import AskUsForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form


@public.route("/ask-for-a-session/ask-us", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def ask_us() -> Response | str | tuple[str, int]:
    """Leave a number to be rung on. A request that is being filled in stays as it is."""
    form = AskUsForm()
    if form.validate_on_submit():
        asked = calls.Call(
            caller=form.name.data or "",
            school=form.school.data or "",
            number=form.number.data or "",
            when=form.when.data or "",
            question=form.question.data or "",
        )
        try:
            with transaction() as writing:
                calls.ask(writing, asked, office=current_app.extensions["settings"].office_email, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"Thank you. We ring you on {asked.number} within three working days.", "success")
            return redirect(url_for("public.request_visit"), 303)
    page = render_template("public/bookings/ask_us.html", form=form, back=url_for("public.request_visit"))
    return page, 422 if form.errors else 200
