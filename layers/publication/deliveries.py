"""What the editions of a store came from: the report of the check, and the saved mapping that was used.

Kept before the edition is proposed, under the hash of its content, so that no proposal is ever without its report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from layers.checks.report import CheckReport
from layers.editions import Edition
from layers.errors import NotFound
from layers.notes import Note
from layers.publication.history import history
from layers.stores.base import Store

KIND = "delivery"


@dataclass(frozen=True)
class MappingUsed:
    """A saved mapping by office, name and version."""

    office: str
    name: str
    version: int

    def as_json(self) -> dict[str, str | int]:
        """The form in the log and in answers."""
        return {"office": self.office, "name": self.name, "version": self.version}


@dataclass(frozen=True)
class Delivered:
    """The delivery behind an edition: `report` as CheckReport gives it, `notes` on how it was read and prepared.

    `sequence` is the number of its entry in the log.
    """

    at: datetime
    actor: str
    report: Mapping[str, Any]
    notes: Sequence[Mapping[str, Any]]
    mapping: MappingUsed | None
    sequence: int


def keep(
    store: Store,
    sha256: str,
    report: CheckReport,
    notes: Sequence[Note],
    *,
    at: datetime,
    actor: str = "",
    mapping: MappingUsed | None = None,
) -> None:
    """Keep what an edition of this content hash is about to come from. Raises StoreError."""
    told = {"report": report.as_json(), "notes": [note.as_json() for note in notes]}
    blob = store.put_blob(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
    body = {"report": blob, "actor": actor, "mapping": None if mapping is None else mapping.as_json()}
    store.append(KIND, sha256, rfc8785.dumps(body), at)


def delivered(store: Store, edition: Edition) -> Delivered:
    """The delivery that an edition came from. Raises NotFound where none was kept, StoreError."""
    proposed = next((step.sequence for step in history(store, edition) if step.kind == "proposal"), None)
    entries = [
        entry for entry in store.log(kind=KIND, subject=edition.sha256) if proposed is None or entry.sequence < proposed
    ]
    if not entries:
        raise NotFound(
            f"版本 {edition.label} 没有留存检查报告",
            f"no check report was kept of {edition.label}",
        )
    entry = entries[-1]
    body = json.loads(entry.body)
    told = json.loads(store.blob(body["report"]))
    used = None if body["mapping"] is None else MappingUsed(**body["mapping"])
    return Delivered(entry.at, body["actor"], told["report"], told["notes"], used, entry.sequence)
