"""Whether mail can be sent from here. E-mail is no safe channel: nothing that is not public goes into one."""

from urllib.parse import urlsplit

from django.conf import settings


def is_set_up() -> bool:
    """Whether there is a server to hand mail to, a sender, and the address of the site for its links."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL and settings.SITE_ADDRESS)


def address_of(path: str) -> str:
    """A path of the site as a link in a mail."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def host_of_the_site() -> str:
    """The name of the site's host, for what names a mail."""
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
