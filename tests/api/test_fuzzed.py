"""Every operation of the description, called on the live server with what it allows and what it does not."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import Group
from django.core.management import call_command

from core.permissions import Role
from script.lib.fuzz_calls import fuzzed
from script.lib.fuzz_ground import laid

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_operation_succeeds_and_whatever_is_asked_is_answered_as_described(
    live_server: Any, settings: Any
) -> None:
    settings.API_RATES = {who: (10**9, span) for who, (_, span) in settings.API_RATES.items()}
    for role in Role:  # a test before may have emptied the tables
        Group.objects.get_or_create(name=role)
    call_command("loaddata", *configured.FIXTURES, verbosity=0)
    call_command("run_consistency_checks", verbosity=0)

    told = fuzzed(live_server.url, laid(), examples=3, phases="examples,fuzzing", more=("--seed", "1"))

    assert told.is_as_described, told
    assert told.never_succeeded == []
    assert len(told.expected) > 90
    assert sum(codes.total() for codes in told.answers.values()) > 300
