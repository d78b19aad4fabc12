"""The weekly digest by e-mail: asked for, confirmed and stopped, owed once a week, written, and sent once."""

from core.digests.confirming import confirm, confirmation, confirming_path, send_confirmation
from core.digests.sending import owe_digests, send_again, send_digest
from core.digests.subscribing import stop, stopping_path, subscribe, subscriber
from core.digests.writing import Line, Section, topics

__all__ = [
    "Line",
    "Section",
    "confirm",
    "confirmation",
    "confirming_path",
    "owe_digests",
    "send_again",
    "send_confirmation",
    "send_digest",
    "stop",
    "stopping_path",
    "subscribe",
    "subscriber",
    "topics",
]
