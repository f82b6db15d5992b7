"""The office looks after a course as one: proposes its weeks, postpones one, repeats one, and sees how far it got."""

from datetime import date, datetime, time

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.course_choices import Choice, CourseProposal
from rose_training.domain.diary import Engagement
from rose_training.domain.doubts import Doubt
from rose_training.domain.permissions import Permission
from rose_training.domain.postponements import Moved
from rose_training.domain.refusals import Refusal
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.sessions import TrainingSession
from rose_training.services import access_log, bookings, catch_ups, cohorts, courses, diary
from rose_training.services.courses import How, Weeks
from rose_training.web.completions import completion_for
from rose_training.web.forms.courses import CardsForm, CatchUpForm, PostponeForm, ProposeCourseForm, in_address
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.journeys import pace
from rose_training.web.office.blueprint import office
from rose_training.web.office.bookings import booking_or_404


@office.get("/bookings/<reference>/course")
@requires(Permission.ANSWER_BOOKINGS)
def course(reference: str) -> str:
    """The whole course: its weeks, what can be done about each, its cards, and how far they got."""
    _note_read(_course_or_404(reference))
    return _course_page(_course_or_404(reference), CardsForm(formdata=None))


@office.post("/bookings/<reference>/cards")
@requires(Permission.ANSWER_BOOKINGS)
def course_cards(reference: str) -> Response | tuple[str, int]:
    """Give the group more cards, or fewer while they are not in use."""
    booking = _course_or_404(reference)
    form = CardsForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                changed = cohorts.resize(writing, booking=booking, size=form.size.data or 0, by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(
                "The cards are changed. Print the sheet and the list again." if changed else "Nothing was changed.",
                "success",
            )
            return redirect(url_for("office.course", reference=reference), 303)
    return _course_page(_course_or_404(reference), form), 422


@office.get("/bookings/<reference>/weeks")
@requires(Permission.ANSWER_BOOKINGS)
def propose_course(reference: str) -> str:
    """Weekly dates from a day on, and the choices where they do not fit: `?first=14&first=1&first=2027&start=10:00`."""
    booking = _course_or_404(reference)
    form = ProposeCourseForm(formdata=request.args if request.args else None)
    form.offer(diary.facilitators(db.session()))
    wishes = bookings.facts(db.session(), booking).wishes
    if not request.args and wishes:
        form.first.data, form.start.data = wishes[0].on, wishes[0].part.usual_start
    asked = form.validate() if request.args else bool(wishes)
    proposal = _propose(form, booking) if asked else None
    return render_template(
        "office/courses/propose.html",
        booking=booking,
        form=form,
        proposal=proposal,
        use=lambda choice: _use(booking, choice),
        links=[(wish, _from_wish(booking, wish.on, wish.part.usual_start)) for wish in wishes],
    )


@office.get("/bookings/<reference>/weeks/<int:week>/postpone")
@requires(Permission.ANSWER_BOOKINGS)
def postpone_week(reference: str, week: int) -> str | tuple[str, int]:
    """The course before and after, side by side, with what speaks against it. Nothing is changed yet."""
    return _postpone_page(_course_or_404(reference), week, PostponeForm(formdata=request.args or None))


@office.post("/bookings/<reference>/weeks/<int:week>/postpone")
@requires(Permission.ANSWER_BOOKINGS)
def save_postponement(reference: str, week: int) -> Response | str | tuple[str, int]:
    """Postpone exactly as it stood on the page."""
    booking = _course_or_404(reference)
    form = PostponeForm()
    if not form.validate():
        return _postpone_page(booking, week, form)
    weeks = _weeks_with(booking, week)
    try:
        with transaction() as writing:
            courses.postpone(
                writing,
                booking,
                week=week,
                how=How(form.how.data),
                instead=form.instead(weeks.meetings[week - 1]),
                seen=_seen(request.form.getlist("seen")),
                by=who().actor,
                at=now(),
            )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _postpone_page(_course_or_404(reference), week, form)
    flash(f"Week {week} is postponed. {booking.booker_name} gets an e-mail that changes the calendar entry.", "success")
    return redirect(url_for("office.course", reference=reference), 303)


@office.route("/bookings/<reference>/weeks/<int:week>/catch-up", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def catch_up(reference: str, week: int) -> Response | str | tuple[str, int]:
    """Put on an extra session for those who missed a week."""
    booking = _course_or_404(reference)
    weeks = _weeks_with(booking, week)
    repeated = weeks.all[week - 1]
    form = CatchUpForm()
    form.offer(diary.facilitators(db.session()), courses.deliverers(db.session(), [repeated]))
    doubts: tuple[Doubt, ...] = ()
    if form.validate_on_submit():
        try:
            meeting = form.meeting(minutes=repeated.minutes)
            doubts = _doubts(booking, [meeting], repeated, form.facilitators.data or [])
            _check_looked_at(doubts)
            with transaction() as writing:
                catch_ups.arrange(
                    writing,
                    booking,
                    week=week,
                    meeting=meeting,
                    facilitator_ids=form.facilitators.data or [],
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
            booking = _course_or_404(reference)
        else:
            flash(f"The catch-up session is on. {booking.booker_name} gets an e-mail with the new date.", "success")
            return redirect(url_for("office.course", reference=reference), 303)
    page = render_template("office/courses/catch_up.html", booking=booking, week=week, form=form, doubts=doubts)
    return page, 422 if form.errors else 200


@office.post("/bookings/<reference>/catch-up/<session>/call-off")
@requires(Permission.ANSWER_BOOKINGS)
def call_off_catch_up(reference: str, session: str) -> Response:
    """Cancel an extra session; the course stays."""
    booking = _course_or_404(reference)
    try:
        with transaction() as writing:
            catch_ups.call_off(writing, booking, reference=session, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash(f"The catch-up session is cancelled. {booking.booker_name} gets an e-mail.", "success")
    return redirect(url_for("office.course", reference=reference), 303)


def _course_or_404(reference: str) -> Booking:
    booking = booking_or_404(reference)
    return booking if booking.activity.weeks > 1 else abort(404)


def _weeks_with(booking: Booking, week: int) -> Weeks:
    """The weeks of a course that has this one."""
    weeks = courses.weeks_of(db.session(), booking, at=now())
    return weeks if 1 <= week <= len(weeks.all) else abort(404)


def _note_read(booking: Booking) -> None:
    """Write down that somebody opened a page about the cards of a course (§5.3 of the domain notes)."""
    with transaction() as writing:
        if cohorts.cohort_of(writing, booking_id=booking.id) is not None:
            access_log.note_read(writing, subject=booking.reference, page="course", by=who().actor, at=now())


def _course_page(booking: Booking, form: CardsForm) -> str:
    session = db.session()
    weeks = courses.weeks_of(session, booking, at=now())
    extra = courses.catch_ups_of(session, booking)
    sheet = cohorts.sheet_of(session, booking=booking)
    if sheet and not form.is_submitted():
        form.size.data = len(sheet.codes)
    return render_template(
        "office/courses/course.html",
        booking=booking,
        weeks=weeks,
        catch_ups=extra,
        assigned=diary.assigned_to(session, session_ids=[one.id for one in (*weeks.all, *extra.values())]),
        sheet=sheet,
        form=form,
        completion=completion_for(booking),
        at=now(),
    )


def _propose(form: ProposeCourseForm, booking: Booking) -> CourseProposal | None:
    """What the calendar and the diaries say; None when they refuse, said beside the field."""
    first, starts = form.first.data, form.start.data
    if first is None or starts is None:
        return None
    try:
        return courses.proposal_for(
            db.session(),
            booking,
            first=first,
            starts=starts,
            facilitator_ids=form.who.data or (),
            at=now(),
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


def _use(booking: Booking, choice: Choice) -> str:
    return url_for("office.plan_booking", reference=booking.reference, **in_address(choice))


def _from_wish(booking: Booking, first: date, start: time) -> str:
    boxes = [first.day, first.month, first.year]
    return url_for("office.propose_course", reference=booking.reference, first=boxes, start=f"{start:%H:%M}")


def _postpone_page(booking: Booking, week: int, form: PostponeForm) -> str | tuple[str, int]:
    weeks = _weeks_with(booking, week)
    old = weeks.meetings[week - 1]
    moves: tuple[Moved, ...] = ()
    if (not request.args and request.method == "GET") or (not form.errors and form.validate()):
        moves = _moves(booking, week, form, old)
    trainings = [weeks.all[one.old_week - 1] for one in moves if one.is_moved]
    doubts = (
        _doubts(
            booking,
            [one.new for one in moves if one.is_moved],
            trainings[0],
            [one.id for one in courses.deliverers(db.session(), trainings)],
        )
        if trainings
        else ()
    )
    page = render_template(
        "office/courses/postpone.html",
        booking=booking,
        week=week,
        old=old,
        form=form,
        moves=moves,
        doubts=doubts,
        seen=[f"{one.starts_at.isoformat()}/{one.ends_at.isoformat()}" for one in weeks.meetings],
    )
    return (page, 422) if form.errors else page


def _moves(booking: Booking, week: int, form: PostponeForm, old: Meeting) -> tuple[Moved, ...]:
    try:
        return courses.postponement(
            db.session(), booking, week=week, how=How(form.how.data), instead=form.instead(old), at=now()
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return ()


def _doubts(
    booking: Booking, meetings: list[Meeting], like: TrainingSession, facilitator_ids: list[int]
) -> tuple[Doubt, ...]:
    """What speaks against these times, at the place of the course."""
    return diary.doubts(
        db.session(),
        wanted=[
            Engagement(one.starts_at, one.ends_at, place=like.place_name or "", postcode=like.postcode)
            for one in meetings
        ],
        facilitator_ids=facilitator_ids,
        audience=booking.audience,
        organisation_id=booking.organisation_id,
        years=booking.years,
        besides_booking_id=booking.id,
        pace=pace(),
    )


def _check_looked_at(doubts: tuple[Doubt, ...]) -> None:
    """Refuse to go on while something worth a second look has not stood on the page. Raises `Refusal`."""
    if not {one.sentence for one in doubts} <= set(request.form.getlist("looked_at")):
        raise Refusal("look_first", "Nothing is saved yet. Look at the notes above the button, then press again", "day")


def _seen(written: list[str]) -> tuple[Meeting, ...]:
    """The course as the page showed it; nothing of it is trusted but compared."""
    try:
        pairs = [one.split("/", 1) for one in written]
        return tuple(Meeting(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in pairs)
    except ValueError:
        return ()
