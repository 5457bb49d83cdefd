"""Uploaded site files: the latest kept in the store, read in a child process, and a few readings kept in memory.

They are kept up to a bound on their bytes; the oldest go first. Which there are is the sum of their entries in the log.
No answer rests on them: a recorded one has the geometry itself.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import MappingProxyType

from layers.canonical import canonical
from layers.errors import NotFound
from layers.intake import Reading, ReadLimits, read
from layers.intake.candidates import AmbiguousCRS
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.rasters.classes import ClassTables
from layers.rasters.intake import Arrival, arrived
from layers.stores.base import LogEntry, Store
from layers.stores.fold import Folded

PREFIX = "sha256:"
KIND = "site-file"
_MOST = 10_000  # files: a small one counts as so small a part of the bytes


class FileShelf:
    """Files by id, `sha256:` of what is kept of them; any process on the same store knows them.

    What is kept is a line that says how to read the file, then its bytes: nobody else's content, so that dropping it
    takes nothing away that the ledger names.
    """

    def __init__(self, store: Store, limits: ReadLimits, *, keep: int, readers: int, kept_bytes: int) -> None:
        self._store = store
        self._limits = limits
        self._keep = keep
        self._bytes = kept_bytes
        self._kept: Folded[Mapping[str, int]] = Folded(store, KIND, MappingProxyType({}), _step)
        self._turn = threading.BoundedSemaphore(readers)
        self._readings: OrderedDict[tuple[str, str | None], Reading] = OrderedDict()
        self._lock = threading.Lock()

    def put(
        self, content: bytes, name: str, crs: str | None, layer: str | None, *, at: datetime, actor: str
    ) -> tuple[str, Reading | AmbiguousCRS]:
        """Read a file and keep it, and drop the oldest where that is too much; its id, and what was read.

        One whose numbers can be read in several ways is kept too, for the way to be stated later. Raises BadInput's
        other kinds, and then nothing is kept.
        """
        found: Reading | AmbiguousCRS
        try:
            found = self.read(content, name, crs, layer)
        except AmbiguousCRS as fault:
            found = fault
        kept = canonical({"kind": KIND, "name": name, "crs": crs, "layer": layer}) + b"\n" + content
        digest = hashlib.sha256(kept).hexdigest()
        held = self._kept.now()
        if digest not in held:
            dropped = self._oldest(held, len(kept))
            for old in dropped:
                self._store.forget(old)
            body = {"file": digest, "bytes": len(kept), "dropped": dropped, "actor": actor}
            self._store.append(KIND, KIND, canonical(body), at)  # first: what has no entry would never be dropped
        self._store.put_blob(kept)
        if isinstance(found, Reading):
            self._remember((digest, None), found)
        return PREFIX + digest, found

    def reading(self, file_id: str, crs: str | None) -> Reading:
        """The reading of a kept file, in `crs` where that is given. Raises NotFound, and BadInput's kinds."""
        digest = file_id.removeprefix(PREFIX)
        if not file_id.startswith(PREFIX) or digest not in self._kept.now():
            raise NotFound(
                f"没有编号为 {file_id[:80]} 的已上传文件，或已为新文件让位；请（再次）POST /siting/files",
                f"there is no uploaded file {file_id[:80]}, or newer ones took its place; send it (again) to POST "
                "/siting/files",
            )
        with self._lock:
            if (digest, crs) in self._readings:
                self._readings.move_to_end((digest, crs))
                return self._readings[digest, crs]
        described, _, content = self._store.blob(digest).partition(b"\n")
        said = json.loads(described)
        reading = self.read(content, said["name"], crs or said["crs"], said["layer"])
        self._remember((digest, crs), reading)
        return reading

    def read(
        self, content: bytes, name: str, crs: str | None, layer: str | None, limits: ReadLimits | None = None
    ) -> Reading:
        """What is in a file, by a child process; at most `readers` of them at once. Raises BadInput's kinds."""
        with self._turn:
            return read(content, name=name, crs=crs, layer=layer, limits=limits or self._limits)

    @contextmanager
    def arrived(
        self,
        kind: LayerKind,
        content: bytes,
        mapping: DeliveryMapping,
        tables: ClassTables,
        *,
        name: str,
        crs: str | None,
        layer: str | None,
        limits: ReadLimits,
    ) -> Iterator[Arrival]:
        """A delivery of a layer, read likewise; its file is there until the block ends."""
        with ExitStack() as held:
            with self._turn:
                arrival = held.enter_context(
                    arrived(kind, content, mapping, tables, name=name, crs=crs, layer=layer, limits=limits)
                )
            yield arrival

    def _oldest(self, held: Mapping[str, int], size: int) -> list[str]:
        """The files to drop, so that one of `size` bytes has room."""
        least = self._bytes // _MOST
        too_much = sum(max(least, one) for one in held.values()) + max(least, size) - self._bytes
        dropped = []
        for digest, one in held.items():
            if too_much <= 0:
                break
            dropped.append(digest)
            too_much -= max(least, one)
        return dropped

    def _remember(self, key: tuple[str, str | None], reading: Reading) -> None:
        with self._lock:
            self._readings[key] = reading
            while len(self._readings) > self._keep:
                self._readings.popitem(last=False)


def _step(held: Mapping[str, int], entry: LogEntry) -> Mapping[str, int]:
    """Bytes by file, the oldest first."""
    body = json.loads(entry.body)
    left = {digest: size for digest, size in held.items() if digest not in (*body["dropped"], body["file"])}
    return MappingProxyType({**left, body["file"]: body["bytes"]})
