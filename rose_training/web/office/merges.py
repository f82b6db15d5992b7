"""Organisations that may be one: the list, two side by side, merging, and taking that back."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.organisations import Organisation
from rose_training.services import duplicates, merges, organisations
from rose_training.services.organisation_search import find_organisations
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PAGE_LENGTH = 25


@office.get("/organisations/duplicates", endpoint="duplicates")
@requires(Permission.EDIT_ORGANISATIONS)
def list_duplicates() -> str:
    """The pairs that may be one, the likeliest first."""
    found = duplicates.waiting(db.session())
    page = page_asked()
    return render_template(
        "office/organisations/duplicates.html",
        found=found[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH],
        in_all=len(found),
        page=page,
        pages=-(-len(found) // PAGE_LENGTH),
    )


@office.get("/organisations/merges", endpoint="merges")
@requires(Permission.EDIT_ORGANISATIONS)
def list_merges() -> str:
    """What was merged, the latest first, and what of it was undone."""
    page = page_asked()
    found, in_all = merges.listed(db.session(), page=page, length=PAGE_LENGTH)
    return render_template(
        "office/organisations/merges.html", found=found, in_all=in_all, page=page, pages=-(-in_all // PAGE_LENGTH)
    )


@office.get("/organisations/<reference>/merge")
@requires(Permission.EDIT_ORGANISATIONS)
def merge_organisation(reference: str) -> str:
    """Look for the organisation that it is the same as."""
    session = db.session()
    found = _organisation_or_404(session, reference)
    words = request.args.get("q", "").strip()
    matches = find_organisations(session, words).matches if words else ()
    return render_template(
        "office/organisations/merge.html",
        organisation=found,
        words=words,
        matches=[one for one in matches if one.reference != found.reference],
    )


@office.get("/organisations/<reference>/compare/<other>")
@requires(Permission.EDIT_ORGANISATIONS)
def compare_organisations(reference: str, other: str) -> str:
    """Two side by side, and what merging one into the other would move."""
    session = db.session()
    one, two = _organisation_or_404(session, reference), _organisation_or_404(session, other)
    if one.id == two.id:
        abort(404)
    return render_template(
        "office/organisations/compare.html",
        one=one,
        other=two,
        alike=duplicates.between(session, one, two),
        weights=merges.weights(session, one, two),
    )


@office.post("/organisations/<reference>/merge-into/<other>")
@requires(Permission.EDIT_ORGANISATIONS)
def merge_into(reference: str, other: str) -> Response:
    """Merge the first into the second."""
    try:
        with transaction() as session:
            loser, winner = _organisation_or_404(session, reference), _organisation_or_404(session, other)
            name = loser.name
            done = merges.merge(session, loser=loser, winner=winner, by=who().actor, at=now())
            merge_reference = done.reference
    except Refusal as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("office.compare_organisations", reference=reference, other=other), 303)
    flash(f"{name} is merged. You can undo this here.", "success")
    return redirect(url_for("office.organisation_merge", reference=merge_reference), 303)


@office.post("/organisations/<reference>/different-from/<other>")
@requires(Permission.EDIT_ORGANISATIONS)
def different_organisations(reference: str, other: str) -> Response:
    """They are two: don't ask again."""
    with transaction() as session:
        one, two = _organisation_or_404(session, reference), _organisation_or_404(session, other)
        merges.call_different(session, one, two, by=who().actor, at=now())
        names = f"{one.name} and {two.name}"
    flash(f"{names} are different. We will not ask again.", "success")
    return redirect(url_for("office.duplicates"), 303)


@office.get("/organisations/merges/<reference>")
@requires(Permission.EDIT_ORGANISATIONS)
def organisation_merge(reference: str) -> str:
    """One merge: what it moved, and a button that takes it back."""
    session = db.session()
    found = merges.by_reference(session, reference) or abort(404)
    return render_template("office/organisations/merged.html", merge=found, steps=merges.steps_in_words(session, found))


@office.post("/organisations/merges/<reference>/undo")
@requires(Permission.EDIT_ORGANISATIONS)
def undo_merge(reference: str) -> Response:
    """Put back what was moved, and say what could not be."""
    here = redirect(url_for("office.organisation_merge", reference=reference), 303)
    try:
        with transaction() as session:
            found = merges.by_reference(session, reference) or abort(404)
            undone = merges.undo(session, merge=found, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
        return here
    if undone.left:
        flash(f"The merge is undone. Changed since, and left as it is: {', '.join(undone.left)}.", "error")
    else:
        flash("The merge is undone. Everything is where it was.", "success")
    return here


def _organisation_or_404(session: Session, reference: str) -> Organisation:
    return organisations.by_reference(session, reference) or abort(404)
