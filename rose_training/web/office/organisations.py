"""Schools and agencies: the list, one with what we did together, and adding or correcting one."""

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.organisations import AgencyKind, Sector, SettingKind
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.organisations import Organisation
from rose_training.services import history, proposals
from rose_training.services import organisations as service
from rose_training.services.organisations import Wanted
from rose_training.web.forms.organisations import AS_IN_REGISTER, OrganisationForm, SettingKindForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

STATUSES = {"open": True, "closed": False, "all": None}
"""What `?status=` may say, and what it asks of the service."""

Word = TypeVar("Word", bound=StrEnum)


@office.get("/organisations")
@requires(Permission.EDIT_ORGANISATIONS)
def organisations() -> str:
    """The list, narrowed by words, sector, kind and whether they are open."""
    wanted = _wanted()
    page = page_asked()
    found, in_all = service.listed(db.session(), wanted, page=page)
    chosen = {
        name: value for name, value in request.args.items() if name in {"q", "sector", "kind", "status"} and value
    }
    return render_template(
        "office/organisations/list.html",
        found=found,
        in_all=in_all,
        page=page,
        pages=-(-in_all // service.SHOWN),
        address=f"{url_for('office.organisations')}?{urlencode([*chosen.items(), ('page', '')])}",
        chosen=chosen,
        sectors=Sector,
        setting_kinds=SettingKind,
        agency_kinds=AgencyKind,
        proposed=proposals.count(db.session()),
    )


@office.get("/organisations/<reference>")
@requires(Permission.EDIT_ORGANISATIONS)
def organisation(reference: str) -> str:
    """One organisation: its facts, what came before and after it, and what we did together."""
    session = db.session()
    found = _organisation_or_404(reference)
    return render_template(
        "office/organisations/organisation.html",
        organisation=found,
        relatives=service.relatives(session, found),
        counted_with=service.counted_with(session, found),
        parts=service.parts_of(session, found),
        dealings=service.dealings(session, found),
        entries=history.entries_about(session, found.reference),
    )


@office.route("/organisations/add", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def add_organisation() -> str | Response | tuple[str, int]:
    """An agency, or a setting that stands in no register."""
    form = OrganisationForm()
    form.offer_parents(service.possible_parents(db.session()))
    if request.method == "GET":
        form.name.data = request.args.get("name", "")
        return render_template("office/organisations/add.html", form=form)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                added = service.add(writing, form.facts(), by=who().actor, at=now())
                reference, name = added.reference, added.name
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"{name} is added.", "success")
            return redirect(url_for("office.organisation", reference=reference), 303)
    return render_template("office/organisations/add.html", form=form), 422


@office.route("/organisations/<reference>/change", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def change_organisation(reference: str) -> str | Response | tuple[str, int]:
    """Correct one that stands in no register."""
    found = _organisation_or_404(reference)
    if found.urn is not None:
        abort(404)
    form = OrganisationForm()
    form.offer_parents(service.possible_parents(db.session()), but=found)
    if request.method == "GET":
        form.show(found)
        return render_template("office/organisations/change.html", form=form, organisation=found)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                service.change(writing, writing.get_one(Organisation, found.id), form.facts(), by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The details are changed.", "success")
            return redirect(url_for("office.organisation", reference=reference), 303)
    return render_template("office/organisations/change.html", form=form, organisation=found), 422


@office.route("/organisations/<reference>/kind", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def set_setting_kind(reference: str) -> str | Response | tuple[str, int]:
    """Say what kind of setting a school of the register is."""
    found = _organisation_or_404(reference)
    if found.urn is None or found.setting_kind is None:
        abort(404)
    form = SettingKindForm()
    form.offer(service.kind_in_register(found))
    if request.method == "GET":
        form.kind.data = found.setting_kind.value if found.setting_kind_reason else AS_IN_REGISTER
        form.reason.data = found.setting_kind_reason
        return render_template("office/organisations/kind.html", form=form, organisation=found)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                service.set_setting_kind(
                    writing,
                    writing.get_one(Organisation, found.id),
                    kind=form.chosen(),
                    reason=form.reason.data or "",
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The kind of setting is changed.", "success")
            return redirect(url_for("office.organisation", reference=reference), 303)
    return render_template("office/organisations/kind.html", form=form, organisation=found), 422


def _wanted() -> Wanted:
    """What the address asks for; words that mean nothing here narrow nothing."""
    setting, agency = "setting-", "agency-"
    kind = request.args.get("kind", "")
    return Wanted(
        words=request.args.get("q", ""),
        sector=_word(Sector, request.args.get("sector", "")),
        setting_kind=_word(SettingKind, kind.removeprefix(setting)) if kind.startswith(setting) else None,
        agency_kind=_word(AgencyKind, kind.removeprefix(agency)) if kind.startswith(agency) else None,
        offered=STATUSES.get(request.args.get("status", "open"), True),
    )


def _word(words: type[Word], value: str) -> Word | None:
    return words(value) if value in set(words) else None


def _organisation_or_404(reference: str) -> Organisation:
    found = service.by_reference(db.session(), reference)
    if found is None:
        abort(404)
    return found
