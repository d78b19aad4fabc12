"""The official wording is read out of a document in disorder: all that is certain, and nothing else."""

import io
import zipfile
from contextlib import suppress
from functools import partial
from typing import Any

import docx
import pytest

from benchmarks_app.official_text.files import MOST_BYTES, pages_of
from benchmarks_app.official_text.languages import language_of
from benchmarks_app.official_text.matching import plan_of
from benchmarks_app.official_text.pages import lines_of
from benchmarks_app.official_text.plan import Plan
from benchmarks_app.official_text.refusals import UnreadableFile
from resolutions_app.models import ResolutionParagraph
from tests.benchmarks_app.report_by_hand import REPORT, SYMBOL, rows
from tests.core.files_by_hand import written_pdf
from tests.factories.benchmarks import MeasureFactory, RecommendationFactory
from tests.factories.core import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Any:
    return rows()


def plan(text: str = REPORT) -> Plan:
    return plan_of(text.encode())


def wording(planned: Plan, row: Any) -> str:
    """What the plan has for a row; empty when it has nothing."""
    return next((found.text for found in planned.changes if found.row == row), "")


def reason(planned: Plan, beginning: str) -> str:
    """Why the plan leaves the one row whose name holds this."""
    (found,) = [left.reason for left in planned.unmatched if beginning in left.label]
    return found


def paragraph(resolution: Any, order: int) -> ResolutionParagraph:
    return ResolutionParagraph.objects.get(resolution=resolution, order=order)


def test_a_letter_comes_with_the_words_before_the_letters(made: Any) -> None:
    planned = plan()

    assert wording(planned, made.own) == "本段有两个字母：\n(a) 种植更多树木，并在河边修路；"


def test_a_heading_and_footnotes_are_no_part_of_a_paragraph(made: Any) -> None:
    planned = plan()

    assert wording(planned, made.own_b) == "本段有两个字母：\n(b) 按《COVID-19办法》办事。"


def test_the_column_of_recommendations_is_told_from_the_column_beside(made: Any) -> None:
    planned = plan()

    assert wording(planned, made.planting) == (
        "The town should plant trees of all kinds along both banks of the river, and water them in "
        "each of the dry months until they stand by themselves, as the gardeners of the country have asked "
        "before."
    )
    assert wording(planned, made.boxes) == "Build nesting boxes and care for them in the winter"


def test_a_cell_goes_on_over_a_page_and_keeps_its_letters(made: Any) -> None:
    planned = plan()

    assert wording(planned, made.birds).split("\n") == [
        "The town should do the following things for its birds, in the order in which they are named below:",
        "…",
        "(b) Build nesting boxes of a well-known wood, one for each of the trees, and have them looked after "
        "by those who live nearby;",
        "(d) Count the birds once a year, as the gardeners of the country do, with the help of a well-known "
        "society and of the schools.",
    ]


def test_paragraphs_of_resolutions_are_told_from_the_agenda_item(made: Any) -> None:
    planned = plan()

    texts = [wording(planned, paragraph(made.first, order)) for order in (1, 2, 3, 4)]
    assert texts == [
        "Recalling the resolutions that were adopted before this one on the same subject,",
        "Requests the gardeners to report on what they planted, in the year in which they planted it, and to "
        "say where;",
        "Welcomes the report of the gardeners;3",
        "Decides to renew the task of the gardeners for as long as there are trees.",
    ]


def test_letters_of_a_part_of_a_resolution_are_told(made: Any) -> None:
    planned = plan()

    texts = [wording(planned, paragraph(made.second, order)) for order in (1, 2, 3)]
    assert texts == ["Requests the schools:", "To count the birds;", "To say how many there are;"]


def test_what_has_no_wording_is_listed_with_its_reason(made: Any) -> None:
    planned = plan()

    assert reason(planned, made.concern.slug) == "annex I prints only the reference, no wording"
    assert "0 paragraphs stand there" in reason(planned, "para. 9")
    assert len(planned.unmatched) == 2


def test_each_wording_has_its_language(made: Any) -> None:
    planned = plan()

    languages = {found.language for found in planned.changes if found.row in (made.own, made.own_b)}
    assert (languages, {found.language for found in planned.changes} - languages) == ({"zh"}, {"en"})


def test_columns_with_an_unknown_measure_are_not_told_apart(made: Any) -> None:
    made.boxes.delete()

    planned = plan()

    assert "may be of the column beside" in reason(planned, made.birds.slug)
    assert "may be of the column beside" in reason(planned, made.planting.slug)
    assert not wording(planned, made.birds)


def test_columns_are_not_told_apart_when_a_known_text_is_not_there(made: Any) -> None:
    MeasureFactory(benchmark=made.trees, order=2, title="Close the bridge in the winter")

    planned = plan()

    assert "measure 2 stands 0 times" in reason(planned, made.birds.slug)
    assert not wording(planned, made.planting)


def test_a_reference_that_two_rows_share_is_given_to_neither(made: Any) -> None:
    twin = RecommendationFactory(
        document=made.committee,
        paragraph="5",
        subparagraphs=["b", "d"],
        as_printed="TST/C/1, para. 5",
        benchmarks=[made.trees],
    )

    planned = plan()

    assert [wording(planned, row) for row in (twin, made.birds)] == ["", ""]
    assert "2 rows have its reference" in reason(planned, twin.slug)


def test_letters_other_than_the_rows_own_are_not_taken(made: Any) -> None:
    made.birds.subparagraphs = ["b"]
    made.birds.save()

    planned = plan()

    assert not wording(planned, made.birds)
    assert "no row has its reference" in reason(planned, "'The town should do the following")


def test_a_hyphen_that_could_be_either_leaves_the_row_unmatched(made: Any) -> None:
    planned = plan(REPORT.replace("a well-known wood", "a fine wood"))

    assert "'well-known' may have been 'wellknown'" in reason(planned, made.birds.slug)


def test_a_paragraph_cut_off_is_not_taken(made: Any) -> None:
    planned = plan(REPORT.replace("it, and to say where;", "it, and to say"))

    assert "does not end as a paragraph does" in reason(planned, "T/TC/RES/2003/6, para. 1")


def printed_anew(text: str, *, lines: int) -> str:
    """The text on other pages than its own, as when somebody prints a text that was copied."""
    kept = [line for line in text.split("\n") if line.strip()]
    return "\f".join("\n".join(kept[start : start + lines]) for start in range(0, len(kept), lines))


SPOILED = {
    "without trailing blanks": lambda text: "\n".join(line.rstrip() or line for line in text.split("\n")),
    "without blank lines": lambda text: "\n".join(line for line in text.split("\n") if line.strip()),
    "without rules": lambda text: "\n".join(line.rstrip() for line in text.split("\n")),
    "without addresses": lambda text: "\n".join(
        line for line in text.split("\n") if not line.startswith("http")
    ),
    "with the lines of Windows": lambda text: text.replace("\n", "\r\n"),
} | {
    f"printed anew, {lines} lines a page": partial(printed_anew, lines=lines) for lines in (9, 14, 23, 31, 60)
}
SPOILED |= {
    f"cut at {part} of 20": lambda text, part=part: text[: len(text) * part // 20] for part in range(6, 20)
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_text_gives_fewer_rows_and_never_another_wording(made: Any, how: str) -> None:
    whole = {str(found.row): found.text for found in plan().changes}

    try:
        spoiled = plan(SPOILED[how](REPORT)).changes
    except UnreadableFile:
        spoiled = []

    assert {str(found.row): found.text for found in spoiled}.items() <= whole.items()


def test_a_footnote_whose_end_cannot_be_told_leaves_its_paragraph_unmatched(made: Any) -> None:
    planned = plan(SPOILED["without rules"](REPORT))

    assert "a footnote" in reason(planned, "T/TC/RES/2003/6, para. 1")


@pytest.mark.parametrize(
    "page",
    [
        "The town\nplants\ntrees and\nA/TST/99/7\nwaters\n1 See TST/9.\nthem in\neach dry\nmonth.",
        "A/TST/99/7\nThe town plants trees\n1 See TST/9.\nhttp://example.org/TST/9\nthem in\neach dry month.",
    ],
    ids=["its symbol stands inside the page", "an address stands before it"],
)
def test_text_behind_a_footnote_is_not_cut_where_the_pages_are_not_the_documents_own(page: str) -> None:
    lines = lines_of([page, "The birds are counted."], SYMBOL)

    assert "them in" in [line.text for line in lines]
    assert [line.text for line in lines if line.doubtful] == ["1 See TST/9."]


def test_a_bracket_out_of_its_place_leaves_the_paragraph_unmatched(made: Any) -> None:
    planned = plan(REPORT.replace("按《COVID-19", "按《( COVID-19"))

    assert "an opening bracket" in reason(planned, "2 (b)")


@pytest.mark.parametrize("order", [1, 2])
def test_whatever_row_is_missing_no_other_gets_its_wording(made: Any, order: int) -> None:
    whole = {str(found.row): found.text for found in plan().changes}
    paragraph(made.first, order).delete()

    left = {str(found.row): found.text for found in plan().changes}

    assert left.items() <= whole.items()
    assert len(left) == len(whole) - 1


def test_an_other_verb_is_an_other_paragraph(made: Any) -> None:
    planned = plan(REPORT.replace("2. Welcomes the report", "2. Regrets the report"))

    assert "0 paragraphs stand there" in reason(planned, "T/TC/RES/2003/6, para. 2")


def test_a_document_itself_gives_its_paragraphs_by_number_and_letter() -> None:
    document = DocumentFactory(symbol="TST/C/1")
    row = RecommendationFactory(document=document, paragraph="2", subparagraphs=["b"], note="")
    text = (
        "United Nations TST/C/1\n\n1. The Committee met in the spring and thanks all who came to it.\n\n"
        "  Trees and rivers\n\n2. The town should:\n\n(a) Plant trees along the river and water them;\n\n"
        "(b) Clean the wells of the town.\n\n  Birds\n\n3. The Committee thanks those who count the birds."
    )

    planned = plan_of(text.encode())

    assert wording(planned, row) == "The town should:\n(b) Clean the wells of the town."
    assert planned.changes[0].remarks == ("left out as a heading: 'Birds'",)


def test_a_number_that_a_note_doubts_is_left_to_a_person(made: Any) -> None:
    made.planting.note = "The number looks like a slip."
    made.planting.save()
    numbered = "\n\n".join(f"{number}. The Committee says the thing numbered so." for number in range(1, 6))

    with pytest.raises(UnreadableFile):
        plan_of(f"TST/C/1\n\n{numbered}\n\n{'And so on. ' * 20}".encode())


def test_the_text_of_a_resolution_gives_its_own_paragraphs(made: Any) -> None:
    text = (
        "T/TC/RES/2003/6\n\nThe Council,\n\nRecalling what was said before by all of those who came here,\n\n"
        "1. Requests the gardeners to report;\n\n2. Welcomes what they said of the trees;\n\n"
        "3. Thanks everybody who came to the town to see the trees and the birds in the spring;\n\n"
        "4. Decides to renew their task."
    )

    planned = plan_of(text.encode())

    assert wording(planned, paragraph(made.first, 4)) == "Decides to renew their task."
    assert planned.document is None


def word_document(text: str) -> bytes:
    """A Word document with a paragraph for each line."""
    document, kept = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(kept)
    return kept.getvalue()


def test_a_word_document_says_the_same(made: Any) -> None:
    planned = plan_of(
        word_document(
            f"{SYMBOL}\n1. 一句话。\n2. 本段有两个字母：\n(a) 种植树木；\n(b) 休息。" + "\n话。" * 200
        )
    )

    assert wording(planned, made.own) == "本段有两个字母：\n(a) 种植树木；"


def pdf_of(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    shown = b"".join(f"0 -14 Td ({line}) Tj ".encode("latin-1") for line in lines)
    page = b"BT /F1 10 Tf 40 800 Td " + shown + b"ET"
    return written_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(page), page),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


SENTENCES = (
    "TST/C/1",
    "1. The Committee met in the spring of the year and it thanks all who came to see it.",
    "2. The town should plant trees along both banks of the river and should then water them",
    "in each of the dry months.",
    "3. The Committee thanks those who count the birds of the town in the winter of every year.",
)


def test_a_pdf_says_the_same() -> None:
    row = RecommendationFactory(
        document=DocumentFactory(symbol="TST/C/1"), paragraph="2", subparagraphs=[], note=""
    )

    planned = plan_of(pdf_of(*SENTENCES))

    assert wording(planned, row) == (
        "The town should plant trees along both banks of the river and should then water them in each of "
        "the dry months."
    )


def bomb() -> bytes:
    """A Word document of a few kilobytes that unpacks to far more than any document."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 70_000_000)
    return kept.getvalue()


BAD_FILES = {
    "empty": b"",
    "no text": bytes(range(256)) * 40,
    "in another encoding": REPORT.encode("gb18030"),
    "with a NUL in it": REPORT.encode() + b"\x00",
    "a PDF cut off": pdf_of(*SENTENCES)[:400],
    "a PDF without its end": pdf_of(*SENTENCES).replace(b"%%EOF", b""),
    "a Word document cut off": word_document(REPORT)[:-2000],
    "a bomb": bomb(),
    "too large": b"a" * (MOST_BYTES + 1),
    "another document": REPORT.replace(SYMBOL, "A/TST/98/1").encode(),
    "without a symbol": REPORT.replace(SYMBOL, "").encode(),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_whole(made: Any, kind: str) -> None:
    with pytest.raises(UnreadableFile):
        plan_of(BAD_FILES[kind])


def test_a_word_document_with_a_bit_flipped_is_read_as_it_was_or_refused() -> None:
    whole = word_document(REPORT)
    text = pages_of(whole)

    for place in range(0, len(whole), 97):
        flipped = bytearray(whole)
        flipped[place] ^= 16
        with suppress(UnreadableFile):
            assert pages_of(bytes(flipped)) == text


def test_a_file_is_refused_that_is_not_the_document_told(made: Any) -> None:
    with pytest.raises(UnreadableFile, match="another document"):
        plan_of(REPORT.encode(), told="TST/C/1")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("植树", "zh"),
        ("والطيور", "ar"),
        ("и птицы", "ru"),
        ("the birds of the town", "en"),
        ("les arbres de la ville", "fr"),
    ],
)
def test_a_language_is_told_by_script_or_common_words(text: str, language: str) -> None:
    assert language_of(text) == language
