"""The register of one session, at the facilitator's desk and in the office."""

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.attendance import Mark, RegisterKind
from rose_training.domain.outcomes import enough_minutes
from rose_training.domain.refusals import Refusal
from rose_training.models.sessions import TrainingSession
from rose_training.services import attendance, delivery, walk_ins
from rose_training.services.attendance import Conflict, Register
from rose_training.web.afterwards import timing
from rose_training.web.card_finder import card_finder
from rose_training.web.desks import Desk, Page, note_read, place_of, status_of, title_of
from rose_training.web.filters import clock_time, count
from rose_training.web.forms.attendance import WalkInForm, read_version, sent_marks
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.rows import RowsForm
from rose_training.web.guards import who


def register_page(desk: Desk, reference: str) -> Page:
    """Show the register, or store what came back of it."""
    training = desk.open(reference)
    kind = delivery.kind_of(db.session(), training=training)
    if kind is RegisterKind.HEADCOUNT:
        return redirect(desk.address("headcount", training), 303)
    note_read(training, kind=kind, page="register")
    training = desk.find(db.session(), reference)
    finder = card_finder(training)
    if finder is not None and finder.number is not None:
        return redirect(f"{desk.address('register', training)}#mark-card-{finder.number}", 303)
    form = RowsForm()
    conflicts: tuple[Conflict, ...] = ()
    if form.validate_on_submit():
        answer = _take(desk, form, reference)
        if isinstance(answer, Response):
            return answer
        conflicts = answer
        training = desk.find(db.session(), reference)
    register = attendance.register_of(db.session(), training=training)
    page = render_template(
        "facilitator/attendance/register.html",
        desk=desk,
        form=form,
        finder=finder,
        training=training,
        title=title_of(training),
        place=place_of(training),
        register=register,
        chosen=_chosen(register, form, conflicts),
        versions=_versions(register, form, conflicts),
        minutes=_minutes(register, form, conflicts),
        enough=enough_minutes(training.minutes),
        marks=list(Mark),
    )
    return page, status_of(finder if finder and finder.errors else form, conflicts=bool(conflicts))


def walk_in_page(desk: Desk, reference: str) -> Page:
    """Add somebody at the door."""
    training = desk.open(reference)
    if training.booking_id is not None:
        return redirect(desk.address("headcount", training), 303)
    form = WalkInForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                training = desk.find(session, reference)
                came = walk_ins.add_walk_in(
                    session, training=training, walk_in=form.walk_in(), by=who().actor, at=now(), timing=timing()
                )
                name = came.name
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"{name} is on the register and marked present.", "success")
            return redirect(desk.address("register", training), 303)
    training = desk.find(db.session(), reference)
    page = render_template(
        "facilitator/attendance/walk_in.html",
        desk=desk,
        form=form,
        training=training,
        title=title_of(training),
        full=training.capacity is not None and training.places_taken >= training.capacity,
    )
    return page, status_of(form)


def _take(desk: Desk, form: RowsForm, reference: str) -> Response | tuple[Conflict, ...]:
    """Store the marks. Answers where to go next, or what somebody else has changed in the meantime."""
    try:
        with transaction() as session:
            training = desk.find(session, reference)
            keys = [row.key for row in attendance.register_of(session, training=training).rows]
            sent = sent_marks(form, request.form, keys)
            if form.row_errors:
                return ()
            if not any(one.mark for one in sent.values()):
                raise Refusal("nothing_marked", "Choose a mark for at least one line, or start with all present")
            taken = attendance.take_register(
                session, training=training, sent=sent, by=who().actor, at=now(), timing=timing()
            )
    except Refusal as refusal:
        form.show_at_row(refusal)
        return ()
    if taken.conflicts:
        for conflict in taken.conflicts:
            form.row_errors[f"mark-{conflict.row.key}"] = [_two_marks(conflict)]
        return taken.conflicts
    return _after(desk, desk.find(db.session(), reference), taken.saved)


def _after(desk: Desk, training: TrainingSession, saved: int) -> Response:
    """What was saved, and where one goes: back to the register while somebody has no mark."""
    register = attendance.register_of(db.session(), training=training)
    tally = register.tally
    said = f"{count(saved, 'mark')} saved." if saved else "Nothing was changed."
    if tally.complete:
        flash(f"{said} The register is complete: {tally.attended} of {len(register.rows)} attended.", "success")
        return redirect(desk.address("day", training), 303)
    flash(f"{said} {count(tally.unmarked, 'line')} still without a mark.", "success")
    return redirect(desk.address("register", training), 303)


def _two_marks(conflict: Conflict) -> str:
    """Both marks of one row, side by side, for somebody to choose from."""
    row, stored = conflict.row, conflict.row.current
    if stored is None:
        return f"{row.name}: this line has changed since you opened the page. Choose a mark"
    return (
        f"{row.name}: {stored.marked_by} marked {stored.mark.label} at {clock_time(stored.marked_at)}, after you "
        f"opened the page. You chose {conflict.wanted.label}. Choose the right one"
    )


def _chosen(register: Register, form: RowsForm, conflicts: tuple[Conflict, ...]) -> dict[str, str]:
    """The mark that is ticked in each row.

    What was sent stays ticked when it was refused; a row that two people marked has none ticked,
    so that nothing is overwritten by pressing the button again.
    """
    disputed = {conflict.row.key for conflict in conflicts}
    all_present = request.args.get("start") == "present"
    chosen: dict[str, str] = {}
    for row in register.rows:
        if row.key in disputed:
            continue
        if form.errors and not conflicts:
            chosen[row.key] = request.form.get(f"mark-{row.key}", "")
        elif row.mark is not None:
            chosen[row.key] = row.mark.value
        elif all_present:
            chosen[row.key] = Mark.PRESENT.value
    return chosen


def _minutes(register: Register, form: RowsForm, conflicts: tuple[Conflict, ...]) -> dict[str, str]:
    """What stands in the box for minutes in each row: what was typed when that was refused."""
    if form.errors and not conflicts:
        return {row.key: request.form.get(f"minutes-{row.key}", "") for row in register.rows}
    return {row.key: "" if row.minutes is None else str(row.minutes) for row in register.rows}


def _versions(register: Register, form: RowsForm, conflicts: tuple[Conflict, ...]) -> dict[str, int]:
    """The version each row is shown with: after a refusal still the one that was shown before."""
    if form.errors and not conflicts:
        return {row.key: read_version(request.form, row.key) for row in register.rows}
    return {row.key: row.version for row in register.rows}
