"""Importing official wording: the plan changes nothing, applying it changes all once and says who and why."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app import services
from benchmarks_app.models import Measure, Recommendation
from benchmarks_app.official_text.loading import ToldDocument
from benchmarks_app.services import official_wording
from core.errors import NotPermitted, RuleBroken, WrongState
from core.loading import applying
from core.models import HistoryEntry, Load, User
from resolutions_app.models import ResolutionParagraph
from tests.benchmarks_app.report_by_hand import REPORT, rows
from tests.factories.core import NOON

pytestmark = pytest.mark.django_db
ROWS = 12


@pytest.fixture
def made() -> Any:
    return rows()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def worded() -> int:
    """How many rows have an official wording."""
    models = (Recommendation, Measure, ResolutionParagraph)
    return sum(model.objects.exclude(official_text="").count() for model in models)


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("import_official_text", *arguments, stdout=out)
    return out.getvalue()


def imported(by: User, content: str = REPORT) -> Any:
    file = ToldDocument("report.txt", content.encode())
    return services.import_official_text(file=file, by=by, at=NOON, reason="From the source.").plan


def test_the_plan_is_shown_and_nothing_is_changed(made: Any, file: Path) -> None:
    said = run(file)

    assert f"{ROWS} would change, 0 as they were, 2 not matched." in said
    assert "  + Build nesting boxes and care for them in the winter" in said
    assert "annex I prints only the reference, no wording" in said
    assert (worded(), HistoryEntry.objects.count()) == (0, 0)


def test_applying_changes_what_the_plan_said(made: Any, file: Path, admin: User) -> None:
    said = run(file, "--apply", "--by", admin.username, "--reason", "From the source.")

    made.boxes.refresh_from_db()
    assert f"{ROWS} changed, 0 as they were, 2 not matched." in said
    assert worded() == ROWS
    assert made.boxes.official_text == "Build nesting boxes and care for them in the winter"
    assert (made.boxes.official_text_language, made.boxes.official_text_document) == ("en", made.report)


def test_it_is_one_load_that_the_history_tells_with_its_reason(made: Any, admin: User) -> None:
    imported(admin)

    load, entry = Load.objects.get(), HistoryEntry.objects.get()
    assert (load.rows_new, load.rows_changed, load.loaded_by) == (0, ROWS, admin)
    assert (entry.action, entry.by, entry.at, entry.reason) == ("loaded", admin, NOON, "From the source.")
    assert (entry.subject_type, entry.subject_key) == ("load", str(load.pk))


def test_it_is_taken_back_as_one(made: Any, file: Path, admin: User) -> None:
    said = run(file, "--apply", "--by", admin.username, "--reason", "From the source.")
    load = Load.objects.get()
    Measure.objects.filter(pk=made.boxes.pk).update(official_text="Put right by hand")

    undone = StringIO()
    arguments = ("--by", admin.username, "--reason", "The wrong edition", "--leave-conflicts")
    call_command("undo_load", str(load.pk), "--apply", *arguments, stdout=undone)

    assert f"This is load {load.pk}: manage.py undo_load {load.pk} takes it back." in said
    assert f"{ROWS} returned, 0 left as it is, 1 conflicts." in undone.getvalue()
    assert worded() == 1


def test_the_symbol_that_was_told_is_kept_with_the_file(made: Any, file: Path, admin: User) -> None:
    file.write_text(f"{REPORT}\n\n{made.committee.symbol}\n" + f"\n{made.committee.symbol}\n" * 2)
    arguments = ("--apply", "--by", admin.username, "--reason", "Bound with another.")

    with pytest.raises(CommandError, match=r"could be any of these documents.* Nothing was changed\."):
        run(file, *arguments)
    run(file, *arguments, "--document", made.report.symbol)

    assert Load.objects.get().files[0]["document"] == made.report.symbol
    assert worded() > 0


def test_a_file_of_another_kind_is_refused_by_its_name(made: Any, admin: User, tmp_path: Path) -> None:
    other = tmp_path / "report.yaml"
    other.write_text(REPORT, encoding="utf-8")

    with pytest.raises(CommandError, match=r"TXT, PDF or DOCX.* Nothing was changed\."):
        run(other, "--apply", "--by", admin.username, "--reason", "From the source.")

    assert worded() == 0


def test_a_second_time_changes_nothing(made: Any, admin: User) -> None:
    imported(admin)

    again = imported(admin)

    assert (len(again.changes), len(again.same)) == (0, ROWS)
    assert HistoryEntry.objects.count() == Load.objects.count() == 1


def test_only_an_admin_imports(made: Any, reviewer: User) -> None:
    with pytest.raises(NotPermitted):
        imported(reviewer)

    assert worded() == 0


def test_a_reason_must_be_given(made: Any, admin: User) -> None:
    file = ToldDocument("report.txt", REPORT.encode())

    with pytest.raises(RuleBroken):
        services.import_official_text(file=file, by=admin, at=NOON, reason=" ")

    assert worded() == 0


def test_nothing_is_changed_when_it_fails_at_the_end(
    made: Any, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: Any) -> None:
        assert worded() == ROWS
        raise ValueError("the disk is full")

    monkeypatch.setattr(applying.history, "record", fail)

    with pytest.raises(ValueError, match="the disk is full"):
        imported(admin)

    assert (worded(), HistoryEntry.objects.count(), Load.objects.count()) == (0, 0, 0)


def test_a_row_that_somebody_changed_meanwhile_stops_it(
    made: Any, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = official_wording._hold

    def somebody_is_quicker(changes: Any) -> None:
        Measure.objects.filter(pk=made.boxes.pk).update(official_text="Something else")
        hold(changes)

    monkeypatch.setattr(official_wording, "_hold", somebody_is_quicker)

    with pytest.raises(WrongState):
        imported(admin)

    assert Recommendation.objects.exclude(official_text="").count() == 0


@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 400, REPORT.encode()[:300]])
def test_a_bad_file_changes_nothing(made: Any, admin: User, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(content)

    with pytest.raises(CommandError, match=r"Nothing was changed\."):
        run(bad, "--apply", "--by", admin.username, "--reason", "From the source.")

    assert worded() == 0


def test_a_file_that_is_not_there_is_named(made: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.txt")


def test_the_wording_of_the_document_itself_is_not_replaced_by_a_quotation(made: Any, admin: User) -> None:
    made.planting.official_text = "As the Committee itself has it."
    made.planting.official_text_language = "en"
    made.planting.official_text_document = made.committee
    made.planting.save()

    plan = imported(admin)

    made.planting.refresh_from_db()
    assert made.planting.official_text == "As the Committee itself has it."
    assert any("from the document itself already" in left.reason for left in plan.unmatched)


def test_the_search_finds_the_wording(made: Any, admin: User, api: APIClient) -> None:
    imported(admin)

    found = api.get("/api/v1/search/?q=nesting+well-known").json()["results"]

    assert [hit["key"] for hit in found] == [made.birds.slug]


def test_pages_show_the_wording_in_its_language_and_where_it_is_from(
    made: Any, admin: User, client: Client
) -> None:
    imported(admin)

    page = client.get(made.own.get_absolute_url()).content.decode()

    assert '<blockquote class="official-text" lang="zh"' in page
    assert f'As printed in <a href="/documents/{made.report.slug}/">{made.report.symbol}</a>.' in page


def test_the_api_says_language_and_document(made: Any, admin: User, api: APIClient) -> None:
    imported(admin)

    measure = api.get(f"/api/v1/measures/{made.boxes.key}/").json()
    paragraph = api.get(f"/api/v1/resolution-paragraphs/{made.second.slug}-2/").json()

    assert (measure["official_text_language"], measure["official_text_document"]) == ("en", "A/TST/99/7")
    assert (paragraph["official_text"], paragraph["official_text_document"]) == (
        "To count the birds;",
        "A/TST/99/7",
    )


def test_a_row_without_wording_cannot_say_a_language(made: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=made.boxes.pk).update(official_text_language="en")
