"""What we offer, in words that anybody may read."""

from datetime import UTC, datetime

from rose_training import clock
from rose_training.domain.programme import Audience
from tests.factories import make_activity, make_briefing_activity, make_session


def test_an_empty_page_says_whom_to_ring(visit):
    assert "01603 610256" in visit.get("/activities").text


def test_activities_stand_under_whom_they_are_for(visit, stored):
    make_activity(stored, title="Good friends", weeks=6, minutes=50, min_year=0, max_year=6)
    make_activity(stored, title="An evening for parents", audience=Audience.PARENTS, min_year=None, max_year=None)
    make_activity(stored, title="Not ready", published=False)
    stored.commit()
    page = visit.get("/activities")
    assert [h.get_text() for h in page.soup.select("main h2")] == ["Children and young people", "Parents and carers"]
    assert "Reception to Year 6" in page.text
    assert "6 weekly sessions of 50 minutes" in page.text
    assert "Not ready" not in page.text


def test_one_activity_says_aims_and_what_is_covered(visit, stored):
    activity = make_activity(
        stored, aims="Know whom to ask\nSay no", covered="Trust", for_parents="Nothing frightening"
    )
    stored.commit()
    page = visit.get(f"/activities/{activity.slug}")
    for words in ("Year 7 to Year 11", "60 minutes", "Up to 30", "Know whom to ask", "Trust", "Nothing frightening"):
        assert words in page.text


def test_a_briefing_shows_its_open_dates(visit, stored):
    briefing = make_briefing_activity(stored)
    training = make_session(stored, activity=briefing)
    make_session(stored)
    stored.commit()
    with clock.set_to(datetime(2026, 11, 21, 9, tzinfo=UTC)):
        page = visit.get(f"/activities/{briefing.slug}")
    assert [a["href"] for a in page.soup.select(".rose-date a")] == [f"/whats-on/{training.reference}"]


def test_what_is_not_published_has_no_page(visit, stored):
    hidden = make_activity(stored, published=False)
    stored.commit()
    assert visit.get(f"/activities/{hidden.slug}").status == 404
    assert visit.get("/activities/no-such-thing").status == 404


def test_the_list_is_one_question_however_long(visit, stored, count_queries):
    for _ in range(12):
        make_activity(stored)
    stored.commit()
    visit.get("/activities")
    with count_queries() as queries:
        visit.get("/activities")
    assert len(queries) <= 1, str(queries)
