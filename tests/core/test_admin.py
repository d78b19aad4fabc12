"""The admin screens of every model: open, searchable, with a bounded number of queries, for admins only."""

import datetime

import pytest
from django.apps import apps
from django.contrib import admin as admin_site
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import EvidenceReader, ProgressUpdate, SealedPart
from core.models import (
    DigestSubscription,
    HistoryEntry,
    KeptArchive,
    Load,
    LoadedRow,
    PlannedLoad,
    PlannedRow,
    PublicMoment,
    PublicStamp,
    Release,
    ReleaseContent,
    ReleaseFile,
    ReleaseRedaction,
    ReleaseRequest,
    SearchEdition,
    SearchEntry,
    SignedHead,
    Undoing,
    UndoingRow,
    User,
)
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFigureFactory,
    EvidenceFactory,
    EvidenceFileFactory,
    EvidenceReaderFactory,
    FollowUpGradeFactory,
    LegalInstrumentFactory,
    MeasureFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
    RecommendationFactory,
    SealedPartFactory,
    StatusTotalFactory,
)
from tests.factories.core import (
    NOON,
    ApiTokenFactory,
    CallCountFactory,
    DigestFactory,
    GuessCountFactory,
    HistoryEntryFactory,
    InvitationFactory,
    LinkCheckFactory,
    NoticeFactory,
    ScheduledRunFactory,
    SealingKeyFactory,
    SignedHeadFactory,
    ThemeFactory,
)
from tests.factories.elections import (
    ConsistencyCheckFactory,
    ElectionFigureFactory,
    FindingFactory,
    ObserverDelegationFactory,
    PartyResultFactory,
    TurnoutFactory,
)
from tests.factories.resolutions import (
    InterlocutorFactory,
    MandateHolderFactory,
    MilestoneFactory,
    ResolutionParagraphFactory,
)

APPS = ("core", "benchmarks_app", "elections_app", "resolutions_app")
# The index of the search only says again what other rows say; loads and releases have pages of their own.
WITH_PAGES = {
    *(Load, LoadedRow, PlannedLoad, PlannedRow, Undoing, UndoingRow),
    *(Release, ReleaseContent, ReleaseFile, ReleaseRedaction, ReleaseRequest),
}
WITHOUT_SCREEN = {
    DigestSubscription,
    SearchEdition,
    SearchEntry,
    PublicMoment,
    PublicStamp,
    KeptArchive,
    *WITH_PAGES,
}
EVERY_MODEL = [model for app in APPS for model in apps.get_app_config(app).get_models()]
MODELS = [model for model in EVERY_MODEL if model not in WITHOUT_SCREEN]
MOST_QUERIES = 14
# Seen by those who are named on a row, whoever else they are; an admin sees an empty list.
NEED_TO_KNOW = (EvidenceReader, SealedPart)

pytestmark = pytest.mark.django_db


def screen(model: type, page: str = "changelist", *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def fill(rows: int) -> None:
    """Some rows in every model."""
    for _ in range(rows):
        MeasureFactory()
        ObservationFactory()
        CaseFigureFactory()
        EvidenceFactory(update=ProgressUpdateFactory(published=True))
        RecommendationFactory(benchmarks=[BenchmarkFactory()])
        ApiTokenFactory()
        InvitationFactory()
        CallCountFactory(source=GuessCountFactory().source)
        HistoryEntryFactory()
        for make in (NoticeFactory, ScheduledRunFactory, LegalInstrumentFactory, FollowUpGradeFactory):
            make()
        ProposedObservationFactory(update=ProgressUpdateFactory(published=True))
        StatusTotalFactory()
        FindingFactory()
        ElectionFigureFactory()
        ObserverDelegationFactory()
        ConsistencyCheckFactory()
        PartyResultFactory()
        TurnoutFactory()
        ResolutionParagraphFactory()
        MandateHolderFactory()
        MilestoneFactory()
        InterlocutorFactory()
        ThemeFactory()
        SealingKeyFactory()
        for make in (DigestFactory, LinkCheckFactory):
            make()
        SignedHeadFactory(at=NOON + datetime.timedelta(days=SignedHead.objects.count()))
        EvidenceReaderFactory(evidence__update=ProgressUpdateFactory(published=True))
        EvidenceFileFactory(evidence__update=ProgressUpdateFactory(published=True))
        SealedPartFactory(evidence__update=ProgressUpdateFactory(published=True))


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_a_screen_that_can_be_searched_and_filtered(model: type) -> None:
    registered: ModelAdmin = admin_site.site._registry[model]

    assert registered.search_fields, f"{model.__name__} cannot be searched"
    assert registered.list_display != ("__str__",), f"{model.__name__} shows no columns"


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_answers_a_search(client: Client, admin: User, model: type) -> None:
    fill(1)
    client.force_login(admin)

    assert client.get(screen(model)).status_code == 200
    assert client.get(screen(model), {"q": "law"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_no_list_asks_more_of_the_database_with_more_rows(
    client: Client, admin: User, model: type, django_assert_max_num_queries
) -> None:
    fill(12)
    client.force_login(admin)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(screen(model))


@pytest.mark.parametrize("model", [model for model in MODELS if model not in NEED_TO_KNOW])
def test_every_row_opens(client: Client, admin: User, model: type) -> None:
    fill(1)
    client.force_login(admin)
    visible = admin_site.site._registry[model].get_queryset(client.get("/admin/").wsgi_request)

    assert client.get(screen(model, "change", visible[0].pk)).status_code == 200


@pytest.mark.parametrize("model", NEED_TO_KNOW)
def test_an_admin_finds_nothing_of_confidential_rows(client: Client, admin: User, model: type) -> None:
    fill(1)
    client.force_login(admin)
    row = model.objects.get()

    assert client.get(screen(model)).context["cl"].result_count == 0
    assert client.get(screen(model, "change", row.pk)).status_code == 302


def test_a_monitor_does_not_enter(client: Client, monitor: User) -> None:
    client.force_login(monitor)

    assert client.get("/admin/").status_code == 302


def test_the_admin_screens_publish_through_the_service(client: Client, admin: User) -> None:
    update = ProgressUpdateFactory(submitted=True)
    admin.groups.add(Group.objects.get(name="reviewer"))
    client.force_login(admin)

    client.post(screen(ProgressUpdate), {"action": "publish", "_selected_action": [update.pk]})

    update.refresh_from_db()
    assert update.published_by == admin
    assert HistoryEntry.objects.get().action == "published"


def test_the_admin_screens_show_the_refusal_of_the_service(client: Client, admin: User) -> None:
    update = ProgressUpdateFactory(author=admin, submitted=True)
    admin.groups.add(Group.objects.get(name="reviewer"))
    client.force_login(admin)

    page = client.post(
        screen(ProgressUpdate), {"action": "publish", "_selected_action": [update.pk]}, follow=True
    )

    assert "Somebody else must review what you wrote." in page.text
    update.refresh_from_db()
    assert update.state == ProgressUpdate.State.SUBMITTED


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_a_progress_update_cannot_be_written_past_the_service(client: Client, admin: User, page: str) -> None:
    update = ProgressUpdateFactory(published=True)
    client.force_login(admin)
    arguments = () if page == "add" else (update.pk,)

    assert client.post(screen(ProgressUpdate, page, *arguments), {"narrative": "x"}).status_code == 403


def test_the_list_of_benchmarks_counts_only_the_updates_this_person_may_see(
    client: Client, admin: User
) -> None:
    benchmark = ProgressUpdateFactory(published=True).benchmark
    ProgressUpdateFactory(benchmark=benchmark)
    client.force_login(admin)

    page = client.get(reverse("admin:benchmarks_app_benchmark_changelist")).content.decode()

    address = reverse("admin:benchmarks_app_progressupdate_changelist")
    assert f'<a href="{address}?benchmark__id__exact={benchmark.pk}">1</a>' in page
