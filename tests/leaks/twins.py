"""Asks two worlds the same questions, one world after the other in the same database."""

from collections import Counter

from tests.leaks.answers import Answer, Difference, differences
from tests.leaks.hidden_things import EVERYTHING
from tests.leaks.questions import known, questions
from tests.leaks.readers import Reader
from tests.leaks.worlds import ONE, OTHER, HiddenThing, Scene, passing


def questions_of(
    scene: Scene, reader: Reader, *, at_least: int, things: tuple[HiddenThing, ...] = EVERYTHING
) -> list[str]:
    """What this reader can ask, with the words of both worlds and the ids of all that is hidden in them."""
    words: list[str] = []
    for name in (ONE, OTHER):
        with passing(scene, reader, name, things) as world:
            hidden = [word for word in world.words if word in world.hidden_from(reader)]
            words += hidden[:: max(len(hidden) // 12, 1)]
            ids = range(scene.first_id, next(world.ids) + 3)
            what = known(scene.callers[reader], words, ids)
    return questions(scene.callers[reader], what, at_least=at_least, seed=list(Reader).index(reader))


def answers(
    scene: Scene, reader: Reader, name: str, asked: list[str], things: tuple[HiddenThing, ...] = EVERYTHING
) -> list[Answer]:
    """What this reader is answered in the world of this name."""
    with passing(scene, reader, name, things):
        return [scene.callers[reader].get(question) for question in asked]


def compared(
    scene: Scene, reader: Reader, asked: list[str], things: tuple[HiddenThing, ...] = EVERYTHING
) -> tuple[list[Difference], Counter[int]]:
    """The questions that tell the two worlds apart, and how often each status was answered."""
    one, other = (answers(scene, reader, name, asked, things) for name in (ONE, OTHER))
    return differences(asked, one, other), Counter(answer.status for answer in one)
