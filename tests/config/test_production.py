"""Production refuses to start half-configured, and says which part is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "x7Fq" * 20,
    "ALLOWED_HOSTS": "tracker.example.org",
    "DATABASE_URL": "postgres://tracker:secret@localhost:5432/tracker",
    "REDIS_URL": "redis://localhost:6379/0",
}


def start(
    surroundings: dict[str, str], settings: str = "config.settings.production", shown: str = "DEBUG"
) -> subprocess.CompletedProcess:
    """Start Django under these settings and print what became of one; by default of the debug switch."""
    program = f"import django; django.setup(); from django.conf import settings; print(settings.{shown})"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": settings, **surroundings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_starts_with_everything_given_and_without_debug() -> None:
    started = start(COMPLETE)

    assert (started.returncode, started.stdout.strip()) == (0, "False"), started.stderr


def test_browsers_are_told_to_insist_on_https_for_a_year() -> None:
    assert start(COMPLETE, shown="SECURE_HSTS_SECONDS").stdout.strip() == str(365 * 24 * 3600)


def test_its_log_is_one_json_object_a_line() -> None:
    assert start(COMPLETE, shown='LOGGING["formatters"]').stdout.strip() == (
        "{'lines': {'()': 'core.log_lines.JSONLines'}}"
    )
    assert start(COMPLETE, shown="LOG_ANSWERS").stdout.strip() == "True"


def test_supervisors_may_ask_without_tls_and_nobody_reads_measures_unless_that_is_switched_on() -> None:
    assert start(COMPLETE, shown="SECURE_REDIRECT_EXEMPT").stdout.strip() == (
        "['^health/$', '^ready/$', '^metrics/$']"
    )
    assert start(COMPLETE, shown="METRICS_TOKEN or settings.METRICS_ON_LOOPBACK").stdout.strip() == "False"


@pytest.mark.parametrize("said", ["first,second", "first\nsecond\n"])
def test_secret_keys_of_before_may_stand_in_a_file(tmp_path: Path, said: str) -> None:
    (tmp_path / "keys").write_text(said)
    surroundings = {**COMPLETE, "SECRET_KEY_FALLBACKS_FILE": str(tmp_path / "keys")}

    assert start(surroundings, shown="SECRET_KEY_FALLBACKS").stdout.strip() == "['first', 'second']"


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_it_names_the_one_that_is_missing(missing: str) -> None:
    started = start({name: value for name, value in COMPLETE.items() if name != missing})

    assert started.returncode != 0
    assert f"Set these environment variables to start: {missing} (" in started.stderr


def test_it_names_all_that_are_missing_at_once() -> None:
    started = start({})

    assert all(name in started.stderr for name in COMPLETE)


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("DATABASE_URL", "sqlite:///tracker.sqlite3", "must name a PostgreSQL database"),
        ("REDIS_URL", "memory://", "must name a Redis server"),
    ],
)
def test_it_refuses_the_wrong_kind_of_server(name: str, wrong: str, told: str) -> None:
    started = start({**COMPLETE, name: wrong})

    assert started.returncode != 0
    assert told in started.stderr


def test_what_is_secret_may_stand_in_files_that_are_named(tmp_path: Path) -> None:
    secrets = {
        "SECRET_KEY": "x7Fq" * 20,
        "DATABASE_PASSWORD": "a/b:c@d",
        "REDIS_PASSWORD": "requirepass queue",
    }
    for name, value in secrets.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="ascii")
    surroundings = {
        "ALLOWED_HOSTS": "tracker.example.org",
        "DATABASE_URL": "postgres://tracker@db:5432/tracker",
        "REDIS_URL": "redis://queue:6379/0",
        **{f"{name}_FILE": str(tmp_path / name) for name in secrets},
    }

    def shown(what: str) -> str:
        return start(surroundings, shown=what).stdout.strip()

    assert shown("SECRET_KEY") == secrets["SECRET_KEY"]
    assert shown('DATABASES["default"]["PASSWORD"]') == secrets["DATABASE_PASSWORD"]
    assert shown('DATABASES["default"]["HOST"]') == "db"
    assert shown("REDIS_URL") == shown("CELERY_BROKER_URL") == "redis://:queue@queue:6379/0"


class TestEmbedded:
    """One machine without any setting."""

    def test_it_makes_a_secret_only_its_owner_can_read(self, tmp_path: Path) -> None:
        started = start({"TRACKER_DATA": str(tmp_path)}, "config.settings.embedded")

        assert started.stdout.strip() == "False", started.stderr
        assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600

    def test_the_secret_stays_the_same(self, tmp_path: Path) -> None:
        start({"TRACKER_DATA": str(tmp_path)}, "config.settings.embedded")
        first = (tmp_path / "secret-key").read_text(encoding="ascii")

        start({"TRACKER_DATA": str(tmp_path)}, "config.settings.embedded")

        assert (tmp_path / "secret-key").read_text(encoding="ascii") == first
        assert len(first) >= 50

    def test_it_makes_a_key_for_the_history_and_keeps_it(self, tmp_path: Path) -> None:
        first, second = (
            start({"TRACKER_DATA": str(tmp_path)}, "config.settings.embedded", shown="HISTORY_SIGNING_KEY")
            for _ in range(2)
        )

        assert len(bytes.fromhex(first.stdout.strip())) == 32
        assert first.stdout == second.stdout
        assert (tmp_path / "history-key").stat().st_mode & 0o777 == 0o600
