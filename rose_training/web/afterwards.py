"""What the pages after a session share: the settings, and a certificate as a file."""

from dataclasses import dataclass

from flask import Response, current_app, make_response
from sqlalchemy.orm import Session

from config import Settings
from rose_training.adapters import pdf
from rose_training.domain.afterwards import Timing
from rose_training.domain.calendar import london_day
from rose_training.domain.certificates import learning_time
from rose_training.domain.sessions import SessionState
from rose_training.messages.addresses import address_of
from rose_training.models.certificates import Certificate
from rose_training.models.sessions import TrainingSession
from rose_training.services import certificates, outcomes
from rose_training.services.outcomes import PlaceOutcome
from rose_training.web.filters import day
from rose_training.web.paging import Paged, paged

PEOPLE_ON_A_PAGE = 50


def timing() -> Timing:
    """When the letters that follow a register leave, as the settings say."""
    settings = _settings()
    return Timing(
        missed_days=settings.missed_mail_days,
        hour=settings.afterwards_hour,
        certificate_minutes=settings.certificate_minutes,
        evaluation_weeks=settings.evaluation_weeks,
    )


def late_days() -> int:
    """Working days before a session from which cancelling is late."""
    return _settings().late_cancel_days


@dataclass(frozen=True)
class PersonAfterwards:
    """One line of the office's list: what became of the place, and the certificate that counts."""

    place: PlaceOutcome
    certificate: Certificate | None


def people_of(session: Session, training: TrainingSession) -> Paged[PersonAfterwards]:
    """The page asked for of those whose place came to something, by name. Four queries.

    Nobody before a register is taken.
    """

    def find(offset: int, limit: int) -> tuple[list[PersonAfterwards], int]:
        if training.state is not SessionState.DELIVERED:
            return [], 0
        judged, total = outcomes.page_of_session(
            session, training=training, late_days=late_days(), offset=offset, limit=limit
        )
        held = certificates.of_registrations(session, registrations=[one.registration for one in judged])
        return [PersonAfterwards(one, held.get(one.registration.id)) for one in judged], total

    return paged("afterwards", find, length=PEOPLE_ON_A_PAGE)


def certificate_file(certificate: Certificate) -> Response:
    """The certificate as a PDF to save; its name says nothing of the topic.

    Raises `pdf.UnprintableError` for a name with signs that none of our fonts has.
    """
    content = pdf.certificate(
        pdf.CertificateText(
            number=certificate.number,
            name=certificate.name,
            title=certificate.title,
            held=day(certificate.held_on),
            learning_time=learning_time(certificate.minutes),
            facilitator=certificate.facilitator,
            outcomes=tuple(line.strip() for line in certificate.outcomes.splitlines() if line.strip()),
            issued_on=london_day(certificate.issued_at),
            check_address=address_of("public.certificate_check", number=certificate.number),
        )
    )
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{certificate.number.lower()}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
