"""A random word in every confidential field comes out nowhere: no page, error, log, notice or mail."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.views import dashboard
from tests.api.calls import body as of_an_update
from tests.factories.core import UserFactory
from tests.leaks.canaries import CanaryWorld, Search, everything_logged, rows_in_the_database
from tests.leaks.flows import search_what_follows_a_submission
from tests.leaks.hidden_things import EVERYTHING
from tests.leaks.questions import known, named_patterns, questions, reversed_with
from tests.leaks.readers import Caller, Reader, signed_in
from tests.leaks.worlds import ONE, Scene, build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OBJECTS, QUESTIONS = 200, 150
UPDATES = "/api/v1/progress-updates/"
Say = Callable[[str], None]


@pytest.fixture(scope="module")
def world(scene: Scene, django_db_blocker: DjangoDbBlocker) -> Iterator[CanaryWorld]:
    """A world full of canaries, for every test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = rows_in_the_database()
        made = build(CanaryWorld(scene, Reader.ANONYMOUS, ONE, scale=4), EVERYTHING)
        made.objects = rows_in_the_database() - before
        yield made
        transaction.set_rollback(True)


def told(world: CanaryWorld, search: Search, what: str) -> str:
    """The line that says what was searched."""
    return (
        f"canaries, {what}: {world.objects} objects, {len(search.hidden)} canaries, "
        f"{search.size:,} bytes searched, {len(search.hits)} hits"
    )


@pytest.mark.parametrize("reader", Reader)
def test_no_page_and_no_answer_shows_a_canary(
    reader: Reader, scene: Scene, world: CanaryWorld, say: Say
) -> None:
    caller, search = scene.callers[reader], Search(world.hidden_from(reader))
    # Asked in capitals, so that what only repeats the question is not taken for a hit.
    words = [word.upper() for word in sorted(world.hidden_from(reader))[:40]]
    ids = list(range(scene.first_id, scene.first_id + 40))

    for question in questions(caller, known(caller, words, ids), at_least=QUESTIONS):
        search.look_at(question, caller.get(question).everything())

    say(told(world, search, reader))
    assert world.objects >= OBJECTS
    assert search.hits == []


def refused(scene: Scene, world: CanaryWorld) -> Iterator[tuple[int, Any]]:
    """Requests that are refused, each with the status they are refused with."""
    hidden = ProgressUpdate.objects.filter(author=scene.writer, state="draft").earliest("pk")
    public = ProgressUpdate.objects.filter(state="published").earliest("pk")
    own = ProgressUpdate.objects.filter(author=scene.people[Reader.MONITOR]).earliest("pk")
    gone = ProgressUpdate.objects.filter(state="withdrawn").earliest("pk")
    stale = {"HTTP_IF_MATCH": '"1-1"'}
    data = "application/json"
    change = json.dumps({"narrative": "Other words."})
    yield 404, ("GET", f"{UPDATES}{hidden.pk}/")
    yield 404, ("PATCH", f"{UPDATES}{hidden.pk}/", change, data, stale)
    yield 404, ("POST", f"{UPDATES}{hidden.pk}/submit/", "{}", data)
    yield 404, ("POST", f"/progress-updates/{hidden.pk}/submit/")
    yield 405, ("DELETE", f"{UPDATES}{hidden.pk}/")
    yield 405, ("GET", f"/progress-updates/{hidden.pk}/submit/")
    yield 400, ("POST", UPDATES, "{", data)
    yield 400, ("POST", UPDATES, json.dumps(of_an_update(benchmark=9999)), data)
    yield 415, ("POST", UPDATES, "narrative", "text/plain")
    yield 406, ("GET", UPDATES, "", "", {"HTTP_ACCEPT": "application/xml"})
    yield 403, ("POST", f"{UPDATES}{public.pk}/submit/", "{}", data)
    yield 403, ("POST", f"{UPDATES}{gone.pk}/publish/", json.dumps({"names_nobody": True}), data)
    yield 412, ("PATCH", f"{UPDATES}{own.pk}/", change, data, stale)
    yield 428, ("PATCH", f"{UPDATES}{own.pk}/", change, data)
    yield 404, ("GET", f"{UPDATES}{hidden.pk}")
    yield 400, ("GET", f"{UPDATES}?narrative__contains=a")
    yield 400, ("GET", f"{UPDATES}?author={scene.writer.username}")


def test_no_refusal_shows_a_canary(scene: Scene, world: CanaryWorld, say: Say) -> None:
    caller, search = scene.callers[Reader.MONITOR], Search(world.hidden_from(Reader.MONITOR))
    with everything_logged() as log:
        for status, (method, address, *rest) in refused(scene, world):
            content, kind, headers = [*rest, "", "", {}][:3] if len(rest) < 3 else rest
            answer = caller.send(method, address, content, kind, **(headers or {}))
            assert answer.status == status or answer.status in (301, 302), (method, address, answer)
            search.look_at(f"{method} {address}", answer.everything())
    search.look_at("the log of refusals", log.getvalue())

    say(told(world, search, "refusals and their log"))
    assert search.hits == []


def test_no_failure_shows_a_canary(
    scene: Scene, world: CanaryWorld, monkeypatch: pytest.MonkeyPatch, settings: Any, say: Say
) -> None:
    settings.ADMINS = [("Admin", "admin@example.org")]
    hidden = ProgressUpdate.objects.filter(author=scene.writer, state="draft").earliest("pk")
    search = Search(world.hidden_from(Reader.ANONYMOUS))

    def breaks_a_constraint(*_: Any) -> None:
        with transaction.atomic():
            ProgressUpdate.objects.filter(pk=hidden.pk).update(published_by=F("author"))

    def quotes_the_narrative(*_: Any) -> None:
        raise ValueError(hidden.narrative)

    with everything_logged() as log:
        for failure in (breaks_a_constraint, quotes_the_narrative):
            monkeypatch.setattr(dashboard, "by_timeframe", failure)
            answer = Caller().get(f"/?narrative={quote(hidden.narrative)}")
            assert answer.status == 500
            search.look_at("the page of a failure", answer.everything())
    search.look_at("the log of a failure", log.getvalue())
    search.look_at("mail", repr([vars(message) for message in mail.outbox]))

    say(told(world, search, "failures, their log and mail"))
    assert "Internal Server Error: /" in log.getvalue()
    assert "in breaks_a_constraint" in log.getvalue()
    assert mail.outbox == []
    assert search.hits == []


def test_what_follows_a_submission_holds_no_canary(
    world: CanaryWorld, django_capture_on_commit_callbacks: Any, say: Say
) -> None:
    search = search_what_follows_a_submission(world, django_capture_on_commit_callbacks)

    say(told(world, search, "notices, outbox, mail, log and cache"))
    assert search.hits == []


def test_the_admin_screens_show_no_canary_of_evidence(scene: Scene, world: CanaryWorld, say: Say) -> None:
    evidence = {word for word, kind in world.kinds.items() if kind in ("evidence", "origin", "address")}
    admin = UserFactory(roles=["admin"], is_staff=True, is_superuser=True)
    monitor = UserFactory(roles=["monitor"], is_staff=True)
    monitor.user_permissions.set(Permission.objects.all())
    hidden_from_monitors = world.hidden_from(Reader.MONITOR)
    for person, hidden in ((admin, evidence), (monitor, evidence & hidden_from_monitors)):
        search, caller = Search(hidden), signed_in(person)
        for address in admin_addresses(scene):
            search.look_at(address, caller.get(address).everything())

        say(
            told(
                world,
                search,
                f"admin screens of {' and '.join(person.groups.values_list('name', flat=True))}",
            )
        )
        assert search.hits == []


def admin_addresses(scene: Scene) -> Iterator[str]:
    """The admin's lists, forms, histories and questions before deleting, of rows evidence hangs on."""
    keys = [scene.document.pk, scene.benchmark.pk, scene.indicator.pk, scene.writer.pk, scene.first_id]
    what = known(Caller(), [], keys)
    for name, route, arguments in named_patterns(get_resolver()):
        if name.startswith("admin:"):
            yield from dict.fromkeys(reversed_with(name, route, arguments, what))


def test_the_database_server_logs_no_rows(scene: Scene, world: CanaryWorld, say: Say) -> None:
    hidden = ProgressUpdate.objects.filter(author=scene.writer).earliest("pk")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgressUpdate.objects.filter(pk=hidden.pk).update(published_by=F("author"))

    search = Search(world.words)
    for setting, text in server_log():
        search.look_at(setting, text)

    say(told(world, search, f"the server's log of {connection.vendor}"))
    assert search.hits == []


def server_log() -> Iterator[tuple[str, bytes]]:
    """What PostgreSQL logged, where its file can be read; SQLite has no server and no log."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for setting, wanted in (("log_error_verbosity", "terse"), ("log_min_error_statement", "panic")):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == (wanted,)
        cursor.execute("SHOW data_directory")
        log = Path(cursor.fetchone()[0]).with_name("log")
    if log.is_file():
        yield str(log), log.read_bytes()
