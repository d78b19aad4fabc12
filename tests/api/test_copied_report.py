"""All that the report holds has the same bytes, whoever writes its lists: PostgreSQL or their serializers."""

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.api.two_ways import COPIED, WHOLE, both_ways, known_fields

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="PostgreSQL alone can write the lines itself"
    ),
]
# The report grades nobody and releases nothing, and checks are made from its figures.
EMPTY = {"follow-up-grades", "consistency-checks", "releases"}


@pytest.mark.parametrize("noun", COPIED)
def test_all_of_the_reports_rows_are_written_the_same(noun: str, api: APIClient, report: None) -> None:
    asked = {} if noun in WHOLE else {"fields": known_fields(noun)}

    copied, plain = both_ways(api, noun, **asked)

    assert copied == plain
    assert (copied.count(b"\r\n") > 1) == (noun not in EMPTY)
