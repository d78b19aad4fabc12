"""Accounts for one's own machine: made once, each with its role, its keys shown only then."""

import io
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from core.accounts import random_password
from core.models import User
from core.permissions import Action, Role, has_second_factor, may

pytestmark = pytest.mark.django_db


def made_accounts() -> dict[str, dict[str, str]]:
    """What the command prints for each account: its password, codes, key and the address for an app."""
    told, name = io.StringIO(), ""
    accounts: dict[str, dict[str, str]] = {}
    call_command("create_local_accounts", stdout=told)
    for line in told.getvalue().splitlines():
        if match := re.fullmatch(r"  (\w*) +(password|codes|key|or) +(.+)", line):
            name = match[1] or name
            accounts.setdefault(name, {})[match[2]] = match[3]
    return accounts


def test_a_monitor_a_reviewer_and_an_admin_are_made_each_with_a_second_factor() -> None:
    accounts = made_accounts()

    assert set(accounts) == {"monitor", "reviewer", "admin"}
    for name, keys in accounts.items():
        person = User.objects.get(username=name)
        assert person.check_password(keys["password"])
        assert has_second_factor(person)
        assert f"secret={keys['key']}" in keys["or"]


def test_a_newcomer_without_a_phone_signs_in_with_a_printed_code(client: Client) -> None:
    keys = made_accounts()["reviewer"]

    client.post("/sign-in/", {"username": "reviewer", "password": keys["password"]})
    client.post("/sign-in/second-factor/", {"code": keys["codes"].split()[0]})

    assert client.get("/workspace/").status_code == 200


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
