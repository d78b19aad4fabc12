"""A document whose official wording is filled in is a load: planned, applied once, and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
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


@pytest.fixture
def send(browser: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Sends a form and does the work that follows; gives the page that this leads to."""

    def sent(address: str, fields: dict[str, Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(address, fields)
        return browser.get(answer["Location"]) if answer.status_code == 302 else answer

    return sent


Send = Callable[..., Any]


def planned(send: Send, content: bytes = REPORT.encode(), name: str = "report.txt") -> Any:
    """The page that an upload leads to."""
    return send("/loads/new/", {"file": SimpleUploadedFile(name, content), "whole": "on"})


def apply(send: Send, page: Any) -> Any:
    return send(f"{page.request['PATH_INFO']}apply/", {"reason": "From the source"})


def worded() -> int:
    models = (Recommendation, Measure, ResolutionParagraph)
    return sum(model.objects.exclude(official_text="").count() for model in models)


def kinds(page: Any) -> dict[str, int]:
    return {each["kind"]: each["count"] for each in page.context["kinds"]}


def test_the_plan_says_what_is_filled_in_what_differs_and_what_was_not_matched(made: Any, send: Send) -> None:
    Measure.objects.filter(pk=made.boxes.pk).update(official_text="Build boxes", official_text_language="en")

    page = planned(send)

    assert kinds(page) == {"changed": 1, "filled": ROWS - 1}
    assert (
        "<del>Build boxes</del> <ins>Build nesting boxes and care for them in the winter</ins>" in page.text
    )
    assert "Not matched: 2" in page.text
    assert "annex I prints only the reference, no wording" in page.text
    assert worded() == 1


def test_it_is_applied_as_one_entry_and_taken_back_as_one(made: Any, send: Send, admin: User) -> None:
    apply(send, planned(send))

    load = Load.objects.get()
    made.own.refresh_from_db()
    assert worded() == ROWS
    assert (made.own.official_text_language, made.own.official_text_document) == ("zh", made.report)
    assert [(entry.action, entry.reason, entry.by) for entry in HistoryEntry.objects.all()] == [
        ("loaded", "From the source", admin)
    ]

    undoing = send(f"/loads/{load.pk}/undo/", {})
    told = {"fingerprint": undoing.context["form"]["fingerprint"].value(), "reason": "The wrong edition"}
    send(f"{undoing.request['PATH_INFO']}undo/", told)
    assert worded() == 0
    assert not Recommendation.objects.exclude(official_text_document=None).exists()


def test_a_second_time_changes_nothing(made: Any, send: Send) -> None:
    apply(send, planned(send))

    assert kinds(planned(send)) == {"unchanged": ROWS}


def test_once_it_is_applied_its_page_still_says_what_was_not_matched(made: Any, send: Send) -> None:
    page = apply(send, planned(send))

    assert "The file is loaded." in page.text
    assert "annex I prints only the reference, no wording" in page.text


def test_the_command_prints_what_was_not_matched(
    made: Any, admin: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")

    call_command("load", str(report), plan=True, by=admin.username, whole=True)

    shown = capsys.readouterr().out
    assert "annex I prints only the reference, no wording" in shown
    assert f"{ROWS} changed, 0 unchanged, 0 refused, 2 not matched." in shown
    assert worded() == 0


def test_a_word_document_is_the_same_load(made: Any, send: Send) -> None:
    page = planned(send, word_document(REPORT), "report.docx")

    apply(send, page)

    assert worded() == kinds(page)["filled"] > ROWS / 2


@pytest.mark.parametrize("said", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(made: Any, send: Send, said: str) -> None:
    name, content = REFUSED[said]

    page = planned(send, content, name)

    assert said in page.context["form"].errors.as_text()
    assert worded() == 0
