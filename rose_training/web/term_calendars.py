"""The pages of a term calendar: the same for the office, a county and a school that enters its own days.

A `CalendarDesk` says whose calendar it is, who changes it and where its pages are. Whoever builds one
has made sure that this reader may.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from rose_training.adapters import bank_holidays, term_calendars, term_dates, tokens
from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import Closure, ClosureKind, Layer, TermDates
from rose_training.domain.refusals import Refusal
from rose_training.domain.term_files import Dates, fit_to_keep, unique
from rose_training.domain.year_pictures import DaySort, span, year_picture, years_around
from rose_training.services import calendar as school_calendar
from rose_training.web.forms.calendar import OF_A_SCHOOL, ClosureForm, DatesFileForm, KeepDatesForm, TermForm
from rose_training.web.forms.refusals import show_refusal

Page = str | Response | tuple[str, int]
PURPOSE = "dates of a file"
LARGEST_FILE = 2_000_000
LONGEST_FILE_NAME = 100


@dataclass(frozen=True)
class CalendarDesk:
    """One layer of the calendar on somebody's desk. `address` gives the page of a short name."""

    layer: Layer
    actor: Actor
    heading: str
    layout: str
    address: Callable[..., str]

    @property
    def kinds(self) -> Sequence[ClosureKind]:
        """The kinds of day that can be entered here: bank holidays are not a school's to set."""
        return OF_A_SCHOOL if self.layer.organisation_id else tuple(ClosureKind)


def year_page(desk: CalendarDesk, **more: object) -> str:
    """One school year at a glance: a picture, and the same as lists."""
    years = years_around(today())
    year = request.args.get("year", "")
    year = year if year in years else years[1]
    first, last = span(year)
    layer = desk.layer
    calendar = school_calendar.calendar_of(db.session(), organisation_id=layer.organisation_id, la_code=layer.la_code)
    return render_template(
        "office/calendar/calendar.html",
        desk=desk,
        years=years,
        year=year,
        known=calendar.knows(first),
        months=year_picture(calendar, year),
        sorts=DaySort,
        applying=[term for term in calendar.terms if term.academic_year == year] if layer != Layer() else [],
        shared=[one for one in calendar.closures if first <= one.day <= last] if layer != Layer() else [],
        terms=school_calendar.terms(db.session(), layer=layer, year=year),
        closures=school_calendar.days(db.session(), layer=layer, since=first, until=last),
        **more,
    )


def day_page(desk: CalendarDesk) -> Page:
    """Days without lessons, or of exams."""
    form = ClosureForm()
    form.offer(desk.kinds)
    if form.validate_on_submit() and form.day.data is not None:
        try:
            with transaction() as session:
                number = school_calendar.add_days(
                    session,
                    layer=desk.layer,
                    first=form.day.data,
                    last=form.last.data or form.day.data,
                    kind=ClosureKind(form.kind.data),
                    title=form.title.data or "",
                    years=form.years.data or (),
                    by=desk.actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The day is in the calendar." if number == 1 else f"{number} days are in the calendar.", "success")
            return redirect(desk.address("calendar"), 303)
    return render_template("office/calendar/closure.html", form=form, desk=desk), 422 if form.errors else 200


def term_page(desk: CalendarDesk) -> Page:
    """One half-term."""
    form = TermForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                school_calendar.add_term(session, layer=desk.layer, term=form.term(), by=desk.actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The half-term is in the calendar.", "success")
            return redirect(desk.address("calendar"), 303)
    return render_template("office/calendar/term.html", form=form, desk=desk), 422 if form.errors else 200


def remove_day(desk: CalendarDesk, closure_id: int) -> Response:
    """Take a day out again."""
    with transaction() as session:
        school_calendar.remove_closure(session, closure_id=closure_id, layer=desk.layer, by=desk.actor, at=now())
    flash("The day is no longer in the calendar.", "success")
    return redirect(desk.address("calendar"), 303)


def remove_term(desk: CalendarDesk, term_id: int) -> Response:
    """Take a half-term out again."""
    with transaction() as session:
        school_calendar.remove_term(session, layer=desk.layer, term_id=term_id, by=desk.actor, at=now())
    flash("The half-term is no longer in the calendar.", "success")
    return redirect(desk.address("calendar"), 303)


def import_page(desk: CalendarDesk) -> Page:
    """Read a file and show what it would change; nothing is kept yet."""
    form = DatesFileForm()
    if form.validate_on_submit():
        name = (form.file.data.filename or "file")[-LONGEST_FILE_NAME:]
        try:
            found = fit_to_keep(_read(name, form.file.data.read(LARGEST_FILE)), kinds=desk.kinds)
            changes = school_calendar.preview(db.session(), layer=desk.layer, found=found)
        except Refusal as refusal:
            show_refusal(form, _beside_the_file(refusal))
        else:
            keep = KeepDatesForm(formdata=None, dates=_sealed(name, found))
            return render_template(
                "office/calendar/preview.html", desk=desk, form=keep, changes=changes, found=found, name=name
            )
    return render_template("office/calendar/import.html", form=form, desk=desk), 422 if form.errors else 200


def keep_page(desk: CalendarDesk) -> Response:
    """Keep what the preview showed: all of it, or nothing when it no longer fits."""
    form = KeepDatesForm()
    if not form.validate():
        abort(400)
    name, found = _opened(form.dates.data or "")
    try:
        with transaction() as session:
            found = fit_to_keep(found, kinds=desk.kinds)
            changes = school_calendar.keep(session, layer=desk.layer, found=found, source=name, by=desk.actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
        return redirect(desk.address("import_dates"), 303)
    flash(
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed, "
        f"{changes.unchanged} there already.",
        "success",
    )
    return redirect(desk.address("calendar"), 303)


def _beside_the_file(refusal: Refusal) -> Refusal:
    """Whatever is wrong with a file is said beside the file."""
    return Refusal(refusal.code, refusal.sentence, "file")


def _read(name: str, content: bytes) -> Dates:
    ending = name.lower().rpartition(".")[2]
    if ending == "json":
        return Dates(closures=unique(bank_holidays.read(content)))
    return term_calendars.read(content) if ending == "ics" else term_dates.read(content)


def _sealed(name: str, found: Dates) -> str:
    """The dates of a file in the form between the two pages; nobody can alter them on the way."""
    value = {
        "name": name,
        "terms": [[one.first.isoformat(), one.last.isoformat(), one.name, one.academic_year] for one in found.terms],
        "days": [[one.day.isoformat(), one.kind.value, one.title, list(one.years)] for one in found.closures],
    }
    return tokens.sign(PURPOSE, json.dumps(value), key=current_app.config["SECRET_KEY"])


def _opened(sealed: str) -> tuple[str, Dates]:
    value = tokens.read(PURPOSE, sealed, key=current_app.config["SECRET_KEY"])
    if value is None:
        abort(400)
    told = json.loads(value)
    day = date.fromisoformat
    return str(told["name"]), Dates(
        tuple(TermDates(day(first), day(last), name, year) for first, last, name, year in told["terms"]),
        tuple(Closure(day(on), ClosureKind(kind), title, tuple(years)) for on, kind, title, years in told["days"]),
    )
