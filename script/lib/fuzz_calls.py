"""Calls every operation that the description of a running site has, and counts which of them succeeded."""

import json
import subprocess
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from script.lib.checkout import ROOT, temporary_folder
from script.lib.programs import Command

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EVERY_PHASE = "examples,coverage,fuzzing,stateful"
READS, WRITES = ("GET",), ("POST", "PATCH", "DELETE")
OF_THE_PRESENT = {"header.If-Match": "*"}
SCHEMATHESIS = ROOT / ".venv-test" / "bin" / "schemathesis"
SUCCESS = range(200, 300)
Description = dict[str, Any]


@dataclass
class Told:
    """What came of all calls: whether an answer was wrong, how often which came, what never succeeded."""

    is_as_described: bool = True
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    expected: set[str] = field(default_factory=set)

    @property
    def never_succeeded(self) -> list[str]:
        """The operations of which no call was answered with a success."""
        good = {name for name, codes in self.answers.items() if any(code in SUCCESS for code in codes)}
        return sorted(self.expected - good)

    @property
    def is_good(self) -> bool:
        """Whether every answer was as described, and every operation succeeded at least once."""
        return self.is_as_described and not self.never_succeeded

    def __str__(self) -> str:
        calls = sum(codes.total() for codes in self.answers.values())
        never = ", ".join(self.never_succeeded) or "none"
        said = "every answer as described" if self.is_as_described else "not every answer is as described"
        return f"{calls:,} calls of {len(self.expected)} operations, {said}; without a success: {never}"


def fuzzed(
    address: str, ground: Mapping[str, Any], *, examples: int, phases: str, more: tuple[str, ...] = ()
) -> Told:
    """What comes of reads as nobody, and of writes as the reviewer of this ground (`fuzz_ground`).

    Writes come once with any version, and once, as the examples have them, with the present one.
    """
    told, parameters = Told(), ground["parameters"]
    description = described(address, ground)
    present = {name: {**parameters.get(name, {}), **OF_THE_PRESENT} for name in with_versions(description)}
    reviewer = ("--header", f"Authorization: Token {ground['token']}")
    asked = ("--max-examples", str(examples), *more)
    for methods, given, words in (
        (READS, parameters, ("--phases", phases, *asked)),
        (WRITES, parameters, ("--phases", phases, *asked, *reviewer)),
        (WRITES, {**parameters, **present}, ("--phases", "examples", *asked, *reviewer)),
    ):
        told.expected |= set(operations(description, methods))
        call(told, address, description, given, methods, words)
    return told


def call(
    told: Told,
    address: str,
    description: Description,
    parameters: Mapping[str, Mapping[str, Any]],
    methods: tuple[str, ...],
    words: tuple[str, ...],
) -> None:
    """Call the operations with these methods, and add what came of it."""
    with temporary_folder("tracker-calls-") as folder:
        (folder / "schema.json").write_text(json.dumps(description))
        (folder / "schemathesis.toml").write_text(configuration(parameters))
        chosen = [word for method in methods for word in ("--include-method", method)]
        done = subprocess.run([*program(folder, address), *chosen, *words], cwd=folder, check=False)
        told.is_as_described &= done.returncode == 0
        count(folder / "calls.ndjson", told.answers)


def program(folder: Path, address: str) -> Command:
    """The program that calls, with what is the same for all calls."""
    kept: Command = ["--report", "ndjson", "--report-ndjson-path", folder / "calls.ndjson"]
    quiet = ["--checks", CHECKS, "--warnings", "off", "--generation-database", "none"]
    # On a busy machine neither making the data nor an answer is late for a reason of ours.
    patient = ["--suppress-health-check", "all", "--request-timeout", "120"]
    config: Command = ["--config-file", folder / "schemathesis.toml"]
    return [SCHEMATHESIS, *config, "run", folder / "schema.json", "--url", address, *kept, *quiet, *patient]


def described(address: str, ground: Mapping[str, Any]) -> Description:
    """The site's own description, with a body that can succeed where its example names what is not here."""
    with urllib.request.urlopen(f"{address}/api/v1/schema/?format=json") as answer:  # noqa: S310 (our own)
        description: Description = json.load(answer)
    for operation in each_operation(description):
        if body := ground["bodies"].get(operation["operationId"]):
            content = operation["requestBody"]["content"]["application/json"]
            content["examples"] = {"here": {"value": body}}
    return description


def each_operation(description: Description) -> Iterator[dict[str, Any]]:
    """Every operation."""
    for methods in description["paths"].values():
        yield from (one for one in methods.values() if isinstance(one, dict) and "operationId" in one)


def with_versions(description: Description) -> Iterator[str]:
    """The operations that may be told which version they change, by their names."""
    for operation in each_operation(description):
        if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", [])):
            yield operation["operationId"]


def operations(description: Description, methods: tuple[str, ...]) -> Iterator[str]:
    """The operations with these methods, as "GET /path/"."""
    for path, each in description["paths"].items():
        yield from (f"{method} {path}" for method in methods if method.lower() in each)


def configuration(parameters: Mapping[str, Mapping[str, Any]]) -> str:
    """The parameters of some operations, as schemathesis reads them."""
    return "\n".join(
        f"[[operations]]\ninclude-operation-id = {json.dumps(name)}\n[operations.parameters]\n"
        + "".join(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in given.items())
        for name, given in parameters.items()
    )


def count(report: Path, answers: dict[str, Counter[int]]) -> None:
    """Add what was answered, by operation, from a report of its events."""
    with report.open() as lines:
        for line in lines:
            finished = json.loads(line).get("ScenarioFinished")
            for name, code in calls_of(finished["recorder"]) if finished else ():
                answers[name][code] += 1


def calls_of(recorder: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Each call with its answer's code; one that was never answered has the code 0."""
    for key, call in recorder.get("interactions", {}).items():
        case = recorder["cases"][key]["value"]
        yield f"{case['method']} {case['path']}", (call.get("response") or {}).get("status_code", 0)
