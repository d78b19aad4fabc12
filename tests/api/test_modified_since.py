"""`modified_since`: what has changed for the caller since a moment, and nothing of what they may not see."""

import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.models import PublicMoment, User
from elections_app.models import Election
from tests.factories.benchmarks import EvidenceFactory, FollowUpGradeFactory, ProgressUpdateFactory
from tests.factories.core import ReleaseFactory, ThemeFactory, UserFactory
from tests.factories.elections import ElectionFactory

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.datetime(2023, 1, 10, tzinfo=datetime.UTC)
SINCE = datetime.datetime(2024, 1, 10, tzinfo=datetime.UTC)
LATER = SINCE + datetime.timedelta(hours=1)
OLD = {"created_at": LONG_AGO, "submitted_at": LONG_AGO, "published_at": LONG_AGO}
WITHDRAWN = {"state": "withdrawn", "withdrawal_reason": "An error."}


def changed(api: APIClient, noun: str = "progress-updates", since: str = "2024-01-10") -> set[int]:
    """The keys of what has changed since."""
    answer = api.get(f"/api/v1/{noun}/", {"modified_since": since})
    assert answer.status_code == 200, answer.json()
    return {row["id"] for row in answer.json()["results"]}


def published(**fields: Any) -> Any:
    """An update of long ago, but for these."""
    return ProgressUpdateFactory(published=True, **OLD | fields)


def test_what_was_published_or_withdrawn_since_is_found(api: APIClient) -> None:
    published()
    new = published(published_at=LATER)
    withdrawn = published(**WITHDRAWN, withdrawn_at=LATER, withdrawn_by=UserFactory())
    published(**WITHDRAWN, withdrawn_at=LONG_AGO, withdrawn_by=UserFactory())

    assert changed(api) == {new.pk, withdrawn.pk}


def test_a_correction_changes_what_it_corrects_when_it_comes_and_when_it_goes(api: APIClient) -> None:
    first, second, third = (published() for _ in range(3))
    came = published(supersedes=first, published_at=LATER)
    went = published(supersedes=second, **WITHDRAWN, withdrawn_at=LATER, withdrawn_by=UserFactory())
    published(supersedes=third)

    assert changed(api) == {came.pk, first.pk, went.pk, second.pk}


def test_a_correction_that_is_still_hidden_changes_nothing(api: APIClient, reviewer: User) -> None:
    old = published()
    ProgressUpdateFactory(supersedes=old, submitted=True, created_at=LATER, submitted_at=LATER)

    assert changed(api) == set()
    api.force_authenticate(reviewer)
    assert len(changed(api)) == 1


@pytest.mark.parametrize(("visibility", "seen"), [("public", True), ("restricted", False)])
def test_evidence_that_was_erased_counts_where_it_was_seen(
    visibility: str, seen: bool, api: APIClient, reviewer: User
) -> None:
    update = published()
    erased = {"erased_at": LATER, "erasure_reason": "Asked for", "description": "", "origin": "", "dated": ""}
    EvidenceFactory(update=update, visibility=visibility, document=None, **erased)

    assert changed(api) == ({update.pk} if seen else set())
    api.force_authenticate(reviewer)
    assert changed(api) == {update.pk}


def test_it_begins_at_the_very_moment(api: APIClient) -> None:
    update = published(published_at=SINCE)

    assert changed(api, since="2024-01-10T00:00:00Z") == {update.pk}
    assert changed(api, since="2024-01-10T00:00:01Z") == set()


def test_grades_have_it_too(api: APIClient) -> None:
    FollowUpGradeFactory(recorded_at=LONG_AGO)
    new: Any = FollowUpGradeFactory(recorded_at=LATER)

    assert changed(api, "follow-up-grades") == {new.pk}


def test_a_wrong_moment_is_refused(api: APIClient) -> None:
    for noun in ("progress-updates", "follow-up-grades"):
        answer = api.get(f"/api/v1/{noun}/", {"modified_since": "yesterday"})
        assert answer.json()["errors"][0]["field"] == "modified_since"


def test_a_list_that_holds_no_rows_does_not_have_it(api: APIClient) -> None:
    for noun in ("lineages", "search"):
        assert api.get(f"/api/v1/{noun}/", {"modified_since": "2024"}).status_code == 400


def test_content_has_it_and_a_wrong_moment_is_refused_there_too(api: APIClient) -> None:
    old, new = ThemeFactory(), ThemeFactory()
    moment(old, LONG_AGO)
    moment(new, SINCE)

    answer = api.get("/api/v1/themes/", {"modified_since": "2024-01-10T00:00:00Z"})

    assert [row["slug"] for row in answer.json()["results"]] == [new.slug]
    file: Any = api.get("/api/v1/themes.csv", {"modified_since": "2024-01-10", "fields": "slug"})
    assert b"".join(file.streaming_content).decode().split() == ["slug", new.slug]
    answer = api.get("/api/v1/themes/", {"modified_since": "yesterday"})
    assert answer.json()["errors"][0]["field"] == "modified_since"


def test_it_goes_with_the_filters_and_the_clocks(api: APIClient) -> None:
    old: Any = ElectionFactory(date="2017-06-04", kind=Election.Kind.COMMUNE_COUNCIL)
    new: Any = ElectionFactory(date="2022-06-05", kind=Election.Kind.COMMUNE_COUNCIL)
    other: Any = ElectionFactory(date="2017-06-04", kind=Election.Kind.NATIONAL_ASSEMBLY)
    for row in (old, new, other):
        moment(row, LATER)

    asked = {"kind": Election.Kind.COMMUNE_COUNCIL, "as_of": "2018", "cursor": "*"}
    answer = api.get("/api/v1/elections/", {"modified_since": "2024-01-10", **asked})

    assert [row["slug"] for row in answer.json()["results"]] == [old.slug]


def test_releases_change_when_something_is_taken_out_of_them(api: APIClient) -> None:
    ReleaseFactory(made_at=LONG_AGO)
    new: Any = ReleaseFactory(made_at=LATER)

    answer = api.get("/api/v1/releases/", {"modified_since": "2024-01-10", "fields": "name"})

    assert [row["name"] for row in answer.json()["results"]] == [new.name]


def moment(row: Any, at: datetime.datetime) -> None:
    """Say that a row changed at this moment."""
    kind = {"kind": row._meta.label_lower, "row_id": row.pk}
    PublicMoment.objects.update_or_create(**kind, defaults={"modified_at": at})
