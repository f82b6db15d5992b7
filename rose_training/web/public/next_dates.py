"""'Tell me the next date': ask, confirm by a button behind the link in the mail, leave with one click."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.programme import Audience
from rose_training.messages.next_dates_letters import confirmed_by, left_by
from rose_training.services import next_dates as wishes
from rose_training.web.forms.next_dates import NextDatesForm
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import csrf, limit_public_form

ONE_CLICK = "List-Unsubscribe"


@public.get("/next-dates")
@open_to_all
def next_dates() -> str:
    """The form by itself, with the audience that the link before it knew."""
    return render_template("public/next_dates/ask.html", form=NextDatesForm(request.args))


@public.post("/next-dates")
@open_to_all
@limit_public_form
def ask_for_next_dates() -> Response | tuple[str, int]:
    """Take the address. The page that follows is the same whether we know it or not."""
    form = NextDatesForm()
    if form.trap.data:
        return redirect(url_for("public.next_dates_asked"), 303)
    if not form.validate():
        return render_template("public/next_dates/ask.html", form=form), 422
    with transaction() as session:
        wishes.ask(session, email=form.email.data or "", audience=Audience(form.audience.data), at=now())
    return redirect(url_for("public.next_dates_asked"), 303)


@public.get("/next-dates/asked")
@open_to_all
def next_dates_asked() -> str:
    """Look into your mailbox."""
    return render_template("public/next_dates/asked.html")


@public.get("/next-dates/confirm/<token>")
@open_to_all
def confirm_next_dates(token: str) -> str:
    """The button that confirms. Looking changes nothing: mail scanners follow links."""
    _confirmed_or_404(token)
    return render_template("public/next_dates/confirm.html", token=token)


@public.post("/next-dates/confirm/<token>")
@open_to_all
@limit_public_form
def keep_next_dates(token: str) -> Response:
    """The owner of the address wants to hear from us."""
    reference, audience = _confirmed_or_404(token)
    with transaction() as session:
        wish = wishes.confirm(session, reference=reference, audience=audience, at=now())
    return redirect(url_for("public.next_dates_confirmed" if wish else "public.next_dates"), 303)


@public.get("/next-dates/confirmed")
@open_to_all
def next_dates_confirmed() -> str:
    """It is done."""
    return render_template("public/next_dates/confirmed.html")


@public.get("/next-dates/leave/<token>")
@open_to_all
def leave_next_dates(token: str) -> str:
    """The button that ends the mails."""
    _left_or_404(token)
    return render_template("public/next_dates/leave.html", token=token)


@public.post("/next-dates/leave/<token>")
@open_to_all
def end_next_dates(token: str) -> Response | str:
    """No more mails. A mail program is answered at once; a reader is led on, so that nothing is sent twice."""
    reference = _left_or_404(token)
    with transaction() as session:
        wishes.leave(session, reference=reference, at=now())
    if request.form.get(ONE_CLICK):
        return Response("No more e-mails about new dates go to this address.", mimetype="text/plain")
    return redirect(url_for("public.next_dates_left"), 303)


# A mail program presses this button by itself, without a cookie and without a form (RFC 8058): the
# address is the proof.
csrf.exempt(end_next_dates)


@public.get("/next-dates/left")
@open_to_all
def next_dates_left() -> str:
    """It is done."""
    return render_template("public/next_dates/left.html")


def _confirmed_or_404(token: str) -> tuple[str, Audience]:
    found = confirmed_by(token)
    if found is None:
        abort(404)
    return found


def _left_or_404(token: str) -> str:
    return left_by(token) or abort(404)
