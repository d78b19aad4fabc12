"""Two worlds that differ only in what a reader may not see answer every question of theirs alike."""

from collections.abc import Callable

import pytest
from django.db import connection

from tests.leaks.readers import Reader
from tests.leaks.twins import compared, questions_of
from tests.leaks.worlds import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The whole proof runs on one database; on the other each reader asks a smaller share of the same questions.
PAIRS = {"postgresql": 2000, "sqlite": 300}


@pytest.mark.parametrize("reader", Reader)
def test_a_reader_cannot_tell_the_worlds_apart(
    reader: Reader, scene: Scene, say: Callable[[str], None]
) -> None:
    asked = questions_of(scene, reader, at_least=PAIRS[connection.vendor])

    found, statuses = compared(scene, reader, asked)

    say(f"twin worlds, {reader}: {len(asked):,} pairs, {len(found)} differences; answers {dict(statuses)}")
    assert len(asked) >= PAIRS[connection.vendor]
    assert found == [], "\n".join(map(str, found[:20]))
    assert {status for status in statuses if status >= 500} == set()
