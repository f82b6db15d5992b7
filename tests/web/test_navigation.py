"""Where the navigation leads."""

from flask import Flask

from rose_training.domain.permissions import Permission, Role, permissions_of
from rose_training.web import navigation
from rose_training.web.navigation import Entry, Navigation


class Somebody:
    """A reader with the permissions of some roles."""

    def __init__(self, *roles: Role) -> None:
        self.held = permissions_of(roles)

    def may(self, permission: Permission) -> bool:
        return permission in self.held


def shown(app: Flask, reader: Somebody | None) -> set[str]:
    made: Navigation = app.jinja_env.globals["navigation"]
    return {link.address for link in made.for_reader(reader)}


def test_an_entry_without_a_page_is_left_out() -> None:
    app = Flask(__name__)
    app.add_url_rule("/here", "here", lambda: "")
    app.add_url_rule("/one/<reference>", "one", lambda reference: reference)
    addresses = navigation.plain_addresses(app)
    assert addresses == {"here": "/here"}
    entries = [Entry("Here", "here"), Entry("Nowhere", "nowhere"), Entry("One of many", "one")]
    assert [link.label for link in navigation._links(entries, addresses)] == ["Here"]


def test_a_longer_address_of_another_entry_is_not_part_of_the_shorter() -> None:
    app = Flask(__name__)
    app.add_url_rule("/office", "first", lambda: "")
    app.add_url_rule("/office/mail", "mail", lambda: "")
    links = navigation._links([Entry("First", "first"), Entry("Mail", "mail")], navigation.plain_addresses(app))
    assert [(link.address, link.whole) for link in links] == [("/office", False), ("/office/mail", True)]


def test_each_reader_sees_only_what_they_may_open(app: Flask) -> None:
    visitor = shown(app, None)
    professional = shown(app, Somebody(Role.PROFESSIONAL))
    coordinator = shown(app, Somebody(Role.COORDINATOR))
    assert visitor <= professional
    assert not any(address.startswith("/office") for address in visitor | professional)
    assert not any(address.startswith("/my") for address in visitor | coordinator)
