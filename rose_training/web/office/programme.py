"""The coordinator edits what is on offer."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.programme import ProgrammeKey
from rose_training.domain.refusals import Refusal
from rose_training.services import history
from rose_training.services import programme as offers
from rose_training.web.forms.programme import ActivityForm, NewActivityForm, ProgrammeForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.get("/programme")
@requires(Permission.EDIT_PROGRAMME)
def programme() -> str:
    """Programmes with their activities, published or not."""
    session = db.session()
    activities = offers.activities(session, published_only=False)
    return render_template(
        "office/programme/programme.html",
        programmes=[
            (strand, [one for one in activities if one.programme_id == strand.id])
            for strand in offers.programmes(session)
        ],
    )


@office.route("/programme/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def edit_programme(key: str) -> Response | str | tuple[str, int]:
    """The name and the summary of a strand of work."""
    strand = offers.programme(db.session(), key=_key_or_404(key)) or abort(404)
    form = ProgrammeForm(obj=strand)
    if form.validate_on_submit():
        with transaction() as writing:
            offers.edit_programme(
                writing,
                programme=strand,
                name=form.name.data or "",
                summary=form.summary.data or "",
                by=who().actor,
                at=now(),
            )
        flash("The programme is changed.", "success")
        return redirect(url_for("office.programme"), 303)
    page = render_template("office/programme/edit_programme.html", form=form, programme=strand)
    return page, 422 if form.errors else 200


@office.route("/programme/activities/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def add_activity() -> Response | str | tuple[str, int]:
    """Something new on offer."""
    form = NewActivityForm()
    form.offer(offers.programmes(db.session()))
    if not form.is_submitted():
        form.weeks.data, form.minutes.data, form.bookable.data = 1, 60, True
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                added = offers.add_activity(
                    writing,
                    form.facts(position=len(offers.activities(writing, published_only=False))),
                    slug=form.slug.data or "",
                    code=form.code.data or "",
                    by=who().actor,
                    at=now(),
                )
                flash(f"{added.title} is added.", "success")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("office.programme"), 303)
    page = render_template("office/programme/activity.html", form=form, activity=None, history=[])
    return page, 422 if form.errors else 200


@office.route("/programme/activities/<slug>", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME)
def edit_activity(slug: str) -> Response | str | tuple[str, int]:
    """Change what an activity says; the history keeps the old words."""
    activity = offers.activity(db.session(), slug=slug, published_only=False) or abort(404)
    form = ActivityForm()
    form.offer(offers.programmes(db.session()))
    if not form.is_submitted():
        form.show(offers.facts_of(activity))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                offers.edit_activity(
                    writing,
                    activity=activity,
                    facts=form.facts(position=activity.position),
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"{activity.title} is changed.", "success")
            return redirect(url_for("office.programme"), 303)
    entries = history.entries_about(db.session(), activity.code)
    page = render_template("office/programme/activity.html", form=form, activity=activity, history=entries)
    return page, 422 if form.errors else 200


def _key_or_404(key: str) -> ProgrammeKey:
    try:
        return ProgrammeKey(key)
    except ValueError:
        abort(404)
