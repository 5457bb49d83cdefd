"""Editions in memory and a measure desk over them, for tests of measures."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely
from world import DATA, definitions

from layers.editions import Edition, EditionHead, Features, Standing, Value, content_hash
from layers.stores.base import LogEntry
from zoning.desk import Desk, Limits
from zoning.measures.definitions import MeasureDefinitions, load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import Question
from zoning.measures.result import Result

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
START = date(2020, 1, 1)


@cache
def measure_definitions() -> MeasureDefinitions:
    """The repository's own methods and targets."""
    return load_measure_definitions(DATA, definitions())


class MemoryStore:
    """Editions by content, without a disk; enough of a store for snapshots and the ledger."""

    location = "memory"

    def __init__(self) -> None:
        self._editions: dict[tuple[str, str, int], tuple[Edition, Features]] = {}
        self._blobs: dict[str, bytes] = {}
        self._log: list[LogEntry] = []

    def editions(self) -> tuple[Edition, ...]:
        """Every edition."""
        return tuple(edition for _, (edition, _) in sorted(self._editions.items()))

    def features(self, edition: Edition) -> Features:
        """The features of one."""
        return self._editions[edition.head.layer, edition.head.region, edition.number][1]

    def put_blob(self, content: bytes) -> str:
        """Keep bytes."""
        import hashlib

        name = hashlib.sha256(content).hexdigest()
        self._blobs[name] = content
        return name

    def blob(self, sha256: str) -> bytes:
        """Bytes by hash."""
        return self._blobs[sha256]

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes."""
        return self.put_blob(path.read_bytes())

    @contextmanager
    def file(self, sha256: str) -> Iterator[Path]:
        """Bytes by hash, as a file."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "blob")
            path.write_bytes(self._blobs[sha256])
            yield path

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """One entry more."""
        entry = LogEntry(len(self._log) + 1, at, kind, subject, body, "", "")
        self._log.append(entry)
        return entry

    def log(self, *, kind: str | None = None, subject: str | None = None, after: int = 0) -> Iterator[LogEntry]:
        """Entries in order."""
        found = [e for e in self._log if kind in (None, e.kind) and subject in (None, e.subject)]
        return iter([e for e in found if e.sequence > after])

    def add(
        self,
        layer: str,
        features: Sequence[tuple[str, shapely.Geometry, Mapping[str, Value]]],
        *,
        region: str = "330300",
        effective_from: date = START,
        standing: Standing = "illustrative",
        accuracy_m: float = 1.0,
        coverage: shapely.Geometry | None = None,
        source: str = "test",
    ) -> Edition:
        """Publish features (id, geometry, attributes) as the next edition, with no check of any kind.

        Attributes that are left out take the default of the layer's definition, else None.
        """
        kind = definitions().kinds[layer]
        rows = sorted(features, key=lambda row: row[0])
        defaults = {n: None if a.default is None else a.typed(a.default) for n, a in kind.attributes.items()}
        unknown = {name for _, _, given in rows for name in given} - set(defaults)
        if unknown:
            raise ValueError(f"{layer} has no attribute {unknown}")
        column = np.empty(len(rows), dtype=object)
        column[:] = [geometry for _, geometry, _ in rows]
        table = Features(
            ids=tuple(row[0] for row in rows),
            geometries=column,
            attributes={name: tuple(row[2].get(name, value) for row in rows) for name, value in defaults.items()},
            delivered={},
        )
        head = EditionHead(layer, region, standing, accuracy_m, effective_from, source, coverage)
        number = 1 + sum((lay, reg) == (layer, region) for lay, reg, _ in self._editions)
        edition = Edition(head, number, content_hash(head, table), len(rows), "published", NOW, NOW)
        self._editions[layer, region, number] = edition, table
        return edition

    def withdraw(self, edition: Edition) -> None:
        """As if it had never been published."""
        key = (edition.head.layer, edition.head.region, edition.number)
        self._editions[key] = (replace(edition, state="withdrawn", withdrawn_at=NOW), self._editions[key][1])


def desk(store: MemoryStore) -> MeasureDesk:
    """A measure desk over a store in memory."""
    return MeasureDesk(Desk(store, definitions(), Limits()), measure_definitions())  # type: ignore[arg-type]


def ask(store: MemoryStore, question: Question) -> Result:
    """The answer to one question, now."""
    return desk(store).answer(question, NOW)
