"""The coordinator changes the words of e-mails."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.permissions import Role
from rose_training.messages.originals import kinds
from rose_training.models.history import AccessEntry, HistoryEntry
from rose_training.models.wording import Wording
from rose_training.services import outbox
from tests.factories import make_person, make_registration
from tests.support.visitor import Visitor

PAGE = "/office/mail/wording/registration_confirmed"
BODY = "Dear {{ name }},\n\n{{ the_place }}\n\n[Your place]({{ address }})\n\n[Colleagues]({{ party_address }})\n"
WORDS = {"subject": "{{ subject }}", "body": BODY, "based_on": ""}


@pytest.fixture
def office(visit: Visitor, stored: Session) -> Visitor:
    """The coordinator, signed in."""
    coordinator = make_person(stored, Role.COORDINATOR, name="Cora Example")
    stored.commit()
    return visit.sign_in(coordinator)


def in_use(stored: Session) -> Wording | None:
    stored.rollback()
    stored.expire_all()
    return stored.scalar(select(Wording).where(Wording.in_use))


def save(office: Visitor, **over: str) -> object:
    office.get(PAGE)
    return office.post(PAGE, WORDS | {"wish": "save"} | over)


def test_every_kind_opens_with_its_words_and_a_preview(office: Visitor) -> None:
    listed = office.get("/office/mail/wording").text
    with office.app.app_context():
        names = kinds()
    for kind in names:
        assert kind.replace("_", " ").capitalize() in listed
        page = office.get(f"/office/mail/wording/{kind}")
        assert page.status == 200, kind
        assert "Preview with invented facts" in page.text, kind


def test_changed_and_back_to_the_original(office: Visitor, stored: Session) -> None:
    answer = save(office)
    assert (answer.status, answer.location) == (303, PAGE)
    own = in_use(stored)
    assert own is not None
    assert (own.body, own.changed_by) == (BODY, "Cora Example")
    page = office.get(PAGE)
    assert "Your own words since" in page.text
    assert page.soup.find(id="body").text.strip() == BODY.strip()

    office.post(f"{PAGE}/original")

    assert in_use(stored) is None
    page = office.get(PAGE)
    assert "The original goes out" in page.text
    assert "Read and use again" in page.text
    events = stored.scalars(select(HistoryEntry.event).order_by(HistoryEntry.id)).all()
    assert events == ["wording_changed", "wording_restored"]


def test_old_words_can_be_read_and_used_again(office: Visitor, stored: Session) -> None:
    save(office)
    first = in_use(stored)
    assert first is not None
    save(office, body=BODY + "One more line.\n", based_on=str(first.id))
    office.get(PAGE)

    page = office.get(f"{PAGE}?version={first.id}")

    assert page.soup.find(id="body").text.strip() == BODY.strip()
    assert office.get(f"{PAGE}?version=999").status == 404


def test_a_preview_keeps_nothing(office: Visitor, stored: Session) -> None:
    office.get(PAGE)
    page = office.post(PAGE, WORDS | {"body": BODY + "**Quite** new.", "wish": "preview"})

    assert page.status == 200
    assert page.soup.find("strong", string="Quite") is not None
    assert "Dear Ada Example," in page.text
    assert in_use(stored) is None


def test_a_preview_with_the_latest_real_one_is_written_down(office: Visitor, stored: Session) -> None:
    registration = make_registration(stored)
    outbox.queue(
        stored,
        kind="registration_confirmed",
        to=str(registration.email),
        about=registration.reference,
        occasion="one",
        at=now(),
    )
    stored.commit()
    office.get(PAGE)

    page = office.post(PAGE, WORDS | {"wish": "real"})

    assert f"Dear {registration.name}," in page.text
    stored.rollback()
    assert [(read.subject, read.page) for read in stored.scalars(select(AccessEntry))] == [
        (registration.reference, "e-mail preview")
    ]


def test_a_letter_with_a_personal_link_is_previewed_with_invented_facts_alone(office: Visitor) -> None:
    page = office.get("/office/mail/wording/sign_in_link")
    assert "Preview with the latest real one" not in page.text


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"body": BODY + "{{ shoe_size }}"}, "there is no placeholder {{ shoe_size }} here"),
        ({"body": "Dear {{ name }},"}, "Keep {{ address }}"),
        ({"body": BODY + "{{ name | day }}"}, "look at the filters"),
        ({"body": ""}, "Enter the words"),
        ({"body": BODY + "x" * 10_000}, "10,000 characters at most"),
        ({"subject": ""}, "Enter the subject"),
        ({"subject": "{{ name.__class__ }}"}, "only placeholders"),
        ({"based_on": "77"}, "Somebody else has changed these words"),
    ],
)
def test_what_cannot_go_out_is_refused_and_kept_in_the_form(
    office: Visitor, stored: Session, over: dict[str, str], sentence: str
) -> None:
    page = save(office, **over)

    assert page.status == 422
    assert sentence in page.text
    assert page.soup.find(id="body").text.strip() == (WORDS | over)["body"].strip()
    assert in_use(stored) is None


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [("About exploitation", "It says ‘exploitation’"), ("Your place: {{ title }}", "which may name the topic")],
)
def test_a_subject_that_tells_the_topic_is_warned_of_and_not_refused(
    office: Visitor, stored: Session, subject: str, sentence: str
) -> None:
    office.get(PAGE)
    assert sentence in office.post(PAGE, WORDS | {"subject": subject, "wish": "preview"}).text
    assert save(office, subject=subject).status == 303
    assert sentence in office.get(PAGE).text


def test_an_unknown_kind_is_404(office: Visitor) -> None:
    for kind in ("nothing", "_footer", "..%2Flayouts"):
        assert office.get(f"/office/mail/wording/{kind}").status == 404
        office.get(PAGE)
        assert office.post(f"/office/mail/wording/{kind}/original").status == 404
