"""A professional's own places, after signing in."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.references import new_reference
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.models.parties import Party
from rose_training.services.people import grant_role
from tests.factories import make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(stored):
    person = make_person(stored, Role.PROFESSIONAL, name="Ada Example")
    stored.commit()
    return person


def test_an_empty_page_points_to_whats_on(visit, ada):
    page = visit.sign_in(ada).get("/my/places")
    assert "Nothing to come" in page.text
    assert "/whats-on" in page.links()


def test_to_come_and_earlier_stand_apart(visit, stored, ada):
    soon = make_registration(stored, make_session(stored, title="Next one"), person=ada)
    make_registration(stored, make_session(stored, title="Long ago", starts_at=TODAY - timedelta(days=90)), person=ada)
    make_registration(stored, make_session(stored, title="Somebody else's"))
    stored.commit()
    page = visit.sign_in(ada).get("/my/places")
    assert "Next one" in page.soup.find(id="to-come").get_text()
    assert "Long ago" in page.soup.find(id="earlier").get_text()
    assert "Somebody else's" not in page.text
    assert f"/my/places/{soon.reference}" in page.links()


def test_one_sees_the_joining_link_of_ones_own_place_and_can_cancel(visit, stored, ada):
    training = make_session(stored, mode=SessionMode.ONLINE, online_link="https://meet.example/room")
    mine = make_registration(stored, training, person=ada, confirmed_at=TODAY)
    stored.commit()
    address = f"/my/places/{mine.reference}"
    assert "https://meet.example/room" in visit.sign_in(ada).get(address).links()
    assert visit.post(f"{address}/cancel").location == address
    stored.refresh(mine)
    assert mine.state is RegistrationState.CANCELLED
    assert "This place is cancelled" in visit.get(address).text


def test_anothers_place_is_not_there(visit, stored, ada):
    other = make_registration(stored)
    stored.commit()
    visit.sign_in(ada).get("/my/places")
    assert visit.get(f"/my/places/{other.reference}").status == 404
    token = visit.get("/whats-on").csrf_token or visit.get("/my/places").csrf_token
    assert visit.post(f"/my/places/{other.reference}/cancel", {"csrf_token": token}).status == 404
    stored.refresh(other)
    assert other.state is RegistrationState.CONFIRMED


def test_the_list_needs_the_same_questions_however_long(visit, stored, ada, count_queries):
    visit.sign_in(ada)
    counted = []
    for _ in range(2):
        for _ in range(6):
            make_registration(stored, person=ada)
        stored.commit()
        visit.get("/my/places")
        with count_queries() as queries:
            visit.get("/my/places")
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.fixture
def team(stored, ada):
    """Ada registered Bo, and does not come herself."""
    training = make_session(
        stored, title="Team briefing", mode=SessionMode.HYBRID, online_link="https://meet.example/x"
    )
    party = Party(
        reference=new_reference("PTY"),
        session_id=training.id,
        lead_person_id=ada.id,
        lead_name=ada.name,
        lead_email=ada.email,
        size=1,
        made_at=TODAY,
    )
    stored.add(party)
    stored.flush()
    bo = make_registration(stored, training, name="Bo Example", party_id=party.id, access_needs="A ramp")
    stored.commit()
    return bo


def test_my_team_is_listed_with_what_i_can_do_and_nothing_of_theirs(visit, ada, team):
    """pretix#1092: whoever arranged the places looks after them."""
    page = visit.sign_in(ada).get("/my/team")
    assert "Team briefing" in page.text
    assert "Bo Example" in page.text
    assert f"/my/places/{team.reference}/colleague" in page.links()
    assert "ramp" not in page.html
    assert "meet.example" not in page.html
    assert visit.get(f"/my/places/{team.reference}").status == 404, "the joining link is theirs alone"


def test_i_change_my_teams_places(visit, stored, ada, team):
    visit.sign_in(ada).get("/my/team")
    assert visit.post(f"/my/places/{team.reference}/switch").location == "/my/team"
    visit.get(f"/my/places/{team.reference}/name")
    assert visit.post(f"/my/places/{team.reference}/name", {"name": "Bo Other"}).location == "/my/team"
    visit.get(f"/my/places/{team.reference}/colleague")
    dee = {"name": "Dee Example", "email": "dee@agency.example"}
    assert visit.post(f"/my/places/{team.reference}/colleague", dee).location == "/my/team"
    page = visit.get("/my/team")
    assert "Dee Example" in page.text
    assert "Bo Other" not in page.text


def test_a_member_does_not_lead_the_team(visit, stored, team):
    grant_role(stored, person=team.person, role=Role.PROFESSIONAL, by=Actor.visitor(), at=TODAY)
    stored.commit()
    page = visit.sign_in(team.person).get("/my/team")
    assert "Nobody yet" in page.text
    assert visit.get(f"/my/places/{team.reference}/name").status == 200
    assert visit.get(f"/my/places/{make_other(stored)}/name").status == 404


def make_other(stored):
    other = make_registration(stored)
    stored.commit()
    return other.reference


def test_the_team_page_needs_the_same_questions_however_many(visit, stored, ada, team, count_queries):
    visit.sign_in(ada)
    counted = []
    for _ in range(2):
        for _ in range(4):
            make_registration(stored, team.session, party_id=team.party_id)
        stored.commit()
        visit.get("/my/team")
        with count_queries() as queries:
            visit.get("/my/team")
        counted.append(len(queries))
    assert counted[0] == counted[1]
