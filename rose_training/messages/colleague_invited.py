"""To somebody at a school: a colleague has let you see and make the school's bookings."""

from sqlalchemy.orm import Session

from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import organisations, people, school_team

KIND = "colleague_invited"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Who invites, for which school, and where to sign in. Not once the person has been removed again."""
    school = organisations.by_reference(session, str(message.payload.get("school")))
    person = people.person(session, message.about)
    if school is None or person is None or person.email != message.to:
        return None
    if school_team.member(session, school=school, reference=person.reference) is None:
        return None
    return Letter(
        subject="You can now book ROSE training for your school",
        template=KIND,
        facts={
            "school": school.name,
            "inviter": str(message.payload.get("by", "")),
            "address": address_of("account.sign_in", next=address_path("school.home")),
        },
    )


def address_path(endpoint: str) -> str:
    """The path of a page on this site, as the sign-in page takes it."""
    return "/" + address_of(endpoint).split("/", 3)[3]
