"""Who may book for a school: seen, invited and removed by those who may."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import school_team
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.school import InviteForm
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school
from rose_training.web.school.own import own_school_or_404


@school.get("/colleagues")
@requires(Permission.SEE_OWN_BOOKINGS)
def team() -> str:
    """The reader's schools with everybody who may book for them."""
    teams = school_team.teams(db.session(), organisation_ids=who().organisation_ids)
    return render_template("school/team/team.html", teams=teams, reader=who())


@school.route("/colleagues/<in_school>/invite", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def invite_colleague(in_school: str) -> Response | str | tuple[str, int]:
    """Let somebody else book for this school."""
    ours = own_school_or_404(in_school)
    form = InviteForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                school_team.invite(
                    writing,
                    school=ours,
                    name=form.name.data or "",
                    email=form.email.data or "",
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"{form.email.data} may now book for your school. We have sent an e-mail.", "success")
            return redirect(url_for("school.team"), 303)
    page = render_template("school/team/invite.html", form=form, school=own_school_or_404(in_school))
    return page, 422 if form.errors else 200


@school.get("/colleagues/<in_school>/<person>/remove")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def removing_colleague(in_school: str, person: str) -> str:
    """Ask whether it is meant."""
    ours = own_school_or_404(in_school)
    grant = school_team.member(db.session(), school=ours, reference=person) or abort(404)
    return render_template("school/team/remove.html", grant=grant, school=ours, reader=who())


@school.post("/colleagues/<in_school>/<person>/remove")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def remove_colleague(in_school: str, person: str) -> Response:
    """Somebody no longer books for this school, from their next page on."""
    ours = own_school_or_404(in_school)
    grant = school_team.member(db.session(), school=ours, reference=person) or abort(404)
    name, myself = grant.person.name, grant.person_id == who().person_id
    try:
        with transaction() as writing:
            school_team.remove(writing, grant=grant, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("school.team"), 303)
    flash(f"{name} no longer books for this school. Its calendar address has ended: make a new one.", "success")
    return redirect(url_for("account.home" if myself else "school.team"), 303)
