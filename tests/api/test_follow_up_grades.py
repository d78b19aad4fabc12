"""Follow-up grades: read by everybody, recorded by reviewers, each with the passage that gives it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import FollowUpGrade
from core.models import HistoryEntry, Passage, User
from tests.factories.benchmarks import BenchmarkFactory, FollowUpGradeFactory, RecommendationFactory
from tests.factories.core import DocumentFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/follow-up-grades/"


@pytest.fixture
def recommendation() -> Any:
    """A recommendation on benchmark 6."""
    return RecommendationFactory(slug="ccpr-35", benchmarks=[BenchmarkFactory(number=6)])


@pytest.fixture
def document() -> Any:
    """The Committee's letter."""
    return DocumentFactory(symbol="CCPR/C/140/2/Add.1")


def grade(**changes: Any) -> dict[str, Any]:
    """What a reviewer sends."""
    return {
        "recommendation": "ccpr-35",
        "grade": "C",
        "source": {"document": "CCPR/C/140/2/Add.1", "locator": "para. 12"},
        "graded_on": "2024-03",
        "note": "The law has not been amended.",
        **changes,
    }


@pytest.mark.usefixtures("recommendation", "document")
def test_a_reviewer_records_a_grade_and_everybody_reads_it(api: APIClient, reviewer: User) -> None:
    api.force_authenticate(reviewer)

    answer = api.post(LIST, grade())

    api.force_authenticate(None)
    assert answer.status_code == 201
    row = api.get(answer.headers["Location"]).json()
    assert (row["recommendation"], row["grade"], row["graded_on"]) == ("ccpr-35", "C", "2024-03")
    assert row["citations"][0]["document"] == "CCPR/C/140/2/Add.1"
    assert row["citations"][0]["locator"] == "para. 12"
    assert HistoryEntry.objects.get().by == reviewer
    (shown,) = api.get("/api/v1/recommendations/ccpr-35/").json()["follow_up_grades"]
    of_the_recommendation = {"recommendation": "ccpr-35", "set": "cambodia-2022", "page": row["page"]}
    assert {**shown, **of_the_recommendation} == row


@pytest.mark.usefixtures("recommendation", "document")
def test_nobody_is_named_in_a_grade(api: APIClient, reviewer: User) -> None:
    api.force_authenticate(reviewer)
    api.post(LIST, grade())

    text = api.get(LIST).content.decode()

    assert reviewer.username not in text
    assert reviewer.last_name not in text


@pytest.mark.usefixtures("recommendation", "document")
@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("stranger", 403), ("monitor", 403), ("admin", 403)]
)
def test_only_reviewers_grade_and_a_refusal_leaves_nothing_behind(
    who: str | None, status: int, api: APIClient, request: pytest.FixtureRequest
) -> None:
    api.force_authenticate(request.getfixturevalue(who) if who else None)

    assert api.post(LIST, grade()).status_code == status
    assert not FollowUpGrade.objects.exists()
    assert not Passage.objects.exists()
    assert not HistoryEntry.objects.exists()


@pytest.mark.usefixtures("recommendation", "document")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recommendation": "no-such"}, "recommendation"),
        ({"recommendation": 35}, "recommendation"),
        ({"recommendation": "\x00"}, "recommendation"),
        ({"grade": "F"}, "grade"),
        ({"source": {"document": "A/1/2"}}, "source.document"),
        ({"source": {"document": "CCPR/C/140/2/Add.1", "locator": "x" * 81}}, "source.locator"),
        ({"source": "CCPR/C/140/2/Add.1"}, "source"),
        ({"graded_on": "March"}, "graded_on"),
        ({"by": "me"}, "by"),
    ],
)
def test_what_is_wrong_in_a_grade_is_named(
    wrong: dict[str, Any], field: str, api: APIClient, reviewer: User
) -> None:
    api.force_authenticate(reviewer)

    answer = api.post(LIST, grade(**wrong))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert not Passage.objects.exists()


@pytest.mark.usefixtures("recommendation", "document")
def test_one_passage_grades_a_recommendation_once(api: APIClient, reviewer: User) -> None:
    api.force_authenticate(reviewer)
    api.post(LIST, grade())

    assert api.post(LIST, grade(grade="A")).status_code == 400
    assert FollowUpGrade.objects.get().grade == "C"


def test_grades_are_filtered_by_recommendation_benchmark_grade_document_and_date(
    api: APIClient, recommendation: Any
) -> None:
    one = FollowUpGradeFactory(recommendation=recommendation, grade="E", graded_on="2024-03-28")
    other = FollowUpGradeFactory(grade="A", graded_on="2025")

    def found(**given: str) -> list[int]:
        return [row["id"] for row in api.get(LIST, given).json()["results"]]

    assert found(recommendation="ccpr-35") == [one.pk]
    assert found(benchmark="6") == [one.pk]
    assert found(grade="A") == [other.pk]
    assert found(document=one.source.document.symbol) == [one.pk]
    assert found(graded_on__gte="2024-04") == [other.pk]
    assert sorted(found()) == sorted([one.pk, other.pk])


def test_a_grade_can_be_neither_changed_nor_deleted(api: APIClient, reviewer: User) -> None:
    row = FollowUpGradeFactory()
    api.force_authenticate(reviewer)

    for method in (api.patch, api.put, api.delete):
        assert method(f"{LIST}{row.pk}/", {}).status_code == 405


def test_the_document_of_a_grade_says_what_it_grades(api: APIClient, recommendation: Any) -> None:
    row = FollowUpGradeFactory(recommendation=recommendation)

    (cited,) = api.get(f"/api/v1/documents/{row.source.document.slug}/").json()["cited_by"]

    assert (cited["type"], cited["key"], cited["locator"]) == (
        "recommendation",
        "ccpr-35",
        row.source.locator,
    )
