"""Definitions and catalogue as they were: rebuilt from what the ledger and the store keep by content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from layers.editions import Edition
from layers.errors import StoreError
from layers.stores.base import Store
from zoning.definitions import Definitions, load_definitions
from zoning.ledger.definition_sets import Files
from zoning.measures.definitions import MeasureDefinitions, load_measure_definitions

Key = tuple[str, str, int]
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Rebuilt:
    """Definitions loaded again; those of measures where the set has them."""

    siting: Definitions
    measures: MeasureDefinitions | None


def definitions_of(store: Store, files: Files) -> Rebuilt:
    """The definitions that a set of files holds. Raises NotFound or StoreError for a blob, DefinitionError."""
    with TemporaryDirectory(prefix="sanxian-definitions-") as private:
        data = Path(private)
        for name, sha256 in files.items():
            path = data.joinpath(*_steps(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(store.blob(sha256))
        siting = load_definitions(data)
        measured = any(name.startswith("methods/") for name in files)
        return Rebuilt(siting, load_measure_definitions(data, siting) if measured else None)


def _steps(name: str) -> tuple[str, ...]:
    """The steps of a path below data/. Raises StoreError for one that leads elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts:
        raise StoreError(
            f"台账中的定义文件名 {name!r} 不在 data/ 之下；请运行 sanxian ledger verify",
            f"the ledger names a definition file {name!r} outside data/; run `sanxian ledger verify`",
        )
    return path.parts


def named(body: Body) -> frozenset[Key]:
    """The editions that a body says it rests on."""
    return frozenset((edition["layer"], edition["region"], edition["edition"]) for edition in body["editions"])


def catalogue_of(editions: Iterable[Edition], body: Body) -> tuple[Edition, ...]:
    """A catalogue in which no edition that a body names has been withdrawn yet."""
    rested_on = named(body)
    return tuple(
        replace(edition, state="published", withdrawn_at=None) if _key(edition) in rested_on else edition
        for edition in editions
    )


def without_late(catalogue: Sequence[Edition], recorded: Body, replayed: Body) -> tuple[Edition, ...]:
    """A catalogue without what the recorded answer cannot have seen, though it bears an earlier time.

    A publication that was being committed while the answer was worked out: an edition that the answer would name but
    does not, or one that would take the place of an edition it names.
    """
    rested_on = named(recorded)
    unseen = named(replayed) - rested_on
    newest: dict[tuple[str, str], int] = {}
    for layer, region, number in rested_on:
        newest[layer, region] = max(number, newest.get((layer, region), 0))

    def late(edition: Edition) -> bool:
        key = _key(edition)
        return key in unseen or (key not in rested_on and key[2] > newest.get(key[:2], key[2]))

    return tuple(edition for edition in catalogue if not late(edition))


def _key(edition: Edition) -> Key:
    return edition.head.layer, edition.head.region, edition.number
