"""The coordinator's words reach a reader, a reminder comes the day before, and what did not arrive is dealt with."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from rose_training import clock
from rose_training.clock import LONDON
from rose_training.jobs.reminders import queue_due
from tests.factories import make_briefing_activity, make_person, make_registration, make_session
from tests.journeys.steps import accessible, heading, open_letter, sign_in_by_password
from tests.journeys.story import COORDINATOR, DESKTOP, PHONE, Story

ADA = "ada@agency.example"


@pytest.fixture
def briefing(norfolk: Story) -> Story:
    """Ada has a place on a briefing at 2pm on 14 October 2025; her telephone number is known."""
    stored = norfolk.stored
    starts_at = datetime(2025, 10, 14, 14, 0, tzinfo=LONDON)
    training = make_session(stored, activity=make_briefing_activity(stored), starts_at=starts_at)
    person = make_person(stored, name="Ada Example", email=ADA, phone="01603 111111")
    make_registration(stored, training, person=person, confirmed_at=norfolk.hour.now())
    stored.commit()
    return norfolk


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_own_words_a_reminder_and_a_call(briefing: Story, script: bool) -> None:
    briefing.script = script
    briefing.hour.becomes("12 October 2025", "10:00")
    cora = briefing.new_browser(DESKTOP)
    sign_in_by_password(briefing, cora, COORDINATOR)
    changes_the_words(briefing, cora)

    briefing.hour.becomes("13 October 2025", "09:05")
    with briefing.app.app_context(), clock.set_to(briefing.hour.now()):
        assert queue_due() == 1
    ada = briefing.new_browser(PHONE)
    open_letter(briefing, ada, ADA, "Coming up")
    expect(ada.locator(".rose-letter")).to_contain_text("The kettle is on from half past one.")
    expect(ada.locator(".rose-letter")).to_contain_text("Tuesday 14 October 2025, 2pm to 3pm")

    rings_instead(briefing, briefing.new_browser(PHONE))


def changes_the_words(story: Story, cora: Page) -> None:
    """With a preview, a slip that is refused, and a way back that is there."""
    cora.get_by_role("link", name="Mail", exact=True).first.click()
    cora.get_by_role("link", name="Change the words of e-mails").click()
    accessible(story, cora)
    cora.get_by_role("link", name="Reminder place").click()
    accessible(story, cora)
    words = cora.get_by_label("Words", exact=True)
    written = words.input_value().replace("\r\n", "\n")
    ours = written.replace("This is what you need on the day:", "The kettle is on from half past one.")
    assert ours != written
    words.fill(ours.replace("{{ address }}", "https://elsewhere.example"))
    cora.get_by_role("button", name="Save: use these words").click()
    expect(cora.get_by_role("alert")).to_contain_text("Keep {{ address }}")
    cora.get_by_label("Words", exact=True).fill(ours)
    cora.get_by_role("button", name="Preview", exact=True).click()
    expect(cora.locator(".rose-letter--dressed")).to_contain_text("The kettle is on")
    cora.get_by_role("button", name="Save: use these words").click()
    expect(cora.get_by_text("From now on this e-mail goes out in your words.")).to_be_visible()
    expect(cora.get_by_role("button", name="Go back to the original")).to_be_visible()
    accessible(story, cora)


def rings_instead(story: Story, cora: Page) -> None:
    """The number stands where the trouble is told, and the trouble goes when it is dealt with."""
    sign_in_by_password(story, cora, COORDINATOR)
    cora.goto("/office/mail?state=sent")
    cora.get_by_role("link", name=ADA).click()
    cora.get_by_role("link", name="It did not arrive").click()
    accessible(story, cora)
    cora.get_by_label("The address does not work").check()
    cora.get_by_label("What happened (optional)").fill("Moved to another team")
    cora.get_by_role("button", name="Write it down").click()
    expect(cora.get_by_role("link", name="01603 111111")).to_be_visible()
    cora.get_by_role("link", name="See which, and ring instead").click()
    heading(cora, "Mail that came back")
    expect(cora.get_by_role("table")).to_contain_text("Moved to another team")
    accessible(story, cora)
    cora.get_by_role("button", name="Settled").click()
    expect(cora.get_by_role("heading", name="Nothing came back")).to_be_visible()
