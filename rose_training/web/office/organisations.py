"""Schools and agencies: the list, one with what we did together, and adding or correcting one."""

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.areas import AreaKind
from rose_training.domain.calendar import london_day
from rose_training.domain.organisations import AgencyKind, Sector, SettingKind, counted_as, kind_suggested_by
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import day
from rose_training.models.organisations import Organisation
from rose_training.services import areas, merges, organisation_aliases, proposals
from rose_training.services import organisation_record as record
from rose_training.services import organisations as service
from rose_training.services.organisation_record import Part
from rose_training.services.organisations import Wanted
from rose_training.web.forms.organisations import AS_IN_REGISTER, OrganisationForm, SettingKindForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

LATEST = 5
"""Bookings on an organisation's own page; all of them are in its record."""

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
        name: value
        for name, value in request.args.items()
        if name in {"q", "sector", "kind", "status", "district"} and value
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
        districts=[
            area.name
            for area in areas.areas_at(db.session(), on=london_day(now()))
            if area.kind is not AreaKind.EDUCATION_AUTHORITY
        ],
        proposed=proposals.count(db.session()),
    )


@office.get("/organisations/<reference>")
@requires(Permission.EDIT_ORGANISATIONS)
def organisation(reference: str) -> str | Response:
    """One organisation: its facts, its life, what all we did with it comes to, and the latest of it."""
    session = db.session()
    found = _organisation_or_404(reference)
    if found.reference != reference:
        return redirect(url_for("office.organisation", reference=found.reference), 302)
    ids = record.counted_together(session, found)
    return render_template(
        "office/organisations/organisation.html",
        organisation=found,
        aliases=organisation_aliases.aliases_of(session, found),
        life=service.life(session, found, day=day),
        former_places=areas.former_places(session, found),
        counted_with=service.counted_with(session, found),
        counted_as=_counted_as(found),
        parts=service.parts_of(session, found),
        merges=merges.merged_into(session, found),
        totals=record.totals(session, ids, at=now()),
        latest=record.part(session, found, ids, which=Part.BOOKINGS)[0][:LATEST],
        record_parts=Part,
    )


@office.get("/organisations/<reference>/record/<which>")
@requires(Permission.EDIT_ORGANISATIONS)
def organisation_record(reference: str, which: str) -> str:
    """One list of all that was done with it, a page at a time."""
    session = db.session()
    found = _organisation_or_404(reference)
    asked = _word(Part, which) or abort(404)
    page = page_asked()
    rows, in_all = record.part(session, found, record.counted_together(session, found), which=asked, page=page)
    return render_template(
        "office/organisations/record.html",
        organisation=found,
        asked=asked,
        parts=Part,
        rows=rows,
        in_all=in_all,
        page=page,
        pages=-(-in_all // record.SHOWN),
    )


@office.get("/organisations/kinds")
@requires(Permission.EDIT_ORGANISATIONS)
def kinds_to_look_at() -> str:
    """Schools of whose kind the register says nothing that we can use."""
    page = page_asked()
    found, in_all = service.kinds_to_look_at(db.session(), page=page)
    return render_template(
        "office/organisations/kinds.html",
        found=found,
        in_all=in_all,
        page=page,
        pages=-(-in_all // service.SHOWN),
        hint=kind_suggested_by,
    )


@office.get("/organisations/areas")
@requires(Permission.EDIT_ORGANISATIONS)
def councils() -> str:
    """Councils and districts with their days, also those to come."""
    session = db.session()
    today = london_day(now())
    in_use = {area.id for area in areas.areas_at(session, on=today)}
    return render_template(
        "office/organisations/areas.html",
        areas=areas.all_areas(session),
        in_use=in_use,
        offered=sorted(current_app.config["OFFERED_COUNCILS"]),
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


def _counted_as(organisation: Organisation) -> str:
    above = organisation.parent
    while above is not None and not above.reportable:
        above = above.parent
    part_of = above.name if above is not None and not organisation.reportable else None
    return counted_as(sector=organisation.sector, setting_kind=organisation.setting_kind, part_of=part_of)


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
        district=request.args.get("district") or None,
    )


def _word(words: type[Word], value: str) -> Word | None:
    return words(value) if value in set(words) else None


def _organisation_or_404(reference: str) -> Organisation:
    found = service.by_reference(db.session(), reference)
    if found is None:
        abort(404)
    return found
