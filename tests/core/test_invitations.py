"""Invitations: made by an admin, shown once, good for a week and for one person."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from core import accounts, history, invitations
from core.errors import NotPermitted, RuleBroken
from core.models import HistoryEntry, Invitation, User
from core.permissions import Role
from tests.core.signing_in import code_now, is_signed_in
from tests.factories.core import NOON, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "sw0rdfish-and-chips"
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def code(admin: User) -> str:
    """The code of an invitation."""
    return invitations.invite(username="sok", role=Role.MONITOR, by=admin, at=NOON)


def sok() -> User:
    return User.objects.get(username="sok")


def test_nobody_can_sign_in_before_it_is_accepted_and_the_history_says_who_invited(
    code: str, admin: User
) -> None:
    person, entry = sok(), HistoryEntry.objects.get()

    assert (person.is_active, person.has_usable_password()) == (False, False)
    assert (entry.action, entry.by, entry.after) == ("invited", admin, {"username": "sok", "role": "monitor"})
    assert code not in str(list(Invitation.objects.values())) + str(list(HistoryEntry.objects.values()))


def test_it_is_accepted_once(code: str) -> None:
    invitations.accept(code=code, password=PASSWORD, at=NOON + WEEK / 2)

    assert sok().check_password(PASSWORD)
    assert sok().is_active
    assert HistoryEntry.objects.first().action == "invitation accepted"
    with pytest.raises(RuleBroken, match="not good"):
        invitations.accept(code=code, password="another-" + PASSWORD, at=NOON + WEEK / 2)


@pytest.mark.parametrize("change", ["", "x", " ", "é", "\udc80"])
def test_another_code_opens_nothing(code: str, change: str) -> None:
    wrong = change * 3 or code[:-1]

    with pytest.raises(RuleBroken, match="not good"):
        invitations.accept(code=wrong, password=PASSWORD, at=NOON)


def test_it_expires_after_a_week(code: str) -> None:
    with pytest.raises(RuleBroken, match="not good"):
        invitations.accept(code=code, password=PASSWORD, at=NOON + WEEK)

    assert not sok().is_active


def test_a_weak_password_is_refused_and_the_code_stays_good(code: str) -> None:
    with pytest.raises(RuleBroken, match="too short"):
        invitations.accept(code=code, password="short", at=NOON)

    assert not sok().is_active
    invitations.accept(code=code, password=PASSWORD, at=NOON)


def test_only_an_admin_invites(reviewer: User) -> None:
    with pytest.raises(NotPermitted):
        invitations.invite(username="sok", role=Role.MONITOR, by=reviewer, at=NOON)

    assert not User.objects.filter(username="sok").exists()


@pytest.mark.parametrize("username", ["sok", "SOK", "with space", ""])
def test_a_name_that_is_taken_or_none_is_refused(code: str, admin: User, username: str) -> None:
    with pytest.raises(RuleBroken):
        invitations.invite(username=username, role=Role.MONITOR, by=admin, at=NOON)


def test_a_broken_history_write_invites_nobody(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)
    with pytest.raises(OSError, match="disk is full"):
        invitations.invite(username="sok", role=Role.MONITOR, by=admin, at=NOON)

    assert not User.objects.filter(username="sok").exists()


def test_a_new_link_voids_the_old_one_and_everything_else(monitor: User, admin: User) -> None:
    first = invitations.invite_again(person=monitor, by=admin, at=NOON)
    second = invitations.invite_again(person=monitor, by=admin, at=NOON)

    with pytest.raises(RuleBroken):
        invitations.accept(code=first, password=PASSWORD, at=NOON)
    assert invitations.accept(code=second, password=PASSWORD, at=NOON) == monitor
    assert not monitor.authenticator_set.exists()


def test_an_account_that_was_closed_is_not_opened_by_a_link(monitor: User, admin: User) -> None:
    code = invitations.invite_again(person=monitor, by=admin, at=NOON)
    person = User.objects.get(pk=monitor.pk)

    def close() -> None:
        person.is_active = False
        person.save()

    accounts.change_account(person=person, write=close, by=admin, at=NOON)

    with pytest.raises(RuleBroken, match="not good"):
        invitations.accept(code=code, password=PASSWORD, at=NOON)


def test_a_person_has_one_open_invitation_at_most() -> None:
    person = InvitationFactory().person

    with pytest.raises(IntegrityError, match=r"one_open_invitation|UNIQUE"), transaction.atomic():
        InvitationFactory(person=person)


def test_a_newcomer_goes_from_the_link_to_the_second_factor_to_work(client: Client, admin: User) -> None:
    at_desk = Client()
    at_desk.force_login(admin)
    page = at_desk.post("/admin/core/user/add/", {"username": "sok", "role": "monitor", "email": ""})
    link = page.context["link"]
    code = link.partition("#")[2]
    assert code not in at_desk.get("/admin/core/user/").text

    answer = client.post("/invitation/", {"code": code, "new": PASSWORD, "again": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/account/second-factor/"
    key = client.get("/account/second-factor/app/").context["key"].replace(" ", "")
    client.post("/account/second-factor/app/", {"code": code_now(key)})

    assert client.get("/workspace/").status_code == 200


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    page = client.post("/invitation/", {"code": "wrong", "new": PASSWORD, "again": PASSWORD})

    assert "not good" in page.text
    assert not is_signed_in(client)


def test_an_admin_gives_a_new_link_from_the_list_of_people(
    client: Client, admin: User, monitor: User
) -> None:
    client.force_login(admin)

    page = client.post("/admin/core/user/", {"action": "invite_again", "_selected_action": [monitor.pk]})

    assert "/invitation/#" in page.context["link"]
    assert not User.objects.get(pk=monitor.pk).has_usable_password()


class TestTheCommand:
    """The first admin is invited from the command line."""

    def told(self, *arguments: str) -> str:
        printed = io.StringIO()
        call_command("invite", *arguments, stdout=printed)
        return printed.getvalue().strip()

    def test_it_makes_the_first_admin_and_no_second(self) -> None:
        code = self.told("dara").partition("#")[2]

        person = invitations.accept(code=code, password=PASSWORD, at=datetime.datetime.now(datetime.UTC))

        assert person.is_superuser
        with pytest.raises(CommandError, match="an admin already"):
            self.told("another")

    def test_others_are_invited_in_an_admins_name(self, admin: User) -> None:
        assert self.told("sok", "--role", "monitor", "--by", "admin").startswith("/invitation/#")

    def test_it_says_what_is_missing(self) -> None:
        UserFactory(username="monitor", roles=["monitor"])

        with pytest.raises(CommandError, match="Only admins invite"):
            self.told("sok", "--role", "monitor", "--by", "monitor")
        with pytest.raises(CommandError, match="in whose name"):
            self.told("sok", "--role", "monitor")
