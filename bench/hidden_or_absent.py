"""Can somebody with a clock tell a hidden update from one that is not there? Prints an AUC per address.

    python bench/hidden_or_absent.py [pairs]

Measures requests for a hidden and for an absent update by turns, in this process, on SQLite in a temporary
folder. An AUC of 0.5 is a coin; the band is what shuffled labels give (99 of 100 shuffles). The control
plants what must not be: absent answers at once, hidden only after it was read. The measure has to see that.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAIRS, WARM_UP, SHUFFLES = 400, 20, 1000
LOW, HIGH = 0.45, 0.55
ADDRESSES = ("/api/v1/progress-updates/{pk}/", "/progress-updates/{pk}/", "/progress-updates/{pk}/revise/")
ABSENT = 999_999_999_999  # as many digits as the others

Get = Callable[[str], Any]


def main(pairs: int) -> int:
    """Measures every address, then the control; 1 when a number is not what it should be."""
    with tempfile.TemporaryDirectory() as folder:
        begin_in(folder)
        from tests.leaks.readers import Reader  # noqa: PLC0415

        callers, hidden = world()
        aucs = [
            tell(f"{reader}, {address}", callers[reader].get, address, hidden, pairs)
            for reader in (Reader.ANONYMOUS, Reader.MONITOR)
            for address in ADDRESSES
        ]
        with absent_answers_at_once():
            name, get = "control, a planted early exit", callers[Reader.ANONYMOUS].get
            control = tell(name, get, ADDRESSES[0], hidden, pairs)
        return 0 if all(LOW <= found <= HIGH for found in aucs) and control > HIGH else 1


def begin_in(folder: str) -> None:
    """Django with an empty database in this folder."""
    sys.path.insert(0, str(ROOT))
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.test", TRACKER_DATA=folder)
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)


def world() -> tuple[Any, list[int]]:
    """The readers' callers, and the ids of what is hidden from a monitor."""
    import logging  # noqa: PLC0415

    from tests.leaks import worlds  # noqa: PLC0415
    from tests.leaks.hidden_things import EVERYTHING  # noqa: PLC0415
    from tests.leaks.readers import Reader  # noqa: PLC0415

    logging.disable(logging.ERROR)
    scene = worlds.set_scene()
    made = worlds.build(worlds.World(scene, Reader.MONITOR, worlds.ONE, scale=10), EVERYTHING)
    return scene.callers, made.hidden_updates()


def tell(what: str, get: Get, address: str, hidden: list[int], pairs: int) -> float:
    """Prints the AUC of an address with its band, and gives it."""
    slow, quick = measured(get, address, hidden, pairs)
    found, (low, high) = auc(slow, quick), band(slow + quick, len(slow))
    print(f"{what}: AUC {found:.3f} (of shuffled labels {low:.3f} to {high:.3f}), {pairs} pairs")
    return found


def measured(get: Get, address: str, hidden: list[int], pairs: int) -> tuple[list[float], list[float]]:
    """How long hidden and absent took, asked by turns and in a random order within each turn."""
    chance = random.Random(4)  # noqa: S311
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(pairs + WARM_UP):
        for is_hidden in chance.sample((True, False), 2):
            pk = chance.choice(hidden) if is_hidden else ABSENT - chance.randrange(len(hidden))
            began = time.perf_counter()
            get(address.format(pk=pk))
            if turn >= WARM_UP:
                times[is_hidden].append(time.perf_counter() - began)
    return times[True], times[False]


def auc(slow: list[float], quick: list[float]) -> float:
    """How often a time of the first took longer than one of the second, ties by half (Mann and Whitney)."""
    ranks = {value: place for place, value in enumerate(sorted([*slow, *quick]), start=1)}
    total = sum(ranks[value] for value in slow)
    return (total - len(slow) * (len(slow) + 1) / 2) / (len(slow) * len(quick))


def band(times: list[float], size: int) -> tuple[float, float]:
    """Between which numbers 99 of 100 shuffles of the labels lie."""
    chance = random.Random(5)  # noqa: S311
    found = []
    for _ in range(SHUFFLES):
        shuffled = chance.sample(times, len(times))
        found.append(auc(shuffled[:size], shuffled[size:]))
    found.sort()
    return found[SHUFFLES // 200], found[-SHUFFLES // 200 - 1]


@contextmanager
def absent_answers_at_once() -> Iterator[None]:
    """Plants the defect: what is not there is refused before anything else is read."""
    from django.http import Http404  # noqa: PLC0415

    from benchmarks_app.api.progress_endpoint import ProgressUpdateEndpoint as Endpoint  # noqa: PLC0415
    from benchmarks_app.models import ProgressUpdate  # noqa: PLC0415

    def get_object(self: Any) -> Any:
        row = ProgressUpdate.objects.filter(pk=self.kwargs["pk"]).first()
        if row is None or not self.get_queryset().filter(pk=row.pk).exists():
            raise Http404
        return row

    kept = Endpoint.get_object
    Endpoint.get_object = get_object
    try:
        yield
    finally:
        Endpoint.get_object = kept


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS))
