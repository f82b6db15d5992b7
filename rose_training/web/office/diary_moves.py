"""Moving one session from the diary: the day it would go to, what speaks against it, and who is told."""

from collections.abc import Sequence
from datetime import date, time

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.calendar import london_clock, london_day
from rose_training.domain.diary_pages import EARLIEST, LATEST, DiaryView
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import is_ahead
from rose_training.domain.written_times import clock_time
from rose_training.models.sessions import TrainingSession
from rose_training.services import booking_wishes, calendar, diary, diary_moves, diary_pages
from rose_training.services.diary_moves import Move
from rose_training.services.diary_pages import Day
from rose_training.web.doubts import check_seen
from rose_training.web.forms.diary import MoveForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.hold_settings import reminder
from rose_training.web.journeys import pace
from rose_training.web.office.blueprint import office

NOTHING = "Nothing in the diary"
"""Under the name of somebody who has nothing on the day."""


@office.get("/diary/sessions/<reference>/move")
@requires(Permission.RUN_SESSIONS)
def move_session(reference: str) -> Response | str:
    """Where it stands, or a time to look at: `?on=2026-12-01&start=10:00&end=11:00&facilitator=3`."""
    training = _session(reference)
    elsewhere = _not_from_here(training)
    if elsewhere is not None:
        return elsewhere
    form = MoveForm()
    form.show(diary_moves.standing(db.session(), training))
    _look_at(form)
    return _page(form, training)


@office.post("/diary/sessions/<reference>/move")
@requires(Permission.RUN_SESSIONS)
def save_move(reference: str) -> Response | tuple[str, int]:
    """Look at another day first, or move the session there: the button that was pressed says which."""
    training = _session(reference)
    form = MoveForm()
    _offer(form, ())
    if not form.validate_on_submit():
        return _page(form, training), 422
    try:
        move = form.move()
        if request.form.get("action") == "look":
            return redirect(_looking(training, move), 303)
        with transaction() as session:
            moving = diary_moves.session_to_move(session, reference=reference) or abort(404)
            found = diary_moves.doubts(session, moving, move, pace=pace())
            told = diary_moves.move(
                session,
                moving,
                move,
                hold_days=current_app.extensions["settings"].hold_days,
                closes_days=current_app.config["BOOKING_CLOSES_DAYS"],
                remind_before=reminder(),
                by=who().actor,
                at=now(),
            )
            check_seen(found)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(form, _session(reference)), 422
    flash("Moved. Whoever needs to know gets an e-mail." if told else "Saved. The school needs no e-mail.", "success")
    return redirect(_in_the_diary(london_day(move.starts_at)), 303)


def _session(reference: str) -> TrainingSession:
    return diary_moves.session_to_move(db.session(), reference=reference) or abort(404)


def _not_from_here(training: TrainingSession) -> Response | None:
    """Where to go with a session that cannot be moved, or not by itself."""
    if not is_ahead(training.state, starts_at=training.starts_at, at=now()):
        flash("This session is over or cancelled and stays where it is.", "error")
        return redirect(_in_the_diary(london_day(training.starts_at)), 303)
    if training.booking is not None and diary_moves.belongs_to_a_course(training):
        return redirect(url_for("office.course", reference=training.booking.reference), 303)
    return None


def _in_the_diary(on: date) -> str:
    return url_for("office.diary", view=DiaryView.WEEK.value, on=on.isoformat())


def _look_at(form: MoveForm) -> None:
    """Fill in what the address names; whatever makes no sense there stays as it stands."""
    try:
        form.starts_on.data = min(max(date.fromisoformat(request.args.get("on", "")), EARLIEST), LATEST)
    except ValueError:
        return
    for field, name in ((form.start_time, "start"), (form.end_time, "end")):
        try:
            field.data = time.fromisoformat(request.args.get(name, ""))
        except ValueError:
            continue
    if "facilitator" in request.args or "start" in request.args:
        asked = set(request.args.getlist("facilitator"))
        form.facilitators.data = [one.id for one in diary.facilitators(db.session()) if str(one.id) in asked]


def _looking(training: TrainingSession, move: Move) -> str:
    return url_for(
        "office.move_session",
        reference=training.reference,
        on=london_day(move.starts_at).isoformat(),
        start=f"{london_clock(move.starts_at):%H:%M}",
        end=f"{london_clock(move.ends_at):%H:%M}",
        facilitator=move.facilitator_ids,
    )


def _page(form: MoveForm, training: TrainingSession) -> str:
    on = form.starts_on.data or london_day(training.starts_at)
    (day,) = diary_pages.days(db.session(), first=on, last=on, calendar=calendar.calendar_of(db.session()))
    _offer(form, [day])
    move = _as_far_as_typed(form)
    changed = move is not None and move != diary_moves.standing(db.session(), training)
    return render_template(
        "office/diary/move.html",
        form=form,
        training=training,
        day=day,
        wish=booking_wishes.live_wish(db.session(), training.booking) if training.booking else None,
        doubts=diary_moves.doubts(db.session(), training, move, pace=pace()) if move and changed else (),
        hold_days=current_app.extensions["settings"].hold_days,
        back=_in_the_diary(london_day(training.starts_at)),
        at=now(),
    )


def _offer(form: MoveForm, days: Sequence[Day]) -> None:
    """Everybody who delivers, each with what they have on that day."""
    busy: dict[int, list[str]] = {}
    for day in days:
        for away in day.away:
            busy.setdefault(away.facilitator_id, []).append("On leave")
        for line in day.lines:
            for by in line.delivered_by:
                where = line.place or "online"
                busy.setdefault(by.facilitator_id, []).append(
                    f"{clock_time(line.starts_at)} to {clock_time(line.ends_at)}, {where}"
                )
    team = diary.facilitators(db.session())
    form.offer_facilitators(team, {one.id: "; ".join(busy.get(one.id, [NOTHING])) for one in team})


def _as_far_as_typed(form: MoveForm) -> Move | None:
    """The time in the form, or None while it makes no sense."""
    if not (form.starts_on.data and form.start_time.data and form.end_time.data):
        return None
    try:
        move = form.move()
    except Refusal:
        return None
    return move if move.starts_at < move.ends_at else None
