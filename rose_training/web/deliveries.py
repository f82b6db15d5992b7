"""One session on the day: when, where, whom to ask for, what to do when a child tells us something."""

from flask import flash, redirect, render_template

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.attendance import RegisterKind
from rose_training.domain.calendar import london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.year_groups import YearGroup
from rose_training.services import assignments, attendance, bookings, delivery, headcounts, surveys
from rose_training.web.desks import Desk, Page, note_read, place_of, status_of, title_of
from rose_training.web.forms.attendance import ConcernForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import who


def session_page(desk: Desk, reference: str) -> Page:
    """Everything about one session; a POST answers the question about a concern."""
    training = desk.open(reference)
    note_read(training, kind=delivery.kind_of(db.session(), training=training), page="session")
    training = desk.find(db.session(), reference)
    answered = training.concern_passed_to_dsl
    form = ConcernForm(passed=None if answered is None else "yes" if answered else "no")
    if form.validate_on_submit():
        try:
            with transaction() as session:
                training = desk.find(session, reference)
                passed = form.passed.data == "yes"
                delivery.answer_concern(session, training=training, passed=passed, by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("Your answer is saved.", "success")
            return redirect(desk.address("day", desk.find(db.session(), reference)), 303)
        training = desk.find(db.session(), reference)
    session = db.session()
    register = attendance.register_of(session, training=training)
    counted = headcounts.counts_of(session, training=training)
    page = render_template(
        "facilitator/sessions/session.html",
        desk=desk,
        form=form,
        training=training,
        title=title_of(training),
        place=place_of(training),
        register=register,
        tally=register.tally,
        counted=sum(numbers[-1].number for numbers in counted.values()) if counted else None,
        facilitators=delivery.facilitators_of(session, training=training),
        booking=training.booking,
        facts=bookings.facts(session, training.booking) if training.booking else None,
        own=assignments.own(session, facilitator_id=desk.facilitator_id, training=training),
        about=assignments.about_what(training),
        surveys_used=surveys.used_with(session, training=training),
        years=[YearGroup(year).label for year in training.booking.year_groups] if training.booking else [],
        is_day=london_day(now()) >= london_day(training.starts_at),
        RegisterKind=RegisterKind,
    )
    return page, status_of(form)
