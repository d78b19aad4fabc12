"""A field office's server: refuses to start unless everything it needs is given, naming what is missing."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, REDIS_URL, env
from config.settings.given import given, with_password

NEEDED = {
    "SECRET_KEY": "a random text of 50 characters or more, kept secret",
    "ALLOWED_HOSTS": "the host names this server answers to, separated by commas",
    "DATABASE_URL": "postgres://user:password@host:5432/name",
    "REDIS_URL": "redis://host:6379/0",
}


def refuse_unless_complete() -> None:
    """Raise one error that names every setting that is missing, with a hint for each.

    Each may also stand in a file of its own, which `SECRET_KEY_FILE` and so on then name.
    """
    missing = [f"{name} ({hint})" for name, hint in NEEDED.items() if not given(name)]
    if missing:
        raise ImproperlyConfigured("Set these environment variables to start: " + "; ".join(missing))


refuse_unless_complete()

SECRET_KEY = given("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASE_URL = with_password(given("DATABASE_URL"), given("DATABASE_PASSWORD"))
DATABASES = {"default": env.db_url_config(DATABASE_URL) | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://…")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must name a Redis server: redis://host:6379/0")

# TLS ends at a proxy (SECURE_PROXY_SSL_HEADER); guesses are counted by the address that it passes on.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Supervisors and monitors ask from beside the process, where there is no TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$", r"^metrics/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# One JSON object a line, also for each answer; the web server's own access log has addresses and stays off.
LOG_ANSWERS = env.bool("LOG_ANSWERS", default=True)
LOGGING["formatters"]["lines"] = {"()": "core.log_lines.JSONLines"}
