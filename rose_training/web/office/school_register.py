"""Files of the national register: given here, taken in by the worker, reviewed line by line."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.intakes import FIELD_LABELS, LineKind, Shown
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.register_words import in_words
from rose_training.services import register_intakes as service
from rose_training.services import worker_sign
from rose_training.web.forms.organisations import RegisterFileForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked
from rose_training.web.security import takes_register_files

PAGE_LENGTH = 25


@office.route("/organisations/register", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
@takes_register_files
def school_register() -> str | Response | tuple[str, int]:
    """The files that were taken in, and a form for another."""
    form = RegisterFileForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                given = service.give(
                    session,
                    file_name=form.file_name,
                    content=form.content,
                    leave_out_refused=bool(form.leave_out_refused.data),
                    by=who().actor,
                    at=now(),
                )
                reference = given.reference
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("office.register_intake", reference=reference), 303)
    page = page_asked()
    found, in_all = service.listed(db.session(), page=page, length=PAGE_LENGTH)
    answer = render_template(
        "office/organisations/register.html",
        form=form,
        found=found,
        page=page,
        pages=-(-in_all // PAGE_LENGTH),
    )
    return (answer, 422) if request.method == "POST" else answer


@office.get("/organisations/register/<reference>")
@requires(Permission.EDIT_ORGANISATIONS)
def register_intake(reference: str) -> str:
    """One file: where it stands, or what it changed."""
    session = db.session()
    found = service.by_reference(session, reference) or abort(404)
    asked = request.args.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else None
    page = page_asked()
    lines, in_all = service.lines(session, found, shown=shown, page=page)
    return render_template(
        "office/organisations/intake.html",
        intake=found,
        counts=service.counts(session, found),
        shown=shown,
        lines=lines,
        in_all=in_all,
        page=page,
        pages=-(-in_all // service.SHOWN),
        line_kinds=LineKind,
        field_labels=FIELD_LABELS,
        in_words=in_words,
        worker_seen=worker_sign.last_seen(session),
    )
