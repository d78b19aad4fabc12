"""One machine, one command: SQLite and no broker, with a secret this machine makes for itself."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR, env, sqlite
from config.settings.secret import secret_kept_in

DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="") or secret_kept_in(DATA_DIR / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DATABASES = {"default": sqlite(DATA_DIR / "tracker.sqlite3")}
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
