"""Uploaded site files: kept in the store by content, read in a child process, and a few readings kept in memory."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from layers.errors import NotFound
from layers.intake import Reading, ReadLimits, read
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.rasters.classes import ClassTables
from layers.rasters.intake import Arrival, arrived
from layers.stores.base import Store
from zoning.verdict import canonical

PREFIX = "sha256:"
KIND = "siting-file"


@dataclass(frozen=True)
class SiteFile:
    """A file as it was sent: the hash of its bytes, its name, and how it is to be read."""

    content: str
    name: str
    crs: str | None
    layer: str | None


class FileShelf:
    """Files by id, `sha256:` of their description; any process on the same store knows them."""

    def __init__(self, store: Store, limits: ReadLimits, *, keep: int, readers: int) -> None:
        self._store = store
        self._limits = limits
        self._keep = keep
        self._turn = threading.BoundedSemaphore(readers)
        self._readings: OrderedDict[SiteFile, Reading] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, content: bytes, name: str, crs: str | None, layer: str | None) -> tuple[str, Reading]:
        """Read a file and keep it; returns its id. Raises BadInput's kinds, and then nothing is kept."""
        reading = self.read(content, name, crs, layer)
        file = SiteFile(self._store.put_blob(content), name, crs, layer)
        number = self._store.put_blob(canonical({"kind": KIND, **asdict(file)}))
        self._remember(file, reading)
        return PREFIX + number, reading

    def reading(self, file_id: str, crs: str | None) -> Reading:
        """The reading of a kept file, in `crs` where that is given. Raises NotFound, and BadInput's kinds."""
        file = self._file(file_id)
        if crs is not None:
            file = SiteFile(file.content, file.name, crs, file.layer)
        with self._lock:
            if file in self._readings:
                self._readings.move_to_end(file)
                return self._readings[file]
        reading = self.read(self._store.blob(file.content), file.name, file.crs, file.layer)
        self._remember(file, reading)
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

    def _file(self, file_id: str) -> SiteFile:
        digest = file_id.removeprefix(PREFIX)
        try:
            described = json.loads(self._store.blob(digest)) if len(digest) == 64 and digest.isalnum() else None
        except (NotFound, ValueError):
            described = None
        if not file_id.startswith(PREFIX) or not isinstance(described, dict) or described.pop("kind", None) != KIND:
            raise NotFound(
                f"没有编号为 {file_id[:80]} 的已上传文件；请先 POST /siting/files",
                f"there is no uploaded file {file_id[:80]}; send it to POST /siting/files first",
            )
        return SiteFile(**described)

    def _remember(self, file: SiteFile, reading: Reading) -> None:
        with self._lock:
            self._readings[file] = reading
            while len(self._readings) > self._keep:
                self._readings.popitem(last=False)
