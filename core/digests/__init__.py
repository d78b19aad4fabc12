"""The weekly digest by e-mail: asked for and stopped, owed once a week, written, and sent once."""

from core.digests.sending import owe_digests, send_again, send_digest
from core.digests.subscribing import stop, stopping_path, subscribe, subscriber
from core.digests.writing import Line, Section, topics

__all__ = [
    "Line",
    "Section",
    "owe_digests",
    "send_again",
    "send_digest",
    "stop",
    "stopping_path",
    "subscribe",
    "subscriber",
    "topics",
]
