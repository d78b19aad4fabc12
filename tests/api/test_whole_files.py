"""A file that is taken away is whole before it is sent: its length and its tag are known."""

import os
from typing import Any

import pytest
from rest_framework.test import APIClient

from core import whole_files
from core.api.export_forms import FORMS
from core.models import User
from tests.api.taking_away import body_of
from tests.factories.benchmarks import ProgressUpdateFactory
from tests.factories.core import ThemeFactory
from tests.factories.elections import PartyResultFactory

pytestmark = pytest.mark.django_db

FILES = [*(f"/api/v1/party-results.{suffix}" for suffix in FORMS), "/api/v1/themes.csv", "/data/dataset.zip"]


@pytest.fixture(autouse=True)
def rows() -> None:
    """Something to take away."""
    PartyResultFactory()
    ThemeFactory()


@pytest.mark.parametrize("address", FILES)
def test_it_says_how_long_it_is(address: str, api: APIClient) -> None:
    answer = api.get(address)

    assert int(answer.headers["Content-Length"]) == len(body_of(answer)) > 0


@pytest.mark.parametrize("address", FILES)
def test_whoever_has_it_is_told_that_it_is_unchanged(address: str, api: APIClient) -> None:
    first = api.get(address)
    tag = first.headers["ETag"]
    body_of(first)

    again = api.get(address, HTTP_IF_NONE_MATCH=tag)

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert body_of(api.get(address, HTTP_IF_NONE_MATCH='"another"'))


@pytest.mark.parametrize("address", FILES)
def test_other_bytes_have_another_tag(address: str, api: APIClient) -> None:
    before = api.get(address)
    tag, bytes_before = before.headers["ETag"], body_of(before)
    PartyResultFactory(note="One more")
    ThemeFactory()

    after = api.get(address, HTTP_IF_NONE_MATCH=tag)

    assert after.headers["ETag"] != tag
    assert body_of(after) != bytes_before


def test_what_nobody_else_sees_does_not_change_the_tag(api: APIClient) -> None:
    tags = [api.get("/api/v1/progress-updates.csv").headers["ETag"]]
    for hidden in ({}, {"submitted": True}):
        ProgressUpdateFactory(**hidden)
        tags.append(api.get("/api/v1/progress-updates.csv").headers["ETag"])
    ProgressUpdateFactory(published=True)

    assert len(set(tags)) == 1
    assert api.get("/api/v1/progress-updates.csv").headers["ETag"] != tags[0]


@pytest.mark.parametrize("address", FILES)
def test_a_persons_file_has_no_tag_and_is_always_sent(address: str, api: APIClient, reviewer: User) -> None:
    answer = api.get(address)
    tag = answer.headers["ETag"]
    body_of(answer)
    api.force_login(reviewer)

    answer = api.get(address, HTTP_IF_NONE_MATCH=tag)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    assert body_of(answer)


@pytest.mark.parametrize("address", FILES)
def test_a_head_reads_no_rows_and_sends_nothing(
    address: str, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files.Spool, "write", lambda *_: pytest.fail("something was written"))

    answer = api.head(address)

    assert answer.status_code == 200
    assert body_of(answer) == b""


@pytest.mark.parametrize("address", FILES[:4])
def test_what_fails_on_the_way_is_an_error_and_no_half_file(
    address: str, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.raise_request_exception = False
    monkeypatch.setattr(whole_files.Spool, "write", fails)

    assert api.get(address).status_code == 500


def fails(*_: Any) -> None:
    """The disk is full."""
    raise OSError("No space left on device")


@pytest.mark.parametrize("size", [9, whole_files.MOST_IN_MEMORY + 1])
def test_the_file_has_no_name_and_is_gone_once_it_is_read(size: int) -> None:
    content = b"x" * size
    with whole_files.Spool() as spool:
        spool.write(content)
    answer = whole_files.handed_out(spool)

    if size > whole_files.MOST_IN_MEMORY:
        assert os.fstat(spool.file.fileno()).st_nlink == 0
    assert b"".join(answer.streaming_content) == content  # type: ignore[arg-type]
    assert spool.file.closed


def test_the_file_is_gone_when_it_is_not_needed_and_when_writing_it_failed() -> None:
    with whole_files.Spool() as spool:
        spool.write(b"something")
    whole_files.handed_out(spool).is_not_needed()
    with pytest.raises(OSError, match="full"), whole_files.Spool() as failed:
        raise OSError("full")

    assert spool.file.closed
    assert failed.file.closed
