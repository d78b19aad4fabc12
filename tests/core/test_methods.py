"""Pages are read, and sent forms; whatever else is asked is refused before anything is looked at."""

import pytest
from django.test import Client

from core.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/about/", "/workspace/no-change/", "/sign-in/", "/admin/"])
def test_a_page_knows_no_other_method(method: str, path: str, client: Client, monitor: User) -> None:
    client.force_login(monitor)

    answer = client.generic(method, path)

    assert answer.status_code == 405
    assert answer.content == b""
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/", "/about/", "/search/?q=bail", "/workspace/", "/history/"])
def test_nothing_is_sent_to_a_page_that_is_only_read(path: str, client: Client, admin: User) -> None:
    client.force_login(admin)

    assert client.post(path, {"q": "bail"}).status_code == 405
    assert client.get(path).status_code == 200


def test_the_api_describes_itself_as_before(client: Client) -> None:
    assert client.options("/api/v1/benchmarks/").status_code == 200
    assert client.delete("/api/v1/benchmarks/").status_code == 405
