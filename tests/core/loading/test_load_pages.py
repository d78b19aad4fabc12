"""What an admin sees of loads: choose a file, read the plan, apply it, take it back."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.loading.given import BroughtFile
from core.loading.manifest import with_its_own_line
from core.models import HistoryEntry, Load, LoadedRow, Theme, User
from tests.core.loading.files import fixture, loaded, theme
from tests.factories.core import ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    """The admin's browser."""
    client.force_login(admin)
    return client


def upload(file: BroughtFile, **fields: Any) -> dict[str, Any]:
    """What a browser sends of a file."""
    return {"file": SimpleUploadedFile(file.name, file.content), **fields}


def carried(page: Any) -> dict[str, str]:
    """The hidden fields of the plan that was shown."""
    form = page.context["form"]
    return {name: form[name].value() for name in ("name", "content", "fingerprint")}


def test_a_file_is_planned_applied_and_undone(browser: Client) -> None:
    ThemeFactory(slug="press", name="The press")
    file = fixture(theme("courts"), theme("press"))

    plan = browser.post("/loads/new/", upload(file, whole="on"))
    assert plan.status_code == 200
    assert "The press" in plan.text
    assert not Theme.objects.filter(slug="courts").exists()

    applied = browser.post("/loads/apply/", {**carried(plan), "reason": "The new edition"}, follow=True)
    load = Load.objects.get()
    assert applied.redirect_chain == [(f"/loads/{load.pk}/", 302)]
    assert Theme.objects.get(slug="press").name == "Press"

    undoing = browser.get(f"/loads/{load.pk}/undo/")
    sent = {"fingerprint": undoing.context["form"]["fingerprint"].value(), "reason": "It was wrong"}
    browser.post(f"/loads/{load.pk}/undo/", sent)
    assert list(Theme.objects.values_list("name", flat=True)) == ["The press"]
    assert "undone on" in browser.get("/loads/").text


def test_a_file_without_a_manifest_is_asked_about_first(browser: Client) -> None:
    page = browser.post("/loads/new/", upload(fixture(theme())))

    assert "brings no manifest" in page.text
    assert "plan" not in page.context


def test_a_file_that_vouches_for_itself_is_not_asked_about(browser: Client) -> None:
    file = fixture(theme())

    page = browser.post("/loads/new/", upload(BroughtFile(file.name, with_its_own_line(file))))

    assert page.context["plan"].counts["new"] == 1


def test_a_fixture_of_the_tracker_is_picked(browser: Client) -> None:
    page = browser.post("/loads/new/", {"fixture": "01_themes.yaml"})

    assert page.context["plan"].counts["new"] > 30
    assert "06_people.yaml" not in browser.get("/loads/new/").text
    assert "40_progress_updates.yaml" not in browser.get("/loads/new/").text


def test_refused_rows_show_reason_line_and_column_and_no_button(browser: Client) -> None:
    page = browser.post("/loads/new/", upload(fixture(theme("Not a slug")), whole="on"))

    assert re.search(r"themes\.yaml, line \d+, column \d+", page.text)
    assert "Apply all of it" not in page.text


def test_a_plan_of_before_is_told_to_plan_again(browser: Client) -> None:
    ThemeFactory(slug="press", name="The press")
    plan = browser.post("/loads/new/", upload(fixture(theme("press")), whole="on"))
    Theme.objects.update(name="Newspapers")

    page = browser.post("/loads/apply/", {**carried(plan), "reason": "x"}, follow=True)

    assert "plan again" in page.text
    assert Theme.objects.get().name == "Newspapers"


def test_without_a_reason_the_plan_is_shown_again(browser: Client) -> None:
    plan = browser.post("/loads/new/", upload(fixture(theme()), whole="on"))

    page = browser.post("/loads/apply/", {**carried(plan), "reason": ""})

    assert page.context["form"].errors.keys() == {"reason"}
    assert not Load.objects.exists()


@pytest.mark.parametrize("content", ["", "%%%", "aGVsbG8=", "eJxLTEpOSU0DAAkgAl0"])
def test_a_file_that_did_not_come_through_is_refused(browser: Client, content: str) -> None:
    plan = browser.post("/loads/new/", upload(fixture(theme()), whole="on"))

    browser.post("/loads/apply/", {**carried(plan), "content": content, "reason": "x"})

    assert not Load.objects.exists()


def test_what_was_edited_since_stands_first_and_is_left_when_told_to(browser: Client, admin: User) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)
    Theme.objects.update(summary="Ours")
    page = browser.get(f"/loads/{load.pk}/undo/")
    sent = {"fingerprint": page.context["form"]["fingerprint"].value(), "reason": "x"}

    assert "Edited since" in page.text
    assert "edited since" in browser.post(f"/loads/{load.pk}/undo/", sent, follow=True).text
    browser.post(f"/loads/{load.pk}/undo/", {**sent, "leave_conflicts": "on"})

    load.refresh_from_db()
    assert load.undone_at
    assert Theme.objects.get().summary == "Ours"


def test_the_history_leads_to_the_load(browser: Client, admin: User) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)

    assert load.get_absolute_url() in browser.get(HistoryEntry.objects.get().get_absolute_url()).text


@pytest.mark.parametrize("address", ["/loads/", "/loads/new/", "/loads/{pk}/", "/loads/{pk}/undo/"])
def test_nobody_else_comes_in(client: Client, admin: User, address: str) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)
    path = address.format(pk=load.pk)

    assert client.get(path).status_code == 302
    for role in ("monitor", "reviewer", "auditor"):
        client.force_login(UserFactory(roles=[role]))
        assert client.get(path).status_code == 403


def test_the_lists_ask_no_more_with_more_rows(
    browser: Client, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        loaded(fixture(*(theme(f"t-{number}-{row}") for row in range(4))), admin)
    load = Load.objects.first()
    assert load
    assert LoadedRow.objects.count() == 48

    for path in ("/loads/", load.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200
