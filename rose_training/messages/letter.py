"""What a module of this package answers: a letter still in facts, not yet in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rose_training.adapters.mail import CalendarPart

__all__ = ["CalendarPart", "Letter"]


@dataclass(frozen=True)
class Letter:
    """One e-mail: `facts` fill `templates/messages/<template>.md`, text and HTML come from that.

    `subject` stays neutral, since an inbox preview is read by whoever passes. `template` is the kind
    unless two kinds share their words. `keep=False` for a letter that holds a secret, such as a
    sign-in link: its words are not stored after it has left. `unsubscribe` is the absolute address of
    the page that ends what the letter belongs to. Only a letter that somebody subscribed to has one; a
    letter about their own booking is a service and goes on. The page takes a POST without a token and
    without a cookie, sent by the mail program itself, and answers it without a redirection (RFC 8058).
    """

    subject: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    calendar: CalendarPart | None = None
    keep: bool = True
    unsubscribe: str | None = None
