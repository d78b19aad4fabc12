"""The history as auditors read it: for them only, filtered, side by side, and as a table to take away."""

import csv
import datetime
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.models import HistoryEntry, User
from core.permissions import Role
from core.spreadsheets import defused
from tests.core.forgeries import write
from tests.factories.benchmarks import BenchmarkFactory
from tests.factories.core import NOON, HistoryEntryFactory, UserFactory
from tests.without_triggers import without_triggers

pytestmark = pytest.mark.django_db

ADDRESSES = ["/history/", "/history/entries.csv", "/history/1/"]


@pytest.fixture
def auditor() -> User:
    return UserFactory(username="auditor", roles=["auditor"])


@pytest.fixture
def reading(client: Client, auditor: User) -> Client:
    """An auditor's browser."""
    client.force_login(auditor)
    return client


def page(client: Client, address: str) -> str:
    """The text of a page that opens."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    """The rows of the export."""
    answer = client.get(f"/history/entries.csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_without_an_account_is_asked_to_sign_in(client: Client, address: str) -> None:
    HistoryEntryFactory()

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("role", [*Role])
@pytest.mark.parametrize("address", ADDRESSES)
def test_only_auditors_and_admins_read_it(client: Client, address: str, role: Role) -> None:
    HistoryEntryFactory()
    client.force_login(UserFactory(roles=[role]))

    expected = 200 if role in (Role.AUDITOR, Role.ADMIN) else 403
    assert client.get(address).status_code == expected


def test_an_auditor_finds_the_way_there_on_every_page_and_others_do_not(
    reading: Client, monitor: User
) -> None:
    assert 'href="/history/"' in page(reading, "/about/")

    reading.force_login(monitor)
    assert 'href="/history/"' not in page(reading, "/about/")


def test_nobody_else_gets_an_entry_from_the_database(auditor: User, monitor: User) -> None:
    HistoryEntryFactory()

    assert HistoryEntry.objects.visible_to(auditor).count() == 1
    assert not HistoryEntry.objects.visible_to(monitor).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {1, 2, 3}),
        ("?by=sok", {1}),
        ("?action=published", {2}),
        ("?kind=theme", {3}),
        ("?kind=benchmark&key=7", {2}),
        ("?since=2024-01-16", {2, 3}),
        ("?until=2024-01-16", {1, 2}),
        ("?since=2024-01-16&until=2024-01-16", {2}),
        ("?until=9999-12-31", {1, 2, 3}),
        ("?action=nonsense&since=soon&by=%00&page=x", {1, 2, 3}),
    ],
)
def test_it_is_narrowed_by_person_action_object_and_time(
    reading: Client, query: str, found: set[int]
) -> None:
    sok = UserFactory(username="sok")
    day = datetime.timedelta(days=1)
    HistoryEntryFactory(by=sok, subject_type="benchmark", subject_key="6", at=NOON)
    HistoryEntryFactory(action="published", subject_type="benchmark", subject_key="7", at=NOON + day)
    HistoryEntryFactory(subject_type="theme", subject_key="7", at=NOON + 2 * day)

    shown = page(reading, f"/history/{query}")

    assert {number for number in (1, 2, 3) if f'href="/history/{number}/"' in shown} == found
    assert {int(row["number"]) for row in exported(reading, query)} == found


def test_the_newest_stands_first_and_the_list_is_paged(reading: Client) -> None:
    by = UserFactory()
    for _ in range(55):
        HistoryEntryFactory(by=by, subject_type="theme")

    first, second = page(reading, "/history/?kind=theme"), page(reading, "/history/?kind=theme&page=2")

    assert first.index("Entry 55") < first.index("Entry 54")
    assert "Entry 5<" in second
    assert 'href="?kind=theme&amp;page=2"' in first
    assert 'href="/history/entries.csv?kind=theme"' in first


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_the_database_the_same_for_more_entries(
    reading: Client, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        HistoryEntryFactory()

    with django_assert_max_num_queries(7):
        page(reading, "/history/")
    with django_assert_max_num_queries(6):
        page(reading, "/history/1/")


def test_before_stands_beside_after_field_by_field_with_the_changed_ones_first(reading: Client) -> None:
    before = {"status": "variable", "narrative": "As it was.", "evidence": [{"origin": "A court"}]}
    HistoryEntryFactory(before=before, after={**before, "narrative": "As it is <now>."})

    shown = page(reading, "/history/1/")

    assert shown.index("Narrative") < shown.index("Status") < shown.index("Evidence")
    assert shown.count("(changed)") == 1
    assert shown.index("As it was.") < shown.index("As it is &lt;now&gt;.")
    assert "origin: A court" in shown


def test_an_entry_links_to_its_object_and_to_its_neighbours(reading: Client) -> None:
    benchmark = BenchmarkFactory(number=6)
    HistoryEntryFactory.create_batch(3, subject_type="benchmark", subject_key=str(benchmark.pk))

    shown = page(reading, "/history/2/")

    assert 'href="/benchmarks/6/"' in shown
    assert 'href="/history/1/"' in shown
    assert 'href="/history/3/"' in shown
    assert f'href="/history/?kind=benchmark&amp;key={benchmark.pk}"' in shown


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30])
def test_an_entry_about_something_that_is_gone_opens(reading: Client, key: str) -> None:
    HistoryEntryFactory(subject_type="benchmark", subject_key=key)

    assert "benchmark" in page(reading, "/history/1/")


@pytest.mark.parametrize("number", ["2", "0", "9" * 30])
def test_an_entry_that_is_not_there_is_404(reading: Client, number: str) -> None:
    HistoryEntryFactory()

    assert reading.get(f"/history/{number}/").status_code == 404


def test_an_entry_that_was_altered_says_so(reading: Client) -> None:
    entry = HistoryEntryFactory()
    assert "it was altered" not in page(reading, "/history/1/")

    with without_triggers():
        write(entry, reason="forged")

    assert "it was altered" in page(reading, "/history/1/")


@pytest.mark.parametrize("roles", [["auditor"], ["admin"]])
def test_restricted_evidence_in_the_history_stays_with_the_team(client: Client, roles: list[str]) -> None:
    rows = [
        {"description": "Interview notes", "origin": "A lawyer", "visibility": "restricted"},
        {"description": "Court statistics", "origin": "A ministry", "visibility": "public"},
    ]
    HistoryEntryFactory(before={"evidence": rows[:1]}, after={"evidence": rows})
    client.force_login(UserFactory(roles=roles))
    shown = page(client, "/history/1/")
    table = str(exported(client))

    for text in (shown, table):
        assert "Court statistics" in text
        assert "restricted" in text
        assert "Interview notes" not in text
        assert "A lawyer" not in text

    client.force_login(UserFactory(roles=[*roles, "reviewer"]))
    assert "Interview notes" in page(client, "/history/1/")
    assert "Interview notes" in str(exported(client))


def test_the_admin_screen_of_an_entry_does_not_show_before_and_after(client: Client, admin: User) -> None:
    HistoryEntryFactory(after={"narrative": "Not to be seen here."})
    client.force_login(admin)
    entry = HistoryEntry.objects.get()

    shown = page(client, f"/admin/core/historyentry/{entry.pk}/change/")

    assert "Not to be seen here." not in shown
    assert entry.hash in shown


def test_the_export_holds_everything_an_entry_says(reading: Client) -> None:
    entry = HistoryEntryFactory(before=None, after={"name": "ខ្មែរ"}, reason="Two\nlines, one comma")

    (row,) = exported(reading)

    assert row["number"] == "1"
    assert row["at"] == "2024-01-15T12:00:00+00:00"
    assert (row["by"], row["before"], row["after"]) == (entry.by_username, "", '{"name": "ខ្មែរ"}')
    assert row["reason"] == "Two\nlines, one comma"
    assert row["fingerprint"] == entry.hash


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_is_a_formula(reading: Client, start: str) -> None:
    HistoryEntryFactory(reason=f"{start}HYPERLINK(1)", subject_key=f"{start}1", action=f"{start}x")

    (row,) = exported(reading)

    assert row["reason"] == f"'{start}HYPERLINK(1)"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_numbers_in_a_table_stay_numbers() -> None:
    assert [defused(value) for value in (-5, "-5", "5-", None)] == [-5, "'-5", "5-", None]


def test_the_export_is_streamed_and_not_kept_by_the_browser(reading: Client) -> None:
    HistoryEntryFactory()

    answer = reading.get("/history/entries.csv")

    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="history.csv"'
    assert answer["Cache-Control"] == "no-store"
