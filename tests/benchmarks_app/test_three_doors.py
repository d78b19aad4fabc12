"""The same change through browser, API and admin screens: one state, one history entry, one refusal."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core import history
from core.models import HistoryEntry, User
from tests.factories.benchmarks import BenchmarkFactory, EvidenceFactory, ProgressUpdateFactory

State = ProgressUpdate.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(admin: User) -> User:
    """A reviewer who also enters the admin screens, so that all three doors are open."""
    admin.groups.add(Group.objects.get(name="reviewer"))
    return admin


def through_the_browser(update: ProgressUpdate, person: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    client.post(reverse("progress-updates:publish", args=[update.pk]), {"names_nobody": "on"})


def through_the_api(update: ProgressUpdate, person: User) -> None:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(person)
    client.post(f"/api/v1/progress-updates/{update.pk}/publish/", {"names_nobody": True})


def through_the_admin_screens(update: ProgressUpdate, person: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    address = reverse("admin:benchmarks_app_progressupdate_changelist")
    client.post(address, {"action": "publish", "_selected_action": [update.pk]})


DOORS = [through_the_browser, through_the_api, through_the_admin_screens]
Door = Callable[[ProgressUpdate, User], None]


def submitted(**changes: object) -> ProgressUpdate:
    update = ProgressUpdateFactory(submitted=True, benchmark=BenchmarkFactory(number=6), **changes)
    EvidenceFactory(update=update, order=1, document=None)
    return update


def told(entry: HistoryEntry) -> dict[str, object]:
    return {
        "action": entry.action,
        "kind": entry.subject_type,
        "by": entry.by_username,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
    }


def test_every_door_leads_to_the_same_state_and_the_same_entry(editor: User) -> None:
    entries = []
    benchmark = BenchmarkFactory(number=6)
    for door in DOORS:
        update = ProgressUpdateFactory(submitted=True, benchmark=benchmark)
        door(update, editor)
        update.refresh_from_db()
        assert (update.state, update.published_by) == (State.PUBLISHED, editor)
        (entry,) = HistoryEntry.objects.filter(subject_key=str(update.pk))
        entries.append(told(entry))

    assert entries[0] == entries[1] == entries[2]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_a_person_publish_their_own(door: Door, editor: User) -> None:
    update = submitted(author=editor)

    door(update, editor)

    update.refresh_from_db()
    assert update.state == State.SUBMITTED
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_no_door_publishes_achieved_without_two_origins(door: Door, editor: User) -> None:
    update = submitted(status="achieved")

    door(update, editor)

    update.refresh_from_db()
    assert update.state == State.SUBMITTED


@pytest.mark.parametrize("door", DOORS)
def test_behind_every_door_a_broken_history_write_undoes_the_change(
    door: Door, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = submitted()

    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)
    door(update, editor)

    update.refresh_from_db()
    assert (update.state, update.version) == (State.SUBMITTED, 1)
    assert not HistoryEntry.objects.exists()
