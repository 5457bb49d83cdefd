"""A note: a code with values, for every assumption made; its text is rendered at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NoteValue = str | int | float | bool | None


@dataclass(frozen=True)
class Note:
    """`code` is a key of data/codes/notes.yaml; `values` fill the placeholders of its text."""

    code: str
    values: Mapping[str, NoteValue] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The form that enters a verdict body."""
        return {"code": self.code, "values": dict(sorted(self.values.items()))}
