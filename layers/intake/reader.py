"""The doors of intake: a file, a parsed GeoJSON document, or a pair of numbers in; a `Reading` out."""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from shapely import Point

from layers.crs import CGCS2000, parse_crs
from layers.errors import BadFile, BadGeometry, TooLarge
from layers.intake import geojson, typed
from layers.intake.delivered import Delivered
from layers.intake.finish import finish
from layers.intake.sandbox import read_in_child
from layers.intake.shapefile import require_parts
from layers.intake.statement import parse_statement
from layers.intake.text import fold
from layers.intake.types import RawFeature, Reading, ReadLimits

_DEFAULT = ReadLimits()
_PARTS = ("shp", "shx", "dbf", "prj", "cpg")
_LONGEST_TEXT = 20_000
_SHORT = 60  # characters of a text that messages quote instead of a name
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def read(
    source: bytes | Path,
    *,
    name: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    limits: ReadLimits = _DEFAULT,
    may_be_empty: bool = False,
) -> Reading:
    """Features in EPSG:4490 of a file of any readable format, by its content; a lone .shp with its neighbours too.

    `name` is what messages call it, `crs` a token of `layers.crs.parse_crs`, `layer` the layer of a GeoPackage or
    the shapefile of a zip. The file is opened in a child process under `limits`. A file without a feature is refused
    unless it `may_be_empty`. Raises BadInput and its kinds.
    """
    shown = _shown(name or (source.name if isinstance(source, Path) else "input"))
    require_statement(crs)
    with tempfile.TemporaryDirectory(prefix="sanxian-intake-") as private:
        folder = Path(private)
        if isinstance(source, bytes):
            _require_size(len(source), shown, limits)
            (folder / "input").write_bytes(source)
        else:
            _copy(source, folder, shown, limits)
        return read_in_child(folder, shown, crs, layer, limits, may_be_empty=may_be_empty)


def read_geojson(
    document: object, *, crs: str | None = None, name: str = "site", limits: ReadLimits = _DEFAULT
) -> Reading:
    """Features in EPSG:4490 of a GeoJSON document already parsed, read in this process. Raises BadInput's kinds."""
    if not isinstance(document, Mapping):
        raise BadFile("GeoJSON 的最外层应是一个对象", "GeoJSON must be an object at its top")
    return finish(geojson.deliver(document, _shown(name)), crs, limits)


def read_lonlat(text: str, crs: str | None = None) -> Reading:
    """One point from `LON,LAT`, or `EAST,NORTH` with a plane CRS; full-width marks allowed. Raises BadInput's kinds."""
    cells = fold(text).replace("、", ",").split(",")
    try:
        x, y = (float(cell) for cell in cells)
    except ValueError as fault:
        raise BadGeometry(
            f"“{text[:40]}”不是“经度,纬度”；例如 120.6994,27.9943",
            f'"{text[:40]}" is not LON,LAT, e.g. 120.6994,27.9943',
        ) from fault
    feature = RawFeature(Point(x, y), {}, _shown(text))
    unit = min(10.0 ** -len(cell.strip().partition(".")[2]) for cell in cells)
    return finish(Delivered("lonlat", [feature], default=CGCS2000, unit=unit), crs, _DEFAULT)


def read_text(text: str, crs: str | None = None, *, limits: ReadLimits = _DEFAULT) -> Reading:
    """What was typed or pasted: a pair of numbers in any notation, a list of points, a map link, WKT, corner rows.

    Read in this process, so not for what is long. Raises BadInput's kinds.
    """
    if len(text) > _LONGEST_TEXT:
        raise TooLarge(
            f"文字有 {len(text)} 字，超过上限 {_LONGEST_TEXT}；请存成文件后提交",
            f"the text has {len(text)} characters, more than the limit of {_LONGEST_TEXT}; save it "
            "as a file and send that",
        )
    line = text.strip()
    name = _UNPRINTABLE.sub("", line) if len(line) <= _SHORT and "\n" not in line and "/" not in line else "text"
    return finish(typed.deliver(text, name or "text"), crs, limits)


def require_statement(crs: str | None) -> None:
    """Raises BadCRS for a wrong token, which is no fault of the file."""
    stated = parse_statement(crs).crs
    if stated is not None:
        parse_crs(stated, old=True)


def _shown(name: str) -> str:
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return _UNPRINTABLE.sub("", last)[:80] or "input"


def _require_size(size: int, name: str, limits: ReadLimits) -> None:
    if size > limits.bytes:
        raise TooLarge(
            f"{name} 有 {size} 字节，超过上限 {limits.bytes}；请拆分文件",
            f"{name} has {size} bytes, more than the limit of {limits.bytes}; split the file",
        )


def _copy(source: Path, folder: Path, name: str, limits: ReadLimits) -> None:
    try:
        _require_file(source)
        if source.suffix.lower() != ".shp":
            _require_size(source.stat().st_size, name, limits)
            shutil.copyfile(source, folder / "input")
            return
        siblings = {
            path.suffix.lower().lstrip("."): path
            for path in source.parent.iterdir()
            if path.stem == source.stem and path.suffix.lower().lstrip(".") in _PARTS
        }
        require_parts(set(siblings), name)
        _require_size(sum(path.stat().st_size for path in siblings.values()), name, limits)
        for suffix, path in siblings.items():
            shutil.copyfile(path, folder / f"part.{suffix}")
    except OSError as fault:
        cause = fault.strerror or str(fault)
        raise BadFile(
            f"{name} 读不出（{cause}）；请核对路径与权限",
            f"{name} cannot be read ({cause}); check the path and its permissions",
        ) from fault


def _require_file(source: Path) -> None:
    """Raises BadFile for what is not there or no ordinary file, OSError where that cannot be found out."""
    if stat.S_ISREG(mode := _mode(source)):
        return
    if not mode:
        raise BadFile(f"没有文件 {source}；请核对路径", f"there is no file {source}; check the path")
    if stat.S_ISDIR(mode):
        raise BadFile(f"{source} 是文件夹；请给出其中的一个文件", f"{source} is a folder; name a file in it")
    raise BadFile(
        f"{source} 不是普通文件；管道请用 - 从标准输入送入",
        f"{source} is no ordinary file; pipe it in as standard input with -",
    )


def _mode(source: Path) -> int:
    try:
        return source.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
