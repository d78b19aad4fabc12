"""Encrypts the small secrets that the server itself must be able to read: those of second factors."""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PURPOSE = b"tracker: secrets of second factors, 1"


def encrypt(text: str) -> str:
    """The text, readable only with the secret key of this server."""
    return _keys().encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str) -> str:
    """The text that was encrypted with the secret key of today or one of before."""
    try:
        return _keys().decrypt(encrypted.encode("ascii")).decode()
    except InvalidToken as problem:
        raise ImproperlyConfigured(
            "A second factor was encrypted with another secret key: add that key to SECRET_KEY_FALLBACKS."
        ) from problem


def encrypt_anew(encrypted: str) -> str:
    """The same text, encrypted with the key of today."""
    return encrypt(decrypt(encrypted))


def _keys() -> MultiFernet:
    return _keys_from(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _keys_from(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(key)
