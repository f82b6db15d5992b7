"""The page of one open date, with the form to register."""

from flask import abort, render_template

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import check_may_register
from rose_training.messages.addresses import address_of
from rose_training.models.sessions import TrainingSession
from rose_training.services import places, sessions
from rose_training.web.forms.next_dates import NextDatesForm
from rose_training.web.forms.registrations import RegistrationForm
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.offers import notice_the_hour
from rose_training.web.public.blueprint import public


@public.get("/whats-on/<reference>")
@open_to_all
def open_session(reference: str) -> str:
    """One open date, with the form when it takes registrations."""
    training = open_session_or_404(reference)
    reader = signed_in()
    form = RegistrationForm(data={"name": reader.name, "email": reader.email} if reader else None)
    return show_open_session(training, form)


def open_session_or_404(reference: str) -> TrainingSession:
    """The open session with this reference, or the page that says there is none."""
    training = sessions.open_session(db.session(), reference=reference)
    return training or abort(404)


def show_open_session(training: TrainingSession, form: RegistrationForm) -> str:
    """The page of one open date with this form on it."""
    notice_the_hour(training.id)
    form.ask_for(training)
    room = places.room_of(training)
    form.weigh(room)
    return render_template(
        "public/sessions/session.html",
        training=training,
        form=form,
        room=room,
        rooms=places.rooms_of(training),
        closed=_why_closed(training),
        address=address_of("public.open_session", reference=training.reference),
        next_dates=NextDatesForm(formdata=None),
    )


def _why_closed(training: TrainingSession) -> str | None:
    try:
        check_may_register(
            state=training.state,
            starts_at=training.starts_at,
            registration_opens_at=training.registration_opens_at,
            registration_closes_at=training.registration_closes_at,
            at=now(),
        )
    except Refusal as refusal:
        return refusal.sentence
    return None
