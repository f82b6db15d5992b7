"""A school corrects what it told us, point by point: the checklist, the group, the contacts."""

from flask import abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.checklist import Who
from rose_training.domain.declarations import needs_safeguarding_lead
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import Topic
from rose_training.models.bookings import Booking
from rose_training.services import booking_changes, checklists, visit_requests
from rose_training.web.booking_pages import keep_point, point_form, point_or_404, topic_form
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.school import ContactsForm, GroupChangeForm
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school
from rose_training.web.school.own import office_address, own_or_404

Page = Response | str | tuple[str, int]


@school.route("/bookings/<reference>/checklist/<item>", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def checklist_item(reference: str, item: str) -> Page:
    """One point of the checklist."""
    found = own_or_404(reference)
    entry = point_or_404(found, item)
    if entry.point.who is not Who.SCHOOL:
        abort(404)
    given = checklists.answer_given(db.session(), booking=found, item=entry.item)
    reader = who().name if entry.item.value == "materials" else ""
    form = point_form(found, entry, given=given, reader=reader)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                keep_point(writing, found, entry.item, form, by=who().actor, at=now())
                booking_changes.tell_office(writing, found, office=office_address(), at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _kept(reference, "Thank you. Your answer is kept.", "checklist")
    back = url_for("school.booking", reference=reference)
    return _page("school/checklist/item.html", form, own_or_404(reference), entry=entry, back=back, for_school=False)


@school.route("/bookings/<reference>/tell-us/<topic>", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def tell_us(reference: str, topic: str) -> Page:
    """Room and arrival, needs as numbers, or the curriculum: what could wait when the request was sent."""
    found = _changeable_or_404(reference)
    if topic not in found.topics:
        abort(404)
    form = topic_form(found, Topic(topic))
    if form.validate_on_submit():
        for mistake in form.wrong(expected=found.expected_number):
            show_refusal(form, mistake)
        try:
            if not form.errors:
                with transaction() as writing:
                    visit_requests.tell_later(writing, found, form.answer(), by=who().actor, at=now())
                    booking_changes.tell_office(writing, found, office=office_address(), at=now())
                return _kept(reference, "Thank you. Your answers are kept.", "checklist")
        except Refusal as refusal:
            show_refusal(form, refusal)
    return _page("school/bookings/tell_us.html", form, own_or_404(reference), topic=Topic(topic))


@school.route("/bookings/<reference>/group", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def change_group(reference: str) -> Page:
    """Another number, or other year groups."""
    found = _changeable_or_404(reference)
    form = GroupChangeForm()
    form.ask(found)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                booking_changes.change_group(
                    writing,
                    found,
                    years=form.chosen_years(),
                    number=form.expected_number.data or 0,
                    by=who().actor,
                    at=now(),
                )
                booking_changes.tell_office(writing, found, office=office_address(), at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _kept(reference, "Thank you. The group is changed, and we have been told.")
    return _page("school/bookings/group.html", form, own_or_404(reference))


@school.route("/bookings/<reference>/contacts", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def change_contacts(reference: str) -> Page:
    """Whom we ask for on the day, and whom we tell."""
    found = _changeable_or_404(reference)
    form = ContactsForm()
    form.ask(found, lead=needs_safeguarding_lead(found.audience, found.host))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                booking_changes.change_contacts(
                    writing, found, on_the_day=form.on_the_day(), lead=form.lead(), by=who().actor, at=now()
                )
                booking_changes.tell_office(writing, found, office=office_address(), at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _kept(reference, "Thank you. The contacts are changed, and we have been told.")
    return _page("school/bookings/contacts.html", form, own_or_404(reference))


def _changeable_or_404(reference: str) -> Booking:
    found = own_or_404(reference)
    return found if booking_changes.may_change(db.session(), found, at=now()) else abort(404)


def _kept(reference: str, sentence: str, where: str = "") -> Response:
    flash(sentence, "success")
    return redirect(url_for("school.booking", reference=reference, _anchor=where or None), 303)


def _page(template: str, form: FlaskForm, booking: Booking, **more: object) -> Page:
    page = render_template(template, form=form, booking=booking, layout="layouts/account.html", **more)
    return page, 422 if form.errors else 200
