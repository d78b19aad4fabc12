"""One machine, one command: SQLite and no broker, with a secret this machine makes for itself."""

import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR, HISTORY_SIGNING_KEY, env, sqlite
from config.settings.secret import secret_kept_in

DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="") or secret_kept_in(DATA_DIR / "secret-key")
if not HISTORY_SIGNING_KEY:
    HISTORY_SIGNING_KEY = secret_kept_in(DATA_DIR / "history-key", make=lambda: secrets.token_hex(32))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DATABASES = {"default": sqlite(DATA_DIR / "tracker.sqlite3")}
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
