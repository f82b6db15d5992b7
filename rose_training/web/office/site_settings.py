"""The office changes the settings of the site that need nobody at the machine."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import history
from rose_training.services import site_settings as service
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.site_settings import SettingsForm
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.route("/settings", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def settings() -> Response | str | tuple[str, int]:
    """What completes a course, for how long facilitators open their sessions, and who changed it when."""
    form = SettingsForm()
    if not form.is_submitted():
        form.show(service.settings_of(db.session()))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                changed = service.change(writing, form.settings(), by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The settings are changed." if changed else "Nothing was changed.", "success")
            return redirect(url_for("office.settings"), 303)
    entries = history.entries_about(db.session(), service.SUBJECT)
    page = render_template("office/settings/settings.html", form=form, entries=entries, standard=service.STANDARD)
    return page, 422 if form.errors else 200
