"""The files that a table of projects refers to: beside it, in the zip it came in, or kept by the service.

They are taken where the table is read, and travel with its rows to whichever process reads them.
"""

from __future__ import annotations

import json
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from layers.errors import BadFile, NotFound, SanxianError, TooLarge
from layers.intake import Reading, ReadLimits, read
from layers.intake.archive import Archive, open_archive
from layers.stores.base import Store

KEPT: Final = "sha256:"
_KIND: Final = "site-file"  # of api.shelf, which keeps a line of JSON and then the bytes of the file
_SHAPEFILE: Final = ("shp", "shx", "dbf", "prj", "cpg")


@dataclass(frozen=True)
class Taken:
    """A file by its bytes: one part, or those of a shapefile by suffix; and what was said of it when it was kept."""

    name: str
    parts: Mapping[str, bytes]
    crs: str | None = None
    layer: str | None = None

    def reading(self, crs: str | None, layer: str | None, limits: ReadLimits) -> Reading:
        """What it holds. Raises BadInput's kinds."""
        crs, layer = crs or self.crs, layer or self.layer
        if "shp" not in self.parts:
            (content,) = self.parts.values()
            return read(content, name=self.name, crs=crs, layer=layer, limits=limits)
        with tempfile.TemporaryDirectory() as place:
            for suffix, content in self.parts.items():
                (Path(place) / f"part.{suffix}").write_bytes(content)
            return read(Path(place) / "part.shp", name=self.name, crs=crs, layer=layer, limits=limits)


class Files(ABC):
    """Where files are that rows refer to. `limits` bound each of them."""

    limits: ReadLimits

    @abstractmethod
    def taken(self, reference: str) -> Taken:
        """The file that a row names so. Raises BadInput's kinds, NotFound."""

    def reading(self, reference: str, crs: str | None, layer: str | None) -> Reading:
        """What it holds. Raises BadInput's kinds, NotFound."""
        return self.taken(reference).reading(crs, layer, self.limits)


@dataclass(frozen=True)
class Carried(Files):
    """Files taken already, or what was wrong with them, by what the rows call them."""

    held: Mapping[str, Taken | SanxianError]
    limits: ReadLimits

    def taken(self, reference: str) -> Taken:
        """As it was taken, or failed to be."""
        found = self.held[reference]
        if isinstance(found, SanxianError):
            raise found
        return found


@dataclass(frozen=True)
class KeptFiles(Files):
    """Site files that a service has taken in (POST /siting/files), by their ids."""

    store: Store
    limits: ReadLimits

    def taken(self, reference: str) -> Taken:
        """A kept file. Raises BadFile for what is no id, NotFound."""
        if not reference.startswith(KEPT):
            raise BadFile(
                f"“{reference}”不是上传文件的编号（sha256:…）；带文件的表请连同文件打成一个 zip",
                f"{reference!r} is no id of an uploaded file (sha256:…); send a table with its files as one zip",
            )
        described, _, content = self._kept(reference).partition(b"\n")
        said = json.loads(described)
        return Taken(said["name"], {"": content}, said["crs"], said["layer"])

    def _kept(self, reference: str) -> bytes:
        try:
            found = self.store.blob(reference.removeprefix(KEPT))
        except NotFound:
            found = b""
        if not found.startswith(b"{") or f'"kind":"{_KIND}"'.encode() not in found.partition(b"\n")[0]:
            raise NotFound(
                f"没有编号为 {reference[:80]} 的已上传文件，或已为新文件让位；请再次 POST /siting/files",
                f"there is no uploaded file {reference[:80]}, or newer ones took its place; send it again to POST "
                "/siting/files",
            )
        return found


@dataclass(frozen=True)
class FilesBeside(Files):
    """Files by their path from the folder of the table."""

    folder: Path
    limits: ReadLimits

    def taken(self, reference: str) -> Taken:
        """A file, with the parts of a shapefile. Raises BadFile, TooLarge."""
        path = self.folder / reference.replace("\\", "/")
        try:
            if path.is_dir():
                raise BadFile(f"{path} 是文件夹；请给出其中的一个文件", f"{path} is a folder; name a file in it")
            if not path.is_file():
                raise BadFile(f"没有文件 {path}；请核对路径", f"there is no file {path}; check the path")
            parts = {"": path}
            if path.suffix.lower() == ".shp":
                beside = (one for one in path.parent.iterdir() if one.stem == path.stem)
                parts = {suffix: one for one in beside if (suffix := one.suffix.lower()[1:]) in _SHAPEFILE}
            _require_size(sum(part.stat().st_size for part in parts.values()), path.name, self.limits)
            return Taken(path.name, {suffix: part.read_bytes() for suffix, part in parts.items()})
        except OSError as fault:
            cause = fault.strerror or str(fault)
            raise BadFile(
                f"{path.name} 读不出（{cause}）；请核对路径与权限",
                f"{path.name} cannot be read ({cause}); check the path and its permissions",
            ) from fault


@dataclass(frozen=True)
class FilesInZip(Files):
    """Files by their path in a zip, from the folder of the table in it; ids of kept ones too."""

    archive: Path
    folder: str
    limits: ReadLimits
    kept: KeptFiles

    def taken(self, reference: str) -> Taken:
        """A file, with the parts of a shapefile. Raises BadFile where it is not in the zip, TooLarge, NotFound."""
        if reference.startswith(KEPT):
            return self.kept.taken(reference)
        wanted = str(PurePosixPath(self.folder) / reference.replace("\\", "/"))
        with open_archive(self.archive, self.limits.unpacked_bytes) as archive, tempfile.TemporaryDirectory() as place:
            names = archive.names()
            if wanted not in names:
                raise BadFile(
                    f"压缩包里没有文件“{reference}”；请核对路径与大小写",
                    f"the zip holds no file {reference!r}; check its path and case",
                )
            stem, _, suffix = wanted.rpartition(".")
            members = {"": wanted}
            if suffix.lower() == "shp":
                split = ((name, *name.rpartition(".")) for name in names)
                members = {
                    own.lower(): name for name, its, _, own in split if its == stem and own.lower() in _SHAPEFILE
                }
            return Taken(PurePosixPath(wanted).name, dict(self._extracted(archive, members, Path(place))))

    def _extracted(self, archive: Archive, members: Mapping[str, str], place: Path) -> Iterator[tuple[str, bytes]]:
        left = self.limits.bytes
        for suffix, member in members.items():
            archive.extract(member, place / "part")
            left -= (place / "part").stat().st_size
            _require_size(self.limits.bytes - left, member, self.limits)
            yield suffix, (place / "part").read_bytes()


def _require_size(size: int, name: str, limits: ReadLimits) -> None:
    if size > limits.bytes:
        raise TooLarge(
            f"{name} 有 {size} 字节，超过上限 {limits.bytes}；请拆分文件",
            f"{name} has {size} bytes, more than the limit of {limits.bytes}; split the file",
        )
