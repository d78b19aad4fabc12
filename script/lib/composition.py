"""What compose.yaml says of each service: the one place where the commands of a server stand."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from script.lib.checkout import ROOT
from script.lib.refusals import Refused

FILE = ROOT / "compose.yaml"
# ${NAME:-what it is otherwise} and ${NAME:?why it is needed}; $$ is a dollar.
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


@dataclass(frozen=True)
class Service:
    """One service: what it runs and what it is told."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    raw: Mapping[str, Any]


def services(given: Mapping[str, str] = os.environ, file: Path = FILE) -> dict[str, Service]:
    """Every service by its name, with the variables filled in from `given`."""
    read = yaml.safe_load(file.read_text(encoding="utf8"))
    return {name: service(name, raw, given) for name, raw in read["services"].items()}


def service(name: str, raw: Mapping[str, Any], given: Mapping[str, str]) -> Service:
    """One service."""
    command = tuple(filled(str(part), given) for part in raw.get("command", ()))
    return Service(name, command, told(raw.get("environment", {}), given), raw)


def told(environment: Mapping[str, str | None], given: Mapping[str, str]) -> dict[str, str]:
    """What a service is told; a name without a value is passed on where it is given, and else left out."""
    passed_on = {key: given[key] for key, value in environment.items() if value is None and key in given}
    said = {key: filled(str(value), given) for key, value in environment.items() if value is not None}
    return {**said, **passed_on}


def filled(text: str, given: Mapping[str, str]) -> str:
    """A text of the file with its variables filled in, as a container engine does it."""

    def value(match: re.Match[str]) -> str:
        if found := given.get(match["name"]):
            return found
        if match["kind"] == "?":
            raise Refused(f"Set {match['name']}: {match['rest']}.")
        return match["rest"] or ""

    return VARIABLE.sub(value, text).replace("$$", "$")
