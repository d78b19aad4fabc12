"""What an admin sees of loads: choose a file, read the plan, apply it, take it back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.loading.given import BroughtFile
from core.loading.manifest import with_its_own_line
from core.models import HistoryEntry, Load, LoadedRow, OutboxMessage, PlannedLoad, Theme, Undoing, User
from tests.core.loading.files import fixture, loaded, theme
from tests.factories.core import NOON, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    """The admin's browser."""
    client.force_login(admin)
    return client


def upload(file: BroughtFile, **fields: Any) -> dict[str, Any]:
    """What a browser sends of a file."""
    return {"file": SimpleUploadedFile(file.name, file.content), **fields}


@pytest.fixture
def bring(browser: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Sends a form and does the work that follows; gives the page that this leads to."""

    def brought(address: str, fields: dict[str, Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            sent = browser.post(address, fields)
        return browser.get(sent["Location"]) if sent.status_code == 302 else sent

    return brought


Bring = Callable[..., Any]


def confirmed(page: Any, **fields: Any) -> dict[str, Any]:
    """What the form on the plan of an undoing sends."""
    return {"fingerprint": page.context["form"]["fingerprint"].value(), "reason": "It was wrong", **fields}


def test_a_file_is_planned_applied_and_undone(browser: Client, bring: Bring) -> None:
    ThemeFactory(slug="press", name="The press")
    file = fixture(theme("courts"), theme("press"))

    plan = bring("/loads/new/", upload(file, whole="on"))
    assert plan.status_code == 200
    assert "The press" in plan.text
    assert "Courts" in browser.get(plan.request["PATH_INFO"], {"kind": "new"}).text
    assert not Theme.objects.filter(slug="courts").exists()

    applied = bring(f"{plan.request['PATH_INFO']}apply/", {"reason": "The new edition"})
    load = Load.objects.get()
    assert load.get_absolute_url() in applied.text
    assert Theme.objects.get(slug="press").name == "Press"

    undoing = bring(f"/loads/{load.pk}/undo/", {})
    assert "The press" in browser.get(undoing.request["PATH_INFO"], {"kind": "returned"}).text
    done = bring(f"{undoing.request['PATH_INFO']}undo/", confirmed(undoing))
    assert "The load is undone: 2 rows went back." in done.text
    assert list(Theme.objects.values_list("name", flat=True)) == ["The press"]
    assert "undone on" in browser.get("/loads/").text


def test_a_file_on_its_way_says_how_far_it_is_and_asks_to_be_looked_at_again(browser: Client) -> None:
    sent = browser.post("/loads/new/", upload(fixture(theme()), whole="on"))
    PlannedLoad.objects.update(rows_done=12_000, rows_in_all=28_084)

    page = browser.get(sent["Location"])

    assert page["Refresh"] == "2"
    assert "12,000 of 28,084 rows" in page.text
    assert '<progress aria-label="Being planned" value="12000" max="28084">' in page.text


def test_a_file_without_a_manifest_is_asked_about_first(bring: Bring) -> None:
    page = bring("/loads/new/", upload(fixture(theme())))

    assert "brings no manifest" in page.text
    assert not PlannedLoad.objects.exists()


def test_a_file_that_vouches_for_itself_is_not_asked_about(bring: Bring) -> None:
    file = fixture(theme())

    bring("/loads/new/", upload(BroughtFile(file.name, with_its_own_line(file))))

    assert PlannedLoad.objects.get().counts["new"] == 1


def test_a_fixture_of_the_tracker_is_picked(browser: Client, bring: Bring) -> None:
    bring("/loads/new/", {"fixture": "01_themes.yaml"})

    assert PlannedLoad.objects.get().counts["new"] > 30
    assert "06_people.yaml" not in browser.get("/loads/new/").text
    assert "40_progress_updates.yaml" not in browser.get("/loads/new/").text


def test_refused_rows_show_reason_line_and_column_and_no_button(bring: Bring) -> None:
    page = bring("/loads/new/", upload(fixture(theme("Not a slug")), whole="on"))

    assert re.search(r"themes\.yaml, line \d+, column \d+", page.text)
    assert "Apply all of it" not in page.text


def test_the_list_says_of_a_plan_that_rows_of_it_are_refused(browser: Client, bring: Bring) -> None:
    bring("/loads/new/", upload(fixture(theme("Not a slug"), theme("press")), whole="on"))

    assert "planned, 1 row is refused" in browser.get("/loads/").text


def test_a_file_that_cannot_be_read_says_why(bring: Bring) -> None:
    page = bring("/loads/new/", upload(BroughtFile("a.yaml", b"- &a 1"), whole="on"))

    assert "Anchors and aliases are not taken" in page.text
    assert "Apply all of it" not in page.text


def test_a_plan_of_before_is_told_to_plan_again_and_can_be(browser: Client, bring: Bring) -> None:
    ThemeFactory(slug="press", name="The press")
    address = bring("/loads/new/", upload(fixture(theme("press")), whole="on")).request["PATH_INFO"]
    Theme.objects.update(name="Newspapers")

    page = bring(f"{address}apply/", {"reason": "x"})

    assert "plan again" in page.text
    assert Theme.objects.get().name == "Newspapers"
    assert "Newspapers" in bring(f"{address}again/", {}).text
    bring(f"{address}apply/", {"reason": "x"})
    assert Theme.objects.get().name == "Press"


def test_without_a_reason_the_plan_is_shown_again(browser: Client, bring: Bring) -> None:
    plan = bring("/loads/new/", upload(fixture(theme()), whole="on"))

    page = bring(f"{plan.request['PATH_INFO']}apply/", {"reason": ""})

    assert page.context["form"].errors.keys() == {"reason"}
    assert not Load.objects.exists()


def test_a_cancelled_load_says_so_and_by_whom(browser: Client, bring: Bring, admin: User) -> None:
    address = browser.post("/loads/new/", upload(fixture(theme()), whole="on"))["Location"]

    page = bring(f"{address}cancel/", {})

    assert f"cancelled by {admin.username}" in page.text
    assert f"cancelled ({admin.username})" in browser.get("/loads/").text
    assert "by now: cancelled" in bring(f"{address}apply/", {"reason": "x"}).text
    assert not Load.objects.exists()


def test_rows_of_a_plan_come_in_pages(browser: Client, bring: Bring) -> None:
    rows = [theme(f"t-{number:02}") for number in range(60)]
    address = bring("/loads/new/", upload(fixture(*rows), whole="on")).request["PATH_INFO"]

    second = browser.get(address, {"kind": "new", "page": 2})

    assert "T-55" in second.text
    assert "T-05" not in second.text
    assert browser.get(address, {"kind": "nonsense"}).status_code == 404


def test_what_was_edited_since_stands_first_and_is_left_when_told_to(
    browser: Client, bring: Bring, admin: User
) -> None:
    load: Any = loaded(fixture(theme("courts"), theme("press")), admin)
    Theme.objects.filter(slug="courts").update(summary="Ours")
    page = bring(f"/loads/{load.pk}/undo/", {})
    address = f"{page.request['PATH_INFO']}undo/"

    assert "This was edited since." in page.text
    browser.post(address, confirmed(page))
    assert "Nothing was undone: 1 row was edited since." in browser.get(page.request["PATH_INFO"]).text
    done = bring(address, confirmed(page, leave_conflicts="on"))

    assert "The load is undone: 1 row went back, 1 row was left as edited since." in done.text
    assert "1 row left as edited since" in browser.get(f"/loads/{load.pk}/").text
    assert Theme.objects.get().summary == "Ours"


def test_a_load_all_of_which_was_edited_since_cannot_be_undone(bring: Bring, admin: User) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)
    Theme.objects.update(summary="Ours")

    page = bring(f"/loads/{load.pk}/undo/", {})

    assert "Nothing is left to take back" in page.text
    assert "Undo the load" not in page.text


def test_a_load_on_its_way_back_says_how_far_it_is_on_its_own_page(
    browser: Client, bring: Bring, admin: User
) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)
    page = bring(f"/loads/{load.pk}/undo/", {})
    browser.post(f"{page.request['PATH_INFO']}undo/", confirmed(page))
    Undoing.objects.update(rows_done=12_000, rows_in_all=28_084)

    for address in (page.request["PATH_INFO"], f"/loads/{load.pk}/"):
        shown = browser.get(address)
        assert shown["Refresh"] == "2"
        assert '<progress aria-label="Being undone" value="12000" max="28084">' in shown.text
    assert "being undone" in browser.get("/loads/").text


def test_an_undoing_that_was_given_up_says_why_and_is_tried_again(
    browser: Client, bring: Bring, admin: User
) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)
    page = bring(f"/loads/{load.pk}/undo/", {})
    address = page.request["PATH_INFO"]
    browser.post(f"{address}undo/", confirmed(page))
    OutboxMessage.objects.filter(done_at=None).update(failed_at=NOON, last_error="OSError in writing.py")

    told = browser.get(address)
    done = bring(f"{address}again/", {})

    assert "given up" in told.text
    assert "OSError in writing.py" in told.text
    assert "Refresh" not in told
    assert "The load is undone: 1 row went back." in done.text


def test_a_cancelled_undoing_says_so_and_by_whom(browser: Client, bring: Bring, admin: User) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)
    page = bring(f"/loads/{load.pk}/undo/", {})

    cancelled = bring(f"{page.request['PATH_INFO']}cancel/", {})

    assert f"Undoing was cancelled by {admin.username}" in cancelled.text
    assert "Undo this load" in browser.get(f"/loads/{load.pk}/").text
    assert Theme.objects.exists()


def test_the_history_leads_to_the_load(browser: Client, admin: User) -> None:
    load: Any = loaded(fixture(theme("courts")), admin)

    assert load.get_absolute_url() in browser.get(HistoryEntry.objects.get().get_absolute_url()).text


@pytest.mark.parametrize("address", ["/loads/", "/loads/new/", "/loads/{pk}/"])
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
