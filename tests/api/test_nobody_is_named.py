"""No answer names the people who write and review here, whoever asks."""

import pytest
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from core.models import User
from core.search_index import refresh_everything
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import ProgressUpdateFactory
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("noun", ENDPOINTS)
def test_no_list_names_an_author_or_a_reviewer(noun: str, api: APIClient, reviewer: User) -> None:
    MAKERS[noun]()
    for traits in ({"submitted": True}, {"returned": True}, {"published": True}):
        ProgressUpdateFactory(**traits)
    ProgressUpdateFactory(
        published=True,
        state="withdrawn",
        withdrawn_at=NOON,
        withdrawn_by=UserFactory(),
        withdrawal_reason="It named somebody.",
    )
    names = {
        name for person in User.objects.all() for name in (person.username, person.last_name, person.email)
    }

    refresh_everything()
    asked = {"q": "report OR benchmark OR narrative"} if noun == "search" else {}

    for reader in (None, reviewer):
        api.force_authenticate(reader)
        text = api.get(f"/api/v1/{noun}/", asked).content.decode()
        assert len(names) > 12
        assert [name for name in names if name in text] == []
