"""The mailbox of the demonstration: what the site would send, for everybody to read.

It exists only where mails go nowhere else (demonstration mode without MAIL_SERVER); anywhere else
each of these addresses answers 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, current_app, render_template, request

from rose_training.adapters.calendar_files import FILE_NAME, MEDIA_TYPE
from rose_training.database import db
from rose_training.models.outbox import OutboxMessage
from rose_training.services import outbox
from rose_training.web.guards import open_to_all
from rose_training.web.paging import page_asked
from rose_training.web.public.blueprint import public

PAGE_LENGTH = 25
LETTER_POLICY = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "frame-ancestors": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
    "sandbox": "allow-popups allow-top-navigation-by-user-activation",
}
"""An e-mail's own page: styles on its elements as in a mail program, and no script, form or picture."""

View = TypeVar("View", bound=Callable[..., Any])


def only_in_demonstration(view: View) -> View:
    """404 wherever e-mails leave by SMTP."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if not current_app.extensions["settings"].mailbox_page:
            abort(404)
        return view(*args, **values)

    return guarded  # type: ignore[return-value]


@public.get("/demonstration/mailbox")
@open_to_all
@only_in_demonstration
def mailbox() -> str:
    """All e-mails, the newest first, or those to one address."""
    page = page_asked()
    address = request.args.get("to", "").strip()
    letters, total = outbox.in_post_box(
        db.session(), address=address, offset=(page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH
    )
    return render_template(
        "public/mailbox/mailbox.html",
        letters=letters,
        total=total,
        address=address,
        page=page,
        pages=-(-total // PAGE_LENGTH),
    )


@public.get("/demonstration/mailbox/<message_id>")
@open_to_all
@only_in_demonstration
def mailbox_letter(message_id: str) -> str:
    """One e-mail as text, with its calendar file to download."""
    return render_template("public/mailbox/letter.html", letter=_letter(message_id))


@public.get("/demonstration/mailbox/<message_id>/html")
@open_to_all
@only_in_demonstration
def mailbox_letter_html(message_id: str) -> str:
    """The same e-mail as a mail program shows it."""
    return _letter(message_id).sent_html or abort(404)


# Talisman reads the policy of a single view from this attribute.
mailbox_letter_html.talisman_view_options = {"content_security_policy": LETTER_POLICY}  # type: ignore[attr-defined]


@public.get("/demonstration/mailbox/<message_id>/calendar")
@open_to_all
@only_in_demonstration
def mailbox_letter_calendar(message_id: str) -> Response:
    """The calendar file of an e-mail, as it was attached."""
    content = _letter(message_id).sent_calendar or abort(404)
    return Response(
        content,
        content_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
    )


def _letter(message_id: str) -> OutboxMessage:
    found = outbox.message(db.session(), message_id)
    if found is None or not found.sent_by_post_box:
        abort(404)
    return found
