"""Whatever a shared cache keeps, nobody gets a page that was made for somebody else."""

from collections.abc import Callable

import pytest

from tests.caching.addresses import every_address
from tests.caching.proof import Found, Visitor, prove
from tests.caching.proxy import Cache, proxy_before

pytestmark = pytest.mark.usefixtures("world")
Say = Callable[[str], None]


def told(found: Found, cache: Cache) -> str:
    """The numbers of one run."""
    return (
        f"{found.addresses} addresses, {found.asked} requests in an order drawn for each: "
        f"{found.from_cache} answered from the cache, {len(cache.kept)} addresses kept, "
        f"{found.given_what_is_public} people given a public copy, {len(found.faults)} faults"
    )


@pytest.mark.slow
def test_a_shared_cache_never_hands_one_persons_page_to_another(
    site: str, visitors: list[Visitor], say: Say
) -> None:
    cache = Cache(site)
    with proxy_before(cache) as before:
        found = prove(site, before, cache, visitors, every_address())

    say(told(found, cache))
    assert found.faults == []
    assert found.given_what_is_public == 0
    assert found.from_cache >= 100, "a cache that keeps nothing proves nothing"
