"""What every way of running the tracker shares; whatever differs comes from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from config.settings.given import given, proof_of_the_server, separated, with_password
from config.settings.outside import *  # noqa: F403
from config.settings.sources import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Where this machine keeps what it makes: database, secrets, collected static files.
DATA_DIR = Path(env.str("TRACKER_DATA", default=str(BASE_DIR / "var")))

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "core.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # These three before core, which takes their admin screens away: accounts are looked after in ours alone.
    "django.contrib.auth",
    "allauth.account",
    "allauth.mfa",
    "core.apps.CoreConfig",
    "resolutions_app",
    "elections_app",
    "benchmarks_app",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core.apps.AdministrationConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "core.metrics.Measured",
    "core.browser_headers.BrowserHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.api.every_answer.EveryAnswer",
    "core.caching.Caching",
    "core.api.kept_answers.KeptAnswers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.methods.PagesReadAndPost",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.SessionsEnd",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.SecondFactorFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.visitor",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Handed out by a view that asks who may see it, and by nothing else: there is no address to this folder.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
# What is uploaded is sealed or drawn anew, so that it never lies on the disk as it came.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 24_000_000

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "workspace"
LOGOUT_REDIRECT_URL = "dashboard"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# allauth signs people in and keeps their second factors; the pages, the rules and the limits are ours.
ACCOUNT_ADAPTER = "core.sign_in_adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # they lock the person out whose name is guessed at; see core/guessing.py
MFA_ADAPTER = "core.sign_in_adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Cambodia Benchmark Tracker"
# How many proxies of ours stand before the site, each adding to X-Forwarded-For; none on one's own machine.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Secret keys of before: sessions and second factors made with them stay good until they are taken away.
SECRET_KEY_FALLBACKS = separated(given("SECRET_KEY_FALLBACKS"))

# A session ends after half an hour without a request, and twelve hours after it began whatever happens:
# longer than a form takes, which survives it, and shorter than a machine stays forgotten on a desk.
SESSION_ENGINE = "core.session_store"
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.permissions.ServicesDecide"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.api.negotiation.ByWeight",
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.ReadableJSON"],
    "DEFAULT_FILTER_BACKENDS": [
        "core.api.filters.DeclaredFilterBackend",
        "core.api.modified.ModifiedSinceFilter",
        "core.api.filters.DeclaredSearchFilter",
        "core.api.filters.DeclaredOrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.limits.CallsInASpan"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.DescribedEndpoint",
    "EXCEPTION_HANDLER": "core.api.problems.problem_response",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# How many calls of the API anybody has, in how many seconds; whoever calls with a token has more.
API_RATES = {
    "anonymous": (env.int("API_CALLS_ANONYMOUS", default=300), 60),
    "person": (env.int("API_CALLS_PERSON", default=1200), 60),
}
# How much of its answers to people without an account each process keeps while nothing public changes.
KEPT_ANSWERS_BYTES = env.int("KEPT_ANSWERS_BYTES", default=16_000_000)
KNOX_TOKEN_MODEL = "core.ApiToken"  # noqa: S105
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "TOKEN_LIMIT_PER_USER": 10}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cambodia Benchmark Tracker",
    "DESCRIPTION": (BASE_DIR / "docs" / "api.md").read_text(encoding="utf8"),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "DocumentKind": "core.models.Document.Kind",
        "IndicatorKind": "benchmarks_app.models.Indicator.Kind",
        "RecommendationKind": "benchmarks_app.models.Recommendation.Kind",
        "LegalInstrumentKind": "benchmarks_app.models.LegalInstrument.Kind",
        "ElectionKind": "elections_app.models.Election.Kind",
        "ParagraphKind": "resolutions_app.models.ResolutionParagraph.Kind",
        "LineageKind": "benchmarks_app.lineage.KIND_CHOICES",
        "NodeKind": "resolutions_app.citation_graph.NODE_KINDS",
        "EdgeKind": "resolutions_app.citation_graph.EDGE_KINDS",
    },
    "PREPROCESSING_HOOKS": ["core.api.schema_of_exports.without_suffixes"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema_of_exports.with_exports",
        "core.api.schema.with_problems",
        "core.api.examples.with_examples",
    ],
}

# Under which licence the dataset is given, once whoever runs the site has chosen one: "CC-BY-4.0" and so on.
DATASET_LICENCE = {
    "name": env.str("DATASET_LICENCE", default=""),
    "title": env.str("DATASET_LICENCE_TITLE", default=""),
    "path": env.str("DATASET_LICENCE_URL", default=""),
}

# Where the fixtures lie from which an admin picks.
FIXTURES_FOLDER = BASE_DIR / "fixtures"

# Names of hosts that only this machine reaches, such as the services of a compose file.
SERVERS_ON_THIS_MACHINE = env.list("SERVERS_ON_THIS_MACHINE", default=[])
REDIS_URL = with_password(
    env.str("REDIS_URL", default=""), given("REDIS_PASSWORD").removeprefix("requirepass ")
)
# Without a broker tasks run where they are called, in this process, from the same code.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_USE_SSL = proof_of_the_server(CELERY_BROKER_URL)
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # what a killed worker held is done by another
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # a worker logs as the site does

# Signs the end of the history every day: 64 hexadecimal digits from `manage.py make_history_key`.
HISTORY_SIGNING_KEY = given("HISTORY_SIGNING_KEY")
# Who reads /metrics/: whoever sends this token ("Authorization: Bearer …"), or this machine; else nobody.
METRICS_TOKEN = given("METRICS_TOKEN")
METRICS_ON_LOOPBACK = env.bool("METRICS_ON_LOOPBACK", default=False)
# Whether each answer is a line of the log: method, route, status and duration, nothing of who asked for what.
LOG_ANSWERS = env.bool("LOG_ANSWERS", default=False)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "core.log_lines.WithoutMessages"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django would mail the admins what was typed, with every failure: only digests are sent by mail.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite database that readers and one writer share without locking each other out."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # What is deleted is overwritten, not only marked as free; `manage.py purge` does the rest.
            # With recursive triggers INSERT OR REPLACE asks the triggers that keep rows from being deleted.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"
                " PRAGMA secure_delete=ON;"
            ),
        },
    }
