"""Why a file is not read at all."""

from core.errors import DomainError


class UnreadableFile(DomainError):
    """The file is no whole text of a known document; nothing was read from it."""
