"""`flask people`: exit status 0 only when it did what was asked."""

from rose_training import clock
from rose_training.adapters.locks import SiteLocks
from rose_training.domain.permissions import Role
from rose_training.services import accounts, second_step, sign_in
from tests.factories import make_person

GOOD = "tulip kettle fjord\n"


def run(app, *words, typed=None):
    return app.test_cli_runner().invoke(args=["people", *words], input=typed)


def test_the_first_coordinator_is_added_and_can_sign_in(app, stored):
    result = run(app, "add-coordinator", "Carol@example.org", "Carol Jones", typed=GOOD)
    assert result.exit_code == 0, result.output
    locks = SiteLocks(app.config["SECRET_KEY"])
    found = sign_in.check_password(stored, email="carol@example.org", password=GOOD.strip(), locks=locks)
    assert found.name == "Carol Jones"
    assert accounts.signed_in_as(stored, found).roles == {Role.COORDINATOR}


def test_a_weak_password_adds_nobody(app, stored):
    result = run(app, "add-coordinator", "carol@example.org", "Carol Jones", typed="short\n")
    assert result.exit_code == 1
    assert "at least 12 characters" in result.output
    assert accounts.person_by_email(stored, "carol@example.org") is None


def test_a_password_is_set_for_somebody_we_know_only(app, stored):
    make_person(stored, Role.FACILITATOR, email="fay@example.org")
    stored.commit()
    assert run(app, "set-password", "fay@example.org", typed=GOOD).exit_code == 0
    result = run(app, "set-password", "who@example.org", typed=GOOD)
    assert result.exit_code == 1
    assert "We know nobody" in result.output


def test_a_role_is_granted_and_everybody_listed(app, stored):
    result = run(app, "grant", "fay@example.org", "facilitator", "--name", "Fay New")
    assert result.exit_code == 0, result.output
    assert "set-password fay@example.org" in result.output
    assert run(app, "list").output.splitlines() == ["Fay New <fay@example.org>: facilitator", "1 person."]
    assert run(app, "grant", "who@example.org", "facilitator").exit_code == 1
    assert run(app, "grant", "fay@example.org", "king").exit_code == 2


def test_a_lost_telephone_is_helped_from_the_command_line(app, stored):
    fay = make_person(stored, Role.FACILITATOR, email="fay@example.org")
    fay.totp_nonce, fay.totp_enrolled_at = "nonce", clock.now()
    stored.commit()
    assert run(app, "remove-second-step", "fay@example.org").exit_code == 0
    stored.refresh(fay)
    assert not second_step.is_enrolled(fay)
    result = run(app, "remove-second-step", "fay@example.org")
    assert result.exit_code == 1
    assert "no authenticator app" in result.output


def test_what_is_no_address_is_refused(app):
    assert run(app, "add-coordinator", "Carol", "carol@example.org", typed=GOOD).exit_code == 1
