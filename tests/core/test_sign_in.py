"""Signing in: a password and a second factor, each code once, and nothing told to whoever guesses."""

import datetime
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from core import accounts, encryption, invitations, second_factors
from core.models import User
from core.permissions import Role, roles_of
from tests.api.calls import LIST, body
from tests.core.signing_in import (
    SECOND_STEP,
    SIGN_IN,
    code_at,
    code_now,
    first_step,
    is_signed_in,
    recovery_codes,
    second_step,
    sign_in,
)
from tests.factories.benchmarks import BenchmarkFactory
from tests.factories.core import APP_SECRET, NOON, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

HALF_A_MINUTE = datetime.timedelta(seconds=30)


def test_a_monitor_signs_in_with_password_and_app(client: Client, monitor: User) -> None:
    answer = first_step(client, monitor)
    assert answer.url == SECOND_STEP
    assert not is_signed_in(client)

    answer = second_step(client, code_now())

    assert answer.url == "/workspace/"
    assert client.get("/workspace/").status_code == 200


def test_whoever_was_on_the_way_somewhere_gets_there(client: Client, monitor: User) -> None:
    client.post(f"{SIGN_IN}?next=/history/", {"username": "monitor", "password": PASSWORD})

    assert second_step(client, code_now()).url == "/history/"


def test_nobody_is_led_to_another_site(client: Client, monitor: User) -> None:
    client.post(f"{SIGN_IN}?next=https://elsewhere.example/", {"username": "monitor", "password": PASSWORD})

    assert second_step(client, code_now()).url == "/workspace/"


def test_somebody_who_only_reads_needs_no_second_factor(client: Client, researcher: User) -> None:
    first_step(client, researcher)

    assert is_signed_in(client)


def test_a_code_of_the_app_is_good_once(monitor: User) -> None:
    code = code_now()
    sign_in(Client(), monitor, code)
    second = Client()
    first_step(second, monitor)

    second_step(second, code)

    assert not is_signed_in(second)


def test_a_code_of_before_the_last_one_used_is_not_good(monitor: User) -> None:
    assert second_factors.factor_shown_by(person=monitor, code=code_at(NOON), at=NOON)

    assert not second_factors.factor_shown_by(person=monitor, code=code_at(NOON - HALF_A_MINUTE), at=NOON)


@pytest.mark.parametrize(("periods", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_wrong(monitor: User, periods: int, is_good: bool) -> None:
    code = code_at(NOON + periods * HALF_A_MINUTE)

    assert bool(second_factors.factor_shown_by(person=monitor, code=code, at=NOON)) is is_good


def test_a_recovery_code_lets_in_once(monitor: User) -> None:
    first, other = recovery_codes(monitor)[:2]
    sign_in(Client(), monitor, first)

    again, another = Client(), Client()
    first_step(again, monitor)
    second_step(again, first)
    sign_in(another, monitor, other)

    assert not is_signed_in(again)


def test_a_code_of_somebody_else_is_not_good(client: Client, monitor: User, reviewer: User) -> None:
    code = recovery_codes(reviewer)[0]
    first_step(client, monitor)

    second_step(client, code)

    assert not is_signed_in(client)


@pytest.mark.parametrize("code", ["", "000000", "１２３４５６", "x" * 5000, "\x00", "-" * 6])
def test_nonsense_is_not_a_code(client: Client, monitor: User, code: str) -> None:
    first_step(client, monitor)

    answer = second_step(client, code)

    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_half_a_sign_in_sees_what_a_reader_sees(client: Client, monitor: User) -> None:
    BenchmarkFactory(number=6)
    first_step(client, monitor)
    api = APIClient()
    api.cookies = client.cookies

    assert client.get("/workspace/").url == f"{SIGN_IN}?next=/workspace/"
    assert client.get("/admin/").status_code == 302
    assert api.post(LIST, body()).status_code in (401, 403)
    assert api.get("/api/v1/benchmarks/").content == APIClient().get("/api/v1/benchmarks/").content


@pytest.mark.parametrize("change", ["password", "deactivated", "role"])
def test_half_a_sign_in_ends_when_the_account_changes(
    client: Client, monitor: User, admin: User, change: str
) -> None:
    first_step(client, monitor)
    person = User.objects.get(pk=monitor.pk)

    def write() -> None:
        if change == "role":
            person.groups.clear()
        else:
            person.is_active = False
            person.save()

    if change == "password":
        accounts.change_password(person=person, old=PASSWORD, new="sw0rdfish-and-chips", by=person, at=NOON)
    else:
        accounts.change_account(person=person, write=write, by=admin, at=NOON)

    assert second_step(client, code_now()).url == SIGN_IN
    assert not is_signed_in(client)


class TestWithoutASecondFactor:
    """Somebody who could write and has not set one up."""

    @pytest.fixture
    def newcomer(self) -> User:
        return UserFactory(username="newcomer", roles=["monitor"], second_factor=False)

    def test_they_are_led_to_where_it_is_set_up_and_told_why(self, client: Client, newcomer: User) -> None:
        answer = client.post(SIGN_IN, {"username": "newcomer", "password": PASSWORD}, follow=True)

        assert answer.request["PATH_INFO"] == "/account/second-factor/"
        assert "reads what the public reads, and no more" in answer.text

    def test_no_way_in_gives_them_a_role(self, client: Client, newcomer: User) -> None:
        BenchmarkFactory(number=6)
        client.force_login(newcomer)
        api = APIClient()
        api.force_authenticate(newcomer)

        assert roles_of(newcomer) == frozenset()
        assert client.get("/benchmarks/6/record/").url.startswith("/account/second-factor/?next=")
        assert api.post(LIST, body()).status_code == 403

    def test_the_public_pages_stay_open_to_them(self, client: Client, newcomer: User) -> None:
        client.force_login(newcomer)

        assert client.get("/benchmarks/").status_code == 200

    def test_an_admin_without_one_does_not_enter_the_admin_screens(self, client: Client) -> None:
        person = UserFactory(roles=["admin"], is_staff=True, is_superuser=True, second_factor=False)
        client.force_login(person)

        answer = client.get("/admin/core/user/", follow=True)

        assert answer.request["PATH_INFO"] == "/account/second-factor/"

    def test_recovery_codes_alone_are_none(self, newcomer: User) -> None:
        recovery_codes(newcomer)

        assert roles_of(newcomer) == frozenset()

    def test_they_set_up_an_app_and_go_on(self, client: Client, newcomer: User) -> None:
        client.post(
            f"{SIGN_IN}?next=/workspace/", {"username": "newcomer", "password": PASSWORD}, follow=True
        )
        key = client.get("/account/second-factor/app/").context["key"].replace(" ", "")

        page = client.post("/account/second-factor/app/", {"code": code_now(key)})

        assert len(page.context["codes"]) == 10
        assert page.context["going_to"] == "/workspace/"
        assert client.get("/workspace/").status_code == 200


class TestTheAdminScreens:
    """They have no door of their own."""

    def test_they_are_entered_through_our_sign_in(self, client: Client) -> None:
        answer = client.get("/admin/", follow=True)

        assert answer.redirect_chain[-1][0] == f"{SIGN_IN}?next=/admin/"

    def test_a_password_alone_opens_nothing(self, client: Client, admin: User) -> None:
        client.post("/admin/login/", {"username": "admin", "password": PASSWORD})

        assert client.get("/admin/").status_code == 302

    def test_somebody_who_may_not_enter_is_told_so(self, client: Client, monitor: User) -> None:
        client.force_login(monitor)

        assert client.get("/admin/", follow=True).status_code == 403

    def test_nobodys_password_is_set_there(self, client: Client, admin: User, monitor: User) -> None:
        client.force_login(admin)

        page = client.get(f"/admin/core/user/{monitor.pk}/change/")

        assert 'type="password"' not in page.text
        assert client.get(f"/admin/core/user/{monitor.pk}/password/").status_code == 302
        assert client.get("/admin/password_change/").url == "/account/password/"


class TestWhetherAnAccountExists:
    """Is not told to whoever tries."""

    def refusals(self) -> list[str]:
        """The names of nobody, of somebody, of one who left and of one who was invited and has not come."""
        admin = UserFactory(roles=["admin"])
        UserFactory(username="person-gone", roles=["monitor"], is_active=False)
        UserFactory(username="person-here", roles=["monitor"])
        invitations.invite(username="person-invited", role=Role.MONITOR, by=admin, at=NOON)
        return ["person-unknown", "person-here", "person-gone", "person-invited"]

    def bytes_for(self, username: str, password: str) -> tuple[int, bytes]:
        answer = Client().post(SIGN_IN, {"username": username, "password": password})
        token = answer.context["csrf_token"]
        page = answer.content.replace(str(token).encode(), b"").replace(username.encode(), b"")
        return answer.status_code, page

    def test_every_refusal_is_the_same_byte_for_byte(self, say: Callable[[str], None]) -> None:
        names = self.refusals()
        wrong = {name: self.bytes_for(name, "wrong") for name in names}
        right = {name: self.bytes_for(name, PASSWORD) for name in names if name != "person-here"}

        answers = set(wrong.values()) | set(right.values())

        say(f"sign-in refused for {len(wrong) + len(right)} reasons: {len(answers)} different answer")
        assert len(answers) == 1

    @pytest.mark.parametrize("username", ["person-unknown", "person-here", "person-gone", "person-invited"])
    def test_every_refusal_costs_the_same_work(self, username: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refusals()
        hashed = []
        hasher = type(get_hasher())
        encode = hasher.encode
        monkeypatch.setattr(
            hasher, "encode", lambda *given, **named: hashed.append(1) or encode(*given, **named)
        )

        Client().post(SIGN_IN, {"username": username, "password": "wrong"})

        assert len(hashed) == 1


class TestWhatLiesInTheDatabase:
    """Neither the key of an app nor a recovery code lies there in clear."""

    def dump(self) -> str:
        with connection.cursor() as cursor:
            rows = []
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                rows += cursor.fetchall()
        return json.dumps(rows, default=str)

    def test_no_secret_of_a_second_factor_lies_in_clear(
        self, client: Client, say: Callable[[str], None]
    ) -> None:
        people = [UserFactory(roles=["monitor"]) for _ in range(3)]
        secrets = [APP_SECRET]
        for person in people:
            secrets += recovery_codes(person)
            row = Authenticator.objects.get(user=person, type="recovery_codes")
            secrets.append(encryption.decrypt(row.data["seed"]))
        newcomer = UserFactory(roles=["monitor"], second_factor=False)
        first_step(client, newcomer)
        secrets.append(client.get("/account/second-factor/app/").context["key"].replace(" ", ""))

        lying = self.dump() + "".join(str(session) for session in opened_sessions())
        found = [secret for secret in secrets if secret in lying]

        say(f"{len(secrets)} secrets of second factors sought in tables and sessions: {len(found)} in clear")
        assert "otpauth" not in lying
        assert found == []

    def test_another_secret_key_reads_nothing(self, monitor: User, settings: Any) -> None:
        settings.SECRET_KEY = "another"

        with pytest.raises(Exception, match="SECRET_KEY_FALLBACKS"):
            second_factors.factor_shown_by(person=monitor, code=code_now(), at=NOON)

    def test_the_key_can_be_changed(self, monitor: User, settings: Any) -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
        call_command("encrypt_second_factors_anew")
        settings.SECRET_KEY_FALLBACKS = []

        assert second_factors.factor_shown_by(person=monitor, code=code_at(NOON), at=NOON)


def opened_sessions() -> list[dict]:
    """What the sessions hold, read as somebody reads them who has the database."""
    return [session.get_decoded() for session in Session.objects.all()]


@pytest.mark.django_db(transaction=True)
def test_a_code_sent_twice_at_once_lets_one_in() -> None:
    person = UserFactory(roles=["monitor"])
    code, results = recovery_codes(person)[0], []
    start = threading.Barrier(2)

    def send() -> None:
        try:
            start.wait()
            results.append(second_factors.factor_shown_by(person=person, code=code, at=NOON))
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sum(result is not None for result in results) == 1


class TestSessionsEnd:
    """By themselves: idle, and in any case."""

    def test_after_half_an_hour_without_a_request(self, client: Client, monitor: User) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            client.force_login(monitor)
            assert is_signed_in(client)
            clock.shift(settings.SESSION_IDLE)
            assert is_signed_in(client)
            clock.shift(settings.SESSION_IDLE + datetime.timedelta(seconds=1))

            assert not is_signed_in(client)

    def test_after_twelve_hours_however_busy(self, client: Client, monitor: User) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            client.force_login(monitor)
            assert is_signed_in(client)
            for _ in range(36):
                clock.shift(datetime.timedelta(minutes=20))
                assert is_signed_in(client)
            clock.shift(datetime.timedelta(minutes=1))

            assert not is_signed_in(client)

    def test_the_api_does_not_let_an_ended_session_in_either(self, client: Client, monitor: User) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            client.force_login(monitor)
            is_signed_in(client)
            clock.shift(settings.SESSION_IDLE * 2)
            api = APIClient()
            api.cookies = client.cookies

            assert api.post(LIST, body()).status_code in (401, 403)
