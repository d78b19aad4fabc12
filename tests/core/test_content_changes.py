"""Content changed in the admin screens leaves exactly one history entry, or is not changed at all."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin as admin_site
from django.contrib.auth.models import Permission
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark, Indicator, Observation
from core import history
from core.admin import ReadOnlyAdmin
from core.content_admin import KeepsHistory
from core.content_changes import change_content
from core.history_verification import verify
from core.models import Document, HistoryEntry, Passage, Theme, User
from tests.core.test_admin import MODELS, fill
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFigureFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import NOON, DocumentFactory, PassageFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, admin: User) -> Client:
    """The admin's browser."""
    client.force_login(admin)
    return client


def screen(model: type, page: str, *arguments: object) -> str:
    """The address of an admin screen."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)  # type: ignore[attr-defined]


def values_of(form: BaseForm) -> Iterator[tuple[str, Any]]:
    """What a browser sends back of a form as it was shown."""
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            yield (
                field.html_name,
                [str(getattr(item, "pk", item)) for item in value] if isinstance(value, list) else value,
            )


def shown(client: Client, row: Any) -> dict[str, Any]:
    """Everything on the screen of a row, inlines too, to be changed and sent back."""
    context = client.get(screen(type(row), "change", row.pk)).context
    sent = dict(values_of(context["adminform"].form))
    for inline in context["inline_admin_formsets"]:
        sent |= dict(values_of(inline.formset.management_form))
        for form in inline.formset.forms:
            sent |= dict(values_of(form))
    return sent


def send(client: Client, row: Any, **changes: Any) -> None:
    """Change some of what is on the screen of a row and save."""
    answer = client.post(screen(type(row), "change", row.pk), shown(client, row) | changes)
    assert answer.status_code == 302, answer.context["errors"]


@pytest.mark.parametrize("model", MODELS)
def test_every_screen_keeps_the_history_or_changes_nothing(model: type) -> None:
    registered = admin_site.site._registry[model]

    assert isinstance(registered, KeepsHistory | ReadOnlyAdmin), f"{model.__name__} is changed unseen"


def test_a_changed_field_leaves_one_entry_with_before_and_after(signed_in: Client, admin: User) -> None:
    theme = ThemeFactory(name="Courts")

    send(signed_in, theme, name="Judiciary", reason_for_change="As the report calls it.")

    entry = HistoryEntry.objects.get()
    assert (entry.action, entry.by, entry.reason) == ("changed in admin", admin, "As the report calls it.")
    assert (entry.subject_type, entry.subject_key) == ("theme", str(theme.pk))
    assert (entry.before["name"], entry.after["name"]) == ("Courts", "Judiciary")
    assert entry.before["summary"] == entry.after["summary"]


def test_changed_relations_are_in_the_entry_by_their_readable_keys(signed_in: Client) -> None:
    old, new = ThemeFactory(slug="old"), ThemeFactory(slug="new")
    passage = PassageFactory(document=DocumentFactory(slug="a-report"), locator="para. 41")
    benchmark = BenchmarkFactory(themes=[old])

    send(signed_in, benchmark, themes=[new.pk], citations=[passage.pk])

    entry = HistoryEntry.objects.get()
    assert (entry.before["themes"], entry.after["themes"]) == (["old"], ["new"])
    assert (entry.before["citations"], entry.after["citations"]) == ([], ["a-report, para. 41"])


def test_rows_added_changed_and_removed_beneath_it_are_in_the_same_entry(signed_in: Client) -> None:
    benchmark = BenchmarkFactory(themes=[ThemeFactory()])
    kept, gone = (MeasureFactory(benchmark=benchmark, order=order, title=f"Old {order}") for order in (1, 2))

    send(
        signed_in,
        benchmark,
        **{
            "measures-TOTAL_FORMS": 3,
            "measures-0-title": "New 1",
            "measures-1-DELETE": "on",
            "measures-2-order": 3,
            "measures-2-title": "New 3",
        },
    )

    entry = HistoryEntry.objects.get()
    before, after = ([row["title"] for row in state["measures"]] for state in (entry.before, entry.after))
    assert (before, after) == (["Old 1", "Old 2"], ["New 1", "New 3"])
    assert [row["key"] for row in entry.before["measures"]] == [kept.pk, gone.pk]


def test_an_addition_leaves_one_entry_without_a_before(signed_in: Client) -> None:
    signed_in.post(screen(Theme, "add"), {"slug": "land", "name": "Land", "summary": ""})

    entry = HistoryEntry.objects.get()
    assert (entry.action, entry.before) == ("added in admin", None)
    assert (entry.subject_key, entry.after["name"]) == (str(Theme.objects.get().pk), "Land")


def test_a_deletion_leaves_one_entry_with_everything_that_went(signed_in: Client) -> None:
    figure = CaseFigureFactory(label="people tried")
    key = figure.case.pk

    signed_in.post(screen(type(figure.case), "delete", key), {"post": "yes"})

    entry = HistoryEntry.objects.get()
    assert (entry.action, entry.subject_key, entry.after) == ("deleted in admin", str(key), None)
    assert [row["label"] for row in entry.before["figures"]] == ["people tried"]
    assert entry.before["shown_as"] == figure.case.name


def test_a_deletion_of_many_leaves_one_entry_each(signed_in: Client) -> None:
    themes = ThemeFactory.create_batch(3)
    chosen = {"action": "delete_selected", "_selected_action": [theme.pk for theme in themes], "post": "yes"}

    signed_in.post(screen(Theme, "changelist"), chosen)

    assert not Theme.objects.exists()
    keys = HistoryEntry.objects.order_by("subject_key").values_list("subject_key", "action")
    assert set(keys) == {(str(theme.pk), "deleted in admin") for theme in themes}
    assert verify().head.sequence == 3


def test_saving_without_a_change_leaves_nothing(signed_in: Client) -> None:
    benchmark = BenchmarkFactory(themes=[ThemeFactory()], citations=[PassageFactory()])
    MeasureFactory(benchmark=benchmark)

    send(signed_in, benchmark, reason_for_change="Only looking.")

    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize("model", MODELS)
def test_every_screen_that_saves_leaves_at_most_one_entry_and_fits_its_form(
    signed_in: Client, model: type
) -> None:
    """Every field of every model can be written down, and reads the same when nothing was changed."""
    fill(1)
    before = HistoryEntry.objects.count()
    registered = admin_site.site._registry[model]
    if not isinstance(registered, KeepsHistory) or model is User:
        return
    row = registered.get_queryset(signed_in.get("/admin/").wsgi_request).order_by("pk")[0]
    for field in row._meta.many_to_many:
        if not field.blank and field.remote_field.through._meta.auto_created:
            getattr(row, field.name).add(field.related_model.objects.first())

    send(signed_in, row)
    assert HistoryEntry.objects.count() == before

    signed_in.post(screen(model, "delete", row.pk), {"post": "yes"})
    is_gone = not model._default_manager.filter(pk=row.pk).exists()  # type: ignore[attr-defined]
    assert HistoryEntry.objects.count() == before + is_gone
    assert verify().fault is None


def broken(**_: object) -> None:
    """A history that cannot be written."""
    raise OSError("the disk is full")


@pytest.fixture
def broken_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no entry can be written."""
    monkeypatch.setattr(history, "record", broken)


def test_a_broken_history_write_undoes_the_change(signed_in: Client, broken_history: None) -> None:
    benchmark = BenchmarkFactory(short_title="Old", themes=[ThemeFactory()])
    measure = MeasureFactory(benchmark=benchmark, title="Old measure")
    sent = shown(signed_in, benchmark) | {"short_title": "New", "measures-0-title": "New", "themes": []}

    with pytest.raises(OSError, match="disk is full"):
        signed_in.post(screen(Benchmark, "change", benchmark.pk), sent | {"themes": [ThemeFactory().pk]})

    benchmark.refresh_from_db()
    measure.refresh_from_db()
    assert (benchmark.short_title, measure.title) == ("Old", "Old measure")
    assert benchmark.themes.count() == 1


def test_it_undoes_the_change_whoever_calls(admin: User, broken_history: None) -> None:
    """The admin screens open a transaction of their own; the function does not rely on it."""
    theme = ThemeFactory()

    with pytest.raises(OSError, match="disk is full"):
        change_content(subject=theme, write=theme.delete, by=admin, at=NOON)

    assert Theme.objects.exists()


def test_a_broken_history_write_undoes_a_deletion(signed_in: Client, broken_history: None) -> None:
    theme = ThemeFactory()

    with pytest.raises(OSError, match="disk is full"):
        signed_in.post(screen(Theme, "delete", theme.pk), {"post": "yes"})

    assert Theme.objects.exists()


def test_a_history_that_breaks_in_the_middle_of_many_undoes_them_all(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes, record, calls = ThemeFactory.create_batch(3), history.record, []

    def breaking(**entry: Any) -> HistoryEntry:
        calls.append(entry)
        return record(**entry) if len(calls) < 3 else broken()

    monkeypatch.setattr(history, "record", breaking)
    chosen = {"action": "delete_selected", "_selected_action": [theme.pk for theme in themes], "post": "yes"}

    with pytest.raises(OSError, match="disk is full"):
        signed_in.post(screen(Theme, "changelist"), chosen)

    assert Theme.objects.count() == 3
    assert not HistoryEntry.objects.exists()


def test_what_an_update_brought_is_shown_and_not_changed(signed_in: Client) -> None:
    update = ProgressUpdateFactory(published=True)
    indicator = IndicatorFactory(benchmark=update.benchmark)
    published = ObservationFactory(indicator=indicator, update=update)
    baseline = ObservationFactory(indicator=indicator)

    assert signed_in.post(screen(Observation, "change", published.pk), {"value": 9}).status_code == 403
    assert signed_in.post(screen(Observation, "delete", published.pk), {"post": "yes"}).status_code == 403
    assert signed_in.post(screen(Indicator, "delete", indicator.pk), {"post": "yes"}).status_code == 403
    send(signed_in, baseline, note="Checked.")
    assert HistoryEntry.objects.get().subject_key == str(baseline.pk)


def test_an_account_keeps_what_its_person_may_do_and_nothing_personal(signed_in: Client) -> None:
    person = UserFactory(username="sok", roles=["monitor"])
    reviewer = person.groups.get()
    reviewer_group = type(reviewer).objects.get(name="reviewer")
    sent = shown(signed_in, person) | {"groups": [reviewer_group.pk], "first_name": "Sokha"}
    sent |= {f"{name}_{part}": "" for name in ("last_login",) for part in (0, 1)}
    sent |= {"date_joined_0": "2024-01-01", "date_joined_1": "00:00:00"}

    answer = signed_in.post(screen(User, "change", person.pk), sent)

    assert answer.status_code == 302, answer.context["errors"]
    entry = HistoryEntry.objects.get()
    assert (entry.before["groups"], entry.after["groups"]) == (["monitor"], ["reviewer"])
    assert not {"password", "email", "first_name", "last_name"} & set(entry.after)
    assert "Sokha" not in str(entry.after)


def test_who_may_only_look_sees_the_screen(client: Client) -> None:
    visitor = UserFactory(is_staff=True)
    visitor.user_permissions.add(Permission.objects.get(codename="view_document"))
    client.force_login(visitor)
    document = DocumentFactory()

    page = client.get(screen(Document, "change", document.pk))

    assert page.status_code == 200
    assert client.post(screen(Document, "change", document.pk), {"title": "Other"}).status_code == 403


def test_a_document_with_its_passages_is_one_change(signed_in: Client) -> None:
    document = DocumentFactory(slug="a-report")
    passage = PassageFactory(document=document, locator="para. 1")

    send(signed_in, document, **{"title": "Other", "passages-0-locator": "para. 2"})

    entry = HistoryEntry.objects.get()
    assert [row["locator"] for row in entry.after["passages"]] == ["para. 2"]
    assert entry.after["page"] == "/documents/a-report/"
    assert Passage.objects.get(pk=passage.pk).locator == "para. 2"
