"""One polygon written in every format that is read, in any coordinate system."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import shapely
from pyproj import Transformer

from layers.gcj02 import gcj02_to_bd09, wgs84_to_gcj02

DEGREES = ("EPSG:4490", "EPSG:4326", "GCJ02", "BD09")
PLANE = ("EPSG:4528", "EPSG:4549", "EPSG:4548", "gk6:21")
_CODES = {"EPSG:4528": 4528, "EPSG:4549": 4549, "EPSG:4548": 4548, "gk6:21": 4499}

Ring = np.ndarray


def numbers(ring: Ring, crs: str) -> Ring:
    """A ring of EPSG:4490 lon/lat as x (east), y (north) of another system: to 1e-10° or 1e-5 m."""
    if crs in ("EPSG:4490", "EPSG:4326"):
        return ring
    if crs == "GCJ02":
        return wgs84_to_gcj02(ring)
    if crs == "BD09":
        return gcj02_to_bd09(wgs84_to_gcj02(ring))
    forward = Transformer.from_crs(4490, _CODES[crs], always_xy=True)
    return np.column_stack(forward.transform(ring[:, 0], ring[:, 1]))


def said(xy: Ring) -> list[tuple[str, str]]:
    """Each point as two texts, x first."""
    digits = 10 if np.abs(xy).max() <= 180 else 5
    return [(f"{x:.{digits}f}", f"{y:.{digits}f}") for x, y in xy]


def _geojson(xy: Ring) -> bytes:
    return shapely.to_geojson(shapely.Polygon(xy)).encode()


def _wkt(xy: Ring) -> bytes:
    return f"POLYGON (({', '.join(f'{x} {y}' for x, y in said(xy))}))".encode()


def _kml(xy: Ring) -> bytes:
    corners = " ".join(f"{x},{y},0" for x, y in said(xy))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs>"
        "</Polygon></Placemark></Document></kml>"
    ).encode()


def _kmz(xy: Ring) -> bytes:
    return _zipped({"doc.kml": _kml(xy)})


def _corner_txt(xy: Ring) -> bytes:
    unit = "计量单位=十进制度\n" if np.abs(xy).max() <= 180 else "计量单位=米\n"
    rows = "".join(f"J{index},1,{y},{x}\n" for index, (x, y) in enumerate(said(xy), 1))
    return f"[属性描述]\n{unit}[地块坐标]\n{len(xy)},,1,地块,面,,,,@\n{rows}".encode()


def _cass_dat(xy: Ring) -> bytes:
    return "".join(f"{index},JZD,{x},{y},0\n" for index, (x, y) in enumerate(said(xy), 1)).encode()


def _pasted(xy: Ring) -> bytes:
    return "".join(f"{index} {x} {y}\n" for index, (x, y) in enumerate(said(xy), 1)).encode()


def _heads(xy: Ring) -> tuple[str, str]:
    return ("经度", "纬度") if np.abs(xy).max() <= 180 else ("Y坐标（东）", "X坐标（北）")


def _csv(xy: Ring) -> bytes:
    east, north = _heads(xy)
    rows = "".join(f"J{index},{y},{x}\n" for index, (x, y) in enumerate(said(xy), 1))
    return f"点号,{north},{east}\n{rows}".encode()


def _xlsx(xy: Ring) -> bytes:
    east, north = _heads(xy)
    book = openpyxl.Workbook()
    book.active.append(["点号", north, east])
    for index, (x, y) in enumerate(said(xy), 1):
        book.active.append([f"J{index}", float(y), float(x)])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _dxf(xy: Ring) -> bytes:
    drawing = ezdxf.new("R2010")
    drawing.modelspace().add_lwpolyline([tuple(point) for point in xy[:-1]], close=True, dxfattribs={"layer": "红线"})
    text = io.StringIO()
    drawing.write(text)
    return text.getvalue().encode()


def _by_gdal(xy: Ring, name: str, driver: str) -> bytes:
    table = gpd.GeoDataFrame({"name": ["site"]}, geometry=[shapely.Polygon(xy)])
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / name
        # a geodatabase keeps whole units of a grid, which without a CRS is one for metres
        degrees = {"XORIGIN": "-400", "YORIGIN": "-400", "XYSCALE": "1e11", "XYTOLERANCE": "1e-10"}
        fine = driver == "OpenFileGDB" and max(xy[0]) < 1000
        table.to_file(place, driver=driver, **(degrees if fine else {}))
        if driver == "GPKG":
            return place.read_bytes()
        files = [path for path in Path(scratch).rglob("*") if path.is_file()]
        return _zipped({path.relative_to(scratch).as_posix(): path.read_bytes() for path in files})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


FORMATS: Mapping[str, Callable[[Ring], bytes]] = {
    "site.geojson": _geojson,
    "site.wkt": _wkt,
    "site.kml": _kml,
    "site.kmz": _kmz,
    "site.txt": _corner_txt,
    "site.dat": _cass_dat,
    "pasted.txt": _pasted,
    "site.csv": _csv,
    "site.xlsx": _xlsx,
    "site.dxf": _dxf,
    "site.gpkg": lambda xy: _by_gdal(xy, "site.gpkg", "GPKG"),
    "site.shp.zip": lambda xy: _by_gdal(xy, "site.shp", "ESRI Shapefile"),
    "site.gdb.zip": lambda xy: _by_gdal(xy, "site.gdb", "OpenFileGDB"),
}
ONLY_DEGREES = frozenset(("site.kml", "site.kmz"))
ONLY_PLANE = frozenset(("site.dat",))
