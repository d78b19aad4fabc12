"""What a load does to each row, held packed: of many rows little memory, and each can be read again."""

import hashlib
import json
import pickle
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from core.loading.effects import Effect, Kind

FASTEST = 1


class KeptEffects(Sequence[Effect]):
    """A sequence of effects that grows by batches; counted and fingerprinted as they come."""

    def __init__(self, about: Any) -> None:
        self.counted: Counter[Kind] = Counter()
        self._batches: list[tuple[int, bytes]] = []
        self._length = 0
        self._digest = hashlib.sha256(f"[{json.dumps(about)}, [".encode())

    def add(self, effects: Sequence[Effect]) -> None:
        """Keep the next ones."""
        for effect in effects:
            said = json.dumps(effect.said, sort_keys=True)
            self._digest.update((f", {said}" if self._length else said).encode())
            self._length += 1
            self.counted[effect.kind] += 1
        # Made and read in this process alone.
        self._batches.append((len(effects), zlib.compress(pickle.dumps(list(effects)), FASTEST)))

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what they are about and of all they say."""
        digest = self._digest.copy()
        digest.update(b"]]")
        return digest.hexdigest()

    def of(self, *kinds: Kind) -> Iterator[Effect]:
        """Those of some kinds, in their order."""
        return (effect for effect in self if effect.kind in kinds) if self._has(kinds) else iter(())

    def _has(self, kinds: Iterable[Kind]) -> bool:
        return any(self.counted[kind] for kind in kinds)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Effect]:
        for _count, packed in self._batches:
            yield from _unpacked(packed)

    @overload
    def __getitem__(self, at: int) -> Effect: ...

    @overload
    def __getitem__(self, at: slice) -> list[Effect]: ...

    def __getitem__(self, at: int | slice) -> Effect | list[Effect]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(self._length))]
        place = at + self._length if at < 0 else at
        for count, packed in self._batches:
            if 0 <= place < count:
                return _unpacked(packed)[place]
            place -= count
        raise IndexError(at)


def _unpacked(packed: bytes) -> list[Effect]:
    effects: list[Effect] = pickle.loads(zlib.decompress(packed))  # noqa: S301 - our own, from a moment ago
    return effects
