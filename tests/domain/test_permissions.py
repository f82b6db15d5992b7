"""The table of roles and permissions is complete and keeps outside users outside."""

import pytest

from rose_training.domain.permissions import (
    FOR_EVERYONE_SIGNED_IN,
    GRANTS,
    STAFF_ROLES,
    Permission,
    Role,
    may,
    permissions_of,
)


def test_every_role_has_its_row():
    assert set(GRANTS) == set(Role)


def test_every_permission_is_granted_to_somebody():
    granted = FOR_EVERYONE_SIGNED_IN.union(*GRANTS.values())
    assert set(Permission) == granted


def test_every_permission_says_what_it_allows():
    for permission in Permission:
        assert permission.sentence.endswith("."), permission
        assert permission.sentence[0].isupper(), permission
    assert len({permission.sentence for permission in Permission}) == len(Permission)


def test_outside_users_hold_only_permissions_about_their_own():
    for role in set(Role) - STAFF_ROLES:
        for permission in GRANTS[role]:
            assert "own" in permission.value.split("_"), (role, permission)


def test_no_two_roles_share_a_permission():
    """So that a page's permission says whose page it is."""
    seen: dict[Permission, Role] = {}
    for role, permissions in GRANTS.items():
        for permission in permissions:
            assert permission not in seen, (permission, role, seen.get(permission))
            seen[permission] = role


def test_only_the_coordinator_manages_people_and_sees_the_figures():
    for permission in (
        Permission.MANAGE_PEOPLE,
        Permission.SEE_IMPACT,
        Permission.SEE_MAIL,
    ):
        assert [role for role in Role if may([role], permission)] == [Role.COORDINATOR]


def test_without_a_role_one_may_only_use_ones_own_account():
    assert permissions_of([]) == {Permission.USE_OWN_ACCOUNT}


def test_several_roles_add_up():
    both = permissions_of([Role.FACILITATOR, Role.PROFESSIONAL])
    assert GRANTS[Role.FACILITATOR] | GRANTS[Role.PROFESSIONAL] | FOR_EVERYONE_SIGNED_IN == both


@pytest.mark.parametrize("role", Role)
def test_roles_are_written_as_words(role):
    assert "_" not in role.label
