"""Small good files of offices and drawing rooms: a workbook, old and new, a CSV, drawings, a geodatabase."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import ezdxf
import geopandas as gpd
import openpyxl
import shapely

HEAD = ["点号", "X(m)", "Y(m)"]
CORNERS = [
    ["J1", 3098000.0, 40567000.0],
    ["J2", 3098000.0, 40567100.0],
    ["J3", 3098100.0, 40567100.0],
    ["J4", 3098100.0, 40567000.0],
]
OLD_BOOK = Path(__file__).resolve().parents[1] / "intake" / "files" / "good" / "老版本.xls"


def office_files() -> dict[str, bytes]:
    """Name → bytes of one readable file per format."""
    square = [(y, x) for _, x, y in CORNERS]
    return {
        "site.xlsx": _workbook(),
        "site.xls": OLD_BOOK.read_bytes(),
        "site.csv": "\n".join(",".join(map(str, row)) for row in [HEAD, *CORNERS]).encode("gb18030"),
        "site.dxf": _drawing("R2010", square),
        "old.dxf": _drawing("R12", square),
        "site.gdb.zip": _geodatabase(square),
    }


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["界址点坐标表", "面积 1 公顷"], HEAD, *CORNERS):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _drawing(version: str, square: list[tuple[float, float]]) -> bytes:
    made = ezdxf.new(version, units=0 if version == "R12" else 6)
    space = made.modelspace()
    block = made.blocks.new("B")
    block.add_circle((0, 0), 5)
    space.add_polyline2d(square, close=True, dxfattribs={"layer": "红线"})
    space.add_arc(square[0], 20, 0, 180, dxfattribs={"layer": "路"})
    space.add_blockref("B", square[1], dxfattribs={"layer": "井"})
    if version != "R12":
        space.add_spline([(*one, 0) for one in square], dxfattribs={"layer": "路"})
        space.add_lwpolyline([(*one, 0, 0, 0.4) for one in square], dxfattribs={"layer": "路"})
    out = io.StringIO()
    made.write(out)
    return out.getvalue().encode("utf-8" if made.dxfversion >= "AC1021" else "gbk")


def _geodatabase(square: list[tuple[float, float]]) -> bytes:
    table = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.Polygon(square)], crs="EPSG:4528")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site.gdb"
        table.to_file(folder, driver="OpenFileGDB", layer="site")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.writestr(f"site.gdb/{file.name}", file.read_bytes())
        return out.getvalue()


def broken_inside(content: bytes, rng: random.Random, broken: Callable[[bytes, random.Random], bytes]) -> bytes:
    """An archive one of whose members is broken and whose sums are right: what a bad tool packs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = rng.choice(sorted(members))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, broken(data, rng) if name == chosen else data)
    return out.getvalue()
