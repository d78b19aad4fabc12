"""Gives a mail to the server once what it belongs to is committed, and says what became of it."""

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.crypto import salted_hmac

from core.mail import host_of_the_site

# With these the server says that it has not taken the mail.
REFUSALS = (SMTPResponseException, SMTPRecipientsRefused)


def headers_under(name: str) -> dict[str, str]:
    """What a mail of this name says of itself, the same however often it is sent; the name stays ours."""
    known_as = salted_hmac("core.digests.name", name).hexdigest()
    return {"Message-ID": f"<{known_as}@{host_of_the_site()}>", "Auto-Submitted": "auto-generated"}


def hand_over_once_committed(
    letter: EmailMessage, *, sent: Callable[[], None], refused: Callable[[Exception], None]
) -> None:
    """Reach the server now, for who reaches none has begun nothing; hand the mail over after the commit."""
    letter.connection = get_connection()
    letter.connection.open()
    transaction.on_commit(lambda: _hand_over(letter, sent, refused), robust=True)


def _hand_over(letter: EmailMessage, sent: Callable[[], None], refused: Callable[[Exception], None]) -> None:
    connection: Any = letter.connection
    try:
        letter.send()
    except REFUSALS as refusal:
        refused(refusal)
    else:
        sent()
    finally:
        connection.close()
