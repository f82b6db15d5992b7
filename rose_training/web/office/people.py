"""The people who sign in: finding them, adding to the team, granting and ending roles."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import STAFF_ROLES, Permission, Role
from rose_training.domain.refusals import Refusal
from rose_training.models.people import Person, RoleGrant
from rose_training.services import accounts, history, organisations, second_step
from rose_training.services import people as known_people
from rose_training.services import sign_in as signing_in
from rose_training.web.forms.people import AddStaffForm, GrantForm, IntroductionForm, NameForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PER_PAGE = 50
KINDS = {"staff": STAFF_ROLES, "outside": frozenset(Role) - STAFF_ROLES}


@office.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def people() -> str:
    """Everybody who holds a role: the team, or those from outside."""
    kind = request.args.get("kind", "staff")
    roles = KINDS.get(kind) or abort(404)
    words = request.args.get("q", "").strip()
    count = known_people.count_holders(db.session(), roles=roles, words=words)
    pages = max(1, -(-count // PER_PAGE))
    page = min(page_asked(), pages)
    found = known_people.holders(db.session(), roles=roles, words=words, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    return render_template(
        "office/people/list.html",
        found=found,
        count=count,
        kind=kind,
        words=words,
        page=page,
        pages=pages,
        is_enrolled=second_step.is_enrolled,
    )


@office.route("/people/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_person() -> str | Response:
    """Somebody joins the team. They are sent a link to choose their password."""
    form = AddStaffForm()
    if form.validate_on_submit():
        by, at = who().actor, now()
        try:
            with transaction() as writing:
                added = known_people.know_person(
                    writing, email=form.email.data or "", name=form.name.data or "", by=by, at=at
                )
                known_people.grant_role(writing, person=added, role=Role(form.role.data), by=by, at=at)
                signing_in.ask_for_password(writing, person=added, by=by, at=at)
                reference = added.reference
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"{form.name.data} is on the team. We have sent them a link to choose a password.", "success")
            return redirect(url_for("office.person", reference=reference), 303)
    return render_template("office/people/add.html", form=form)


@office.get("/people/<reference>")
@requires(Permission.MANAGE_PEOPLE)
def person(reference: str) -> str:
    """One person: their roles, their sign-in, and what has changed."""
    found = _person_or_404(reference)
    grants = accounts.live_grants(db.session(), found.id)
    return render_template(
        "office/people/person.html",
        person=found,
        grants=grants,
        is_staff=any(grant.role in STAFF_ROLES for grant in grants),
        facilitator=known_people.facilitator_of(db.session(), found.id),
        has_second_step=second_step.is_enrolled(found),
        browsers=accounts.live_sessions(db.session(), found.id, at=now()),
        entries=history.entries_about(db.session(), found.reference),
    )


@office.route("/people/<reference>/name", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def rename_person(reference: str) -> str | Response:
    """Correct a name."""
    found = _person_or_404(reference)
    form = NameForm(obj=found)
    if form.validate_on_submit():
        with transaction() as writing:
            row = writing.get_one(Person, found.id)
            known_people.rename(writing, person=row, name=form.name.data or "", by=who().actor, at=now())
        flash("The name is changed.", "success")
        return redirect(url_for("office.person", reference=reference), 303)
    return render_template("office/people/name.html", form=form, person=found)


@office.route("/people/<reference>/roles", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def grant_role(reference: str) -> str | Response:
    """One more role for somebody."""
    found = _person_or_404(reference)
    form = GrantForm()
    if form.validate_on_submit():
        role = Role(form.role.data)
        with transaction() as writing:
            row = writing.get_one(Person, found.id)
            known_people.grant_role(writing, person=row, role=role, by=who().actor, at=now())
        flash(f"{found.name} is a {role.label.lower()} now.", "success")
        return redirect(url_for("office.person", reference=reference), 303)
    return render_template("office/people/grant.html", form=form, person=found, roles=Role)


@office.route("/people/<reference>/school-booker", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def make_school_booker(reference: str) -> str | Response:
    """Let somebody book for the school that the school finder came back with (`?school=`)."""
    found = _person_or_404(reference)
    chosen = request.args.get("school")
    if chosen is None:  # back from the school finder without one
        return redirect(url_for("office.grant_role", reference=reference), 303)
    school = organisations.by_reference(db.session(), chosen)
    if school is None:
        abort(404)
    if request.method == "POST":
        with transaction() as writing:
            known_people.grant_role(
                writing,
                person=writing.get_one(Person, found.id),
                role=Role.SCHOOL_BOOKER,
                organisation=organisations.by_reference(writing, school.reference),
                by=who().actor,
                at=now(),
            )
        flash(f"{found.name} books for {school.name} now.", "success")
        return redirect(url_for("office.person", reference=reference), 303)
    return render_template("office/people/school_booker.html", person=found, school=school)


@office.post("/people/<reference>/roles/<int:number>/end")
@requires(Permission.MANAGE_PEOPLE)
def end_role(reference: str, number: int) -> Response:
    """End a role at once. `number` counts the person's roles as the page lists them, from 1.

    The button says which role that was, and of which school: pressed twice it ends no second one.
    """
    found = _person_or_404(reference)
    grants = accounts.live_grants(db.session(), found.id)
    if not 1 <= number <= len(grants):
        abort(409)
    grant = grants[number - 1]
    school = grant.organisation.reference if grant.organisation else ""
    if (request.form.get("role"), request.form.get("school", "")) != (grant.role.value, school):
        abort(409)
    grant_id = grant.id
    try:
        with transaction() as writing:
            known_people.end_role(writing, grant=writing.get_one(RoleGrant, grant_id), by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("The role has ended.", "success")
    return redirect(url_for("office.person", reference=reference), 303)


@office.route("/people/<reference>/introduction", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def introduce_facilitator(reference: str) -> str | Response:
    """What a school is told of a facilitator."""
    found = _person_or_404(reference)
    profile = known_people.facilitator_of(db.session(), found.id) or abort(404)
    form = IntroductionForm(obj=profile)
    if form.validate_on_submit():
        with transaction() as writing:
            known_people.introduce_facilitator(
                writing,
                person=writing.get_one(Person, found.id),
                introduction=form.introduction.data or "",
                by=who().actor,
                at=now(),
            )
        flash("The introduction is changed.", "success")
        return redirect(url_for("office.person", reference=reference), 303)
    return render_template("office/people/introduction.html", form=form, person=found)


@office.post("/people/<reference>/password-link")
@requires(Permission.MANAGE_PEOPLE)
def send_password_link(reference: str) -> Response:
    """Send a member of staff a link to choose a new password."""
    found = _person_or_404(reference)
    if not accounts.works_here(db.session(), found):
        abort(404)
    with transaction() as writing:
        row = writing.get_one(Person, found.id)
        signing_in.ask_for_password(writing, person=row, by=who().actor, at=now())
    flash(f"We have sent {found.name} a link to choose a new password.", "success")
    return redirect(url_for("office.person", reference=reference), 303)


@office.post("/people/<reference>/second-step/remove")
@requires(Permission.MANAGE_PEOPLE)
def remove_second_step(reference: str) -> Response:
    """For a lost telephone: the authenticator's code is no longer asked for, until it is set up again."""
    found = _person_or_404(reference)
    with transaction() as writing:
        row = writing.get_one(Person, found.id)
        second_step.remove(writing, person=row, by=who().actor, at=now())
        accounts.end_everywhere(writing, person_id=row.id, at=now())
    flash(f"{found.name} signs in by password alone until they set up an app again.", "success")
    return redirect(url_for("office.person", reference=reference), 303)


@office.post("/people/<reference>/sign-out")
@requires(Permission.MANAGE_PEOPLE)
def sign_person_out(reference: str) -> Response:
    """Sign somebody out on every browser, such as after a lost telephone."""
    found = _person_or_404(reference)
    with transaction() as writing:
        accounts.end_everywhere(writing, person_id=found.id, at=now())
        history.record(writing, subject=reference, event="signed_out_everywhere", by=who().actor, at=now())
    flash(f"{found.name} is signed out everywhere.", "success")
    return redirect(url_for("office.person", reference=reference), 303)


def _person_or_404(reference: str) -> Person:
    return known_people.person(db.session(), reference) or abort(404)
