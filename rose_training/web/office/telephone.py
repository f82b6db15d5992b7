"""What a school tells on the telephone: a whole request on one page, and corrections to one."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.year_groups import YearGroup
from rose_training.services import organisation_search, programme, telephone
from rose_training.web.forms.inbox import KEEP_WORDS, DetailsForm, TelephoneForm, telephone_form
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.hold_settings import office_email
from rose_training.web.office.blueprint import office
from rose_training.web.office.bookings import booking_or_404

FIELDS = {"booker_name": "name", "years": "years", "number": "expected_number"}
"""Where a refusal of the rules stands on this page."""


@office.route("/bookings/by-telephone", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def take_by_telephone() -> Response | str | tuple[str, int]:
    """Write down a request while the school is on the line."""
    form = telephone_form()
    form.offer(programme.activities(db.session(), bookable=True))
    if form.validate_on_submit():
        organisation, chosen = _school(form)
        if chosen:
            try:
                with transaction() as writing:
                    booking = telephone.take(
                        writing,
                        form.request(organisation=organisation),
                        notes=form.notes.data or "",
                        spoken=form.spoken.data,
                        office=office_email(),
                        by=who().actor,
                        at=now(),
                    )
            except Refusal as refusal:
                show_refusal(
                    form, Refusal(refusal.code, refusal.sentence, FIELDS.get(refusal.field or "", refusal.field))
                )
            else:
                flash(
                    f"Written down. {booking.booker_name} gets an e-mail with a link to complete the rest.", "success"
                )
                return redirect(url_for("office.booking", reference=booking.reference), 303)
    page = render_template("office/bookings/by_telephone.html", form=form)
    return page, 422 if form.errors else 200


@office.route("/bookings/<reference>/details", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def correct_booking(reference: str) -> Response | str | tuple[str, int]:
    """Correct contacts, number and year groups for a school."""
    booking = booking_or_404(reference)
    form = DetailsForm()
    if not form.is_submitted():
        form.show(booking)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                telephone.correct(
                    writing,
                    booking,
                    booker=form.booker(),
                    on_the_day=form.on_the_day(),
                    years=[YearGroup(code) for code in form.years.data or ()],
                    number=form.expected_number.data or 0,
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The booking is corrected.", "success")
            return redirect(url_for("office.booking", reference=reference), 303)
    page = render_template("office/bookings/details.html", form=form, booking=booking_or_404(reference))
    return page, 422 if form.errors else 200


def _school(form: TelephoneForm) -> tuple[str | None, bool]:
    """The organisation that is meant, and whether that is clear; otherwise the form asks which."""
    found = organisation_search.find_organisations(db.session(), form.school.data or "").matches
    form.ask_which(found)
    if form.organisation.data == KEEP_WORDS or not found:
        return None, True
    if form.organisation.data in {one.reference for one in found}:
        return form.organisation.data, True
    if len(found) == 1 and form.organisation.data is None:
        return found[0].reference, True
    show_refusal(form, Refusal("which_school", "Select which one it is, or keep what you typed", "organisation"))
    return None, False
