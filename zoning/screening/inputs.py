"""The input of a screening: a table of projects, a zip of a table with its files, or a layer of parcels."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from layers.errors import BadFile, TooLarge
from layers.intake import ReadLimits, read
from layers.intake.archive import open_archive
from layers.intake.shapefile import sets
from layers.stores.base import Store
from layers.tables.reader import is_table, read_sheets
from zoning.screening.columns import Columns
from zoning.screening.entries import Entries, of_layer, of_sheets
from zoning.screening.files import Files, FilesBeside, FilesInZip, KeptFiles

MOST: Final = 100_000  # projects of one screening
_WORKBOOK: Final = "xl/workbook.xml"


@dataclass(frozen=True)
class Opened:
    """The projects of an input, and where the files are that they refer to.

    `held` keeps a folder there for as long as anything is read from it.
    """

    entries: Entries
    files: Files
    held: object = None


@dataclass(frozen=True)
class Reader:
    """Opens inputs. `limits` bound the table or layer as a whole, `site` each file that a row refers to."""

    columns: Columns
    store: Store
    limits: ReadLimits
    site: ReadLimits

    def opened(
        self, source: bytes | Path, name: str, *, layer: str | None, crs: str | None, folder: Path | None
    ) -> Opened:
        """The projects of a file; `folder` is where files lie that it refers to, None: only kept ones may be named.

        `layer` names a sheet or a layer. Raises BadInput's kinds.
        """
        found = self._opened(source, name, layer, crs, folder)
        count = len(found.entries.entries)
        if count > MOST:
            raise TooLarge(
                f"{name} 有 {count} 个项目，超过上限 {MOST}；请分批",
                f"{name} has {count} projects, more than the limit of {MOST}; split it",
            )
        return found

    def _opened(
        self, source: bytes | Path, name: str, layer: str | None, crs: str | None, folder: Path | None
    ) -> Opened:
        kept = KeptFiles(self.store, self.site)
        files: Files = kept if folder is None else FilesBeside(folder, self.site)
        if is_table(name):
            return self._table(source, name, layer, files)
        if not _is_zip(source):
            return Opened(
                of_layer(read(source, name=name, crs=crs, layer=layer, limits=self.limits), self.columns), kept
            )
        held = tempfile.TemporaryDirectory(prefix="sanxian-screening-")
        path = Path(held.name) / "input.zip"
        path.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        with open_archive(path, self.limits.unpacked_bytes) as archive:
            names = archive.names()
            tables = [] if _WORKBOOK in names else [one for one in names if is_table(one)]
            if _WORKBOOK in names:
                return self._table(path, name, layer, files)
            if not tables or (sets(names) and len(tables) != 1):
                reading = read(path, name=name, crs=crs, layer=layer, limits=self.limits)
                return Opened(of_layer(reading, self.columns), kept)
            if len(tables) > 1:
                listed = "、".join(tables[:10])
                raise BadFile(
                    f"{name} 里有 {len(tables)} 个表（{listed}）；请只放一个项目表",
                    f"{name} holds {len(tables)} tables ({listed}); leave one table of projects",
                )
            table = Path(held.name) / "table"
            archive.extract(tables[0], table)
        beside = FilesInZip(path, str(PurePosixPath(tables[0]).parent), self.site, kept)
        opened = self._table(table, PurePosixPath(tables[0]).name, layer, beside)
        return Opened(opened.entries, opened.files, held)

    def _table(self, source: bytes | Path, name: str, sheet: str | None, files: Files) -> Opened:
        return Opened(of_sheets(read_sheets(source, name, self.limits), self.columns, name, sheet), files)


def _is_zip(source: bytes | Path) -> bool:
    if isinstance(source, bytes):
        return source.startswith(b"PK\x03\x04")
    try:
        with source.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False  # the reader says what is wrong with it
