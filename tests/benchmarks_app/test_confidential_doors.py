"""The form and the API bring a source in, and neither ever gives it back."""

from typing import Any

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from benchmarks_app.models import Benchmark, Evidence, ProgressUpdate, SealedPart
from core.models import User
from tests.api.calls import LIST, address, body, revise
from tests.benchmarks_app.recording import evidence_row, record, typed
from tests.factories.benchmarks import BenchmarkFactory
from tests.factories.confidential import SEALED_TEXTS, SOURCE, drafted, key_in_force, the_row

pytestmark = pytest.mark.django_db
TYPED = {
    "evidence__0__visibility": "confidential",
    "evidence__0__url": "",
    **{f"evidence__0__source_{kind}": getattr(SOURCE, kind) for kind in ("identity", "contact", "place")},
}
SAYS_SO = "comes back empty"


@pytest.fixture
def identity(db: None) -> Any:
    """The private key to what is sealed."""
    return key_in_force()


@pytest.fixture
def benchmark(db: None) -> Benchmark:
    return BenchmarkFactory(number=6)


@pytest.fixture
def signed_in(client: Client, monitor: User) -> Client:
    """The monitor's browser."""
    client.force_login(monitor)
    return client


@pytest.fixture
def calling(api: APIClient, monitor: User) -> APIClient:
    """The monitor's program."""
    api.force_authenticate(monitor)
    return api


def opened(identity: Any) -> dict[str, str]:
    """What is sealed, opened."""
    parts = SealedPart.objects.order_by("pk")
    return {part.kind: pyrage.decrypt(bytes(part.ciphertext), [identity]).decode() for part in parts}


def row(**changes: Any) -> dict[str, Any]:
    """A confidential row as a program sends it."""
    return {"description": "Notes", "origin": "A lawyer", "visibility": "confidential", **changes}


def in_clear(text: str) -> list[str]:
    return [canary for canary in SEALED_TEXTS if canary in text]


def test_the_form_seals_a_source_and_names_readers(
    signed_in: Client, benchmark: Benchmark, identity: Any, another_monitor: User
) -> None:
    page = record(signed_in, benchmark, **TYPED, evidence__0__readers=" another-monitor, another-monitor ")

    assert page.status_code == 200
    assert opened(identity) == vars(SOURCE)
    assert [named.reader for named in the_row(ProgressUpdate.objects.get()).readers.all()] == [
        another_monitor
    ]
    assert in_clear(page.text) == []


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"status": "", "narrative": ""}, 422),
        ({"action": "preview"}, 200),
        ({"action": "one-more-evidence"}, 200),
        ({"evidence__0__readers": "nobody-here"}, 422),
        ({"evidence__0__document": "missing"}, 422),
        ({"evidence__0__visibility": "public"}, 422),
    ],
)
def test_whenever_the_form_is_shown_again_the_source_is_gone_and_it_says_so(
    signed_in: Client, benchmark: Benchmark, identity: Any, more: dict[str, str], status: int
) -> None:
    page = record(signed_in, benchmark, **(TYPED | more))

    assert page.status_code == status
    assert in_clear(page.text) == []
    assert SAYS_SO in page.text
    assert not SealedPart.objects.exists()
    assert in_clear(str(dict(signed_in.session))) == []


def test_without_keys_the_form_has_no_place_for_a_source_and_refuses_confidential(
    signed_in: Client, benchmark: Benchmark
) -> None:
    form = signed_in.get(reverse("record-progress", args=[benchmark.number])).text
    refused = record(signed_in, benchmark, **TYPED)

    assert "source_identity" not in form
    assert "make_sealing_key" in form
    assert refused.status_code == 422
    assert "add_sealing_key" in refused.text
    assert in_clear(refused.text) == []
    assert not Evidence.objects.exists()


def test_a_revision_in_the_form_keeps_what_is_sealed_and_a_box_removes_it(
    signed_in: Client, benchmark: Benchmark, monitor: User, identity: Any
) -> None:
    update = drafted(monitor, benchmark=benchmark)
    where = reverse("progress-updates:revise", args=[update.pk])
    form = signed_in.get(where).text
    sent = typed(
        **evidence_row(0, "Other words", "A lawyer", visibility="confidential", key=str(the_row(update).key)),
        **{"evidence-0-url": "", "evidence-0-dated": ""},
    )

    signed_in.post(where, sent | {"version": "1"})
    still = opened(identity)
    signed_in.post(where, sent | {"version": "2", "evidence-0-removes_source": "on"})

    assert "identity, contact, place" in form
    assert (in_clear(form), still) == ([], vars(SOURCE))
    assert the_row(update).description == "Other words"
    assert opened(identity) == {}


def test_two_versions_side_by_side_show_nothing_of_a_source(
    signed_in: Client, benchmark: Benchmark, monitor: User, identity: Any
) -> None:
    update = drafted(monitor, benchmark=benchmark)
    sent = typed(**TYPED, **{"evidence-0-key": str(the_row(update).key), "version": "7"})

    page = signed_in.post(reverse("progress-updates:revise", args=[update.pk]), sent)

    assert page.status_code == 409
    assert in_clear(page.text) == []
    assert SAYS_SO in page.text


def test_a_double_click_seals_once(signed_in: Client, benchmark: Benchmark, identity: Any) -> None:
    for _ in range(2):
        page = record(signed_in, benchmark, **TYPED, client_key="one-form")

    assert page.status_code == 200
    assert SealedPart.objects.count() == 3


def test_the_api_takes_a_source_and_answers_only_what_is_sealed(
    calling: APIClient, benchmark: Benchmark, identity: Any, another_monitor: User
) -> None:
    sent = row(source=vars(SOURCE), readers=["another-monitor"])

    answer = calling.post(LIST, body(evidence=[sent]))
    shown = answer.json()["evidence"][0]

    assert answer.status_code == 201
    assert opened(identity) == vars(SOURCE)
    assert (shown["sealed"], shown["readers"]) == (["identity", "contact", "place"], ["another-monitor"])
    assert "source" not in shown
    assert in_clear(answer.text) == []


def test_the_api_keeps_replaces_and_removes_what_is_sealed(
    calling: APIClient, benchmark: Benchmark, identity: Any
) -> None:
    made = calling.post(LIST, body(evidence=[row(source=vars(SOURCE))])).json()
    update = ProgressUpdate.objects.get()
    key = made["evidence"][0]["key"]

    revise(calling, update, {"narrative": "Other."})
    assert opened(identity) == vars(SOURCE)
    revise(calling, update, {"evidence": [row(key=key, source={"place": "elsewhere"})]})
    assert opened(identity) == {**vars(SOURCE), "place": "elsewhere"}
    revise(calling, update, {"evidence": [row(key=key, removes_source=True)]})
    assert opened(identity) == {}
    assert calling.get(address(update)).json()["evidence"][0]["key"] == key


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (row(source={"name": "canary-identity"}), "evidence.0.source.name"),
        (row(source={"identity": "x" * 2001}), "evidence.0.source.identity"),
        (row(visibility="public", source={"identity": "canary-identity"}), "evidence.0.visibility"),
        (row(readers=["nobody-here"]), "evidence.0.readers.0"),
        (row(readers=["admin"]), "evidence.0.readers.0"),
        (row(key="8f4b2c2e-0000-4000-8000-000000000000"), "evidence.0.key"),
    ],
)
def test_the_api_names_what_it_refuses_and_repeats_nothing(
    calling: APIClient, benchmark: Benchmark, identity: Any, admin: User, sent: dict[str, Any], field: str
) -> None:
    answer = calling.post(LIST, body(evidence=[sent]))

    assert answer.status_code == 400
    assert field in answer.text
    assert in_clear(answer.text) == []
    assert not Evidence.objects.exists()


def test_without_keys_the_api_refuses_confidential_and_says_how_to_set_up(
    calling: APIClient, benchmark: Benchmark
) -> None:
    answer = calling.post(LIST, body(evidence=[row()]))

    assert answer.status_code == 400
    assert "make_sealing_key" in answer.text


def test_a_call_that_is_repeated_seals_once(calling: APIClient, benchmark: Benchmark, identity: Any) -> None:
    sent = body(evidence=[row(source=vars(SOURCE))])

    first, second = (calling.post(LIST, sent, headers={"Idempotency-Key": "one"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert SealedPart.objects.count() == 3
