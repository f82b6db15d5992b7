"""The term calendar: half-terms and closed days, entered by hand or read from files."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.adapters import bank_holidays, term_dates
from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import calendar as school_calendar
from rose_training.services.calendar import Imported
from rose_training.web.forms.calendar import ClosureForm, DatesFileForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.get("/calendar")
@requires(Permission.EDIT_CALENDAR)
def calendar() -> str:
    """The half-terms that are known and the closed days to come."""
    return render_template(
        "office/calendar/calendar.html",
        terms=school_calendar.terms(db.session()),
        closures=school_calendar.closures(db.session(), since=today()),
        known=school_calendar.calendar_of(db.session()).knows(today()),
    )


@office.route("/calendar/days/new", methods=["GET", "POST"])
@requires(Permission.EDIT_CALENDAR)
def add_closure() -> Response | str | tuple[str, int]:
    """A day on which all schools are closed."""
    form = ClosureForm()
    if form.validate_on_submit() and form.day.data is not None:
        try:
            with transaction() as writing:
                school_calendar.add_closure(
                    writing,
                    day=form.day.data,
                    kind=ClosureKind(form.kind.data),
                    title=form.title.data or "",
                    organisation_id=None,
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The day is in the calendar.", "success")
            return redirect(url_for("office.calendar"), 303)
    return render_template("office/calendar/closure.html", form=form), 422 if form.errors else 200


@office.post("/calendar/days/<int:closure_id>/remove")
@requires(Permission.EDIT_CALENDAR)
def remove_closure(closure_id: int) -> Response:
    """Take a day out again."""
    with transaction() as writing:
        school_calendar.remove_closure(writing, closure_id=closure_id, by=who().actor, at=now())
    flash("The day is no longer in the calendar.", "success")
    return redirect(url_for("office.calendar"), 303)


@office.route("/calendar/import", methods=["GET", "POST"])
@requires(Permission.EDIT_CALENDAR)
def import_dates() -> Response | str | tuple[str, int]:
    """Read a CSV file of term dates, or the bank holidays as GOV.UK publishes them."""
    form = DatesFileForm()
    if form.validate_on_submit():
        name, content = form.file.data.filename or "file", form.file.data.read()
        try:
            with transaction() as writing:
                if name.lower().endswith(".json"):
                    done = school_calendar.keep_closures(
                        writing, bank_holidays.read(content), source=name, by=who().actor, at=now()
                    )
                else:
                    found = term_dates.read(content)
                    done = school_calendar.keep_terms(
                        writing, found.terms, source=name, by=who().actor, at=now()
                    ) + school_calendar.keep_closures(writing, found.closures, source=name, by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_words(done), "success")
            return redirect(url_for("office.calendar"), 303)
    return render_template("office/calendar/import.html", form=form), 422 if form.errors else 200


def _words(done: Imported) -> str:
    return f"{done.added} added, {done.changed} changed, {done.unchanged} there already."
