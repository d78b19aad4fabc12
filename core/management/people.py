"""Who a command acts for."""

from django.core.management.base import CommandError

from core.models import User


def admin_named(username: str) -> User:
    """The active person of this name; whether they may, the service asks."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no active person named {username!r}.")
    return person
