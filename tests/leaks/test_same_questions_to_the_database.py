"""Hidden against absent, without a clock: both ask the database the same questions, in the same words."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.leaks.hidden_things import EVERYTHING
from tests.leaks.readers import Reader
from tests.leaks.worlds import ONE, Scene, World, build

pytestmark = pytest.mark.django_db

ABSENT = 9_999_999
ADDRESSES = (
    "/api/v1/progress-updates/{pk}/",
    "/progress-updates/{pk}/",
    "/progress-updates/{pk}/revise/",
    "/history/{pk}/",
    "/admin/benchmarks_app/progressupdate/{pk}/change/",
)


def shapes(scene: Scene, reader: Reader, address: str) -> list[str]:
    """The questions to the database while this reader is answered, without the values in them."""
    with CaptureQueriesContext(connection) as asked:
        scene.callers[reader].get(address)
    return [re.sub(r"\b\d+\b|'[^']*'", "?", query["sql"]) for query in asked]


@pytest.mark.parametrize("reader", Reader)
def test_hidden_and_absent_ask_the_database_alike(
    reader: Reader, scene: Scene, say: Callable[[str], None]
) -> None:
    world = build(World(scene, reader, ONE), EVERYTHING)
    hidden = world.hidden_updates()
    assert len(hidden) > 5

    compared = 0
    for address in ADDRESSES:
        absent = shapes(scene, reader, address.format(pk=ABSENT))
        for pk in hidden:
            assert shapes(scene, reader, address.format(pk=pk)) == absent, address.format(pk=pk)
            compared += 1

    say(f"hidden and absent, {reader}: {compared} pairs of answers, the same queries in each")
