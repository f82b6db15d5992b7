"""Open sessions as the office sees them: put on, move, call off."""

from collections.abc import Sequence

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.doubts import Doubt
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import is_ahead
from rose_training.models.people import Facilitator
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import diary, history, places, programme, registration_lists, reserve_list, sessions
from rose_training.services.registration_lists import Listed
from rose_training.web.afterwards import PEOPLE_ON_A_PAGE, people_of
from rose_training.web.doubts import check_seen
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.sessions import CancelSessionForm, ChangeSessionForm, SessionForm, values_of
from rose_training.web.guards import requires, who
from rose_training.web.journeys import pace
from rose_training.web.offers import notice_the_hour
from rose_training.web.office.blueprint import office
from rose_training.web.paging import Paged, page_asked, paged

PAGE_LENGTH = 25


@office.get("/sessions", endpoint="sessions")
@requires(Permission.RUN_SESSIONS)
def list_sessions() -> str:
    """Open sessions to come, or those that are over, in pages."""
    past = request.args.get("show") == "past"
    page = page_asked()
    found, total = sessions.open_sessions(
        db.session(), at=now(), past=past, offset=(page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH
    )
    return render_template(
        "office/sessions/sessions.html",
        found=found,
        total=total,
        past=past,
        page=page,
        pages=-(-total // PAGE_LENGTH),
        delivering=diary.assigned_to(db.session(), session_ids=[one.id for one in found]),
    )


@office.route("/sessions/new", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def new_session() -> Response | str | tuple[str, int]:
    """Put a briefing or an event on."""
    form = SessionForm()
    form.offer_activities(programme.activities(db.session(), bookable=False))
    form.offer_facilitators(diary.facilitators(db.session()))
    page = "office/sessions/new.html"
    if not form.is_submitted():
        return render_template(page, form=form)
    if not form.validate():
        return render_template(page, form=form), 422
    doubts: Sequence[Doubt] = ()
    try:
        with transaction() as session:
            activity = programme.activity(session, slug=form.activity.data) or abort(404)
            plan = form.plan(_closes_days())
            doubts = sessions.doubts(session, plan=plan, audience=activity.audience, pace=pace())
            created = sessions.create(session, activity=activity, plan=plan, by=who().actor, at=now())
            reference = created.reference
            check_seen(doubts)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, doubts=doubts), 422
    flash("The session is on, and people can register for it.", "success")
    return redirect(url_for("office.session_places", reference=reference), 303)


@office.get("/sessions/<reference>/places")
@requires(Permission.SEE_REGISTRATIONS)
def session_places(reference: str) -> str:
    """One open session: its arrangements, who has a place, and the reserve list in its order."""
    training = _open_session(reference)
    notice_the_hour(training.id)
    return render_template(
        "office/sessions/session.html",
        training=training,
        delivering=diary.assigned_to(db.session(), session_ids=[training.id]).get(training.id, ()),
        rooms=places.rooms_of(training),
        placed=_listed(training, Listed.PLACED),
        offered=_listed(training, Listed.OFFERED),
        reserve=_reserve(training),
        gone=_listed(training, Listed.GONE),
        changeable=is_ahead(training.state, starts_at=training.starts_at, at=now()),
        people=people_of(db.session(), training),
        entries=history.entries_about(db.session(), reference),
    )


@office.route("/sessions/<reference>/change", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def change_session(reference: str) -> Response | str | tuple[str, int]:
    """Another date, time, place or number of places; everybody registered is told."""
    training = _open_session(reference)
    delivering = diary.assigned_to(db.session(), session_ids=[training.id]).get(training.id, ())
    form = ChangeSessionForm(data=values_of(training, [one.id for one in delivering]))
    form.offer_facilitators(diary.facilitators(db.session()))
    page = "office/sessions/change.html"
    if not form.is_submitted():
        return render_template(page, form=form, training=training)
    if not form.validate():
        return render_template(page, form=form, training=training), 422
    doubts: Sequence[Doubt] = ()
    try:
        with transaction() as session:
            plan = form.plan(_closes_days())
            audience = training.activity.audience
            if _moves(training, plan, delivering):
                doubts = sessions.doubts(
                    session, plan=plan, audience=audience, besides_session_id=training.id, pace=pace()
                )
            sessions.change(session, reference=reference, plan=plan, by=who().actor, at=now())
            check_seen(doubts)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, training=_open_session(reference), doubts=doubts), 422
    flash("The session is changed. Whoever needs to know gets an e-mail.", "success")
    return redirect(url_for("office.session_places", reference=reference), 303)


@office.route("/sessions/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def cancel_session(reference: str) -> Response | str | tuple[str, int]:
    """Call a session off; everybody registered is told why."""
    training = _open_session(reference)
    form = CancelSessionForm()
    page = "office/sessions/cancel.html"
    if not form.is_submitted():
        return render_template(page, form=form, training=training)
    if not form.validate():
        return render_template(page, form=form, training=training), 422
    try:
        with transaction() as session:
            sessions.cancel(session, reference=reference, reason=form.reason.data or "", by=who().actor, at=now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, training=training), 422
    flash("The session is cancelled. Everybody registered gets an e-mail.", "success")
    return redirect(url_for("office.session_places", reference=reference), 303)


def _open_session(reference: str) -> TrainingSession:
    return sessions.open_session(db.session(), reference=reference) or abort(404)


def _moves(training: TrainingSession, plan: sessions.Plan, delivering: Sequence[Facilitator]) -> bool:
    """Whether hour, place or people change, so that doubts are worth a look; another text is not."""
    return sessions.arrangement_of(training) != plan.arrangement or {one.id for one in delivering} != set(
        plan.facilitator_ids
    )


def _closes_days() -> int:
    days: int = current_app.config["BOOKING_CLOSES_DAYS"]
    return days


def _listed(training: TrainingSession, listed: Listed) -> Paged[Registration]:
    def find(offset: int, limit: int) -> tuple[Sequence[Registration], int]:
        return registration_lists.page(db.session(), session_id=training.id, listed=listed, offset=offset, limit=limit)

    return paged(listed.name.lower(), find, length=PEOPLE_ON_A_PAGE)


def _reserve(training: TrainingSession) -> Paged[reserve_list.Line]:
    def find(offset: int, limit: int) -> tuple[Sequence[reserve_list.Line], int]:
        return reserve_list.lines(db.session(), training, offset=offset, limit=limit), training.reserve_length

    return paged("reserve", find, length=PEOPLE_ON_A_PAGE)
