"""What compose.yaml promises of each service, read from the file itself."""

import re
from typing import Any

import pytest
import yaml

from core.production.database_rules import SERVER
from script.lib import composition
from script.lib.checkout import ROOT
from script.lib.refusals import Refused

GIVEN = {"ALLOWED_HOSTS": "tracker.example.org"}
OF_THE_SITE = ("prepare", "web", "worker", "beat")
TEMPORARY = "/tmp"  # noqa: S108  a file system of the container
WITH_HEALTH = ("web", "worker", "postgresql", "redis")


@pytest.fixture
def services() -> dict[str, composition.Service]:
    return composition.services(GIVEN)


def test_only_the_web_process_can_be_reached_and_only_from_this_machine(services: Any) -> None:
    published = {name: service.raw["ports"] for name, service in services.items() if "ports" in service.raw}

    assert published == {"web": ["127.0.0.1:${WEB_PORTS:-8000}:8000"]}


def test_only_what_is_reached_or_sends_mail_and_asks_links_has_a_way_out(services: Any) -> None:
    of_outside = {name for name, service in services.items() if "outside" in service.raw["networks"]}

    assert of_outside == {"web", "worker"}
    assert yaml.safe_load(composition.FILE.read_text())["networks"]["inside"] == {"internal": True}


def test_every_setting_that_the_environment_gives_is_passed_on_into_the_containers(services: Any) -> None:
    read = set()
    for module in ("base", "outside", "production"):
        text = (ROOT / "config" / "settings" / f"{module}.py").read_text(encoding="utf8")
        read |= set(re.findall(r'(?:\benv\.\w+|\bgiven)\(\s*"([A-Z_]+)"', text))
    named = set(services["web"].raw["environment"])

    assert {"METRICS_TOKEN", "EMAIL_USE_SSL", "API_CALLS_PERSON"} <= read
    assert {name for name in read if not {name, f"{name}_FILE"} & named} == set()


def test_a_name_without_a_value_is_passed_on_where_it_is_given_and_else_left_out(services: Any) -> None:
    given = composition.services({**GIVEN, "EMAIL_PORT": "465"})

    assert given["worker"].environment["EMAIL_PORT"] == "465"
    assert "EMAIL_PORT" not in services["worker"].environment


def test_nothing_of_ours_can_write_outside_of_its_data_or_gain_rights(services: Any) -> None:
    for name in OF_THE_SITE:
        raw = services[name].raw
        assert (raw["read_only"], raw["cap_drop"], raw["tmpfs"]) == (True, ["ALL"], [TEMPORARY])
        assert raw["security_opt"] == ["no-new-privileges:true"]
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text(encoding="utf8")


def test_secrets_come_from_files_and_stand_in_no_environment(services: Any) -> None:
    for service in services.values():
        secret = {name for name in service.environment if "PASSWORD" in name or "SECRET" in name}
        assert all(name.endswith("_FILE") for name in secret)
        assert "@" not in service.environment.get("REDIS_URL", "")
        assert ":" not in service.environment.get("DATABASE_URL", "//@").split("//")[1].split("@")[0]


def test_each_server_is_asked_whether_it_is_well(services: Any) -> None:
    assert all(services[name].raw["healthcheck"]["test"] for name in WITH_HEALTH)


def test_postgresql_keeps_what_it_confirms_and_quotes_nobody(services: Any) -> None:
    said = dict(part.removeprefix("-c").split("=") for part in services["postgresql"].command[1:])

    for name, (good, _) in SERVER.items():
        assert said.get(name, good[0]) in good
    not_by_default = {"log_min_error_statement", "log_error_verbosity", "log_parameter_max_length"}
    assert not_by_default <= said.keys()


def test_the_host_names_must_be_given() -> None:
    with pytest.raises(Refused, match="Set ALLOWED_HOSTS: name the hosts of this site"):
        composition.services({})


def test_variables_are_filled_in_as_an_engine_does() -> None:
    assert composition.filled("${A:-one} ${B:-} $$C", {"B": "two"}) == "one two $C"


def test_the_image_holds_what_the_site_runs_from_and_no_tests() -> None:
    kept = (ROOT / ".dockerignore").read_text(encoding="utf8").split()

    assert "*" in kept
    folders = ("config", "core", "fixtures", "script", "static", "templates", "docs/examples")
    for needed in (*folders, "docs/api.md", "requirements/run.txt"):
        assert f"!{needed}" in kept
    assert "!tests" not in kept
    assert yaml.safe_load((ROOT / "compose.yaml").read_text())["x-site"]["build"] == "."
