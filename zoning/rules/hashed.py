"""Values that are looked up often: hashed once."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from layers.once import once


class HashedOnce:
    """A frozen dataclass that says `__hash__ = HashedOnce.__hash__`; its hash is of this process and never travels."""

    @once
    def _hash(self) -> int:
        return hash(tuple(getattr(self, one.name) for one in fields(self)))  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return self._hash

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_hash"}
