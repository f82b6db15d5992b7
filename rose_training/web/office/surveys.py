"""The surveys and their versions: a list, one version with its items, and a new version."""

from flask import abort, flash, redirect, render_template, request, url_for

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import programme
from rose_training.services import surveys as surveys_service
from rose_training.web.desks import Page, status_of
from rose_training.web.forms.surveys import SurveyForm, TypedItem, items_from, typed_items
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.get("/surveys")
@requires(Permission.EDIT_SURVEYS)
def surveys() -> str:
    """Every version with the papers that were entered for it."""
    return render_template("office/surveys/list.html", versions=surveys_service.all_versions(db.session()))


@office.get("/surveys/<key>/<int:version>")
@requires(Permission.EDIT_SURVEYS)
def survey(key: str, version: int) -> str:
    """One version: its statements and right answers."""
    found = surveys_service.find(db.session(), key=key, version=version) or abort(404)
    items = surveys_service.items_of(db.session(), survey=found)
    latest = surveys_service.find(db.session(), key=key)
    return render_template("office/surveys/version.html", survey=found, items=items, latest=latest)


@office.route("/surveys/new", methods=["GET", "POST"])
@requires(Permission.EDIT_SURVEYS)
def new_survey() -> Page:
    """A new survey, or with `?from=` the next version of one."""
    before = surveys_service.find(db.session(), key=request.args.get("from", "")) if "from" in request.args else None
    draft = surveys_service.draft_of(db.session(), survey=before) if before else None
    form = SurveyForm(obj=draft)
    form.offer_activities(programme.activities(db.session(), published_only=False))
    items = typed_items(request.form) if form.is_submitted() else items_from(draft)
    if form.validate_on_submit():
        published = _publish(form, items)
        if published is not None:
            return redirect(url_for("office.survey", key=published[0], version=published[1]), 303)
    page = render_template("office/surveys/new.html", form=form, items=items, before=before)
    return page, status_of(form)


def _publish(form: SurveyForm, items: list[TypedItem]) -> tuple[str, int] | None:
    """Publish what was typed. Answers key and version, or None when a rule said no."""
    try:
        with transaction() as session:
            latest = surveys_service.find(session, key=form.key.data or "")
            before = latest.version if latest else 0
            published = surveys_service.publish(session, draft=form.draft(items), by=who().actor, at=now())
            key, version = published.key, published.version
    except Refusal as refusal:
        if refusal.field == "years":
            refusal = Refusal(refusal.code, refusal.sentence, "min_year")
        if refusal.field in form:
            form[refusal.field].errors = [refusal.sentence]
        else:
            form.show_at_row(refusal)
        return None
    if version == before:
        flash("Nothing was changed: the latest version says the same.", "message")
    else:
        flash(f"Version {version} is published.", "success")
    return key, version
