"""A program that enters what a file says, through form and API, into the database it is started on."""

import base64
import json
import logging
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from benchmarks_app.models import Benchmark, Evidence  # noqa: E402
from core.models import ApiToken, User  # noqa: E402
from tests.api.calls import LIST, body  # noqa: E402
from tests.benchmarks_app.recording import record  # noqa: E402
from tests.factories.benchmarks import BenchmarkFactory  # noqa: E402
from tests.factories.core import SealingKeyFactory, UserFactory  # noqa: E402

SOURCE = ("identity", "contact", "place")


def through_the_form(browser: Client, benchmark: Benchmark, entry: dict[str, Any]) -> None:
    """Type a record, be refused once and type it again, and attach its file."""
    row = {f"evidence__0__source_{kind}": entry[kind] for kind in SOURCE}
    typed = {
        **row,
        "evidence__0__description": entry["description"],
        "evidence__0__visibility": "confidential",
        "evidence__0__url": "",
    }
    assert record(browser, benchmark, **{**typed, "status": "", "narrative": ""}).status_code == 422
    assert record(browser, benchmark, **typed).status_code == 200
    if entry["file"]:
        evidence = Evidence.objects.latest("pk")
        address = reverse("progress-updates:evidence-file", args=[evidence.update_id, evidence.key])
        sent = SimpleUploadedFile(entry["name"], base64.b64decode(entry["file"]), "image/jpeg")
        assert browser.post(address, {"file": sent}).status_code == 302


def through_the_api(program: APIClient, benchmark: Benchmark, entry: dict[str, Any]) -> None:
    """Send a record, be refused once and send it again, and attach its file."""
    source = {kind: entry[kind] for kind in SOURCE}
    row = {"description": entry["description"], "origin": "A lawyer", "visibility": "confidential"}
    sent = body(benchmark=benchmark.number, evidence=[{**row, "source": source}])
    assert program.post(LIST, {**sent, "status": "no such"}).status_code == 400
    made = program.post(LIST, sent)
    assert made.status_code == 201, made.content
    if entry["file"]:
        key = made.json()["evidence"][0]["key"]
        address = f"{LIST}{made.json()['id']}/evidence/{key}/file/"
        file = SimpleUploadedFile(entry["name"], base64.b64decode(entry["file"]), "image/jpeg")
        answer = program.post(address, {"file": file}, format="multipart")
        assert answer.status_code == 200, answer.content


def main(said: dict[str, Any]) -> None:
    """Everything the file says, as one monitor at a browser and with a program."""
    SealingKeyFactory(public_key=said["public_key"])
    monitor: User = UserFactory(username="monitor", roles=["monitor"])  # type: ignore[assignment]
    benchmark: Benchmark = BenchmarkFactory(number=6)  # type: ignore[assignment]
    browser, program = Client(), APIClient()
    browser.force_login(monitor)
    token = ApiToken.objects.create(user=monitor, scope="record")[1]
    program.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    doors = {"form": (through_the_form, browser), "api": (through_the_api, program)}
    for entry in said["entries"]:
        enter, client = doors[entry["door"]]
        enter(client, benchmark, entry)  # type: ignore[operator]


if __name__ == "__main__":
    log = logging.FileHandler(Path(sys.argv[2]))
    logging.basicConfig(level=logging.DEBUG, handlers=[log], force=True)
    main(json.loads(Path(sys.argv[1]).read_text()))
