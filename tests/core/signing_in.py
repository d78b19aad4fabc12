"""What the tests of accounts do at the sign-in: give a password, a code of the app, a recovery code."""

import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from core.models import User
from tests.factories.core import APP_SECRET, PASSWORD

SIGN_IN, SECOND_STEP = "/sign-in/", "/sign-in/second-factor/"
ATTACKER = "203.0.113.7"


def code_at(at: datetime.datetime, secret: str = APP_SECRET) -> str:
    """What the app of a person made by the factory shows at a moment."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def code_now(secret: str = APP_SECRET) -> str:
    """What it shows now."""
    return code_at(timezone.now(), secret)


def recovery_codes(person: User) -> list[str]:
    """Recovery codes of a person, made if there are none."""
    return RecoveryCodes.activate(person).get_unused_codes()


def first_step(client: Client, person: User, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    """Name and password."""
    return client.post(SIGN_IN, {"username": person.get_username(), "password": password}, **extra)


def second_step(client: Client, code: str, **extra: Any) -> HttpResponse:
    """A code."""
    return client.post(SECOND_STEP, {"code": code}, **extra)


def sign_in(client: Client, person: User, code: str = "") -> None:
    """Both steps; fails unless the person is then signed in."""
    first_step(client, person)
    if Authenticator.objects.filter(user=person).exists():
        second_step(client, code or code_now())
    assert is_signed_in(client), "the sign-in did not work"


def is_signed_in(client: Client) -> bool:
    """Whether this browser's session counts as signed in."""
    return client.get("/account/").status_code == 200
