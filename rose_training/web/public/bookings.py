"""A school asks for a session: one question a page, kept as it is typed, sent once."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.slots import Slot
from rose_training.domain.visit_answers import topics_for
from rose_training.domain.visit_drafts import read_request
from rose_training.domain.visit_requests import Step
from rose_training.models.bookings import Booking, BookingDraft
from rose_training.services import booking_drafts, bookings, programme, visit_requests
from rose_training.web import request_draft
from rose_training.web.forms.contacts import BookerForm, ConversationForm, OnTheDayForm, SafeguardingLeadForm
from rose_training.web.forms.questions import QuestionForm, Situation
from rose_training.web.forms.visit_answers import CurriculumForm, NeedsForm, RoomForm, TopicForm
from rose_training.web.forms.visit_dates import DatesForm
from rose_training.web.forms.visit_groups import GroupForm
from rose_training.web.forms.visit_hosts import VenueForm
from rose_training.web.forms.visit_requests import ActivityForm, RequestDeclarationsForm
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form

FORMS: dict[Step, tuple[type[QuestionForm], str]] = {
    Step.ACTIVITY: (ActivityForm, "public/bookings/activity.html"),
    Step.VENUE: (VenueForm, "public/bookings/venue.html"),
    Step.GROUP: (GroupForm, "public/bookings/group.html"),
    Step.DATES: (DatesForm, "public/bookings/dates.html"),
    Step.ROOM: (RoomForm, "public/bookings/room.html"),
    Step.NEEDS: (NeedsForm, "public/bookings/needs.html"),
    Step.CURRICULUM: (CurriculumForm, "public/bookings/curriculum.html"),
    Step.BOOKER: (BookerForm, "public/bookings/booker.html"),
    Step.CONVERSATION: (ConversationForm, "public/bookings/conversation.html"),
    Step.ON_THE_DAY: (OnTheDayForm, "public/bookings/on_the_day.html"),
    Step.SAFEGUARDING_LEAD: (SafeguardingLeadForm, "public/bookings/safeguarding_lead.html"),
    Step.DECLARATIONS: (RequestDeclarationsForm, "public/bookings/declarations.html"),
}
"""The form and the page of each question; the school is found and not typed, so it has views of its own."""
PRIVATE = ("/ask-for-a-session/", "/your-request/")
"""Pages that show what somebody typed about themselves and their school."""
LATER = "later"
"""The button that leaves a topic for later."""
QUESTIONS = ",".join(f'"{step}"' for step in FORMS)


@public.get("/ask-for-a-session")
@open_to_all
def request_visit() -> str:
    """What the request is, what it is not, and what to have at hand."""
    slug = request.args.get("activity", "")
    return render_template(
        "public/bookings/start.html",
        activity=programme.activity(db.session(), slug=slug) if slug else None,
        draft=request_draft.unsent_draft(),
    )


@public.post("/ask-for-a-session")
@open_to_all
@limit_public_form
def begin_request() -> Response:
    """A new draft. The one before it is forgotten."""
    with transaction() as writing:
        booking_drafts.forget(writing, key=session.get(request_draft.COOKIE))
        answers = _known_already(request.form.get("activity", ""))
        started = booking_drafts.begin(writing, answers=answers, at=now())
        session[request_draft.COOKIE] = started.key
    return request_draft.go_on(started)


@public.get(f"/ask-for-a-session/<any({QUESTIONS}):step>")
@open_to_all
def question(step: str) -> Response | str:
    """One question, with what was answered before."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    situation = request_draft.situation_of(draft, with_slots=step == Step.DATES)
    if request_draft.too_early(Step(step), draft, situation):
        return request_draft.go_on(draft)
    typed = request_draft.typed_before(draft, step)
    form = _form(Step(step), situation, typed)
    if typed is None:
        form.show(draft.answers)
        form.suggest(situation)
    return _page(Step(step), form, draft, situation)


@public.post(f"/ask-for-a-session/<any({QUESTIONS}):step>")
@open_to_all
@limit_public_form
def answer(step: str) -> Response:
    """Keep the answer and go on, or lead back and say what is wrong with it, or worth a second look."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    situation = request_draft.situation_of(draft, with_slots=step == Step.DATES)
    if request_draft.too_early(Step(step), draft, situation):
        return request_draft.go_on(draft)
    form = _form(Step(step), situation)
    if isinstance(form, TopicForm) and LATER in request.form:
        return request_draft.leave_for_later(form)
    here = request_draft.address_of_step(Step(step))
    if form.find_mistakes(situation):
        return request_draft.say_what_is_wrong(form, page=step, address=here)
    unseen = set(form.warnings(situation).values()) - set(request.form.getlist("seen"))
    return request_draft.keep(form, onward=here if unseen else "")


@public.get("/ask-for-a-session/check")
@open_to_all
def check_answers() -> Response | str:
    """Everything once more, each answer with a way to change it."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    situation = request_draft.situation_of(draft, with_slots=True)
    if request_draft.open_question(draft, situation):
        return request_draft.go_on(draft)
    assert situation.offer is not None
    asked = read_request(
        draft.answers, offer=situation.offer, today=situation.today, bank_holidays=situation.bank_holidays
    )
    return render_template(
        "public/bookings/check.html",
        activity=situation.activity,
        school=request_draft.chosen_school(draft),
        asked=asked,
        closed=situation.closed_days([wish.day for wish in asked.wishes if not wish.offered]),
        taken=[wish.day for wish in asked.wishes if wish.offered and Slot(wish.day, wish.part) not in situation.slots],
        topics=topics_for(situation.offer.audience),
    )


@public.post("/ask-for-a-session/send")
@open_to_all
@limit_public_form
def send_request() -> Response:
    """Turn the draft into a booking. Pressed twice, it is still one."""
    draft = request_draft.this_draft()
    if draft is None:
        return request_draft.start_again()
    if draft.booking_id is None:
        situation = request_draft.situation_of(draft)
        if situation.offer is None or request_draft.open_question(draft, situation):
            return request_draft.go_on(draft)
        asked = read_request(
            draft.answers, offer=situation.offer, today=situation.today, bank_holidays=situation.bank_holidays
        )
        try:
            with transaction() as writing:
                visit_requests.request_visit(
                    writing,
                    asked,
                    office=current_app.extensions["settings"].office_email,
                    by=_visitor(),
                    at=now(),
                    draft=booking_drafts.lock_draft(writing, key=session[request_draft.COOKIE]),
                )
        except Refusal as refusal:
            flash(refusal.sentence, "error")
            return redirect(url_for("public.school" if refusal.field == "q" else "public.check_answers"), 303)
    return redirect(url_for("public.request_sent"), 303)


@public.get("/ask-for-a-session/sent")
@open_to_all
def request_sent() -> Response | str:
    """The reference, what happens next, and whom to ring.

    Whoever typed an address need not be its owner. So the link that answers for the school, and may say yes
    to a hold, goes to the mailbox alone.
    """
    draft = request_draft.this_draft()
    if draft is None or draft.booking_id is None:
        return request_draft.start_again()
    booking = db.session.get_one(Booking, draft.booking_id)
    return render_template(
        "public/bookings/sent.html",
        booking=booking,
        facts=bookings.facts(db.session(), booking),
        later=visit_requests.topics_open(booking),
    )


@public.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Leave nobody's telephone number behind on a shared computer, and no stale page after sending."""
    if request.path.startswith(PRIVATE):
        response.cache_control.no_store = True
    return response


def _form(step: Step, situation: Situation, typed: request_draft.Typed | None = None) -> QuestionForm:
    kind = FORMS[step][0]
    form = kind(formdata=typed.values) if typed else kind()
    form.prepare(situation)
    if typed:
        typed.say(form)
    return form


def _page(step: Step, form: QuestionForm, draft: BookingDraft, situation: Situation) -> str:
    return render_template(
        FORMS[step][1],
        form=form,
        activity=situation.activity,
        situation=situation,
        warnings={} if form.errors else form.warnings(situation),
        back=request_draft.back(step, draft, situation),
        progress=request_draft.progress(step, situation),
    )


def _known_already(slug: str) -> dict[str, Any]:
    """What need not be asked again: the activity of the page they came from, and a known booker's school."""
    answers: dict[str, Any] = {"activity": slug} if slug else {}
    reader = signed_in()
    if reader is None or not reader.organisation_ids:
        return answers
    answers["booker"] = {"name": reader.name, "email": reader.email}
    earlier = bookings.of_organisations(db.session(), organisation_ids=reader.organisation_ids)
    if earlier and earlier[0].organisation is not None:
        last = earlier[0]
        answers["booker"] |= {"phone": last.booker_phone or "", "role": last.booker_role or ""}
        answers["organisation"] = earlier[0].organisation.reference
        answers["dsl"] = {"name": last.dsl_name or "", "reach": last.dsl_contact or ""}
    return answers


def _visitor() -> Actor:
    reader = signed_in()
    return reader.actor if reader else Actor.visitor()
