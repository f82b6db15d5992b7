"""A briefing that took place nine weeks ago: outcomes, certificates, and what people said, then and since."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from rose_training.clock import LONDON
from rose_training.domain.attendance import Mark
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.sessions import Arrangement, SessionMode
from rose_training.jobs.demonstration.agencies import ALL as AGENCIES
from rose_training.jobs.demonstration.world import World, meeting
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import attendance, certificates, diary, evaluations, registrations, sessions

WEEKS_AGO = 9
PEOPLE = 16
FIRST = 400
"""The invented addresses of this briefing begin here, apart from all others."""

EXCEPTIONS: dict[int, tuple[Mark, int | None]] = {
    4: (Mark.LATE, 52),
    7: (Mark.LEFT_EARLY, 40),
    9: (Mark.ABSENT, None),
    12: (Mark.EXCUSED, None),
}
"""What the register says of some rows; all others were present."""

COMMENTS = (
    "More time for questions, please.",
    "The case studies were what I needed. Send the slides before.",
    "A shorter introduction.",
)
SINCE = (
    "I ask different questions at the first meeting, and I know whom to ring.",
    "We talked about words in the team, and changed our form.",
)


def tell(world: World, today: date, me: registrations.Attendee) -> None:
    """Enter the briefing; `me` is the professional of the demonstration, who attended it."""
    training = _held(world, today)
    _register(world, training, me)
    gone = _gone(world, training)
    rows = attendance.register_of(world.session, training=training).rows
    facilitator = world.facilitators[0]
    sent = {}
    for number, row in enumerate(rows):
        mine = row.registration is not None and row.registration.email == me.email
        mark, minutes = (Mark.PRESENT, None) if mine else EXCEPTIONS.get(number, (Mark.PRESENT, None))
        sent[row.key] = attendance.Sent(mark, 0, minutes)
    attendance.take_register(
        world.session,
        training=training,
        sent=sent,
        by=world.acting(facilitator),
        at=training.ends_at + timedelta(minutes=20),
    )
    _correct_a_name(world, training, but_not={me.email, gone})
    _answers(world, training)
    _forget_the_mail(world, training, but_for=me.email)


def _held(world: World, today: date) -> TrainingSession:
    """On the Tuesday so many weeks ago, arranged two months before."""
    day = today - timedelta(weeks=WEEKS_AGO, days=(today.weekday() - 1) % 7)
    held = meeting(day, 14, minutes=60)
    arranged = held.starts_at - timedelta(days=60)
    training = sessions.create(
        world.session,
        activity=world.activities["PB-1"],
        plan=sessions.Plan(
            Arrangement(
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                mode=SessionMode.IN_PERSON,
                place_name="Example Conference Room",
                place_address="1 Example Street, Norwich",
                postcode="NR1 1AA",
            ),
            capacity=20,
            area="Norwich",
        ),
        by=world.office,
        at=arranged,
    )
    diary.assign(world.session, training_sessions=[training], facilitator_ids=[world.facilitators[0].id], at=arranged)
    return training


def _register(world: World, training: TrainingSession, me: registrations.Attendee) -> None:
    people = [
        registrations.Attendee(
            name=world.name(),
            email=f"colleague{FIRST + number}@agency{number % len(AGENCIES)}.example",
            organisation=AGENCIES[number % len(AGENCIES)][0],
            job_role="Support worker",
        )
        for number in range(PEOPLE)
    ]
    for number, attendee in enumerate([*people, me]):
        registrations.register(
            world.session,
            session_reference=training.reference,
            attendee=attendee,
            by=world.site,
            at=training.starts_at - timedelta(days=40, minutes=-9 * number),
        )


def _gone(world: World, training: TrainingSession) -> str:
    """Two gave their places up, one in good time and one the day before. Answers the address of the second."""
    early, late, *_ = registrations.live_of(world.session, training)
    for one, before in ((early, timedelta(days=12)), (late, timedelta(days=1))):
        registrations.cancel(world.session, registration=one, by=world.site, at=training.starts_at - before)
    return late.email or ""


def _correct_a_name(world: World, training: TrainingSession, *, but_not: set[str]) -> None:
    """One certificate was issued twice, so that its first number says 'replaced'."""
    held = certificates.of_session(world.session, training=training)
    people = registrations.live_of(world.session, training)
    one = next(one for one in people if one.id in held and one.email not in but_not)
    one.name = f"{one.name}-Example"
    certificates.reissue(world.session, registration=one, by=world.office, at=training.ends_at + timedelta(days=2))


def _answers(world: World, training: TrainingSession) -> None:
    """Eleven answered straight after, six at eight weeks."""
    asked = [
        one
        for one in registrations.live_of(world.session, training)
        if evaluations.invitation(world.session, reference=one.reference, kind=EvaluationKind.STRAIGHT_AFTER)
    ]
    after = training.ends_at + timedelta(days=1)
    for number, one in enumerate(asked[:11]):
        said = {
            "useful": world.chance.choice(("very", "very", "useful", "partly")),
            "recommend": world.chance.choice(("yes", "yes", "yes", "not_sure")),
            "before": world.chance.choice(("a_little", "a_little", "well", "not_well")),
            "after": world.chance.choice(("very_well", "well", "well")),
        }
        if number < len(COMMENTS):
            said["better"] = COMMENTS[number]
        _answer(world, one.reference, EvaluationKind.STRAIGHT_AFTER, said, at=after)
    for number, one in enumerate(asked[3:9]):
        said = {
            "used": world.chance.choice(("often", "once", "no_occasion")),
            "after": world.chance.choice(("very_well", "well", "a_little")),
        }
        if number < len(SINCE):
            said["different"] = SINCE[number]
        _answer(world, one.reference, EvaluationKind.EIGHT_WEEKS, said, at=training.ends_at + timedelta(days=58))


def _forget_the_mail(world: World, training: TrainingSession, *, but_for: str) -> None:
    """The letters of the others were read long ago; the professional's own wait in the mailbox to be looked at."""
    about = select(Registration.reference).where(Registration.session_id == training.id)
    world.session.execute(
        delete(OutboxMessage)
        .where(OutboxMessage.about.in_(about), OutboxMessage.to != but_for)
        .execution_options(synchronize_session=False)
    )


def _answer(world: World, reference: str, kind: EvaluationKind, said: dict[str, str], *, at: datetime) -> None:
    moment = min(at, world.now).astimezone(LONDON)
    evaluations.answer(world.session, reference=reference, kind=kind, answers=said, at=moment)
