"""`flask people`: the first coordinator, passwords and roles, from the command line of the server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from rose_training.adapters.locks import SiteLocks
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import STAFF_ROLES, Role
from rose_training.domain.refusals import Refusal
from rose_training.models.people import Person
from rose_training.services import accounts, people, second_step, sign_in

ADMINISTRATOR = Actor.system("command line")
GRANTABLE = [role.value for role in Role if role is not Role.SCHOOL_BOOKER]
"""A school booker needs a school, which the office's page asks for."""

cli = AppGroup("people", help="People who sign in, their passwords and their roles.")


@cli.command("add-coordinator")
@click.argument("email")
@click.argument("name")
def add_coordinator(email: str, name: str) -> None:
    """Make NAME with this EMAIL a coordinator, and ask for a password."""
    if "@" not in email:
        raise click.ClickException(f"'{email}' is not an e-mail address.")
    password = _ask_for_password()
    with _refusals_told(), transaction() as session:
        person = people.know_person(session, email=email, name=name, by=ADMINISTRATOR, at=now())
        _set_password(session, person, password)
        people.grant_role(session, person=person, role=Role.COORDINATOR, by=ADMINISTRATOR, at=now())
    click.echo(f"{name} is a coordinator and signs in as {email} with this password.")


@cli.command("set-password")
@click.argument("email")
def set_password(email: str) -> None:
    """Give a member of staff a new password, read from the terminal or from standard input."""
    _person(email)
    password = _ask_for_password()
    with _refusals_told(), transaction() as session:
        _set_password(session, _person(email), password)
    click.echo(f"{email} has a new password and is signed out everywhere.")


@cli.command("remove-second-step")
@click.argument("email")
def remove_second_step(email: str) -> None:
    """No longer ask EMAIL for an authenticator's code, such as when telephone and recovery codes are lost."""
    with transaction() as session:
        person = _person(email)
        if not second_step.is_enrolled(person):
            raise click.ClickException(f"{email} has no authenticator app set up.")
        second_step.remove(session, person=person, by=ADMINISTRATOR, at=now())
        accounts.end_everywhere(session, person_id=person.id, at=now())
    click.echo(f"{email} signs in by password alone until an app is set up again.")


@cli.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(GRANTABLE))
@click.option("--name", help="The person's name, if we don't know them yet.")
def grant(email: str, role: str, name: str | None) -> None:
    """Let the person with this EMAIL act in a ROLE."""
    with _refusals_told(), transaction() as session:
        if name:
            person = people.know_person(session, email=email, name=name, by=ADMINISTRATOR, at=now())
        else:
            person = _person(email)
        people.grant_role(session, person=person, role=Role(role), by=ADMINISTRATOR, at=now())
        needs_password = Role(role) in STAFF_ROLES and person.password_hash is None
    click.echo(f"{email} is a {Role(role).label.lower()}.")
    if needs_password:
        click.echo(f"They need a password to sign in: flask people set-password {email}")


@cli.command("list")
def list_people() -> None:
    """Everybody who works for ROSE, with their roles."""
    found = people.holders(db.session(), limit=1000)
    for known in found:
        roles = ", ".join(held.role.label.lower() for held in known.grants)
        click.echo(f"{known.person.name} <{known.person.email or 'no address'}>: {roles}")
    click.echo(f"{len(found)} people." if len(found) != 1 else "1 person.")


@contextmanager
def _refusals_told() -> Iterator[None]:
    """A rule's no becomes the command's message and exit status 1."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal


def _person(email: str) -> Person:
    found = accounts.person_by_email(db.session(), email)
    if found is None:
        raise click.ClickException(f"We know nobody with the address {email}.")
    return found


def _set_password(session: Session, person: Person, password: str) -> None:
    sign_in.set_password(
        session,
        person=person,
        password=password,
        locks=SiteLocks(current_app.config["SECRET_KEY"]),
        by=ADMINISTRATOR,
        at=now(),
    )


def _ask_for_password() -> str:
    """From the terminal, typed twice and not shown; otherwise the first line of standard input."""
    if sys.stdin.isatty():
        answer: str = click.prompt("Password (three random words)", hide_input=True, confirmation_prompt=True)
        return answer
    return sys.stdin.readline().rstrip("\r\n")
