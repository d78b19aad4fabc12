"""What the settings of a server must say."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from core.production.findings import unsafe, unwise
from core.signed_heads import signing_key

SHORTEST_KEY, FEWEST_SIGNS = 50, 12
SHORTEST_TOKEN = 32
# What stands in examples, here and elsewhere, and is therefore nobody's secret.
FROM_EXAMPLES = (
    "django-insecure",
    "only-for-the-test-suite",
    "change-me",
    "changeme",
    "example",
    "your-secret",
)
MAKE_A_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(64))"'


def of_settings() -> Iterator[CheckMessage]:
    """Each rule that the settings break."""
    yield from _debug()
    yield from _secrets()
    yield from _hosts()
    yield from _doors()
    yield from _proxies()
    yield from _licence()
    yield from _signing()


def _debug() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        what = "DEBUG is on: every error page shows settings, code and what was typed."
        yield unsafe("debug", what, "Use config.settings.production, where it is off.")
    if settings.CELERY_TASK_ALWAYS_EAGER:
        what = "Background work runs inside the web process: a restart cuts it off."
        yield unsafe("eager", what, "Set REDIS_URL and start a worker and one scheduler.")


def _secrets() -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    if any(sign in key.lower() for sign in FROM_EXAMPLES):
        yield unsafe("secret-key-example", "SECRET_KEY comes from an example.", f"Make one: {MAKE_A_KEY}")
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS:
        what = f"SECRET_KEY can be guessed: it has {len(key)} characters, {len(set(key))} different ones."
        yield unsafe("secret-key-short", what, f"Make one: {MAKE_A_KEY}")
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        what = f"METRICS_TOKEN has fewer than {SHORTEST_TOKEN} characters."
        yield unsafe("metrics-token", what, f"Make one: {MAKE_A_KEY}")


def _hosts() -> Iterator[CheckMessage]:
    hosts = settings.ALLOWED_HOSTS
    if not hosts or any(host == "*" or host.startswith((".", "*")) for host in hosts):
        what = "ALLOWED_HOSTS lets in names that are not this server's: links in pages could lead elsewhere."
        yield unsafe("hosts", what, "Name each host in full: ALLOWED_HOSTS=tracker.example.org")
    named = urlsplit(settings.SITE_ADDRESS).hostname
    if settings.SITE_ADDRESS and not (named and validate_host(named, hosts)):
        what = f"SITE_ADDRESS is {settings.SITE_ADDRESS}, which this server does not answer to."
        yield unsafe("site-address", what, "Let it begin with https:// and a host that ALLOWED_HOSTS names.")


def _doors() -> Iterator[CheckMessage]:
    """What must hold so that a session is not carried off."""
    needed = {
        "SESSION_COOKIE_SECURE": settings.SESSION_COOKIE_SECURE,
        "CSRF_COOKIE_SECURE": settings.CSRF_COOKIE_SECURE,
        "SESSION_COOKIE_HTTPONLY": settings.SESSION_COOKIE_HTTPONLY,
        "SECURE_SSL_REDIRECT": settings.SECURE_SSL_REDIRECT,
        "SECURE_HSTS_SECONDS": settings.SECURE_HSTS_SECONDS,
    }
    for name in (name for name, value in needed.items() if not value):
        what = f"{name} is off: a session could travel without TLS."
        yield unsafe(f"doors.{name}", what, f"Leave {name} as config.settings.production has it.")


def _proxies() -> Iterator[CheckMessage]:
    if settings.SECURE_PROXY_SSL_HEADER and settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1:
        what = "TRUSTED_PROXY_COUNT is 0, yet what a proxy says of TLS is believed: anybody could say it."
        do = "Set TRUSTED_PROXY_COUNT to the number of your proxies in front of the site, usually 1."
        yield unsafe("proxies", what, do)


def _licence() -> Iterator[CheckMessage]:
    if not settings.DATASET_LICENCE["name"]:
        what = "The data that you publish has no licence: nobody may be sure to be allowed to use it."
        yield unwise("licence", what, "Decide on one and set DATASET_LICENCE, for example CC-BY-4.0.")


def _signing() -> Iterator[CheckMessage]:
    try:
        signing_key()
    except ImproperlyConfigured as problem:
        what = "The history is not signed: whoever owns the database could rewrite all of it unseen."
        yield unsafe("history-key", what, str(problem))
