"""What a file of the register changed, in words."""

import pytest

from rose_training.domain.organisations import OrganisationStatus
from rose_training.domain.register_words import in_words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("status", "proposed_to_close", OrganisationStatus.PROPOSED_TO_CLOSE.label),
        ("status", "closed", "Closed"),
        ("closed_on", "2027-08-31", "31 August 2027"),
        ("name", "2027-08", "2027-08"),
        ("name", "closed", "closed"),
        ("pupils", 412, "412"),
        ("closed_on", None, "(blank)"),
    ],
)
def test_a_value_is_said_in_words(field, value, words):
    assert in_words(field, value) == words
