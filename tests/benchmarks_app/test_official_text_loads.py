"""A document whose official wording is filled in is a load: planned, applied once, and taken back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from benchmarks_app.models import Measure, Recommendation
from core.models import HistoryEntry, Load, User
from resolutions_app.models import ResolutionParagraph
from tests.benchmarks_app.report_by_hand import REPORT, rows
from tests.benchmarks_app.test_official_text_plan import SENTENCES, bomb, pdf_of, word_document
from tests.core.files_by_hand import written_pdf

pytestmark = pytest.mark.django_db
ROWS = 12
ENCRYPTED = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32)
PROTECTED = pdf_of(*SENTENCES).replace(b"/Root 1 0 R", b"/Root 1 0 R " + ENCRYPTED)
SCANNED = written_pdf(
    [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
)
# What is said of each, and of each a file.
REFUSED = {
    "asks for a password": ("report.pdf", PROTECTED),
    "a scanned picture cannot be read": ("report.pdf", SCANNED),
    "hardly any text": ("report.txt", b" "),
    "unpacks to more than any document": ("report.docx", bomb()),
    "is no whole Word document": ("report.docx", word_document(REPORT)[:-2000]),
    "too large": ("report.txt", b"a" * 16_000_001),
    "no text in UTF-8": ("report.pdf", b"GIF89a" + bytes(range(128, 256)) * 4),
    "files of these kinds are read": ("report.odt", REPORT.encode()),
}


@pytest.fixture
def made() -> Any:
    return rows()


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def planned(browser: Client, content: bytes = REPORT.encode(), name: str = "report.txt") -> Any:
    """The page that answers an upload."""
    return browser.post("/loads/new/", {"file": SimpleUploadedFile(name, content), "whole": "on"})


def apply(browser: Client, page: Any) -> Any:
    form = page.context["form"]
    carried = {name: form[name].value() for name in ("name", "content", "fingerprint")}
    return browser.post("/loads/apply/", {**carried, "reason": "From the source"}, follow=True)


def worded() -> int:
    models = (Recommendation, Measure, ResolutionParagraph)
    return sum(model.objects.exclude(official_text="").count() for model in models)


def kinds(page: Any) -> dict[str, int]:
    return {each["kind"]: each["count"] for each in page.context["kinds"]}


def test_the_plan_says_what_is_filled_in_what_differs_and_what_was_not_matched(
    made: Any, browser: Client
) -> None:
    Measure.objects.filter(pk=made.boxes.pk).update(official_text="Build boxes", official_text_language="en")

    page = planned(browser)

    assert kinds(page) == {"changed": 1, "filled": ROWS - 1}
    assert (
        "<del>Build boxes</del> <ins>Build nesting boxes and care for them in the winter</ins>" in page.text
    )
    assert "Not matched: 2" in page.text
    assert "annex I prints only the reference, no wording" in page.text
    assert worded() == 1


def test_it_is_applied_as_one_entry_and_taken_back_as_one(made: Any, browser: Client, admin: User) -> None:
    apply(browser, planned(browser))

    load = Load.objects.get()
    made.own.refresh_from_db()
    assert worded() == ROWS
    assert (made.own.official_text_language, made.own.official_text_document) == ("zh", made.report)
    assert [(entry.action, entry.reason, entry.by) for entry in HistoryEntry.objects.all()] == [
        ("loaded", "From the source", admin)
    ]

    undoing = browser.get(f"/loads/{load.pk}/undo/").context["form"]["fingerprint"].value()
    browser.post(f"/loads/{load.pk}/undo/", {"fingerprint": undoing, "reason": "The wrong edition"})
    assert worded() == 0
    assert not Recommendation.objects.exclude(official_text_document=None).exists()


def test_a_second_time_changes_nothing(made: Any, browser: Client) -> None:
    apply(browser, planned(browser))

    assert kinds(planned(browser)) == {"unchanged": ROWS}


def test_a_word_document_is_the_same_load(made: Any, browser: Client) -> None:
    page = planned(browser, word_document(REPORT), "report.docx")

    apply(browser, page)

    assert worded() == kinds(page)["filled"] > ROWS / 2


@pytest.mark.parametrize("said", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(made: Any, browser: Client, said: str) -> None:
    name, content = REFUSED[said]

    page = planned(browser, content, name)

    assert said in page.context["form"].errors.as_text()
    assert worded() == 0
