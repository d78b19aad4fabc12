"""Each rule of a server, broken once: it is told, and the message says what to do."""

import datetime
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.checks import CheckMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.management.commands import production_check
from core.production import database_rules, file_rules, queue_rules, settings_rules
from script.lib.checkout import ROOT, temporary_folder
from script.lib.postgresql import started_in
from tests.factories.core import SealingKeyFactory, UserFactory

SAFE: dict[str, Any] = {
    "DEBUG": False,
    "CELERY_TASK_ALWAYS_EAGER": False,
    "SECRET_KEY": "pV3x9QmZtL0rHc8sYw2uKd6fBj4nGa7eTi1oXq5vRzMbNhJy",
    "ALLOWED_HOSTS": ["tracker.example.org"],
    "METRICS_TOKEN": "",
    "HISTORY_SIGNING_KEY": "0123456789abcdef" * 4,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "DATASET_LICENCE": {"name": "CC-BY-4.0"},
    "SERVERS_ON_THIS_MACHINE": ["queue"],
    **dict.fromkeys(
        ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT"),
        True,
    ),
    "SECURE_HSTS_SECONDS": 31536000,
}
SAFE["SECRET_KEY"] += "0123"
WRONG: list[tuple[str, Any, str, str]] = [
    ("DEBUG", True, "production.debug", "config.settings.production"),
    ("CELERY_TASK_ALWAYS_EAGER", True, "production.eager", "REDIS_URL"),
    ("SECRET_KEY", "too-short", "production.secret-key-short", "secrets.token_urlsafe"),
    ("SECRET_KEY", "ab" * 40, "production.secret-key-short", "secrets.token_urlsafe"),
    ("SECRET_KEY", f"django-insecure-{SAFE['SECRET_KEY']}", "production.secret-key-example", "token_urlsafe"),
    ("ALLOWED_HOSTS", ["*"], "production.hosts", "ALLOWED_HOSTS=tracker.example.org"),
    ("ALLOWED_HOSTS", [".example.org"], "production.hosts", "ALLOWED_HOSTS=tracker.example.org"),
    ("ALLOWED_HOSTS", [], "production.hosts", "ALLOWED_HOSTS=tracker.example.org"),
    ("SITE_ADDRESS", "https://elsewhere.example.org", "production.site-address", "ALLOWED_HOSTS"),
    ("SITE_ADDRESS", "tracker.example.org", "production.site-address", "https://"),
    ("METRICS_TOKEN", "short", "production.metrics-token", "secrets.token_urlsafe"),
    ("HISTORY_SIGNING_KEY", "", "production.history-key", "make_history_key"),
    ("SESSION_COOKIE_SECURE", False, "production.doors.SESSION_COOKIE_SECURE", "SESSION_COOKIE_SECURE"),
    ("CSRF_COOKIE_SECURE", False, "production.doors.CSRF_COOKIE_SECURE", "CSRF_COOKIE_SECURE"),
    ("SESSION_COOKIE_HTTPONLY", False, "production.doors.SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_HTTPONLY"),
    ("SECURE_SSL_REDIRECT", False, "production.doors.SECURE_SSL_REDIRECT", "SECURE_SSL_REDIRECT"),
    ("SECURE_HSTS_SECONDS", 0, "production.doors.SECURE_HSTS_SECONDS", "SECURE_HSTS_SECONDS"),
    ("ALLAUTH_TRUSTED_PROXY_COUNT", 0, "production.proxies", "TRUSTED_PROXY_COUNT"),
    ("DATASET_LICENCE", {"name": ""}, "production.licence", "DATASET_LICENCE"),
]
SAFE_SERVER = {name: good[0] for name, (good, _) in database_rules.SERVER.items()}
WRONG_SERVER = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "100",
    "log_transaction_sample_rate": "0.5",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "64",
}


def told(found: Any) -> dict[str, str]:
    """What is said, by the rule; with what to do."""
    return {str(message.id): str(message.hint) for message in found}


class TestSettings:
    """What the settings must say."""

    @pytest.fixture(autouse=True)
    def safe(self, settings: Any) -> None:
        for name, value in SAFE.items():
            setattr(settings, name, value)

    def test_safe_settings_break_no_rule(self) -> None:
        assert told(settings_rules.of_settings()) == {}

    @pytest.mark.parametrize(("name", "value", "rule", "do"), WRONG)
    def test_one_wrong_setting_is_told(
        self, settings: Any, name: str, value: Any, rule: str, do: str
    ) -> None:
        setattr(settings, name, value)

        found = told(settings_rules.of_settings())

        assert list(found) == [rule]
        assert do in found[rule]

    def test_a_key_is_never_repeated(self, settings: Any) -> None:
        settings.SECRET_KEY = "django-insecure-very"

        assert "very" not in repr([vars(message) for message in settings_rules.of_settings()])


class TestServer:
    """What PostgreSQL must do."""

    def test_a_safe_server_breaks_no_rule(self) -> None:
        assert told(database_rules.of_server(SAFE_SERVER)) == {}

    def test_there_is_a_wrong_value_here_for_every_rule(self) -> None:
        assert WRONG_SERVER.keys() == database_rules.SERVER.keys()

    @pytest.mark.parametrize("name", WRONG_SERVER)
    def test_one_wrong_setting_is_told(self, name: str) -> None:
        found = told(database_rules.of_server({**SAFE_SERVER, name: WRONG_SERVER[name]}))

        assert list(found) == [f"production.postgresql.{name}"]
        assert f"{name} = {SAFE_SERVER[name]}" in found[f"production.postgresql.{name}"]


@pytest.mark.django_db
class TestWhatIsInTheDatabase:
    """Keys, accounts, migrations and clocks."""

    def test_a_file_is_no_server(self) -> None:
        if connection.vendor == "sqlite":
            assert "DATABASE_URL" in told(database_rules.of_database())["production.engine"]
        else:
            assert "production.engine" not in told(database_rules.of_database())

    def test_without_a_sealing_key(self) -> None:
        before = told(database_rules._what_is_in_it())

        SealingKeyFactory()

        assert "make_sealing_key" in before["production.sealing-key"]
        assert told(database_rules._what_is_in_it()) == {}

    def test_accounts_of_a_trial_are_told_until_they_are_inactive(self) -> None:
        SealingKeyFactory()
        person = UserFactory(username="reviewer")
        before = told(database_rules._what_is_in_it())

        person.is_active = False
        person.save()

        assert "invite" in before["production.local-accounts"]
        assert told(database_rules._what_is_in_it()) == {}

    def test_a_clock_that_runs_ahead(self) -> None:
        if connection.vendor == "sqlite":
            pytest.skip("the file has no clock of its own")
        assert told(database_rules._clock()) == {}
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2)):
            assert "timedatectl" in told(database_rules._clock())["production.clock"]

    def test_a_database_on_another_machine_must_be_spoken_to_with_tls(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        if connection.vendor == "sqlite":
            pytest.skip("a file is on no other machine")
        assert told(database_rules._way_there()) == {}
        monkeypatch.setitem(connection.settings_dict, "HOST", "db.example.org")
        assert "sslmode=verify-full" in told(database_rules._way_there())["production.postgresql.ssl"]
        settings.SERVERS_ON_THIS_MACHINE = ["db.example.org"]
        assert told(database_rules._way_there()) == {}


class TestQueue:
    """What Redis must do."""

    GOOD = {"maxmemory-policy": "noeviction", "appendonly": "yes", "save": ""}

    @pytest.fixture(autouse=True)
    def named(self, settings: Any) -> None:
        settings.SERVERS_ON_THIS_MACHINE = ["queue"]

    def test_a_safe_queue_breaks_no_rule(self) -> None:
        assert told(queue_rules.kept(self.GOOD)) == {}
        for url in (
            "redis://127.0.0.1:6379/0",
            "redis://:secret@queue:6379/0",
            "rediss://:secret@far:6379/0",
        ):
            assert told(queue_rules.way_there(url)) == {}

    def test_one_that_throws_away(self) -> None:
        found = told(queue_rules.kept({**self.GOOD, "maxmemory-policy": "allkeys-lru"}))

        assert found == {"production.redis.eviction": "Set maxmemory-policy noeviction."}

    def test_one_that_forgets(self) -> None:
        found = told(queue_rules.kept({**self.GOOD, "appendonly": "no"}))

        assert found == {"production.redis.persistence": "Set appendonly yes."}

    def test_one_far_away_without_password_or_tls(self) -> None:
        found = told(queue_rules.way_there("redis://far.example.org:6379/0"))

        assert "requirepass" in found["production.redis.password"]
        assert "rediss://" in found["production.redis.tls"]

    def test_one_that_does_not_answer(self, settings: Any) -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        assert "REDIS_URL" in told(queue_rules.of_queue())["production.redis"]


class TestFiles:
    """Who may look into the folder of the data."""

    def test_its_owner_alone(self, settings: Any, tmp_path: Path) -> None:
        settings.DATA_DIR = tmp_path
        tmp_path.chmod(0o700)
        assert told(file_rules.of_files()) == {}

        tmp_path.chmod(0o750)

        assert told(file_rules.of_files()) == {"production.files": f"chmod 700 {tmp_path}"}

    def test_a_folder_that_is_not_there(self, settings: Any, tmp_path: Path) -> None:
        settings.DATA_DIR = tmp_path / "data"

        assert "mkdir" in told(file_rules.of_files())["production.files"]


class TestCommand:
    """What the person who installs a server sees."""

    def test_it_fails_when_anything_is_unsafe_and_prints_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = [*settings_rules.of_settings()]
        assert any(map(production_check.is_unsafe, found))
        monkeypatch.setattr(production_check, "findings", lambda: found)
        said = io.StringIO()

        with pytest.raises(CommandError, match="must be mended"):
            call_command("production_check", stdout=said)

        assert "REFUSED: SECRET_KEY comes from an example." in said.getvalue()
        assert settings_rules.MAKE_A_KEY in said.getvalue()

    def test_what_is_only_to_be_decided_does_not_stop_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        decide: list[CheckMessage] = [settings_rules.unwise("licence", "None.", "Decide.")]
        monkeypatch.setattr(production_check, "findings", lambda: decide)
        said = io.StringIO()

        call_command("production_check", stdout=said)

        assert "to decide: None.\n    Decide." in said.getvalue()

    @pytest.mark.own_database
    def test_a_server_that_is_fast_and_careless_is_refused_for_each_thing_it_does(
        self, tmp_path: Path
    ) -> None:
        with temporary_folder("tracker-careless-") as folder, started_in(folder, log_statement="all") as url:
            done = self.checked(url, tmp_path)

        assert done.returncode == 1, done.stdout
        for name in ("fsync", "full_page_writes", "synchronous_commit", "log_statement"):
            assert f"In postgresql.conf: {name} = " in done.stdout
        assert "Run manage.py migrate." in done.stdout
        assert "REDIS_URL" in done.stdout

    def checked(self, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """The script's own run under production settings."""
        surroundings = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")},
            "PYTHON": sys.executable,
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": SAFE["SECRET_KEY"],
            "ALLOWED_HOSTS": "tracker.example.org",
            "DATABASE_URL": url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "TRACKER_DATA": str(folder),
        }
        return subprocess.run(
            [ROOT / "script" / "production-check"],
            cwd=ROOT,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
