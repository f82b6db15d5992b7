"""Certificates: one's own by the link in the mail, and anybody's by its exact number to check it."""

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from rose_training.adapters.pdf import UnprintableError
from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.certificates import Ended, initials, learning_time, tidy_number
from rose_training.messages.afterwards_letters import reference_of_certificate
from rose_training.models.certificates import Certificate
from rose_training.services import certificates, registrations
from rose_training.web.afterwards import certificate_file
from rose_training.web.forms.certificates import CheckForm
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_certificate_checks, limit_public_form


@public.route("/certificates", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def certificates_check() -> str | AnyResponse | tuple[str, int]:
    """Type the number of a certificate."""
    form = CheckForm()
    if form.validate_on_submit():
        return redirect(url_for("public.certificate_check", number=tidy_number(form.number.data or "")), 303)
    page = render_template("public/certificates/check.html", form=form)
    return (page, 422) if form.errors else page


@public.get("/certificates/<number>")
@open_to_all
@limit_certificate_checks
def certificate_check(number: str) -> Response:
    """What a stranger may know: that the number is ours, for whom by initials, for what and when."""
    found = certificates.by_number(db.session(), typed=number, at=now())
    page = render_template(
        "public/certificates/checked.html",
        number=tidy_number(number),
        found=found,
        initials=initials(found.name) if found else "",
        ended=Ended(found.replaced_reason) if found and found.replaced_reason else None,
    )
    response = make_response(page, 200 if found else 404)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


@public.get("/certificate/<token>")
@open_to_all
def certificate(token: str) -> str:
    """One's own certificate, by the link in the mail: always the one that counts now."""
    reference = _reference_or_404(token)
    registration = registrations.by_reference(db.session(), reference=reference) or abort(404)
    found = _current(reference)
    return render_template(
        "public/certificates/certificate.html",
        token=token,
        certificate=found,
        training=registration.session,
        learning_time=learning_time(found.minutes) if found else "",
    )


@public.get("/certificate/<token>/certificate.pdf")
@open_to_all
def certificate_pdf(token: str) -> AnyResponse:
    """The certificate as a file."""
    found = _current(_reference_or_404(token)) or abort(404)
    try:
        return certificate_file(found)
    except UnprintableError as trouble:
        flash(f"{trouble}. Ring the office, and we send you a certificate another way.", "error")
        return redirect(url_for("public.certificate", token=token), 303)


def _reference_or_404(token: str) -> str:
    return reference_of_certificate(token) or abort(404)


def _current(reference: str) -> Certificate | None:
    return certificates.current_of(db.session(), reference=reference, at=now())
