"""The question of a request that is answered by searching: which school or group is it for?"""

from flask import current_app, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from rose_training.database import db
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Step
from rose_training.models.bookings import BookingDraft
from rose_training.services import organisation_search, organisations
from rose_training.web import request_draft
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.visit_hosts import SchoolForm, UnlistedSchoolForm
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form

LISTED, UNLISTED = "school", "school-not-listed"
LONGEST_SEARCH = 100
"""More than any name has; each word more is compared with every name that we know."""


@public.get("/ask-for-a-session/school")
@open_to_all
def school() -> Response | str:
    """Find the school in the register: a part of its name, its town, postcode, URN or DfE number."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    typed = request_draft.typed_before(draft, LISTED)
    form = SchoolForm(formdata=typed.values) if typed else SchoolForm()
    if typed:
        typed.say(form)
    return _page(form, draft)


@public.post("/ask-for-a-session/school")
@open_to_all
@limit_public_form
def choose_school() -> Response:
    """Keep the school that was picked from the results."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    form = SchoolForm()
    if form.validate_on_submit():
        chosen = organisations.by_reference(db.session(), form.organisation.data)
        if chosen is not None and chosen.status.is_offered:
            return request_draft.keep(form)
        show_refusal(form, Refusal("school_closed", "Select a school from the list", "organisation"))
    here = url_for("public.school", q=request.args.get("q", ""))
    return request_draft.say_what_is_wrong(form, page=LISTED, address=here)


@public.route("/ask-for-a-session/school-not-listed", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def unlisted_school() -> Response | str:
    """A school or group that the register does not have: the office finds the right entry."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    form = UnlistedSchoolForm()
    if form.validate_on_submit():
        return request_draft.keep(form)
    if form.is_submitted():
        return request_draft.say_what_is_wrong(form, page=UNLISTED, address=url_for("public.unlisted_school"))
    typed = request_draft.typed_before(draft, UNLISTED)
    if typed:
        form = UnlistedSchoolForm(formdata=typed.values)
        typed.say(form)
    else:
        form.show(draft.answers)
    return render_template("public/bookings/unlisted_school.html", form=form, back=url_for("public.school"))


def _page(form: SchoolForm, draft: BookingDraft) -> str:
    words = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    councils = current_app.config["OFFERED_COUNCILS"]
    found = organisation_search.find_organisations(db.session(), words, councils=councils) if words else None
    if found is not None:
        form.organisation.choices = [SelectChoice(one.reference, one.name) for one in found.matches]
    situation = request_draft.situation_of(draft)
    return render_template(
        "public/bookings/school.html",
        form=form,
        words=words,
        found=found,
        chosen=request_draft.chosen_school(draft),
        described=draft.answers.get("described"),
        back=request_draft.back(Step.SCHOOL, draft, situation),
        onward=request_draft.onward(draft, situation),
        progress=request_draft.progress(Step.SCHOOL, situation),
    )
