"""A program that releases a published update, has it in an archive made ahead, and withdraws it.

Prints, a line for each file, pieces of the packed bytes that hold what it says, as hexadecimal digits; then
its number.
"""

import sys
from collections.abc import Iterator

import django
from django.conf import settings

django.setup()

from benchmarks_app import services  # noqa: E402
from core.api.dataset.ahead import make_ahead  # noqa: E402
from core.api.dataset.frozen import files_for, site_at  # noqa: E402
from core.models import KeptArchive  # noqa: E402
from core.releases import make_release  # noqa: E402
from tests.benchmarks_app.canaries import published  # noqa: E402
from tests.factories.core import NOON, UserFactory  # noqa: E402

SITE = "http://localhost"
PIECE, PIECES, APART = 20, 3, 64


def pieces_of(packed: bytes) -> Iterator[str]:
    """Some of its middle: a page of the database may end in one, and who looks reads by lines."""
    middle = len(packed) // 2
    for start in range(middle, middle + PIECES * APART, APART):
        pieces = (packed[place : place + PIECE] for place in range(start, start + APART))
        yield next((piece for piece in pieces if b"\n" not in piece), b"not to be found").hex()


keeper = UserFactory(username="keeper", roles=["admin"])
reviewer = UserFactory(roles=["reviewer"])
update = published(UserFactory(roles=["monitor"]), reviewer)
release = make_release(files=files_for(site_at(SITE)), address=SITE, by=keeper, at=NOON)
for path in ("data/progress-updates.csv", release.archive.path):
    packed = bytes(release.files.get(path=path).served.packed)
    sys.stdout.write(f"{','.join(pieces_of(packed))}\n")
settings.SITE_ADDRESS = SITE
if not make_ahead():
    raise SystemExit("no archive was made ahead")
sys.stdout.write(f"{','.join(pieces_of(bytes(KeptArchive.objects.get().content)))}\n")
services.withdraw_update(update=update, reason="Asked.", by=reviewer, at=NOON)
sys.stdout.write(f"{update.pk}\n")
