"""Addresses as e-mails need them: absolute links, and the mailbox that sends."""

from flask import current_app

from rose_training.adapters.calendar_files import Mailbox


def address_of(endpoint: str, **values: object) -> str:
    """The absolute address of a page, under SITE_URL: `address_of("public.place", token=...)`.

    Works without a request. Raises werkzeug's BuildError when there is no such page.
    """
    site: str = current_app.config["SITE_URL"]
    path = current_app.url_map.bind("site").build(endpoint, dict(values))
    return f"{site}{path}"


def organiser() -> Mailbox:
    """The mailbox that sends, which calendar entries name as their organiser."""
    name, address = current_app.config["MAIL_DEFAULT_SENDER"]
    return Mailbox(address, name)


def office_address() -> str:
    """Where the office reads its mail."""
    address: str = current_app.extensions["settings"].office_email
    return address
