"""When somebody works: the same pages for a facilitator about themselves, and for the office about anybody."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from flask import abort, current_app, flash, redirect, render_template, request
from sqlalchemy.orm import Session

from config import Settings
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.availability import WEEKDAYS, Availability
from rose_training.domain.calendar import london_day
from rose_training.domain.refusals import Refusal
from rose_training.models.people import Facilitator
from rose_training.services import assignments, availability
from rose_training.services.leave_taking import enter_leave
from rose_training.web.desks import Page, place_of, title_of
from rose_training.web.forms.facilitators import AnswerForm, HoursForm, LeaveForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import who

MONDAY = date(2024, 1, 1)
"""Any Monday: weekly hours are read without leave."""
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Whose:
    """Whose time it is, and where the pages about it are. `own`: the reader's."""

    facilitator: Facilitator
    layout: str
    own: bool
    page: str
    hours_page: str
    leave_page: str
    remove_page: str

    @property
    def name(self) -> str:
        """The person's name."""
        return self.facilitator.person.name


def settings() -> Settings:
    """The settings of the site."""
    found: Settings = current_app.extensions["settings"]
    return found


def availability_page(whose: Whose) -> str:
    """The weekly hours, leave to come, and sessions that lie outside of both."""
    session, today = db.session(), london_day(now())
    known = _availability(session, whose, first=today, last=today + AHEAD)
    promised = availability.promised(session, facilitator_id=whose.facilitator.id, first=today, last=today + AHEAD)
    outside = [(one, why) for one in promised if (why := known.why_not(one.starts_at, one.ends_at))]
    return render_template(
        "facilitator/availability/availability.html",
        whose=whose,
        week=list(zip(WEEKDAYS, _week(known), strict=True)),
        said=availability.has_said_when(session, facilitator_id=whose.facilitator.id),
        leave=availability.leave_to_come(session, facilitator_id=whose.facilitator.id, today=today),
        outside=outside,
        place_of=place_of,
    )


def hours_page(whose: Whose) -> Page:
    """Change the weekly hours."""
    known = _availability(db.session(), whose, first=MONDAY, last=MONDAY)
    form = HoursForm.showing(_week(known))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                availability.set_hours(
                    session, facilitator_id=whose.facilitator.id, hours=form.hours(), by=who().actor, at=now()
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The hours are saved.", "success")
            return redirect(whose.page, 303)
    page = render_template("facilitator/availability/hours.html", whose=whose, form=form)
    return (page, 422) if form.errors else page


def leave_page(whose: Whose) -> Page:
    """Enter days off. What is promised on them is listed, each with its page."""
    form, promised = LeaveForm(), []
    if form.validate_on_submit():
        leave = form.leave()
        try:
            with transaction() as session:
                declined = enter_leave(
                    session,
                    facilitator_id=whose.facilitator.id,
                    leave=leave,
                    office=settings().office_email,
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
            if refusal.code == "leave_promised":
                promised = list(
                    availability.promised(
                        db.session(),
                        facilitator_id=whose.facilitator.id,
                        first=leave.first,
                        last=leave.last,
                        answers=(AssignmentAnswer.ACCEPTED,),
                    )
                )
        else:
            told = " What was asked on these days is declined, and the office knows." if declined else ""
            flash(f"The leave is entered.{told}", "success")
            return redirect(whose.page, 303)
    page = render_template(
        "facilitator/availability/leave.html",
        whose=whose,
        form=form,
        promised=promised,
        place_of=place_of,
        about_what=assignments.about_what,
    )
    return (page, 422) if form.errors else page


def give_back(whose: Whose) -> Page:
    """Remove leave, named by its first day. What is gone already changes nothing."""
    for row in availability.leave_to_come(db.session(), facilitator_id=whose.facilitator.id, today=london_day(now())):
        if row.first_on.isoformat() == request.form.get("first"):
            with transaction() as session:
                availability.give_back_leave(
                    session, facilitator_id=whose.facilitator.id, leave_id=row.id, by=who().actor, at=now()
                )
            flash("The leave is removed.", "success")
    return redirect(whose.page, 303)


def answer_page(whose: Whose, about: str, *, back: str, by_telephone: bool) -> Page:
    """Say yes or no to dates of a booking, or to an open session. Answers 404 for what somebody was never asked."""
    rows = assignments.about(db.session(), facilitator_id=whose.facilitator.id, reference=about, at=now())
    if not rows:
        abort(404)
    waiting = [row for row in rows if row.answer is not AssignmentAnswer.DECLINED]
    form = AnswerForm()
    form.ask(waiting)
    said = _said()
    if said is not None and form.validate_on_submit():
        try:
            with transaction() as session:
                theirs = assignments.about(session, facilitator_id=whose.facilitator.id, reference=about, at=now())
                assignments.answer(
                    session,
                    assignments=[row for row in theirs if row.session.reference in (form.dates.data or ())],
                    said=said,
                    words=form.words.data or "",
                    office=settings().office_email,
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_thanks(said, by_telephone=by_telephone), "success")
            return redirect(back, 303)
    rows = assignments.about(db.session(), facilitator_id=whose.facilitator.id, reference=about, at=now())
    page = render_template(
        "facilitator/answers/answer.html",
        whose=whose,
        form=form,
        rows=rows,
        waiting=[row for row in rows if row.answer is not AssignmentAnswer.DECLINED],
        first=rows[0].session,
        title=title_of(rows[0].session),
        place=place_of(rows[0].session),
        back=back,
        by_telephone=by_telephone,
    )
    return (page, 422) if form.errors else page


def _said() -> AssignmentAnswer | None:
    """Which of the two buttons was pressed."""
    return {"yes": AssignmentAnswer.ACCEPTED, "no": AssignmentAnswer.DECLINED}.get(request.form.get("said", ""))


def _thanks(said: AssignmentAnswer, *, by_telephone: bool) -> str:
    if by_telephone:
        return "The answer is noted." if said is AssignmentAnswer.ACCEPTED else "Noted: somebody else is needed."
    if said is AssignmentAnswer.ACCEPTED:
        return "Thank you. We count on you."
    return "Thank you for telling us. The office looks for somebody else."


def _availability(session: Session, whose: Whose, *, first: date, last: date) -> Availability:
    found = availability.availability_of(session, facilitator_ids=[whose.facilitator.id], first=first, last=last)
    return found[whose.facilitator.id]


def _week(known: Availability) -> list[tuple[tuple[time, time], ...]]:
    return [Availability(hours=known.hours).free(MONDAY + timedelta(days=day)) for day in range(7)]
