"""The draft that this browser is filling in, and which question comes next.

The browser's signed cookie holds the key of the draft and nothing else. After each page the request
goes on at the first question that is still open; when none is, at 'Check your answers'. So a Change
link comes straight back, and an answer that no longer fits is asked again.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.calendar import SchoolCalendar
from rose_training.domain.hosts import HostKind, host_of
from rose_training.domain.permissions import Permission
from rose_training.domain.slots import Asked, Slot
from rose_training.domain.visit_drafts import first_unanswered, read_host
from rose_training.domain.visit_requests import Step, step_before, steps_for
from rose_training.models.bookings import BookingDraft
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.services import booking_drafts, calendar, organisations, programme, slots
from rose_training.web.forms.questions import QuestionForm, Situation
from rose_training.web.forms.visit_answers import TopicForm
from rose_training.web.guards import signed_in
from rose_training.web.journeys import pace

COOKIE = "request"
"""What the cookie calls the key of the draft."""
TYPED = "typed"
"""What the draft calls a page that was sent with mistakes."""
CSRF = "csrf_token"
LONGEST_TYPED = 1000
"""More than any field takes: a page sent with mistakes is not a way to store a book."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed on one page, and what is wrong with it, by field (None: the whole form)."""

    values: MultiDict[str, str]
    errors: tuple[tuple[str | None, list[str]], ...]

    def say(self, form: FlaskForm) -> None:
        """Put the sentences beside their fields again."""
        for name, said in self.errors:
            field = form._fields.get(name) if name else None
            if field is None:
                form.form_errors.extend(said)
            else:
                field.errors = said


def this_draft() -> BookingDraft | None:
    """The draft of this browser, sent or not."""
    return booking_drafts.draft(db.session(), key=session.get(COOKIE))


def unsent_draft() -> BookingDraft | None:
    """The draft of this browser, as long as it may be changed."""
    draft = this_draft()
    return draft if draft is not None and draft.booking_id is None else None


def situation_of(draft: BookingDraft, *, with_slots: bool = False) -> Situation:
    """What the questions depend on. Four queries at most, and those of `slots.offered` where asked for."""
    on_offer = programme.activities(db.session(), bookable=True)
    chosen = draft.answers.get("activity")
    activity = next((one for one in on_offer if one.slug == chosen), None)
    school = chosen_school(draft)
    host = host_of(school.sector, school.agency_kind) if school else read_host(draft.answers)
    days = calendar.calendar_of(db.session(), organisation_id=school.id if school else None)
    return Situation(
        answers=draft.answers,
        activities=on_offer,
        activity=activity,
        today=today(),
        calendar=days,
        host=host,
        by_office=for_the_office(),
        slots=_slots(activity, host, school, days) if with_slots and activity else (),
    )


def for_the_office() -> bool:
    """Whether somebody of the office fills in a request for a school, and may make an exception."""
    reader = signed_in()
    return reader is not None and reader.may(Permission.ANSWER_BOOKINGS)


def _slots(activity: Activity, host: HostKind, school: Organisation | None, days: SchoolCalendar) -> tuple[Slot, ...]:
    return slots.offered(
        db.session(),
        Asked(
            activity.audience,
            host,
            activity.minutes,
            weeks=activity.weeks,
            school=school.id if school else None,
            pace=pace(),
        ),
        postcode=school.postcode if school else None,
        calendar=days,
        today=today(),
        notice=current_app.extensions["settings"].visit_notice_days,
    )


def open_question(draft: BookingDraft, situation: Situation) -> Step | None:
    """The first question that still needs an answer."""
    return first_unanswered(
        draft.answers, offer=situation.offer, today=situation.today, bank_holidays=situation.bank_holidays
    )


def too_early(step: Step, draft: BookingDraft, situation: Situation) -> bool:
    """Whether this question is not asked, or an earlier one is still open."""
    still_open = open_question(draft, situation)
    steps = list(Step)
    if step not in steps_for(situation.offer):
        return True
    return still_open is not None and steps.index(still_open) < steps.index(step)


def onward(draft: BookingDraft, situation: Situation) -> str:
    """The address of the first open question, or of 'Check your answers'."""
    step = open_question(draft, situation)
    return address_of_step(step) if step else url_for("public.check_answers")


def go_on(draft: BookingDraft) -> Response:
    """Go there."""
    return redirect(onward(draft, situation_of(draft)), 303)


def back(step: Step, draft: BookingDraft, situation: Situation) -> str:
    """Where the Back link leads: the answers when all are given, else the question before."""
    if open_question(draft, situation) is None:
        return url_for("public.check_answers")
    before = step_before(step, situation.offer)
    return address_of_step(before) if before else url_for("public.request_visit")


def address_of_step(step: Step) -> str:
    """The address of a question."""
    return url_for("public.school") if step is Step.SCHOOL else url_for("public.question", step=step.value)


def progress(step: Step, situation: Situation) -> str:
    """How far along this question is."""
    steps = steps_for(situation.offer)
    return f"Ask for a session: question {steps.index(step) + 1} of {len(steps)}"


def keep(form: QuestionForm, *, onward: str = "") -> Response:
    """Write the answers of one page into the draft and go on: to `onward`, or to the next open question."""
    draft = _save(form.changes() | {TYPED: None})
    if draft is None:
        return start_again()
    return redirect(onward, 303) if onward else go_on(draft)


def leave_for_later(form: TopicForm) -> Response:
    """Keep whatever was typed, mark the topic as not told yet, and go on."""
    form.validate_on_submit()
    draft = _save(form.for_later() | {TYPED: None})
    return go_on(draft) if draft is not None else start_again()


def say_what_is_wrong(form: FlaskForm, *, page: str, address: str) -> Response:
    """Keep what was typed and what is wrong with it, and lead back: a page that was sent is never shown itself.

    So Back and Reload work in every browser. `page` says whose it is when the page is asked for again.
    """
    typed = {
        name: [value[:LONGEST_TYPED] for value in request.form.getlist(name)]
        for name in form._fields
        if name in request.form and name != CSRF
    }
    errors = [[name, [str(one) for one in said]] for name, said in form.errors.items()]
    draft = _save({TYPED: {"page": page, "typed": typed, "errors": errors}})
    return redirect(address, 303) if draft is not None else start_again()


def typed_before(draft: BookingDraft, page: str) -> Typed | None:
    """What was wrong on this page, to be shown once."""
    kept = draft.answers.get(TYPED)
    if not isinstance(kept, dict) or kept["page"] != page:
        return None
    _save({TYPED: None})
    return Typed(MultiDict(kept["typed"]), tuple((name, said) for name, said in kept["errors"]))


def _save(changes: dict[str, Any]) -> BookingDraft | None:
    with transaction() as writing:
        return booking_drafts.save(writing, key=session[COOKIE], changes=changes, at=now())


def start_again() -> Response:
    """There is no draft: it was sent, forgotten after a week, or this is another browser."""
    if session.get(COOKIE):
        flash("This request was sent already, or it has been too long since you started it.")
    return redirect(url_for("public.request_visit"), 303)


def chosen_school(draft: BookingDraft) -> Organisation | None:
    """The school that was picked from the register."""
    reference = draft.answers.get("organisation")
    return organisations.by_reference(db.session(), str(reference)) if reference else None
