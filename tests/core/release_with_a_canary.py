"""A program that releases a published update in the database it is started on, and withdraws it.

Prints its number, and pieces of the packed bytes that hold what it says, as hexadecimal digits.
"""

import sys

import django

django.setup()

from benchmarks_app import services  # noqa: E402
from core.api.dataset.frozen import files_for, site_at  # noqa: E402
from core.releases import make_release  # noqa: E402
from tests.benchmarks_app.canaries import published  # noqa: E402
from tests.factories.core import NOON, UserFactory  # noqa: E402

SITE = "http://localhost"
PIECE = 20

keeper = UserFactory(username="keeper", roles=["admin"])
reviewer = UserFactory(roles=["reviewer"])
update = published(UserFactory(roles=["monitor"]), reviewer)
release = make_release(files=files_for(site_at(SITE)), address=SITE, by=keeper, at=NOON)
for path in ("data/progress-updates.csv", release.archive.path):
    packed = bytes(release.files.get(path=path).served.packed)
    middle = len(packed) // 2
    sys.stdout.write(f"{packed[middle : middle + PIECE].hex()}\n")
services.withdraw_update(update=update, reason="Asked.", by=reviewer, at=NOON)
sys.stdout.write(f"{update.pk}\n")
