"""A file is handed out to whoever may see its row, in a way that no browser runs anything of it."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from benchmarks_app import services
from benchmarks_app.models import Evidence, EvidenceFile
from core.models import User
from tests.benchmarks_app.evidence_files import Committing, original_of
from tests.core.files_by_hand import picture
from tests.factories.benchmarks import EvidenceFactory, EvidenceFileFactory, ProgressUpdateFactory
from tests.factories.core import NOON

ABSENT = "/evidence-files/there-is-no-file-of-this-name-abcdefghijklmno/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk")]


@pytest.fixture
def row(monitor: User) -> Evidence:
    """A public row of the monitor's draft."""
    return EvidenceFactory(update=ProgressUpdateFactory(author=monitor))


def form_of(row: Evidence) -> str:
    """Where a file is put to a row."""
    return reverse("progress-updates:evidence-file", args=[row.update_id, row.key])


def endpoint_of(row: Evidence) -> str:
    """The same in the API."""
    return f"/api/v1/progress-updates/{row.update_id}/evidence/{row.key}/file/"


def page_of(answer: Any) -> str:
    """An answer without what differs each time one asks: the address asked for and the form's token."""
    page = answer.content.decode().replace(quote(answer.request["PATH_INFO"]), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_public_file_is_handed_out_and_never_shown(client: Client) -> None:
    file = EvidenceFileFactory(evidence__update__published=True)

    answer = client.get(file.get_absolute_url())

    assert answer.status_code == 200
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{file.sha256[:8]}.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_file_sent_after_the_session_ended_asks_to_sign_in_and_leads_back(
    client: Client, row: Evidence
) -> None:
    answer = client.post(form_of(row), {"file": ""})

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('sign-in')}?next={quote(row.update.get_absolute_url())}"


PEOPLE = ("nobody", "stranger", "monitor", "another_monitor", "reviewer")
SEEN_BY = [
    ({"evidence__update__published": True}, PEOPLE),
    ({"evidence__update__published": True, "evidence__visibility": "restricted"}, PEOPLE[2:]),
    ({}, ("monitor",)),
    ({"evidence__update__submitted": True}, ("monitor", "reviewer")),
]


@pytest.mark.parametrize(("state", "seen_by"), SEEN_BY, ids=["public", "restricted", "draft", "submitted"])
def test_a_file_is_there_for_whoever_sees_its_row(
    state: dict[str, Any], seen_by: tuple[str, ...], monitor: User, request: pytest.FixtureRequest
) -> None:
    file = EvidenceFileFactory(evidence__update__author=monitor, **state)

    for person in PEOPLE:
        client = Client()
        if person != "nobody":
            client.force_login(request.getfixturevalue(person))
        answer, absent = client.get(file.get_absolute_url()), client.get(ABSENT)
        if person in seen_by:
            assert answer.status_code == 200, person
            assert ("no-store" in answer["Cache-Control"]) == (person != "nobody"), person
        else:
            assert (answer.status_code, page_of(answer)) == (404, page_of(absent)), person


def test_a_withdrawn_file_is_gone_for_the_public(client: Client, reviewer: User) -> None:
    file = EvidenceFileFactory(evidence__update__published=True)
    services.withdraw_update(update=file.evidence.update, by=reviewer, at=NOON, reason="A mistake.")

    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_file_that_the_disk_has_lost_is_not_there(client: Client, disk: Any) -> None:
    file = EvidenceFileFactory(evidence__update__published=True)
    (disk / file.name).unlink()

    assert client.get(file.get_absolute_url()).status_code == 404


def test_the_page_of_an_update_leads_to_its_files(client: Client) -> None:
    file = EvidenceFileFactory(evidence__update__published=True)

    page = client.get(file.evidence.update.get_absolute_url()).content.decode()

    assert f'href="{file.get_absolute_url()}"' in page
    assert "File: PNG" in page
    assert "Attach a file" not in page


def test_an_author_attaches_and_removes_a_file_in_the_browser(
    client: Client, row: Evidence, monitor: User, private_key: Any, committed: Committing
) -> None:
    client.force_login(monitor)
    assert form_of(row) in client.get(row.update.get_absolute_url()).content.decode()
    assert 'enctype="multipart/form-data"' in client.get(form_of(row)).content.decode()

    sent = SimpleUploadedFile("a.jpg", picture("JPEG"), "image/jpeg")
    with committed():
        page = client.post(form_of(row), {"file": sent, "version": row.update.version}, follow=True)
    assert "File: JPEG" in page.content.decode()
    assert client.get(EvidenceFile.objects.get().get_absolute_url()).status_code == 200

    with committed():
        client.post(form_of(row), {"action": "remove"})
    assert not EvidenceFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"GIF89a", "GIF"), (None, "Choose a file"), (b"\0", "none of the kinds")],
)
def test_a_refused_file_is_told_beside_its_field(
    client: Client, row: Evidence, monitor: User, private_key: Any, content: bytes | None, said: str
) -> None:
    client.force_login(monitor)
    sent = {} if content is None else {"file": SimpleUploadedFile("a", content, "")}

    answer = client.post(form_of(row), sent)

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert said in answer.content.decode()


def test_without_a_key_the_page_says_how_to_set_one_up(client: Client, row: Evidence, monitor: User) -> None:
    client.force_login(monitor)

    assert "make_sealing_key" in client.get(form_of(row)).content.decode()
    sent = SimpleUploadedFile("a.jpg", picture("JPEG"), "image/jpeg")
    assert client.post(form_of(row), {"file": sent}).status_code == 422


def test_the_form_is_there_for_the_author_alone(client: Client, row: Evidence, another_monitor: User) -> None:
    assert client.get(form_of(row)).status_code == 302
    client.force_login(another_monitor)
    assert client.get(form_of(row)).status_code == 404


def test_what_is_uploaded_never_lies_on_the_disk_as_it_came(
    client: Client,
    row: Evidence,
    monitor: User,
    private_key: Any,
    settings: Any,
    committed: Committing,
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = "/there/is/no/such/folder"
    client.force_login(monitor)
    large = SimpleUploadedFile("a.png", picture("PNG") + b"\0" * 6_000_000, "image/png")

    with committed():
        assert client.post(form_of(row), {"file": large}).status_code == 302

    assert EvidenceFile.objects.get().size < 10_000


def test_the_api_takes_a_file_as_a_form_or_as_it_is(
    api: APIClient, row: Evidence, monitor: User, private_key: Any, committed: Committing
) -> None:
    api.force_authenticate(monitor)
    sent = SimpleUploadedFile("a.jpg", picture("JPEG"), "image/jpeg")

    with committed():
        as_form = api.post(endpoint_of(row), {"file": sent}, format="multipart")
    with committed():
        as_it_is = api.generic("POST", endpoint_of(row), picture("PNG"), "application/octet-stream")

    first, second = (answer.json()["evidence"][0]["file"] for answer in (as_form, as_it_is))
    file = EvidenceFile.objects.get()
    assert (first["kind"], second["kind"]) == ("jpeg", "png")
    assert second == {
        "url": f"http://testserver{file.get_absolute_url()}",
        "kind": "png",
        "size": file.size,
        "sha256": file.sha256,
    }
    assert original_of(row, private_key) == picture("PNG")

    with committed():
        removed = api.delete(endpoint_of(row))
    assert removed.json()["evidence"][0]["file"] is None


REFUSED = [
    (b"", "application/octet-stream", "No file came"),
    (b"\x7fELF", "application/octet-stream", "program"),
    (picture("JPEG"), "image/png", "sent as image/png"),
    (b"hello\0", "text/plain", "none of the kinds"),
]


@pytest.mark.parametrize(("content", "declared", "said"), REFUSED)
def test_the_api_refuses_with_a_problem(
    api: APIClient, row: Evidence, monitor: User, private_key: Any, content: bytes, declared: str, said: str
) -> None:
    api.force_authenticate(monitor)

    answer = api.generic("POST", endpoint_of(row), content, declared)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "file"
    assert said in answer.json()["detail"]


def test_the_api_says_that_no_file_came(
    api: APIClient, row: Evidence, monitor: User, private_key: Any
) -> None:
    api.force_authenticate(monitor)

    answer = api.post(endpoint_of(row), {"note": "x"}, format="multipart")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


def test_the_api_hides_from_others_what_is_not_theirs(
    api: APIClient, row: Evidence, another_monitor: User, stranger: User
) -> None:
    absent = f"/api/v1/progress-updates/{row.update_id}/evidence/{'0' * 8}-0000-4000-8000-{'0' * 12}/file/"
    for other in (another_monitor, stranger):
        api.force_authenticate(other)
        hidden = api.post(endpoint_of(row), {}, format="multipart")
        assert (hidden.status_code, hidden.content) == (404, api.post(absent, {}, format="multipart").content)
