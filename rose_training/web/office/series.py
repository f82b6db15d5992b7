"""Briefings that come round: set one up, see its next dates, publish them, change what comes after."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.series import Series
from rose_training.services import diary, history, programme
from rose_training.services import series as briefings
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.series import FIRST_VALUES, ChangeSeriesForm, SeriesForm, values_of_template
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.get("/series")
@requires(Permission.RUN_SESSIONS)
def all_series() -> str:
    """Every briefing that comes round, with how often."""
    found = briefings.every_one(db.session())
    return render_template(
        "office/series/list.html",
        found=[(one, briefings.template_of(one)) for one in found],
        public=briefings.public_dates(db.session(), at=now()),
    )


@office.route("/series/new", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def new_series() -> Response | str | tuple[str, int]:
    """Set up a briefing that comes round; its dates are shown before they are public."""
    form = SeriesForm(data=FIRST_VALUES)
    form.offer_activities(programme.activities(db.session(), bookable=False))
    form.offer_facilitators(diary.facilitators(db.session()))
    page = "office/series/new.html"
    if not form.is_submitted():
        return render_template(page, form=form)
    if not form.validate():
        return render_template(page, form=form), 422
    try:
        with transaction() as session:
            activity = programme.activity(session, slug=form.activity.data) or abort(404)
            created = briefings.create(session, activity=activity, template=form.template(), by=who().actor, at=now())
            reference = created.reference
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form), 422
    flash("The briefing is set up. These are its next dates: nothing is public yet.", "success")
    return redirect(url_for("office.series", reference=reference), 303)


@office.get("/series/<reference>")
@requires(Permission.RUN_SESSIONS)
def series(reference: str) -> str:
    """One briefing: its next dates, public or not, and what the template says."""
    found = _series_or_404(reference)
    coming = briefings.coming(db.session(), found, at=now())
    return render_template(
        "office/series/series.html",
        series=found,
        template=briefings.template_of(found),
        coming=coming,
        delivering=diary.assigned_to(
            db.session(), session_ids=[one.training.id for one in coming if one.training is not None]
        ),
        entries=history.entries_about(db.session(), reference),
    )


@office.route("/series/<reference>/change", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def change_series(reference: str) -> Response | str | tuple[str, int]:
    """Change what the dates that are not public yet will be like."""
    found = _series_or_404(reference)
    form = ChangeSeriesForm(data=values_of_template(briefings.template_of(found)))
    form.offer_facilitators(diary.facilitators(db.session()))
    public = briefings.public_dates(db.session(), at=now()).get(found.id, 0)
    page = "office/series/change.html"
    if not form.is_submitted():
        return render_template(page, form=form, series=found, public=public)
    if not form.validate():
        return render_template(page, form=form, series=found, public=public), 422
    try:
        with transaction() as session:
            kept = briefings.change(session, reference=reference, template=form.template(), by=who().actor, at=now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, series=_series_or_404(reference), public=public), 422
    flash(f"The template is changed. {_what_stays(kept)}", "success")
    return redirect(url_for("office.series", reference=reference), 303)


@office.post("/series/<reference>/publish")
@requires(Permission.RUN_SESSIONS)
def publish_series(reference: str) -> Response:
    """Publish the next dates now, those in a school year without term dates too."""
    _series_or_404(reference)
    try:
        with transaction() as session:
            made = len(
                briefings.publish(session, reference=reference, by=who().actor, at=now(), unknown_terms_too=True)
            )
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        dates = "1 date is" if made == 1 else f"{made} dates are"
        flash(f"{dates} public now, and people can register." if made else "All dates were public already.", "success")
    return redirect(url_for("office.series", reference=reference), 303)


@office.post("/series/<reference>/stop")
@requires(Permission.RUN_SESSIONS)
def stop_series(reference: str) -> Response:
    """Publish no more dates by itself; those that are public stay."""
    return _set_active(reference, active=False, outcome="No more dates are published by themselves.")


@office.post("/series/<reference>/resume")
@requires(Permission.RUN_SESSIONS)
def resume_series(reference: str) -> Response:
    """Publish the next dates by itself again."""
    return _set_active(reference, active=True, outcome="The next dates are published by themselves again.")


def _what_stays(public: int) -> str:
    if not public:
        return "It holds for all dates."
    stays = "The date that is public stays as it is" if public == 1 else f"The {public} public dates stay as they are"
    return f"{stays}: change each on its own page."


def _set_active(reference: str, *, active: bool, outcome: str) -> Response:
    _series_or_404(reference)
    with transaction() as session:
        briefings.set_active(session, reference=reference, active=active, by=who().actor, at=now())
    flash(outcome, "success")
    return redirect(url_for("office.series", reference=reference), 303)


def _series_or_404(reference: str) -> Series:
    return briefings.by_reference(db.session(), reference=reference) or abort(404)
