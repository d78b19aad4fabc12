"""The pages of releases: what each holds, how it is cited and proved, and who makes one."""

import hashlib
import html
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from benchmarks_app import services
from core import outbox
from core.api.dataset.asked_releases import make_asked_release
from core.errors import RuleBroken
from core.models import OutboxMessage, Release, ReleaseRequest, User
from core.releases.asking import ask_for_release
from tests.benchmarks_app.canaries import published
from tests.core.literature import read_bibtex, read_csl, read_ris
from tests.core.test_releases import LATER, frozen
from tests.factories.core import ReleaseFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_list_shows_each_with_its_sum(client: Client) -> None:
    older, newer = ReleaseFactory(), ReleaseFactory()

    page = client.get("/data/releases/").content.decode()

    assert page.index(newer.name) < page.index(f">{older.name}<")
    assert newer.archive.sha256 in page
    assert "Make a release" not in page


def test_there_may_be_none(client: Client) -> None:
    assert "Nothing has been released yet." in client.get("/data/releases/").content.decode()


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_asks_no_more_for_many(
    client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        ReleaseFactory()

    with django_assert_max_num_queries(8):
        client.get("/data/releases/")


def test_the_page_of_the_api_reads_the_newest_release_and_proves_its_bytes(client: Client) -> None:
    assert "There is no release here yet" in client.get("/data/api/").content.decode()
    frozen(UserFactory(roles=["admin"]))
    newer = frozen(UserFactory(roles=["admin"]), at=LATER)

    page = client.get("/data/api/").content.decode()
    (example,) = re.findall(r'data-example="release"><code translate="no">(.*?)</code>', page, re.DOTALL)
    code = html.unescape(example)
    (address,) = re.findall(r'address = "http://testserver([^"]+)"', code)
    (expected,) = re.findall(r'expected = "([0-9a-f]{64})"', code)

    compile(code, "the example", "exec")
    assert newer.name in address
    assert hashlib.sha256(client.get(address).content).hexdigest() == expected


def test_a_release_shows_every_file_with_size_and_sum(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    release = ReleaseFactory()

    with django_assert_max_num_queries(8):
        page = client.get(release.get_absolute_url()).content.decode()

    for file in release.files.all():
        assert file.path in page
        assert file.sha256 in page


def test_every_file_comes_byte_for_byte_and_is_kept_no_longer_than_it_stands(client: Client) -> None:
    for file in ReleaseFactory().files.all():
        answer = client.get(file.get_absolute_url())

        assert hashlib.sha256(answer.content).hexdigest() == file.sha256
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        again = client.get(file.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_sha256sum_accepts_a_copy_and_refuses_a_changed_one(client: Client, tmp_path: Path) -> None:
    release = ReleaseFactory()
    zipfile.ZipFile(BytesIO(client.get(release.archive.get_absolute_url()).content)).extractall(tmp_path)
    sums = client.get(f"{release.get_absolute_url()}SHA256SUMS").content
    (tmp_path / "SHA256SUMS").write_bytes(sums)
    check = ["sha256sum", "--check", "--ignore-missing", "SHA256SUMS"]

    whole = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    (tmp_path / "data" / "themes.csv").write_text("something else")
    changed = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (whole.returncode, whole.stdout.count(": OK")) == (0, 2)
    assert changed.returncode == 1
    assert "data/themes.csv: FAILED" in changed.stdout


@pytest.mark.parametrize(("form", "read"), [("bib", read_bibtex), ("ris", read_ris), ("json", read_csl)])
def test_it_is_cited_in_every_form(client: Client, form: str, read: Any) -> None:
    release = ReleaseFactory()

    found = read(client.get(f"{release.get_absolute_url()}citation.{form}").content.decode())

    assert any(f"/data/releases/{release.name}/" in str(value) for value in found.values())
    assert any(release.archive.sha256 in str(value) for value in found.values()) or form == "json"


def test_what_was_taken_out_is_told_with_the_sum_that_is_no_longer_served(
    client: Client, monitor: User, reviewer: User
) -> None:
    update = published(monitor, reviewer)
    release = frozen(UserFactory(roles=["admin"]))
    services.withdraw_update(update=update, reason="Asked.", by=reviewer, at=LATER)

    page = client.get(release.get_absolute_url()).content.decode()
    answer = client.get(f"{release.get_absolute_url()}files/data/progress-updates.csv")

    file = release.files.get(path="data/progress-updates.csv")
    assert "Redacted on 16 January 2024" in page
    assert file.sha256 in page
    assert hashlib.sha256(answer.content).hexdigest() == file.served_id != file.sha256
    assert "redacted since" in client.get("/data/releases/").content.decode()


@pytest.mark.parametrize("path", ["9999-01-01/", "9999-01-01/SHA256SUMS", "9999-01-01/files/README.txt"])
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    assert client.get(f"/data/releases/{path}").status_code == 404


def test_an_unknown_form_or_file_is_404(client: Client) -> None:
    address = ReleaseFactory().get_absolute_url()

    assert client.get(f"{address}citation.exe").status_code == 404
    assert client.get(f"{address}files/data/other.csv").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_admin_makes_one_by_a_button(client: Client) -> None:
    client.force_login(UserFactory(roles=["admin"]))
    assert "Make a release" in client.get("/data/releases/").content.decode()

    answer = client.post("/data/releases/make/", follow=True)

    release = Release.objects.get()
    assert answer.redirect_chain[-1][0] == release.get_absolute_url()
    assert f"Release {release.name} is made." in answer.content.decode()
    assert release.address == "http://testserver/"


class TestInTheBackground:
    """Asked for by the button, made by a worker, and seen to be made or to fail."""

    def test_until_it_is_made_the_page_says_so_to_admins_and_nobody_asks_twice(
        self, client: Client, admin: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        client.force_login(admin)
        with django_capture_on_commit_callbacks() as nudges:  # the worker has not heard of it yet
            asked = client.post("/data/releases/make/", follow=True).content.decode()
            client.post("/data/releases/make/")

        assert "It is being made." in asked
        assert "Release everything public now" not in asked
        assert "being made" not in Client().get("/data/releases/").content.decode()
        for nudge in (*nudges, *nudges):
            nudge()
        (release,) = Release.objects.all()
        page = client.get("/data/releases/").content.decode()
        assert release.name in page
        assert "being made" not in page

    def test_why_it_failed_is_shown_and_it_is_tried_again(
        self,
        client: Client,
        admin: User,
        settings: Any,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client.force_login(admin)
        with django_capture_on_commit_callbacks():
            client.post("/data/releases/make/")
        message = OutboxMessage.objects.get()
        OutboxMessage.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)
        settings.ALLOWED_HOSTS = ["elsewhere.example.org"]
        with pytest.raises(RuleBroken):
            outbox.keep(message_id=message.pk, at=LATER)
        settings.ALLOWED_HOSTS = ["testserver"]

        page = client.get("/data/releases/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/data/releases/make/")

        assert "It could not be made." in page
        assert "core.errors.RuleBroken in site_at" in page
        assert "Try again" in page
        assert Release.objects.count() == ReleaseRequest.objects.filter(release__isnull=False).count() == 1

    def test_the_work_done_twice_makes_one(
        self, admin: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            ask_for_release(address="http://testserver/", by=admin, at=LATER)

        make_asked_release(message=OutboxMessage.objects.get(), at=LATER)

        assert Release.objects.count() == 1


def test_nobody_else_does(client: Client, reviewer: User) -> None:
    assert client.post("/data/releases/make/").status_code == 302
    client.force_login(reviewer)
    assert client.post("/data/releases/make/").status_code == 403

    assert not Release.objects.exists()


class TestComparing:
    """`/data/releases/compare/`."""

    def test_two_are_told_apart_in_words(self, client: Client) -> None:
        one, other = ReleaseFactory(), ReleaseFactory()

        page = client.get(f"/data/releases/compare/?from={one.name}&to={other.name}").content.decode()

        assert "In 1 list: 0 rows were added, 0 removed, 1 changed." in page
        assert "Theme one (One of" in page

    def test_one_with_itself_is_refused(self, client: Client) -> None:
        name = ReleaseFactory().name

        page = client.get(f"/data/releases/compare/?from={name}&to={name}").content.decode()

        assert "Choose two different releases." in page

    def test_an_unknown_one_is_refused(self, client: Client) -> None:
        ReleaseFactory()

        answer = client.get("/data/releases/compare/?from=1999-01-01&to=%00")

        assert answer.status_code == 200
        assert "field-error" in answer.content.decode()
