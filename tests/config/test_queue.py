"""A worker from under which Redis goes away hears that the connection is lost, which it expects."""

from types import SimpleNamespace

import pytest
from kombu.transport import get_transport_cls
from redis.exceptions import ConnectionError as NotConnected

from config.queue import Channel, Transport


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_redis_is_spoken_to_by_channels_of_our_own(scheme: str) -> None:
    assert get_transport_cls(scheme) is Transport


def test_a_channel_whose_connection_was_given_up_says_that_it_is_lost() -> None:
    channel = Channel.__new__(Channel)
    channel.connection = SimpleNamespace(client=None)

    with pytest.raises(NotConnected):
        channel._connparams()
