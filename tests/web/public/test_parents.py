"""What parents can see: each topic, a sample of it, and whom to ring."""

import pytest

from rose_training.domain.programme import Audience
from tests.factories import make_activity

HERE = "/parents"


@pytest.fixture
def topic(stored):
    made = make_activity(stored, covered="Trust\nRespect", sample="On a slide: a kind word", for_parents="One lesson.")
    stored.commit()
    return made


def test_parents_find_the_topic_and_what_their_child_sees(visit, topic):
    assert f"{HERE}/{topic.slug}" in visit.get(HERE).links()

    page = visit.get(f"{HERE}/{topic.slug}")

    for words in ("One lesson.", "Respect", "On a slide: a kind word", "written by ROSE training", "999"):
        assert words in page.text
    assert "you may talk about them with whomever you like" in page.text


def test_the_activity_leads_to_the_page_for_parents(visit, topic):
    assert f"{HERE}/{topic.slug}" in visit.get(f"/activities/{topic.slug}").links()


def test_only_what_pupils_take_part_in_has_a_page(visit, stored):
    staff = make_activity(stored, audience=Audience.STAFF)
    hidden = make_activity(stored, published=False)
    stored.commit()

    for slug in (staff.slug, hidden.slug, "nothing"):
        assert visit.get(f"{HERE}/{slug}").status == 404


def test_a_targeted_course_says_nothing_of_its_topic_in_the_title(visit, stored):
    course = make_activity(stored, targeted=True, weeks=6)
    stored.commit()

    title = visit.get(f"{HERE}/{course.slug}").soup.title.get_text()

    assert title.startswith(f"For parents: Six-week course {course.code}")


def test_before_there_is_a_programme_the_page_says_whom_to_ring(visit):
    assert "Our programme is being prepared" in visit.get(HERE).text
