"""The tests of the tests: each planted defect turns the check red that is there to see it."""

import re
from typing import Any

import pytest
from django.db import transaction

from tests.leaks.canaries import CanaryWorld
from tests.leaks.flows import search_what_follows_a_submission
from tests.leaks.hidden_things import EVERYTHING
from tests.leaks.planted import SETS_CANARIES_FREE, TELLS_THE_WORLDS_APART
from tests.leaks.readers import Reader
from tests.leaks.twins import compared, questions_of
from tests.leaks.worlds import ONE, Scene, build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FEW, EVERY = 30, 1_000_000


@pytest.fixture(scope="module")
def every_question(scene: Scene, django_db_blocker: Any) -> list[str]:
    """Everything that an anonymous reader can ask: of some kinds of question only few tell."""
    with django_db_blocker.unblock():
        return questions_of(scene, Reader.ANONYMOUS, at_least=EVERY)


def asked_of(name: str, every_question: list[str]) -> list[str]:
    """Some of the questions at which this defect shows."""
    defect = TELLS_THE_WORLDS_APART[name]
    pattern = re.compile(defect.shows_at)
    return [*defect.asked, *(question for question in every_question if pattern.search(question))][:FEW]


def test_without_a_defect_the_same_questions_are_answered_alike(
    scene: Scene, every_question: list[str]
) -> None:
    asked = {question for name in TELLS_THE_WORLDS_APART for question in asked_of(name, every_question)}

    found, _statuses = compared(scene, Reader.ANONYMOUS, sorted(asked))

    assert len(asked) > 100
    assert found == []


@pytest.mark.parametrize("name", TELLS_THE_WORLDS_APART)
def test_the_twin_worlds_show_a_planted_defect(
    name: str, scene: Scene, every_question: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_of(name, every_question)

    TELLS_THE_WORLDS_APART[name].plant(monkeypatch)
    found, _statuses = compared(scene, Reader.ANONYMOUS, asked)

    assert asked != []
    assert found != []


@pytest.mark.parametrize("name", SETS_CANARIES_FREE)
def test_the_canaries_show_a_planted_defect(
    name: str, scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    SETS_CANARIES_FREE[name](monkeypatch)

    with transaction.atomic():
        world = build(CanaryWorld(scene, Reader.ANONYMOUS, ONE), EVERYTHING)
        search = search_what_follows_a_submission(world, django_capture_on_commit_callbacks)
        transaction.set_rollback(True)

    assert search.hits != []
