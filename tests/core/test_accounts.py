"""Accounts for one's own machine: made once, each with its role and a password shown only then."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from core.accounts import random_password
from core.models import User
from core.permissions import Action, Role, may

pytestmark = pytest.mark.django_db


def made_accounts() -> dict[str, str]:
    """The names and passwords the command prints."""
    told = io.StringIO()
    call_command("create_local_accounts", stdout=told)
    return dict(line.split() for line in told.getvalue().splitlines() if line.startswith(" "))


def test_a_monitor_a_reviewer_and_an_admin_are_made_and_can_sign_in() -> None:
    passwords = made_accounts()

    assert set(passwords) == {"monitor", "reviewer", "admin"}
    for name, password in passwords.items():
        assert User.objects.get(username=name).check_password(password)


def test_each_has_the_role_of_its_name() -> None:
    made_accounts()

    people = {user.username: user for user in User.objects.all()}
    assert may(people["monitor"], Action.RECORD_PROGRESS)
    assert not may(people["monitor"], Action.PUBLISH_PROGRESS)
    assert may(people["reviewer"], Action.PUBLISH_PROGRESS)
    assert people["admin"].is_superuser
    assert not people["reviewer"].is_staff


def test_a_second_run_makes_and_shows_nothing() -> None:
    made_accounts()

    told = io.StringIO()
    call_command("create_local_accounts", stdout=told)

    assert told.getvalue() == ""


def test_passwords_differ() -> None:
    assert len({random_password() for _ in range(100)}) == 100


def test_every_role_has_its_group() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}
