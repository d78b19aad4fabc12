"""What a load does to each row, kept in a temporary file: many rows need no more memory than few."""

import hashlib
import json
import pickle
import tempfile
import weakref
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
        # It has no name and is gone when nobody holds the effects, and with the process at the latest.
        self._file: Any = tempfile.TemporaryFile()  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        # Of each batch how many, and where its bytes end.
        self._batches: list[tuple[int, int]] = []
        self._length = 0
        self._digest = hashlib.sha256(f"[{json.dumps(about)}, [".encode())

    def add(self, effects: Sequence[Effect]) -> None:
        """Keep the next ones."""
        for effect in effects:
            said = json.dumps(effect.said, sort_keys=True)
            self._digest.update((f", {said}" if self._length else said).encode())
            self._length += 1
            self.counted[effect.kind] += 1
        self._write(zlib.compress(pickle.dumps(list(effects)), FASTEST), len(effects))

    def _write(self, packed: bytes, count: int) -> None:
        begin = self._batches[-1][1] if self._batches else 0
        self._file.seek(begin)
        self._file.write(packed)
        self._batches.append((count, begin + len(packed)))

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
        for batch in range(len(self._batches)):
            yield from self._read(batch)

    def _read(self, batch: int) -> list[Effect]:
        begin = self._batches[batch - 1][1] if batch else 0
        self._file.seek(begin)
        packed = self._file.read(self._batches[batch][1] - begin)
        effects: list[Effect] = pickle.loads(zlib.decompress(packed))  # noqa: S301 - our own, of this process
        return effects

    @overload
    def __getitem__(self, at: int) -> Effect: ...

    @overload
    def __getitem__(self, at: slice) -> list[Effect]: ...

    def __getitem__(self, at: int | slice) -> Effect | list[Effect]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(self._length))]
        place = at + self._length if at < 0 else at
        for batch, (count, _end) in enumerate(self._batches):
            if 0 <= place < count:
                return self._read(batch)[place]
            place -= count
        raise IndexError(at)
