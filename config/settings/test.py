"""The suite's settings: the database and Redis that `script/test` started, or SQLite for a quick look."""

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, DATA_DIR, STORAGES, env, sqlite

SECRET_KEY = "only-for-the-test-suite"  # noqa: S105
HISTORY_SIGNING_KEY = "0123456789abcdef" * 4
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": env.db("DATABASE_URL") if DATABASE_URL else sqlite(DATA_DIR / "test.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] = sqlite(DATABASES["default"]["NAME"])
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test-suite.sqlite3"}

# The real hasher is slow on purpose; ten times the suite's time would teach us nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Tasks run where they are called, except in the tests that start a real worker themselves.
CELERY_TASK_ALWAYS_EAGER = env.bool("TRACKER_TEST_EAGER", default=True)
# Nobody is slowed down, except in the tests about that.
API_RATES = {}
FIXTURES = sorted((BASE_DIR / "fixtures").glob("*.yaml"))
DATA_DIR.mkdir(parents=True, exist_ok=True)
