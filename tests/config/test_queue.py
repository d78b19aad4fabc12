"""A worker from under which Redis goes away hears that the connection is lost, which it expects."""

import ssl
from types import SimpleNamespace

import pytest
from kombu import Connection
from kombu.transport import get_transport_cls
from redis.exceptions import ConnectionError as NotConnected

from config.queue import Channel, Transport
from config.settings.given import proof_of_the_server


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_redis_is_spoken_to_by_channels_of_our_own(scheme: str) -> None:
    assert get_transport_cls(scheme) is Transport


def test_a_channel_whose_connection_was_given_up_says_that_it_is_lost() -> None:
    channel = Channel.__new__(Channel)
    channel.connection = SimpleNamespace(client=None)

    with pytest.raises(NotConnected):
        channel._connparams()


def test_a_redis_spoken_to_by_tls_must_prove_who_it_is() -> None:
    url = "rediss://:secret@far.example:6379/0"
    channel = Channel.__new__(Channel)
    channel.connection = SimpleNamespace(client=Connection(url, ssl=proof_of_the_server(url)))

    assert channel._connparams()["ssl_cert_reqs"] is ssl.CERT_REQUIRED
    assert proof_of_the_server("redis://near:6379/0") is None
