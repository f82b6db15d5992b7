"""A professional's own certificates, after signing in."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.adapters.pdf import UnprintableError
from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.certificates import learning_time
from rose_training.domain.permissions import Permission
from rose_training.services import certificates
from rose_training.web.afterwards import certificate_file
from rose_training.web.guards import requires, who
from rose_training.web.my.blueprint import my


@my.get("/certificates", endpoint="certificates")
@requires(Permission.SEE_OWN_PLACES)
def list_certificates() -> str:
    """All that count, the latest first."""
    mine = certificates.of_person(db.session(), person_id=who().person_id, at=now())
    return render_template(
        "my/certificates/certificates.html",
        mine=[(one, learning_time(one.minutes)) for one in mine],
        in_all=learning_time(sum(one.minutes for one in mine)),
    )


@my.get("/places/<reference>/certificate.pdf")
@requires(Permission.SEE_OWN_PLACES)
def certificate_pdf(reference: str) -> Response:
    """The certificate of one of one's own places, as a file."""
    found = certificates.current_of(db.session(), reference=reference, at=now())
    if found is None or found.registration.person_id != who().person_id:
        abort(404)
    try:
        return certificate_file(found)
    except UnprintableError as trouble:
        flash(f"{trouble}. Ring the office, and we send you a certificate another way.", "error")
        return redirect(url_for("my.certificates"), 303)
