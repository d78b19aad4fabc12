"""How mail leaves the server, and that it can where people asked for digests."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage
from django.db import DatabaseError

from core import mail
from core.models import DigestSubscription
from core.production.database_rules import HERE
from core.production.findings import unsafe, unwise

SET_UP = "Set EMAIL_HOST, MAIL_FROM and SITE_ADDRESS (https://tracker.example.org), and start anew."


def of_mail() -> Iterator[CheckMessage]:
    """Each rule that the way of the mail breaks."""
    if not mail.is_set_up():
        yield from _wanted_in_vain()
        return
    is_here = settings.EMAIL_HOST in HERE | set(settings.SERVERS_ON_THIS_MACHINE)
    if not (is_here or settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        what = "Mail leaves in clear: its password and who gets a digest can be read on the way."
        yield unsafe("mail.tls", what, "Leave EMAIL_USE_TLS on, or set EMAIL_USE_SSL=true for port 465.")
    if urlsplit(settings.SITE_ADDRESS).scheme != "https":
        what = f"The links in mails lead to {settings.SITE_ADDRESS}, without TLS."
        yield unsafe("mail.address", what, "Set SITE_ADDRESS=https://…")


def _wanted_in_vain() -> Iterator[CheckMessage]:
    try:
        wanted = DigestSubscription.objects.count()
    except DatabaseError:
        return  # told by the rules of the database
    if wanted or settings.EMAIL_HOST:
        what = f"No mail can be sent, and {wanted} people asked for a digest."
        yield unwise("mail.wanted", what, SET_UP)
