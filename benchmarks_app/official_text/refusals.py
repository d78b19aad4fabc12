"""Why a file is not read at all."""

from core.loading.given import Unreadable


class UnreadableFile(Unreadable):
    """The file is no whole text of a known document; nothing was read from it."""
