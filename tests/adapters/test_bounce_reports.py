"""What other people's mail servers send back. The letters in returned/ are ours, in the shapes that servers use."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.adapters.bounce_reports import LONGEST_REASON, read_report
from rose_training.domain.bounces import BounceKind, kind_of

RETURNED = Path(__file__).with_name("returned")
OURS = "rose-0123456789abcdef01234567"
GOOD, NOW = BounceKind.FOR_GOOD, BounceKind.FOR_NOW


def returned(name: str) -> bytes:
    return (RETURNED / f"{name}.eml").read_bytes()


@pytest.mark.parametrize(
    ("name", "address", "kind", "reason"),
    [
        ("postfix", "ann@agency.example", GOOD, "550 5.1.1 <ann@agency.example>: Recipient address rejected"),
        ("exchange", "zoe@council.example", GOOD, "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        ("full", "ann@agency.example", NOW, "552-5.2.2 The email account that you tried to reach is over quota."),
        ("qmail", "ann@agency.example", GOOD, "Remote host said: 550 sorry, no mailbox here by that name."),
        ("exim", "ann@agency.example", GOOD, "Unrouteable address: no such user here"),
    ],
)
def test_what_servers_send_back_is_read(name: str, address: str, kind: BounceKind, reason: str) -> None:
    report = read_report(returned(name))

    assert report is not None
    assert (report.message_id, report.addresses, report.kind) == (OURS, (address,), kind)
    assert report.reason.startswith(reason)


def test_of_several_recipients_only_those_that_failed_and_the_worst_reason() -> None:
    report = read_report(returned("several"))

    assert report is not None
    assert report.addresses == ("team@lists.example", "cy@lists.example", "di@lists.example")
    assert (report.kind, report.reason) == (GOOD, "550 5.1.1 no such user")


@pytest.mark.parametrize("name", ["delayed", "holiday", "answer"])
def test_still_trying_or_written_by_a_person_is_no_return(name: str) -> None:
    assert read_report(returned(name)) is None


@pytest.mark.parametrize("name", ["postfix", "exchange", "qmail"])
def test_a_report_that_names_no_e_mail_of_ours_is_not_believed(name: str) -> None:
    assert read_report(returned(name).replace(OURS.encode(), b"somebody-elses")) is None


def test_read_twice_it_has_the_same_number() -> None:
    assert [read_report(returned(name)).report_id for name in ("postfix", "exim")] == [  # type: ignore[union-attr]
        "<20261207090012.4Fz1@mx.agency.example>",
        "<E1aBcD-0001@host.example>",
    ]
    without = read_report(returned("qmail"))
    again = read_report(returned("qmail"))
    assert without is not None
    assert again is not None
    assert without.report_id == again.report_id
    assert without.report_id.startswith("sha256:")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", GOOD),
        ("5.1.10", GOOD),
        ("5.7.1", GOOD),
        ("5.2.2", NOW),
        ("5.4.4", NOW),
        ("4.4.7", NOW),
        ("550", GOOD),
        ("452", NOW),
        ("", NOW),
        ("5.1", NOW),
        ("five", NOW),
    ],
)
def test_full_and_overloaded_are_for_now(status: str, kind: BounceKind) -> None:
    assert kind_of(status) is kind


@given(st.binary(max_size=2000))
def test_anything_may_arrive(content: bytes) -> None:
    assert read_report(content) is None


@pytest.mark.parametrize("name", ["postfix", "exchange", "several", "exim", "qmail"])
@given(data=st.data())
def test_a_report_that_was_damaged_on_the_way_breaks_nothing(name: str, data: st.DataObject) -> None:
    content = bytearray(returned(name))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    report = read_report(bytes(content))
    assert report is None or (report.message_id == OURS and len(report.reason) <= LONGEST_REASON)
