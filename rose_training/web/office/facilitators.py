"""The office and those who deliver: their checks, when they work, and what they have not answered yet."""

from dataclasses import asdict

from flask import abort, current_app, flash, redirect, render_template, url_for

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.calendar import london_day
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.vetting import Vetting, review_due_after
from rose_training.models.people import Facilitator
from rose_training.services import access_log, assignments, people, vetting
from rose_training.web.availability_pages import (
    Whose,
    answer_page,
    availability_page,
    give_back,
    hours_page,
    leave_page,
)
from rose_training.web.desks import Page, place_of, title_of
from rose_training.web.forms.facilitators import VettingForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office

READ_AND_WRITE = ("GET", "POST")
SHOWN = 25
"""Sessions without anybody, and questions without an answer, that the page lists."""


@office.get("/facilitators")
@requires(Permission.SEE_CHECKS)
def facilitators() -> str:
    """Everybody who delivers, with the state of their checks; what nobody delivers, and what waits for an answer."""
    session, at = db.session(), now()
    alone = assignments.without_facilitator(session, at=at)
    waiting = assignments.unanswered(session, at=at)
    return render_template(
        "office/facilitators/list.html",
        found=vetting.everybody(session, on=london_day(at), warn_days=_warn_days()),
        alone=alone[:SHOWN],
        alone_in_all=len(alone),
        waiting=waiting[:SHOWN],
        waiting_in_all=len(waiting),
        title_of=title_of,
        place_of=place_of,
        about_what=assignments.about_what,
    )


@office.get("/facilitators/<reference>")
@requires(Permission.SEE_CHECKS)
def facilitator(reference: str) -> str:
    """One facilitator: what the office has seen. Opening it is written down (§5.3 of the domain notes)."""
    found = _or_404(reference)
    _note_read(reference, "checks")
    found = _or_404(reference)
    seen = vetting.vetting_of(db.session(), facilitator_ids=[found.id])[found.id]
    return render_template(
        "office/facilitators/one.html",
        facilitator=found,
        person=found.person,
        seen=seen,
        state=seen.state(london_day(now()), warn_days=_warn_days()),
        why_not=seen.why_not(london_day(now())),
        waiting=assignments.unanswered(db.session(), facilitator_id=found.id, at=now()),
        about_what=assignments.about_what,
        title_of=title_of,
        place_of=place_of,
    )


@office.route("/facilitators/<reference>/checks", methods=READ_AND_WRITE)
@requires(Permission.SEE_CHECKS)
def facilitator_checks(reference: str) -> Page:
    """Write down what was seen."""
    found = _or_404(reference)
    seen = vetting.vetting_of(db.session(), facilitator_ids=[found.id])[found.id]
    years = current_app.config["CHECK_REVIEW_YEARS"]
    form = VettingForm(data=asdict(_with_usual_review(seen, years=years)))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                vetting.record(
                    session,
                    facilitator=session.get_one(Facilitator, found.id),
                    vetting=form.vetting(),
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The dates are saved.", "success")
            return redirect(url_for("office.facilitator", reference=reference), 303)
    else:
        _note_read(reference, "checks")
    page = render_template("office/facilitators/checks.html", form=form, person=_or_404(reference).person, years=years)
    return (page, 422) if form.errors else page


@office.get("/facilitators/<reference>/availability")
@requires(Permission.SEE_CHECKS)
def facilitator_availability(reference: str) -> str:
    """When somebody works."""
    return availability_page(_whose(reference))


@office.route("/facilitators/<reference>/hours", methods=READ_AND_WRITE)
@requires(Permission.SEE_CHECKS)
def facilitator_hours(reference: str) -> Page:
    """Change somebody's weekly hours."""
    return hours_page(_whose(reference))


@office.route("/facilitators/<reference>/leave", methods=READ_AND_WRITE)
@requires(Permission.SEE_CHECKS)
def facilitator_leave(reference: str) -> Page:
    """Enter somebody's leave."""
    return leave_page(_whose(reference))


@office.post("/facilitators/<reference>/leave/remove")
@requires(Permission.SEE_CHECKS)
def remove_facilitator_leave(reference: str) -> Page:
    """Take somebody's leave back."""
    return give_back(_whose(reference))


@office.route("/facilitators/<reference>/answers/<about>", methods=READ_AND_WRITE)
@requires(Permission.SEE_CHECKS)
def facilitator_answer(reference: str, about: str) -> Page:
    """Note what somebody has said on the telephone."""
    back = url_for("office.facilitator", reference=reference)
    return answer_page(_whose(reference), about, back=back, by_telephone=True)


def _or_404(reference: str) -> Facilitator:
    person = people.person(db.session(), reference)
    return (people.facilitator_of(db.session(), person.id) if person is not None else None) or abort(404)


def _whose(reference: str) -> Whose:
    return Whose(
        facilitator=_or_404(reference),
        layout="layouts/office.html",
        own=False,
        page=url_for("office.facilitator_availability", reference=reference),
        hours_page=url_for("office.facilitator_hours", reference=reference),
        leave_page=url_for("office.facilitator_leave", reference=reference),
        remove_page=url_for("office.remove_facilitator_leave", reference=reference),
    )


def _note_read(reference: str, page: str) -> None:
    with transaction() as session:
        access_log.note_read(session, subject=reference, page=page, by=who().actor, at=now())


def _with_usual_review(seen: Vetting, *, years: int) -> Vetting:
    """With the day on which a check is usually due again, where none was entered yet."""
    if seen.review_due is not None or seen.issued_on is None:
        return seen
    values = asdict(seen) | {"review_due": review_due_after(seen.reviewed_on or seen.issued_on, years=years)}
    return Vetting(**values)


def _warn_days() -> int:
    return max(current_app.config["CHECK_WARNING_DAYS"], default=0)
