"""What happened to a booking, as the office reads it."""

import pytest

from rose_training.domain.booking_history import doer, sentence


@pytest.mark.parametrize(
    ("event", "detail", "words"),
    [
        ("requested", {"activity": "JW-3", "expected_number": 24}, "Asked for JW-3, 24 people"),
        ("requested", {"from": "held"}, "No date is held any more: the request is open again"),
        ("requested", {}, "Asked for"),
        ("held", {"until": "2026-11-20T12:00:00+00:00"}, "Dates held until Friday 20 November 2026, midday"),
        ("held", {}, "Dates held"),
        (
            "hold_extended",
            {"until": "2026-11-20T12:00:00+00:00"},
            "More time to answer: held until Friday 20 November 2026, midday",
        ),
        (
            "declined",
            {"ended_by": "us", "reason": "no_facilitator"},
            "Declined by us: No facilitator is free on these dates",
        ),
        ("cancelled", {"ended_by": "other"}, "Cancelled"),
        (
            "arranged",
            {"dates": ["2027-01-14T10:00:00+00:00"], "place": "Example School"},
            "Dates arranged: Thursday 14 January 2027, 10am, at Example School",
        ),
        ("dates_offered", {"dates": []}, "Other dates offered"),
        ("declared", {"what": "staff_stay", "from": None, "to": "yes"}, "Declaration, staff stay: not asked to yes"),
        ("attached", {"to": "JIG-2345-7X"}, "Attached to JIG-2345-7X"),
        (
            "duplicate_attached",
            {"from": "JIG-2345-7X", "wishes": ["2027-01-14 morning"]},
            "JIG-2345-7X was attached; it wished for Thursday 14 January 2027, morning",
        ),
        ("rebooked", {"as": "JIG-2345-7X"}, "Asked for again as JIG-2345-7X"),
        ("spoken", {}, "The conversation took place"),
        ("something_new", {"x": 1}, "Something new"),
    ],
)
def test_an_entry_is_a_sentence(event, detail, words):
    assert sentence(event, detail) == words


@pytest.mark.parametrize(
    ("by", "words"), [("visitor", "the school, by its link"), ("system: worker", "the site"), ("Ada", "Ada")]
)
def test_who_did_it(by, words):
    assert doer(by) == words
