"""A program that lets an update live and be withdrawn in the database it is started on; prints its number."""

import sys

import django

django.setup()

from tests.benchmarks_app.canaries import withdrawn  # noqa: E402
from tests.factories.core import UserFactory  # noqa: E402

UserFactory(username="keeper", roles=["admin"])
update = withdrawn(UserFactory(roles=["monitor"]), UserFactory(roles=["reviewer"]))
sys.stdout.write(str(update.pk))
