"""People, documents, passages, themes and the records every app shares."""

import datetime
from typing import Any

import factory
import pyrage
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory, Password

from core import history
from core.models import (
    ApiToken,
    CallCount,
    Digest,
    DigestSubscription,
    Document,
    GuessCount,
    HistoryEntry,
    Invitation,
    LinkCheck,
    Notice,
    OutboxMessage,
    Passage,
    Release,
    ScheduledRun,
    SealingKey,
    SignedHead,
    Theme,
    User,
)
from core.releases import make_release
from core.signed_heads import sign_head

PASSWORD = "a-long-password-for-tests"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
READERS = {"researcher", "auditor"}
NOON = datetime.datetime(2024, 1, 15, 12, 0, tzinfo=datetime.UTC)


class UserFactory(DjangoModelFactory):
    """A person with an account; `roles=["monitor"]` puts them into the groups of these names.

    Whoever could write has an authenticator app, unless `second_factor=False`.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person-{number}")
    first_name = factory.Sequence(lambda number: f"Given{number}")
    last_name = factory.Sequence(lambda number: f"Family{number}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.org")
    password = Password(PASSWORD)

    @factory.post_generation
    def roles(self, create: bool, names: Any, **_: Any) -> None:
        """Add the person to the group of each role named."""
        self.roles_given = {str(name) for name in names or ()}
        for name in names or ():
            self.groups.add(Group.objects.get_or_create(name=str(name))[0])

    @factory.post_generation
    def second_factor(self, create: bool, wanted: Any, **_: Any) -> None:
        """Set up an authenticator app for whoever needs one."""
        needed = self.is_staff or self.is_superuser or not READERS.issuperset(self.roles_given)
        if wanted or (needed and wanted is None):
            TOTP.activate(self, APP_SECRET)


class ApiTokenFactory(DjangoModelFactory):
    """The kept half of a person's token that only reads; the half that is sent is known to nobody."""

    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> ApiToken:
        return model_class.objects.create(**fields)[0]


class InvitationFactory(DjangoModelFactory):
    """An open invitation; its code is known to nobody."""

    class Meta:
        model = Invitation

    person = factory.SubFactory(UserFactory)
    invited_by = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda number: f"{number:064}")
    created_at = NOON
    expires_at = NOON + datetime.timedelta(days=7)


class CallCountFactory(DjangoModelFactory):
    """Three calls of the API from somewhere."""

    class Meta:
        model = CallCount

    source = factory.Sequence(lambda number: f"{number:064x}")
    kind = "anonymous"
    calls = 3
    forgotten_at = NOON


class GuessCountFactory(DjangoModelFactory):
    """A source that has guessed."""

    class Meta:
        model = GuessCount

    source = factory.Sequence(lambda number: f"{number:064}")
    kind = "address"
    guesses = 1
    forgotten_at = NOON


class ThemeFactory(DjangoModelFactory):
    """A theme."""

    class Meta:
        model = Theme

    slug = factory.Sequence(lambda number: f"theme-{number}")
    name = factory.Sequence(lambda number: f"Theme number {number}")
    summary = "What the theme covers."


class DocumentFactory(DjangoModelFactory):
    """A document with a symbol; give `symbol=""` for one that has none."""

    class Meta:
        model = Document

    slug = factory.Sequence(lambda number: f"a-hrc-{number}")
    symbol = factory.LazyAttribute(lambda document: document.slug.upper().replace("-", "/"))
    title = factory.Sequence(lambda number: f"Report number {number}")
    kind = Document.Kind.UN_REPORT
    publisher = "Human Rights Council"
    url = factory.LazyAttribute(lambda document: f"https://documents.example.org/{document.slug}")


class ReleaseFactory(DjangoModelFactory):
    """A release of two files and their archive, made in 2024; each of another day."""

    class Meta:
        model = Release

    made_at = factory.Sequence(lambda number: NOON + datetime.timedelta(days=number))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Release:
        table = f"url,page,slug,name\r\n/1,/1,one,One of {fields['made_at']:%j}\r\n".encode()
        package = b'{"resources": [{"name": "themes", "path": "data/themes.csv"}]}'
        parts = {"datapackage.json": package, "data/themes.csv": table}
        return make_release(
            files=lambda name, at: dict(parts),
            address="https://tracker.example.org/",
            by=UserFactory(roles=["admin"]),
            at=fields["made_at"],
        )


class PassageFactory(DjangoModelFactory):
    """A paragraph of a document."""

    class Meta:
        model = Passage

    document = factory.SubFactory(DocumentFactory)
    locator = factory.Sequence(lambda number: f"para. {number}")


class CitedFactory(DjangoModelFactory):
    """The base of what cites passages: `citations=[passage, …]` adds them."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @factory.post_generation
    def citations(self, create: bool, passages: Any, **_: Any) -> None:
        """Add the passages given."""
        if create and passages:
            self.citations.add(*passages)


def new_public_key() -> str:
    """A public key whose private half nobody keeps."""
    return str(pyrage.x25519.Identity.generate().to_public())


class SealingKeyFactory(DjangoModelFactory):
    """A key in force; give `public_key=str(identity.to_public())` to open what is sealed to it."""

    class Meta:
        model = SealingKey

    name = factory.Sequence(lambda number: f"Office {number}")
    public_key = factory.LazyFunction(new_public_key)
    added_at = NOON
    added_by = factory.SubFactory(UserFactory, roles=["admin"])


class HistoryEntryFactory(DjangoModelFactory):
    """A line of history, at the end of the chain."""

    class Meta:
        model = HistoryEntry

    @classmethod
    def _create(cls, model_class: type[HistoryEntry], *args: Any, **fields: Any) -> HistoryEntry:
        return history.append(model_class(*args, **fields))

    at = NOON
    by = factory.SubFactory(UserFactory)
    action = "draft"
    subject_type = "progress update"
    subject_key = "1"


class SignedHeadFactory(DjangoModelFactory):
    """The end of the history as it is now, signed."""

    class Meta:
        model = SignedHead

    at = NOON

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> SignedHead:
        return sign_head(**fields)


class DigestSubscriptionFactory(DjangoModelFactory):
    """That somebody wants a digest."""

    class Meta:
        model = DigestSubscription

    person = factory.SubFactory(UserFactory)
    language = "en"
    confirmed_email = factory.SelfAttribute("person.email")
    began_at = told_until = NOON


class LinkCheckFactory(DjangoModelFactory):
    """An address that answered."""

    class Meta:
        model = LinkCheck

    document = factory.SubFactory(DocumentFactory)
    address = factory.SelfAttribute("document.url")
    outcome = LinkCheck.Outcome.ANSWERED
    status = 200
    checked_at = answered_at = NOON


class DigestFactory(DjangoModelFactory):
    """The digest of one week, sent."""

    class Meta:
        model = Digest

    person = factory.SubFactory(UserFactory)
    week = NOON.date()
    until = NOON
    state = Digest.State.SENT


class OutboxMessageFactory(DjangoModelFactory):
    """A task still owed."""

    class Meta:
        model = OutboxMessage

    task = "tests.task"
    arguments = factory.LazyFunction(lambda: {"update": 1})
    created_at = NOON


class ScheduledRunFactory(DjangoModelFactory):
    """A run of a scheduled task that is over."""

    class Meta:
        model = ScheduledRun

    task = "tests.task"
    started_at = NOON
    ended_at = NOON


class NoticeFactory(DjangoModelFactory):
    """An unread line in somebody's workspace."""

    class Meta:
        model = Notice

    recipient = factory.SubFactory(UserFactory)
    message = factory.SubFactory(OutboxMessageFactory)
    text = "Something awaits you."
    path = "/workspace/"
    created_at = NOON
