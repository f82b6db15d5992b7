"""The other names by which an organisation is found."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.organisations import Organisation
from rose_training.services import organisation_aliases as service
from rose_training.services import organisations
from rose_training.web.forms.organisations import AliasForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.route("/organisations/<reference>/names", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def organisation_names(reference: str) -> str | Response | tuple[str, int]:
    """Its other names, and a form for one more."""
    found = _organisation_or_404(db.session(), reference)
    form = AliasForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                service.add_alias(
                    session,
                    _organisation_or_404(session, reference),
                    name=form.name.data or "",
                    kind=form.chosen(),
                    until=form.until.data,
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The name is added. People find it by that name now.", "success")
            return redirect(url_for("office.organisation_names", reference=reference), 303)
    page = render_template(
        "office/organisations/names.html",
        form=form,
        organisation=found,
        aliases=service.aliases_of(db.session(), found),
    )
    return (page, 422) if request.method == "POST" else page


@office.post("/organisations/<reference>/names/<int:alias_id>/remove")
@requires(Permission.EDIT_ORGANISATIONS)
def remove_organisation_name(reference: str, alias_id: int) -> Response:
    """Take one of them away."""
    with transaction() as session:
        found = _organisation_or_404(session, reference)
        alias = service.alias_by_id(session, found, alias_id) or abort(404)
        name = alias.name
        service.remove_alias(session, found, alias, by=who().actor, at=now())
    flash(f"“{name}” is taken away.", "success")
    return redirect(url_for("office.organisation_names", reference=reference), 303)


def _organisation_or_404(session: Session, reference: str) -> Organisation:
    return organisations.by_reference(session, reference) or abort(404)
