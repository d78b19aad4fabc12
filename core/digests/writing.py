"""What stands in a digest: the sections that the apps give, as one plain mail in the person's language."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.digests.handing_over import headers_under
from core.digests.subscribing import stopping_path
from core.mail import address_of
from core.models import Digest, DigestSubscription, User


@dataclass(frozen=True)
class Line:
    """One thing that is told, and where it is read."""

    text: str
    path: str
    holds_a_title: bool = False  # or a label: words of the data, which are in English whoever reads

    @property
    def address(self) -> str:
        """The link."""
        return address_of(self.path)


@dataclass(frozen=True)
class Section:
    """What belongs together."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Asked:
    """Whom a digest is for, about which keys (none: all), and about which span of time."""

    person: User
    followed: frozenset[str]
    since: datetime.datetime
    until: datetime.datetime


def topics() -> list[tuple[str, str]]:
    """What can be followed: keys and names."""
    return [pair for source in _sources() for pair in source.topics()]


def written(digest: Digest, subscription: DigestSubscription) -> EmailMessage | None:
    """The mail; None when there is nothing to tell."""
    asked = Asked(
        person=digest.person,
        followed=frozenset(subscription.followed),
        since=subscription.told_until,
        until=digest.until,
    )
    with translation.override(subscription.language):
        sections = [section for source in _sources() for section in source.sections(asked) if section.lines]
        return _mail(digest, subscription, sections) if sections else None


def day_in_words(day: datetime.date) -> str:
    """A day as the language of the mail writes it."""
    if day.day == 1:
        return date_format(day, pgettext("pattern of a date that is the first of a month", "j F Y"))
    return date_format(day, pgettext("pattern of a date", "j F Y"))


def _mail(digest: Digest, subscription: DigestSubscription, sections: list[Section]) -> EmailMessage:
    stop = address_of(stopping_path(subscription))
    days = {"since": day_in_words(subscription.told_until), "until": day_in_words(digest.until)}
    told = {"sections": sections, "stop": stop, "has_titles": _has_foreign_titles(sections), **days}
    text = render_to_string("core/digest/mail.txt", told)
    return EmailMessage(
        subject=_("Benchmark Tracker: the week to %(until)s") % days,
        body=text,
        to=[digest.person.email],
        headers=_headers(digest, stop),
    )


def _has_foreign_titles(sections: list[Section]) -> bool:
    """Whether anything is called in English in a mail that is in another language."""
    if translation.get_language() == settings.LANGUAGE_CODE:
        return False
    return any(line.holds_a_title for section in sections for line in section.lines)


def _headers(digest: Digest, stop: str) -> dict[str, str]:
    """A name that is the same however often it is sent, and the way to stop that mail programs offer."""
    ways_to_stop = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {**headers_under(f"{digest.person_id} {digest.week}"), **ways_to_stop}


def _sources() -> Iterator[Any]:
    return (import_module(name) for name in settings.DIGEST_SOURCES)
