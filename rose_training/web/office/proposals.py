"""Organisations that people typed and nobody knows: the office matches, adds or sets them aside."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.parties import OrganisationProposal
from rose_training.services import organisations, proposals
from rose_training.services.organisation_search import find_organisations
from rose_training.web.forms.organisations import OrganisationForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PAGE_LENGTH = 25


@office.get("/proposals", endpoint="proposals")
@requires(Permission.EDIT_ORGANISATIONS)
def list_proposals() -> str:
    """Those that wait, oldest first, or those that are settled."""
    settled = request.args.get("show") == "settled"
    page = page_asked()
    found, total = proposals.listed(
        db.session(), waiting=not settled, offset=(page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH
    )
    return render_template(
        "office/proposals/list.html",
        found=found,
        total=total,
        settled=settled,
        page=page,
        pages=-(-total // PAGE_LENGTH),
    )


@office.get("/proposals/<reference>")
@requires(Permission.EDIT_ORGANISATIONS)
def proposal(reference: str) -> str:
    """One of them, who typed it, and the organisations that may be meant; `?q=` looks for others."""
    session = db.session()
    found = _proposal(session, reference)
    words = request.args.get("q", "").strip()
    alike = find_organisations(session, words, limit=proposals.ALIKE).matches if words else None
    return render_template(
        "office/proposals/proposal.html",
        proposal=found,
        words=words,
        alike=proposals.alike(session, found) if alike is None else alike,
        people=proposals.registrations_with(session, found),
    )


@office.post("/proposals/<reference>/match")
@requires(Permission.EDIT_ORGANISATIONS)
def match_proposal(reference: str) -> Response:
    """It is this organisation; everybody who typed it counts there."""
    with transaction() as session:
        organisation = organisations.by_reference(session, request.form.get("organisation", "")) or abort(404)
        people = proposals.match(
            session, proposal=_proposal(session, reference), organisation=organisation, by=who().actor, at=now()
        )
        name = organisation.name
    flash(f"It is {name}. {_counted(people)}", "success")
    return redirect(url_for("office.proposals"), 303)


@office.route("/proposals/<reference>/add", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def add_proposal(reference: str) -> str | Response | tuple[str, int]:
    """It is a new organisation."""
    found = _proposal(db.session(), reference)
    form = OrganisationForm()
    form.offer_parents(organisations.possible_parents(db.session()))
    page = "office/proposals/add.html"
    if not form.is_submitted():
        form.name.data = found.name
        return render_template(page, form=form, proposal=found)
    if not form.validate():
        return render_template(page, form=form, proposal=found), 422
    try:
        with transaction() as session:
            people = proposals.add(
                session, proposal=_proposal(session, reference), facts=form.facts(), by=who().actor, at=now()
            )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, proposal=found), 422
    flash(f"{form.name.data} is added. {_counted(people)}", "success")
    return redirect(url_for("office.proposals"), 303)


@office.post("/proposals/<reference>/set-aside")
@requires(Permission.EDIT_ORGANISATIONS)
def set_proposal_aside(reference: str) -> Response:
    """It is no organisation at all."""
    with transaction() as session:
        found = _proposal(session, reference)
        proposals.set_aside(session, proposal=found, by=who().actor, at=now())
        name = found.name
    flash(f"“{name}” is set aside. The registrations keep what was typed.", "success")
    return redirect(url_for("office.proposals"), 303)


def _proposal(session: Session, reference: str) -> OrganisationProposal:
    return proposals.by_reference(session, reference) or abort(404)


def _counted(people: int) -> str:
    return f"{people} registration{'' if people == 1 else 's'} count{'s' if people == 1 else ''} there."
