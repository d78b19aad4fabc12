"""The queue as Celery speaks to it: Redis, with what ends a worker from under which Redis goes away mended.

kombu 5.7 closes a channel whose connection was given up already: to put back what it had taken, it asks that
connection where Redis is and finds none, an AttributeError that nobody expects and with which the worker ends
(exit code 1), as in https://github.com/celery/kombu/issues/582 and https://github.com/celery/kombu/issues/970.
"""

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as NotConnected


class Channel(redis.Channel):
    """A channel that calls a connection that is gone by its name: everybody who closes one expects that."""

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection.client is None:
            raise NotConnected("The connection of this channel was given up.")
        return super()._connparams(asynchronous)  # type: ignore[misc]


class Transport(redis.Transport):
    """kombu's own, with these channels."""

    Channel = Channel
