"""Small good files of every format that is read, and seeded ways to break them."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from office_files import broken_inside, office_files
from rasterio.transform import from_origin

SHAPES = [shapely.box(120.7, 28.0, 120.71, 28.01), shapely.box(120.72, 28.0, 120.73, 28.01).buffer(0.001)]
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>厂区</name><Polygon><outerBoundaryIs><LinearRing>
<coordinates>120.70,28.00,0 120.71,28.00,0 120.71,28.01,0 120.70,28.01,0 120.70,28.00,0</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"""
CORNERS = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.001
转换参数=,,,,,,
[地块坐标]
4,1.0,1,厂区,面,,工业用地,,@
J1,1,3098000.000,40567000.000
J2,1,3098000.000,40567100.000
J3,1,3098100.000,40567100.000
J4,1,3098100.000,40567000.000
J1,1,3098000.000,40567000.000
"""
POINTS = """1,JZD,40567000.000,3098000.000,5.2
2,JZD,40567100.000,3098000.000,5.2
3,JZD,40567100.000,3098100.000,5.2
"""
PASTED = """拐点坐标（2000国家大地坐标系）：
地块一 面积1.5亩
J1  E120°41′57.84″  N27°59′39.5″
J2、120°42′00.84″，27°59′39.5″
3 120.42.00.84 27.59.42.5

地块二
120.7012,27.9951
120.7022 27.9951
J3：X=120.7022 Y=27.9961
"""
LINK = "【位置】某厂 https://uri.amap.com/marker?position=120.703458,27.991018&name=%E6%9F%90 点击查看"


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def good_files() -> dict[str, bytes]:
    """Name → bytes of one readable file per format."""
    table = gpd.GeoDataFrame({"name": ["甲", "乙"], "rank": [1, 2]}, geometry=SHAPES, crs="EPSG:4490")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        table.to_file(folder / "site.gpkg", driver="GPKG", layer="site")
        table.to_file(folder / "site.shp", encoding="UTF-8")
        shapefile = {path.name: path.read_bytes() for path in folder.glob("site.*") if path.suffix != ".gpkg"}
        return {
            "site.geojson": table.to_json(drop_id=True).encode(),
            "site.gpkg": (folder / "site.gpkg").read_bytes(),
            "site.zip": packed(shapefile),
            "site.kml": KML.encode(),
            "site.kmz": packed({"doc.kml": KML.encode()}),
            "site.wkt": b"EPSG:4490;POLYGON((120.7 28,120.71 28,120.71 28.01,120.7 28))".replace(b"EPSG:4490;", b""),
            **office_files(),
            "site.txt": CORNERS.encode("gb18030"),
            "site.dat": POINTS.encode("gb18030"),
            "pasted.txt": PASTED.encode(),
            "link.txt": LINK.encode(),
        }


def good_raster() -> bytes:
    """A GeoTIFF of classes in EPSG:4490."""
    profile = {
        "driver": "GTiff", "width": 8, "height": 8, "count": 1, "dtype": "uint8", "crs": "EPSG:4490", "nodata": 0,
        "transform": from_origin(120.0, 28.0, 0.001, 0.001),
    }  # fmt: skip
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile) as out:
            out.write(np.full((8, 8), 10, dtype="uint8"), 1)
        return memory.read()


def broken(content: bytes, rng: random.Random) -> bytes:
    """The file with one to four things done to it that a broken transfer, a bad tool or a bad will does.

    Of archives every other one is broken inside.
    """
    if content.startswith(b"PK\x03\x04") and rng.random() < 0.5 and zipfile.is_zipfile(io.BytesIO(content)):
        return broken_inside(content, rng, broken)
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(_WAYS)(content, rng) or b"\x00"
    return content


def _flip(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def _drop(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.randrange(1, 200) :]


def _repeat(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    piece = content[start : start + rng.randrange(1, 400)]
    return content[:start] + piece * rng.randrange(2, 50) + content[start:]


def _noise(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    return content[:start] + rng.randbytes(rng.randrange(1, 64)) + content[start:]


def _number(content: bytes, rng: random.Random) -> bytes:
    digits = [at for at, mark in enumerate(content) if 48 <= mark <= 57]
    if not digits:
        return content
    at = rng.choice(digits)
    return content[:at] + rng.choice([b"1e308", b"-", b"NaN", b"Infinity", b"9" * 400, b"0x", b"."]) + content[at + 1 :]


def _word(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    words = [
        b"\xff\xfe",
        b"\x00" * 9,
        b"[" * 3000,
        b"(" * 3000,
        b"<a>" * 2000,
        "，；°′″".encode(),
        b"\r\n",
        b'"',
        b"{}",
    ]
    return content[:at] + rng.choice(words) + content[at:]


_WAYS: list[Callable[[bytes, random.Random], bytes]] = [_flip, _cut, _drop, _repeat, _noise, _number, _word]
