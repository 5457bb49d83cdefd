"""A finished measure: its body with an id, and the features behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from layers.canonical import canonical, plain_json
from layers.definition_file import DefinitionFile
from layers.editions import Edition
from layers.notes import Note
from layers.once import once
from zoning.asked import Asked
from zoning.definitions import DefinitionRef
from zoning.measures.question import Question
from zoning.measures.tables import Evidence
from zoning.verdict import Json

CALCULATION = "2"  # version of the measuring code; raised whenever a printed digit may change


def no_evidence() -> tuple[Evidence, ...]:
    """For a measure without features."""
    return ()


@dataclass(frozen=True, eq=False)
class Result:
    """A finished answer.

    `body` has no texts; `used` are the definition files it rests on; `evidence` draws up the features behind the
    numbers, computed only when asked for. `asked` is no part of what it says.
    """

    body: Mapping[str, object]
    used: tuple[DefinitionFile, ...]
    evidence: Callable[[], tuple[Evidence, ...]] = no_evidence
    asked: Asked | None = None

    @once
    def id(self) -> str:
        """`sha256:` and the hash of the body's RFC 8785 form."""
        return f"sha256:{hashlib.sha256(canonical(self.body)).hexdigest()}"

    def record(self) -> Json:
        """The body with its id first: what the ledger keeps."""
        return {"id": self.id, **{key: plain_json(value) for key, value in self.body.items()}}

    def record_bytes(self) -> bytes:
        """The record as RFC 8785 JSON."""
        return canonical(self.record())


def finished(
    measure: str,
    question: Question,
    content: Mapping[str, object],
    *,
    method: tuple[str, str],
    editions: Iterable[Edition],
    used: Iterable[tuple[DefinitionFile, DefinitionRef]],
    notes: Iterable[Note],
    evidence: Callable[[], tuple[Evidence, ...]] = no_evidence,
) -> Result:
    """A result whose body has the members that every measure has, in the order of the contract.

    `method` is (id, version). Editions are listed once, by layer, region and number; notes once, in their order.
    """
    listed = {(e.head.layer, e.head.region, e.number): e for e in editions}
    files = {ref.file: (file, ref) for file, ref in used}
    said = [note.as_json() for note in notes]
    body: Json = {
        "measure": measure,
        "region": question.region,
        "as_of": question.as_of.isoformat(),
        **({} if question.known_at is None else {"known_at": question.known_at.astimezone(UTC).isoformat()}),
        "method": {"id": method[0], "version": method[1]},
        "calculation": CALCULATION,
        **content,
        "editions": [edition_json(listed[key]) for key in sorted(listed)],
        "definitions": [files[name][1].as_json() for name in sorted(files)],
        "notes": [note for place, note in enumerate(said) if note not in said[:place]],
    }
    return Result(body, tuple(files[name][0] for name in sorted(files)), evidence)


def edition_json(edition: Edition) -> Json:
    """An edition as a measure names it: with the source and accuracy that belong to every figure."""
    head = edition.head
    return {
        "layer": head.layer,
        "region": head.region,
        "edition": edition.number,
        "status": head.standing,
        "effective_from": head.effective_from.isoformat(),
        "accuracy_m": head.accuracy_m,
        "source": head.source,
        "sha256": edition.sha256,
    }
