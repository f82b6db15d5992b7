"""E-mails that came back: for good, or for now."""

import re
from enum import StrEnum

_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")

OVERLOADED = frozenset({"2.2", "3.1", "3.2", "4.1", "4.2", "4.4", "4.5", "4.7"})
"""Subject and detail of RFC 3463 that say 'full', 'busy' or 'not found just now', whatever the first figure is."""


RING_INSTEAD = "Not sent: an earlier e-mail to this address came back for good. Ring instead"
"""What stands beside an e-mail that is kept back, until the address is corrected or the bounce is settled."""


class BounceKind(StrEnum):
    """Whether trying again makes sense."""

    FOR_GOOD = "for_good"
    FOR_NOW = "for_now"

    @property
    def label(self) -> str:
        """What the office reads."""
        return "The address does not work" if self is BounceKind.FOR_GOOD else "Not reachable for the time being"


def kind_of(status: str) -> BounceKind:
    """What a status such as '5.1.1' (RFC 3463), or a bare reply such as '550', means for the next e-mail.

    A full mailbox and an overloaded or unknown route may be better tomorrow, whatever the first
    figure says. What cannot be read is taken as passing: it is the office that rings, and nobody's
    address is given up on a guess.
    """
    found = _STATUS.fullmatch(status.strip())
    if found is None:
        return BounceKind.FOR_GOOD if re.fullmatch(r"5\d\d", status.strip()) else BounceKind.FOR_NOW
    first, subject, detail = found.groups()
    if first != "5" or f"{int(subject)}.{int(detail)}" in OVERLOADED:
        return BounceKind.FOR_NOW
    return BounceKind.FOR_GOOD
