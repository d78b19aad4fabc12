"""Guessing at passwords and codes dries up, and locks nobody out who signs in at their own browser."""

import datetime
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client

from core import guessing
from core.guessing import QUARTER, Allowance, TooManyGuesses
from core.models import GuessCount, User
from tests.core.signing_in import (
    ATTACKER,
    code_now,
    first_step,
    is_signed_in,
    recovery_codes,
    second_step,
    sign_in,
)
from tests.factories.core import NOON, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

TRIES = 1000


def guess(client: Client, person: User, **extra: str) -> int:
    """One wrong password; the status it is answered with."""
    return first_step(client, person, password="wrong", **extra).status_code


def test_an_attacker_with_a_thousand_tries_does_not_lock_the_monitor_out(
    monitor: User, say: Callable[[str], None]
) -> None:
    home, attacker = Client(), Client()
    sign_in(home, monitor, recovery_codes(monitor)[0])
    home.post("/sign-out/")

    answers = [guess(attacker, monitor, REMOTE_ADDR=ATTACKER) for _ in range(TRIES)]
    sign_in(home, monitor, recovery_codes(monitor)[0])

    say(f"{TRIES} guesses from one address: {answers.count(200)} looked at; the monitor signed in at once")
    assert answers.count(200) == 20
    assert answers[20:] == [429] * (TRIES - 20)


def test_many_addresses_together_do_not_lock_the_known_browser_out(
    monitor: User, say: Callable[[str], None]
) -> None:
    home = Client()
    sign_in(home, monitor, recovery_codes(monitor)[0])
    home.post("/sign-out/")

    answers = [guess(Client(), monitor, REMOTE_ADDR=f"198.51.100.{number % 250}") for number in range(250)]
    sign_in(home, monitor, recovery_codes(monitor)[0])

    say(f"250 guesses from 250 addresses: {answers.count(200)} looked at; the monitor signed in at once")
    assert answers.count(200) == 200


def test_one_address_dries_up_long_before_the_account_does(monitor: User) -> None:
    for _ in range(30):
        guess(Client(), monitor, REMOTE_ADDR=ATTACKER)

    new = Client(REMOTE_ADDR="192.0.2.1")
    first_step(new, monitor)
    second_step(new, code_now())

    assert is_signed_in(new)


def test_even_the_right_password_is_not_looked_at_any_more(client: Client, monitor: User) -> None:
    for _ in range(20):
        guess(client, monitor)

    answer = first_step(client, monitor)

    assert answer.status_code == 429
    assert "Too many wrong tries" in answer.text


def test_the_known_browser_has_its_own_limit_too(client: Client, monitor: User) -> None:
    sign_in(client, monitor)
    client.post("/sign-out/")

    answers = [guess(client, monitor) for _ in range(25)]

    assert answers.count(200) == 20


def test_a_browser_is_known_for_the_people_who_signed_in_with_it_and_no_one_else(
    client: Client, monitor: User, reviewer: User
) -> None:
    sign_in(client, monitor)
    client.post("/sign-out/")

    guess(client, reviewer)

    assert set(GuessCount.objects.filter(guesses__gt=0).values_list("kind", flat=True)) == {
        "address",
        "account",
    }


@pytest.mark.parametrize("cookie", ["", ".", "a.b.c", "x" * 4000, "é.é"])
def test_a_forged_cookie_makes_no_browser_known(client: Client, monitor: User, cookie: str) -> None:
    client.cookies["known_browser"] = cookie

    guess(client, monitor)

    assert not GuessCount.objects.filter(kind="browser").exists()


def test_right_tries_cost_nothing(client: Client, monitor: User) -> None:
    for _ in range(3):
        first_step(Client(), monitor)

    assert set(GuessCount.objects.values_list("guesses", flat=True)) == {0}


def test_guesses_are_forgotten_after_their_time(client: Client, monitor: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(21):
            status = guess(client, monitor)
        assert status == 429
        clock.shift(QUARTER + datetime.timedelta(seconds=1))

        assert guess(client, monitor) == 200


def test_the_second_factor_is_not_guessed_either(monitor: User, say: Callable[[str], None]) -> None:
    attacker, looked_at = Client(), 0
    first_step(attacker, monitor)

    for number in range(100):
        looked_at += second_step(attacker, f"{number:06}").status_code == 200

    say(f"100 guesses at a code: {looked_at} looked at")
    assert looked_at == 10
    assert second_step(attacker, code_now()).status_code == 429


def test_guesses_at_the_code_do_not_lock_the_known_browser_out(client: Client, monitor: User) -> None:
    sign_in(client, monitor, recovery_codes(monitor)[0])
    client.post("/sign-out/")
    attacker = Client()
    first_step(attacker, monitor)
    for _ in range(20):
        second_step(attacker, "000000")

    sign_in(client, monitor, recovery_codes(monitor)[0])


def test_a_stolen_session_does_not_guess_the_password_or_a_code(client: Client, monitor: User) -> None:
    client.force_login(monitor)

    answers = [client.post("/account/confirm/", {"code": "000000"}).status_code for _ in range(12)]

    assert answers == [200] * 10 + [429] * 2


def test_neither_address_nor_name_is_kept(monitor: User) -> None:
    guess(Client(), monitor, REMOTE_ADDR=ATTACKER)

    kept = str(list(GuessCount.objects.values()))

    assert ATTACKER not in kept
    assert monitor.username not in kept


def test_a_source_is_counted_under_another_key_the_next_day() -> None:
    allowance = Allowance("address", ATTACKER, 1, QUARTER)

    assert allowance.key(NOON) != allowance.key(NOON + datetime.timedelta(days=1))


def test_what_is_over_is_removed() -> None:
    guessing.pay([Allowance("address", "one", 1, QUARTER)], at=NOON)

    guessing.pay([Allowance("address", "another", 1, QUARTER)], at=NOON + 2 * QUARTER)

    assert GuessCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted(say: Callable[[str], None]) -> None:
    allowance, passed = Allowance("address", ATTACKER, 5, QUARTER), []
    start = threading.Barrier(8)

    def pay() -> None:
        try:
            start.wait()
            guessing.pay([allowance], at=NOON)
            passed.append(True)
        except TooManyGuesses:
            passed.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    say(f"8 guesses at once, 5 allowed: {sum(passed)} passed")
    assert (sum(passed), len(passed)) == (5, 8)


def test_whoever_was_refused_says_nothing_about_the_account(client: Client) -> None:
    UserFactory(username="person-here")
    answers = set()
    for name in ("person-here", "person-gone"):
        for number in range(201):
            page = client.post(
                "/sign-in/", {"username": name, "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{number}"
            )
        token = str(page.context["csrf_token"]).encode()
        answers.add((page.status_code, page.content.replace(token, b"").replace(name.encode(), b"")))

    assert len(answers) == 1
    assert next(iter(answers))[0] == 429
    assert PASSWORD not in str(answers)
