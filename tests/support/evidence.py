"""What a report counts, made in one line each: marks, headcounts and papers of a session that took place."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.bookings import BookingState
from rose_training.domain.sessions import SessionState
from rose_training.domain.surveys import AnswerValue, ItemKind, Wave
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking, CohortCard
from rose_training.models.organisations import Organisation
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Response, Survey, SurveyItem
from tests.factories import make_booking, make_registration, make_session

WRITTEN_UP = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
"""When everything was entered: long after it happened, which must not matter."""


def on(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A morning hour, in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def make_visit(
    session: Session, school: Organisation, *starts: datetime, pupils: int | None = None, **over: Any
) -> tuple[Booking, list[TrainingSession]]:
    """A booking whose sessions took place at `starts`; each with `pupils` counted, when given."""
    booking = make_booking(session, organisation=school, state=BookingState.DELIVERED, **over)
    several = len(starts) > 1
    sessions = [
        make_session(
            session,
            booking=booking,
            starts_at=start,
            week_number=week if several else None,
            state=SessionState.DELIVERED,
        )
        for week, start in enumerate(starts, start=1)
    ]
    for training in sessions:
        if pupils is not None:
            make_headcount(session, training, pupils)
    return booking, sessions


def make_headcount(
    session: Session,
    training: TrainingSession,
    number: int,
    audience: HeadcountAudience = HeadcountAudience.PUPIL,
    **over: Any,
) -> Headcount:
    """So many people were counted."""
    values = {
        "session_id": training.id,
        "audience": audience,
        "number": number,
        "counted_at": WRITTEN_UP,
        "counted_by": "Fay Example",
    }
    row = Headcount(**values | over)
    session.add(row)
    session.flush()
    return row


def make_mark(
    session: Session,
    place: Registration | CohortCard,
    mark: Mark = Mark.PRESENT,
    *,
    training: TrainingSession,
    **over: Any,
) -> AttendanceMark:
    """The register says this about a place or a card."""
    owner = {"registration_id": place.id} if isinstance(place, Registration) else {"card_id": place.id}
    values = {"session_id": training.id, "mark": mark, "marked_at": WRITTEN_UP, "marked_by": "Fay Example"} | owner
    row = AttendanceMark(**values | over)
    session.add(row)
    session.flush()
    return row


def make_attended(session: Session, training: TrainingSession, **over: Any) -> Registration:
    """Somebody had a place and came."""
    registration = make_registration(session, training, **over)
    make_mark(session, registration, training=training)
    return registration


def make_survey(session: Session, *, items: int = 10, key: str = "knowledge", version: int = 1) -> Survey:
    """A survey of true statements: `items` that are scored and one about confidence."""
    survey = Survey(key=key, version=version, title="Example", scored_items=items, published_at=WRITTEN_UP)
    session.add(survey)
    session.flush()
    for number in range(1, items + 1):
        session.add(
            SurveyItem(
                survey_id=survey.id,
                number=number,
                kind=ItemKind.KNOWLEDGE,
                text=f"Statement {number}",
                right_answer=AnswerValue.TRUE,
            )
        )
    session.add(SurveyItem(survey_id=survey.id, number=items + 1, kind=ItemKind.CONFIDENCE, text="I know whom to ask"))
    session.flush()
    return survey


def make_paper(
    session: Session, survey: Survey, training: TrainingSession, wave: Wave, who: CohortCard | int, answers: str
) -> Response:
    """A paper with one letter for each item: r right, w wrong, n not sure, - left blank.

    `who` is a card or the number of a sheet.
    """
    owner = {"card_id": who.id} if isinstance(who, CohortCard) else {"paper_number": who}
    response = Response(
        survey_id=survey.id,
        session_id=training.id,
        wave=wave,
        answered=sum(letter != "-" for letter in answers),
        correct=answers.count("r"),
        recorded_at=WRITTEN_UP,
        **owner,
    )
    session.add(response)
    session.flush()
    values = {"r": AnswerValue.TRUE, "w": AnswerValue.FALSE, "n": AnswerValue.NOT_SURE}
    items = session.query(SurveyItem).filter_by(survey_id=survey.id).order_by(SurveyItem.number)
    session.add_all(
        Answer(response_id=response.id, item_id=item.id, value=values[letter])
        for item, letter in zip(items, answers, strict=False)
        if letter != "-"
    )
    session.flush()
    return response
