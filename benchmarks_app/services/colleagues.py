"""The people whom an author can name on a confidential row: those who record or review progress."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.models import User
from core.permissions import Action, may


def named(username: str) -> User | None:
    """The colleague of this user name; somebody who may not be named is as good as nobody."""
    if "\x00" in username:
        return None
    person = User.objects.filter(username=username, is_active=True).first()
    return person if person and is_colleague(person) else None


def is_colleague(person: User) -> bool:
    """Whether this person works on the updates."""
    return may(person, Action.READ_RESTRICTED)


def in_order(people: Iterable[User]) -> tuple[User, ...]:
    """Each once, by user name."""
    return tuple(sorted(set(people), key=lambda person: person.username))


def nobody_of_that_name() -> str:
    """What to say when there is no such colleague; it does not repeat the name."""
    return _("There is no monitor or reviewer of this user name.")
