"""Seals bytes to the organisation's public keys: readable again only with a private key, kept elsewhere."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pyrage
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.models import SealingKey

BEGINS = b"age-encryption.org/v1\n"


class NoSealingKey(RuleBroken):
    """Nothing can be sealed, because no public key is in force; says how to set one up."""


@dataclass(frozen=True)
class Sealed:
    """What was sealed: a file in the format of age, and the fingerprints of the keys that open it."""

    ciphertext: bytes
    keys: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The fingerprint of the sealed bytes; it says nothing about what is in them."""
        return hashlib.sha256(self.ciphertext).hexdigest()


def seal(content: bytes) -> Sealed:
    """Seal bytes to every key in force; raises NoSealingKey when there is none."""
    keys = list(SealingKey.objects.in_force())
    require_a_key(keys)
    ciphertext = seal_to(content, [key.public_key for key in keys])
    return Sealed(ciphertext=ciphertext, keys=tuple(key.fingerprint for key in keys))


def seal_to(content: bytes, public_keys: Iterable[str]) -> bytes:
    """Bytes that each of these public keys' private halves opens; needs no database."""
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in public_keys]
    return pyrage.encrypt(content, recipients)


def can_seal() -> bool:
    """Whether a key is in force."""
    return SealingKey.objects.in_force().exists()


def require_a_key(keys: Iterable[SealingKey] | None = None, *, field: str | None = None) -> None:
    """Refuse what cannot be sealed, and say how to make that possible."""
    if not (can_seal() if keys is None else list(keys)):
        raise NoSealingKey(how_to_set_up(), field=field)


def how_to_set_up() -> str:
    """What an administrator does before anything can be confidential here."""
    return _(
        "Nothing can be kept confidential here yet, because no sealing key is in force. An administrator "
        "makes a pair of keys on another computer (manage.py make_sealing_key FILE), keeps the private file "
        "away from this server, and adds the public key here (manage.py add_sealing_key NAME age1…)."
    )
