"""What changes what a person may do, or how they show who they are, ends all their sign-ins at once."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from core import accounts, history, invitations, second_factors, sign_ins
from core.errors import NotPermitted, RuleBroken
from core.models import ApiToken, HistoryEntry, User
from tests.core.signing_in import code_at, code_now, is_signed_in, recovery_codes
from tests.factories.core import APP_SECRET, NOON, PASSWORD, ApiTokenFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = "sw0rdfish-and-chips"
OTHER_SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


def write_role(person: User) -> Callable[[], None]:
    return lambda: person.groups.set(Group.objects.filter(name="reviewer"))


def write_off(person: User) -> Callable[[], None]:
    def write() -> None:
        person.is_active = False
        person.save()

    return write


def app_of(person: User) -> Authenticator:
    return Authenticator.objects.get(user=person, type="totp")


def add_passkey(person: User) -> None:
    second_factors.add_passkey(person=person, name="key", credential={}, by=person, at=NOON)


def remove_app(person: User) -> None:
    person.groups.clear()
    second_factors.remove(factor=app_of(person), by=person, at=NOON)


ENDINGS: dict[str, Callable[[User, User], Any]] = {
    "role changed": lambda person, admin: accounts.change_account(
        person=person, write=write_role(person), by=admin, at=NOON
    ),
    "deactivated": lambda person, admin: accounts.change_account(
        person=person, write=write_off(person), by=admin, at=NOON
    ),
    "password changed": lambda person, admin: accounts.change_password(
        person=person, old=PASSWORD, new=NEW, by=person, at=NOON
    ),
    "factor added": lambda person, admin: add_passkey(person),
    "factor removed": lambda person, admin: remove_app(person),
    "codes renewed": lambda person, admin: second_factors.renew_recovery_codes(
        person=person, by=person, at=NOON
    ),
    "signed out everywhere": lambda person, admin: sign_ins.sign_out_everywhere(
        person=person, by=person, at=NOON
    ),
    "signed out by an admin": lambda person, admin: sign_ins.sign_out_everywhere(
        person=person, by=admin, at=NOON
    ),
    "invited again": lambda person, admin: invitations.invite_again(person=person, by=admin, at=NOON),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_ends_every_session_and_token_and_leaves_history(
    client: Client, monitor: User, admin: User, ending: str
) -> None:
    client.force_login(monitor)
    ApiTokenFactory(user=monitor)
    assert is_signed_in(client)

    ENDINGS[ending](User.objects.get(pk=monitor.pk), admin)

    assert not is_signed_in(client)
    assert not ApiToken.objects.exists()
    assert HistoryEntry.objects.get().subject_key == str(monitor.pk)


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_ends_when_the_history_cannot_be_written(
    client: Client, monitor: User, admin: User, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(monitor)

    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)
    with pytest.raises(OSError, match="disk is full"):
        ENDINGS[ending](User.objects.get(pk=monitor.pk), admin)

    assert is_signed_in(client)
    assert User.objects.get(pk=monitor.pk).check_password(PASSWORD)
    assert app_of(monitor)


STRANGER_MAY_NOT: dict[str, Callable[[User, User], Any]] = {
    "change an account": lambda person, by: accounts.change_account(
        person=person, write=write_off(person), by=by, at=NOON
    ),
    "change a password": lambda person, by: accounts.change_password(
        person=person, old=PASSWORD, new=NEW, by=by, at=NOON
    ),
    "add an app": lambda person, by: second_factors.add_app(
        person=person, secret=OTHER_SECRET, code=code_at(NOON, OTHER_SECRET), by=by, at=NOON
    ),
    "add a passkey": lambda person, by: second_factors.add_passkey(
        person=person, name="key", credential={}, by=by, at=NOON
    ),
    "remove a factor": lambda person, by: second_factors.remove(factor=app_of(person), by=by, at=NOON),
    "renew codes": lambda person, by: second_factors.renew_recovery_codes(person=person, by=by, at=NOON),
    "sign out": lambda person, by: sign_ins.sign_out_everywhere(person=person, by=by, at=NOON),
}


@pytest.mark.parametrize("what", STRANGER_MAY_NOT)
def test_a_stranger_may_not(monitor: User, reviewer: User, what: str) -> None:
    with pytest.raises(NotPermitted):
        STRANGER_MAY_NOT[what](monitor, reviewer)

    assert not HistoryEntry.objects.exists()
    assert User.objects.get(pk=monitor.pk).session_epoch == 0


def test_a_change_of_name_ends_nothing(client: Client, monitor: User, admin: User) -> None:
    client.force_login(monitor)
    person = User.objects.get(pk=monitor.pk)

    def write() -> None:
        person.first_name = "Sokha"
        person.save()

    accounts.change_account(person=person, write=write, by=admin, at=NOON)

    assert is_signed_in(client)


def test_the_last_second_factor_of_a_monitor_stays(monitor: User) -> None:
    with pytest.raises(RuleBroken, match="only second factor"):
        second_factors.remove(factor=app_of(monitor), by=monitor, at=NOON)


def test_an_app_that_does_not_show_the_code_is_not_set_up() -> None:
    person = UserFactory()

    with pytest.raises(RuleBroken, match="not the code"):
        second_factors.add_app(person=person, secret=OTHER_SECRET, code="000000", by=person, at=NOON)

    assert not Authenticator.objects.exists()


def test_there_is_one_app(monitor: User) -> None:
    with pytest.raises(RuleBroken, match="already"):
        second_factors.add_app(person=monitor, secret=APP_SECRET, code=code_at(NOON), by=monitor, at=NOON)


@pytest.mark.parametrize("weak", ["short", "12345678901234", "password123", "monitor1"])
def test_a_weak_password_is_refused(monitor: User, weak: str) -> None:
    with pytest.raises(RuleBroken):
        accounts.change_password(person=monitor, old=PASSWORD, new=weak, by=monitor, at=NOON)


class TestTheAccountPage:
    """What people do there themselves."""

    @pytest.fixture
    def signed_in(self, client: Client, monitor: User) -> Client:
        client.force_login(monitor)
        client.post("/account/confirm/", {"code": code_now()})
        return client

    def test_it_is_asked_first_who_one_is(self, client: Client, monitor: User) -> None:
        client.force_login(monitor)

        for page in ("password", "second-factor/app", "second-factor/passkey", "recovery-codes"):
            answer = client.get(f"/account/{page}/")
            assert answer.url == f"/account/confirm/?next=/account/{page}/"

    def test_the_password_is_changed_and_only_this_session_goes_on(
        self, signed_in: Client, monitor: User
    ) -> None:
        other = Client()
        other.force_login(monitor)

        signed_in.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW})

        assert is_signed_in(signed_in)
        assert not is_signed_in(other)
        assert User.objects.get(pk=monitor.pk).check_password(NEW)

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"old": "wrong", "new": NEW, "again": NEW}, "not your present password"),
            ({"old": PASSWORD, "new": NEW, "again": "x"}, "not what you typed above"),
            ({"old": PASSWORD, "new": "short", "again": "short"}, "too short"),
        ],
    )
    def test_a_wrong_one_is_told(self, signed_in: Client, given: dict[str, str], told: str) -> None:
        assert told in signed_in.post("/account/password/", given).text

    def test_new_codes_are_shown_once(self, signed_in: Client, monitor: User) -> None:
        old = recovery_codes(monitor)

        page = signed_in.post("/account/recovery-codes/")

        assert page.context["codes"] == recovery_codes(monitor)
        assert not set(old) & set(page.context["codes"])
        assert not any(code in signed_in.get("/account/").text for code in page.context["codes"])

    def test_signing_out_everywhere_ends_this_session_too(self, client: Client, monitor: User) -> None:
        other = Client()
        for each in (client, other):
            each.force_login(monitor)

        client.post("/account/sign-out-everywhere/")

        assert not is_signed_in(client)
        assert not is_signed_in(other)

    def test_the_factor_of_somebody_else_is_not_there(self, signed_in: Client, reviewer: User) -> None:
        page = f"/account/second-factor/{app_of(reviewer).pk}/remove/"

        assert signed_in.post(page).status_code == 404

    def test_no_page_of_it_is_kept_by_a_browser_or_a_proxy(self, signed_in: Client) -> None:
        for page in ("/account/", "/account/password/", "/account/confirm/", "/sign-in/"):
            assert "no-store" in signed_in.get(page).headers["Cache-Control"]
