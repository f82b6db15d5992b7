"""The office answers wishes to move, and writes down on the checklist what a school says by telephone."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import booking_wishes, checklists
from rose_training.services.closed_days import booked_on_closed_days
from rose_training.web.booking_pages import keep_point, point_form, point_or_404
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.school import RefuseMoveForm
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.office.bookings import booking_or_404
from rose_training.web.paging import page_asked

PAGE = 25


@office.get("/bookings/wishes")
@requires(Permission.ANSWER_BOOKINGS)
def booking_wishes_waiting() -> str:
    """Schools that would like to move; visits on days that their school has closed; close visits that are blocked."""
    page = page_asked()
    total = booking_wishes.count_waiting(db.session())
    return render_template(
        "office/bookings/wishes.html",
        wishes=booking_wishes.waiting(db.session(), offset=(page - 1) * PAGE, limit=PAGE),
        not_ready=checklists.not_ready(db.session(), at=now()),
        closed=booked_on_closed_days(db.session(), at=now()),
        page=page,
        pages=-(-total // PAGE),
        total=total,
    )


@office.route("/bookings/<reference>/wish", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def refuse_wish(reference: str) -> Response | str | tuple[str, int]:
    """Say that it cannot be moved so, and why."""
    found = booking_or_404(reference)
    wish = booking_wishes.live_wish(db.session(), found)
    form = RefuseMoveForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                booking_wishes.refuse(writing, found, answer=form.answer.data or "", by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The visit stays where it is. The school gets an e-mail.", "success")
            return redirect(url_for("office.booking", reference=reference), 303)
    if wish is None and not form.errors:
        flash("No wish to move this booking waits for an answer.")
        return redirect(url_for("office.booking", reference=reference), 303)
    page = render_template("office/bookings/refuse_wish.html", form=form, booking=booking_or_404(reference), wish=wish)
    return page, 422 if form.errors else 200


@office.route("/bookings/<reference>/checklist/<item>", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def checklist_item(reference: str, item: str) -> Response | str | tuple[str, int]:
    """One point, as the school told it by telephone, or one of our own."""
    found = booking_or_404(reference)
    entry = point_or_404(found, item)
    given = checklists.answer_given(db.session(), booking=found, item=entry.item)
    form = point_form(found, entry, given=given, reader="")
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                keep_point(writing, found, entry.item, form, by=who().actor, at=now(), by_telephone=True)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("What the school told you is written down.", "success")
            return redirect(url_for("office.booking", reference=reference, _anchor="checklist"), 303)
    page = render_template(
        "school/checklist/item.html",
        form=form,
        booking=booking_or_404(reference),
        entry=entry,
        layout="layouts/office.html",
        back=url_for("office.booking", reference=reference),
        for_school=True,
    )
    return page, 422 if form.errors else 200
