"""That the fixtures hold annex II whole: its resolutions in order, their paragraphs, citations that close."""

import pytest

from core.models import Document
from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph

Effect = Resolution.MandateEffect


pytestmark = [pytest.mark.usefixtures("report"), pytest.mark.django_db]


def test_there_are_34_resolutions_numbered_without_a_gap() -> None:
    assert list(Resolution.objects.values_list("number", flat=True)) == list(range(1, 35))


def test_they_stand_in_the_order_of_their_dates() -> None:
    dates = list(Resolution.objects.order_by("number").values_list("adopted_on", flat=True))

    assert dates == sorted(dates)


def test_every_resolution_is_named_by_its_symbol_as_printed() -> None:
    for resolution in Resolution.objects.all():
        assert resolution.slug == resolution.symbol.replace("/", "-").replace(".", "-")


def test_a_corrected_symbol_differs_from_the_printed_one_and_a_note_says_why() -> None:
    corrected = Resolution.objects.exclude(symbol_corrected="")

    assert not corrected.filter(note="").exists()
    assert dict(corrected.values_list("symbol", "symbol_corrected")) == {
        "E/CN.4/2001/82": "E/CN.4/RES/2001/82",
        "A/HRC/DES/1/102": "A/HRC/DEC/1/102",
        "A/HRC/24/29": "A/HRC/RES/24/29",
    }


def test_every_resolution_cites_its_own_row_of_annex_ii() -> None:
    for resolution in Resolution.objects.all():
        passages = [passage.natural_key() for passage in resolution.citations.all()]

        assert passages == [("a-hrc-51-66", f"annex II, no. {resolution.number}")]


def test_every_resolution_is_about_the_mandate() -> None:
    assert Resolution.objects.filter(themes__slug="mandate").count() == 34


def test_months_are_given_exactly_where_the_mandate_is_extended() -> None:
    extended = Resolution.objects.filter(mandate_effect__in=[Effect.EXTENDS, Effect.TRANSFORMS])
    with_months = Resolution.objects.filter(extension_months__isnull=False)

    assert set(extended) == set(with_months)


def test_the_mandate_is_established_first_then_renewed_transformed_and_extended() -> None:
    changed = Resolution.objects.exclude(mandate_effect=Effect.NONE)

    assert list(changed.values_list("number", "mandate_effect")) == [
        (1, Effect.ESTABLISHES),
        (3, Effect.RENEWS),
        (5, Effect.RENEWS),
        (25, Effect.EXTENDS),
        (26, Effect.TRANSFORMS),
        *((number, Effect.EXTENDS) for number in range(27, 35)),
    ]


def test_the_months_are_those_that_the_resolutions_decide() -> None:
    months = dict(Resolution.objects.exclude(extension_months=None).values_list("number", "extension_months"))

    assert months == dict.fromkeys([25, 26, 27, 28], 12) | dict.fromkeys([29, 30, 31, 32, 33, 34], 24)


def test_every_resolution_has_paragraphs_in_an_order_without_a_gap() -> None:
    for resolution in Resolution.objects.all():
        orders = list(resolution.paragraphs.values_list("order", flat=True))

        assert orders == list(range(1, len(orders) + 1))
        assert orders, resolution


def test_a_lettered_paragraph_follows_its_opening_and_shares_its_number_and_verb() -> None:
    for paragraph in ResolutionParagraph.objects.exclude(letter=""):
        opening = paragraph.resolution.paragraphs.filter(order__lt=paragraph.order, letter="").last()

        for name in ("part", "number", "verb"):
            assert getattr(opening, name) == getattr(paragraph, name), paragraph


def test_only_paragraphs_of_a_preamble_and_of_an_annex_have_no_number() -> None:
    unnumbered = ResolutionParagraph.objects.filter(number="")

    assert not unnumbered.filter(kind="operative").exclude(part="Annex").exists()
    assert not ResolutionParagraph.objects.filter(kind="preambular").exclude(number="").exists()


def test_no_summary_is_empty_and_no_official_sentence_is_shipped() -> None:
    assert not Resolution.objects.filter(summary="").exists()
    assert not ResolutionParagraph.objects.filter(summary="").exists()
    assert not ResolutionParagraph.objects.exclude(official_text="").exists()


def test_a_paragraph_recalls_only_earlier_resolutions() -> None:
    for paragraph in ResolutionParagraph.objects.prefetch_related("recalls"):
        for recalled in paragraph.recalls.all():
            assert recalled.number < paragraph.resolution.number, paragraph


def test_the_founding_resolution_is_the_one_recalled_most() -> None:
    recalls = {
        resolution.slug: resolution.recalled_by_paragraphs.count() for resolution in Resolution.objects.all()
    }

    assert max(recalls, key=lambda slug: recalls[slug]) == "E-CN-4-RES-1993-6"


def test_every_document_that_annex_ii_cites_is_cited_by_a_paragraph() -> None:
    cited = Document.objects.filter(note__startswith="Annex II")

    assert cited.count() == 51
    assert not cited.filter(resolution_paragraphs=None).exists()


def test_all_15_interlocutors_of_annex_iii_are_there_for_the_year_of_the_report() -> None:
    assert list(Interlocutor.objects.values_list("number", flat=True)) == list(range(1, 16))
    assert set(Interlocutor.objects.values_list("start", "end")) == {("2021-06", "2022-05")}


def test_the_three_milestones_and_the_holders_whom_the_report_names_are_there() -> None:
    assert Milestone.objects.count() == 3
    assert [holder.name for holder in MandateHolder.objects.all()] == [
        "Michael Kirby",
        "Thomas Hammarberg",
        "Peter Leuprecht",
        "Vitit Muntarbhorn",
    ]
