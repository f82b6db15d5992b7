"""After the sessions, in the office: who came, certificates, and absences by organisation."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.adapters.pdf import UnprintableError
from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.certificates import Ended
from rose_training.domain.outcomes import Outcome
from rose_training.domain.periods import EARLIEST_DAY, Period, year_label, year_of
from rose_training.domain.permissions import Permission
from rose_training.services import (
    afterwards,
    certificates,
    evaluations,
    outcomes,
    place_changes,
    registrations,
    sessions,
)
from rose_training.web.afterwards import certificate_file, late_days, people_of, timing
from rose_training.web.forms.certificates import CertificateNameForm
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PAGE_LENGTH = 25
YEARS_BACK = 6


@office.get("/afterwards", endpoint="afterwards")
@requires(Permission.SEE_REGISTRATIONS)
def list_afterwards() -> str | Response:
    """Open sessions that took place, each with what came of its places; or the person behind a number."""
    typed = request.args.get("number", "").strip()
    if typed:
        return _behind_number(typed)
    page = page_asked()
    found, total = afterwards.delivered(db.session(), offset=(page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH)
    return render_template(
        "office/afterwards/sessions.html",
        found=found,
        tallies=outcomes.tallies(db.session(), trainings=found, late_days=late_days()),
        certificates=certificates.counts(db.session(), trainings=found),
        outcomes=Outcome,
        page=page,
        pages=-(-total // PAGE_LENGTH),
        total=total,
    )


@office.get("/afterwards/agencies")
@requires(Permission.SEE_REGISTRATIONS)
def afterwards_by_agency() -> str:
    """How often people of each organisation did not come, for the coordinator alone."""
    year = year_asked()
    period = Period.academic_year(year)
    return render_template(
        "office/afterwards/agencies.html",
        agencies=outcomes.of_agencies(db.session(), period=period, late_days=late_days()),
        outcomes=Outcome,
        period=period,
        year=year,
        years=years_offered(),
    )


@office.get("/afterwards/evaluations", endpoint="evaluations")
@requires(Permission.SEE_IMPACT)
def list_evaluations() -> str:
    """What people said in an academic year, and after which sessions they were asked."""
    year = year_asked()
    period = Period.academic_year(year)
    return render_template(
        "office/afterwards/evaluations.html",
        results=evaluations.results_of_period(db.session(), period=period),
        found=evaluations.sessions_of_period(db.session(), period=period, at=now()),
        period=period,
        year=year,
        years=years_offered(),
    )


@office.get("/sessions/<reference>/afterwards")
@requires(Permission.SEE_REGISTRATIONS)
def session_afterwards(reference: str) -> str:
    """One session: what became of each place, the certificates, and what people said."""
    training = sessions.open_session(db.session(), reference=reference) or abort(404)
    return render_template(
        "office/afterwards/session.html",
        training=training,
        people=people_of(db.session(), training),
        results=evaluations.results_of_session(db.session(), training=training),
    )


@office.route("/registrations/<reference>/certificate", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def correct_certificate(reference: str) -> Response | str | tuple[str, int]:
    """Correct the name on a certificate: a new one is issued, and the old number says that it was replaced."""
    registration = registrations.by_reference(db.session(), reference=reference) or abort(404)
    certificate = certificates.current_of(db.session(), reference=reference, at=now()) or abort(404)
    form = CertificateNameForm(name=registration.name)
    if not form.validate_on_submit():
        page = render_template(
            "office/afterwards/correct.html",
            form=form,
            registration=registration,
            certificate=certificate,
            earlier=certificates.earlier_of(db.session(), certificate=certificate),
            withdrawn=Ended.WITHDRAWN.value,
        )
        return (page, 422) if form.errors else page
    session_reference = registration.session.reference
    with transaction() as session:
        mine = registrations.by_reference(session, reference=reference) or abort(404)
        corrected = place_changes.correct_name(
            session,
            registration=mine,
            name=form.name.data or "",
            by=who().actor,
            at=now(),
            by_office=True,
            timing=timing(),
        )
        held = certificates.of_registrations(session, registrations=[mine])[mine.id]
        told = f"The new certificate has the number {held.number}." if corrected else "The name was right already."
    flash(told, "success")
    return redirect(url_for("office.session_afterwards", reference=session_reference), 303)


@office.get("/certificates/<number>/certificate.pdf")
@requires(Permission.SEE_REGISTRATIONS)
def certificate_pdf(number: str) -> Response:
    """Any certificate that counts, as a file: to print and post it."""
    found = certificates.by_number(db.session(), typed=number, at=now())
    if found is None or found.replaced_at is not None:
        abort(404)
    try:
        return certificate_file(found)
    except UnprintableError as trouble:
        flash(f"{trouble}: correct the name to signs of the Latin, Greek or Cyrillic alphabet.", "error")
        return redirect(url_for("office.correct_certificate", reference=found.registration.reference), 303)


def _behind_number(typed: str) -> Response:
    found = certificates.by_number(db.session(), typed=typed, at=now())
    if found is None:
        flash(f"There is no certificate with the number {typed[:40]}.", "error")
        return redirect(url_for("office.afterwards"), 303)
    registration = registrations.by_reference(db.session(), reference=found.registration.reference) or abort(404)
    flash(f"{found.number} was issued to {found.name}.{_standing(found.replaced_reason)}", "success")
    return redirect(url_for("office.session_afterwards", reference=registration.session.reference), 303)


def _standing(replaced_reason: str | None) -> str:
    if replaced_reason is None:
        return ""
    return " It was withdrawn." if replaced_reason == Ended.WITHDRAWN else " It was replaced by another."


def year_asked() -> int:
    """The academic year in `?year=`, by the calendar year in which it begins; the present one for nonsense."""
    this_year = year_of(today())
    asked = request.args.get("year", this_year, type=int)
    return asked if EARLIEST_DAY.year <= asked <= this_year else this_year


def years_offered() -> list[tuple[int, str]]:
    """The years to choose from, this one first."""
    this_year = year_of(today())
    return [(year, year_label(year)) for year in range(this_year, this_year - YEARS_BACK, -1)]
