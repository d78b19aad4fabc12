"""A program that makes a monitor and enters what a file says through the API, into its own database."""

import base64
import json
import logging
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from core.models import ApiToken, User  # noqa: E402
from tests.api.calls import LIST, body  # noqa: E402
from tests.core.signing_in import recovery_codes  # noqa: E402
from tests.factories.benchmarks import BenchmarkFactory  # noqa: E402
from tests.factories.core import PASSWORD, SealingKeyFactory, UserFactory  # noqa: E402

SOURCE = ("identity", "contact", "place")


def through_the_api(program: APIClient, entry: dict[str, Any]) -> None:
    """Send a record, be refused once and send it again, and attach its file."""
    source = {kind: entry[kind] for kind in SOURCE}
    row = {"description": entry["description"], "origin": "A lawyer", "visibility": "confidential"}
    sent = body(benchmark=6, evidence=[{**row, "source": source}])
    assert program.post(LIST, {**sent, "status": "no such"}).status_code == 400
    made = program.post(LIST, sent)
    assert made.status_code == 201, made.content
    if entry["file"]:
        key = made.json()["evidence"][0]["key"]
        address = f"{LIST}{made.json()['id']}/evidence/{key}/file/"
        file = SimpleUploadedFile(entry["name"], base64.b64decode(entry["file"]), "image/jpeg")
        answer = program.post(address, {"file": file}, format="multipart")
        assert answer.status_code == 200, answer.content


def main(said: dict[str, Any]) -> dict[str, str]:
    """Everything that comes from a program; answers how its monitor signs in at a browser."""
    SealingKeyFactory(public_key=said["public_key"])
    monitor: User = UserFactory(username="monitor", roles=["monitor"])  # type: ignore[assignment]
    BenchmarkFactory(number=6)
    program = APIClient()
    token = ApiToken.objects.create(user=monitor, scope="record")[1]
    program.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    for entry in said["entries"]:
        if entry["door"] == "api":
            through_the_api(program, entry)
    return {"name": monitor.username, "password": PASSWORD, "code": recovery_codes(monitor)[0]}


if __name__ == "__main__":
    log = logging.FileHandler(Path(sys.argv[2]))
    logging.basicConfig(level=logging.DEBUG, handlers=[log], force=True)
    sys.stdout.write(json.dumps(main(json.loads(Path(sys.argv[1]).read_text()))))
