"""A raster far larger than memory should hold: 40,000 x 40,000 cells, read in, measured and compared by windows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from rasterio.windows import Window

ROOT = Path(__file__).resolve().parents[2]
SIDE, TILE, CELL = 40_000, 512, 0.00005
WEST, NORTH = 119.5, 29.0
MOST_BYTES = 1_000_000_000
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
import shapely
from layers.geodesy import area
from layers.intake import ReadLimits
from layers.rasters.classes import load_class_tables
from layers.rasters.classraster import opened
from layers.rasters.intake import raster_limits, read_raster
from layers.rasters.tabulate import changes, composition
from zoning.measures.land_cover.method import LandCoverMethod
from layers.definition_file import read_definition

data, files = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
table = load_class_tables(data / "codes" / "land_cover")["demo"]
method = read_definition(data / "methods" / "land_cover" / "exact-fractions.yaml").parse(LandCoverMethod)
seconds, begun = {}, time.perf_counter()

def lap(name):
    global begun
    seconds[name] = round(time.perf_counter() - begun, 1)
    begun = time.perf_counter()

with read_raster(files[0], table, limits=raster_limits(ReadLimits())) as arrival:
    content = arrival.reading.features[0].attributes["content"]
lap("read in")
zone = shapely.Point(120.5, 28.0).buffer(0.97, quad_segs=64)
with opened(files[0], "before") as before, opened(files[1], "after") as after:
    cover = composition(before, zone, table.values)
    lap("composition")
    found = changes(
        before, after, zone, table.values, labels=method.labels(table), min_patch_m2=method.min_patch_m2,
        connectivity=method.neighbours,
    )
    lap("changes")
own, children = (resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({
    "seconds": seconds, "peak_bytes": own, "peak_bytes_of_reader": children, "zone_m2": float(area(zone)[0]),
    "cover_m2": cover.tolist(), "matrix_m2": float(found.matrix.sum()), "patches": len(found.found.patches),
    "patches_m2": sum(patch.area_m2 for patch in found.found.patches),
    "smaller": sum(count for count, _ in found.found.smaller.values()),
}))
"""


def tile(row: int, col: int, later: bool) -> np.ndarray:
    """One tile: classes in blocks of 64 cells; later some blocks of trees are cleared, and a cell here and there."""
    rng = np.random.default_rng((row, col))
    blocks = rng.integers(1, 6, (8, 8)).astype(np.uint8)
    cells = np.repeat(np.repeat(blocks, 64, axis=0), 64, axis=1)
    if later:
        cleared = (blocks == 1) & (rng.random((8, 8)) < 0.05)
        cells[np.repeat(np.repeat(cleared, 64, axis=0), 64, axis=1)] = 6
        spots = rng.integers(0, TILE, (20, 2))
        cells[spots[:, 0], spots[:, 1]] = 7
    return cells


def write_large(path: Path, later: bool) -> None:
    profile = {
        "driver": "GTiff", "width": SIDE, "height": SIDE, "count": 1, "dtype": "uint8", "nodata": 0, "crs": "EPSG:4490",
        "transform": Affine(CELL, 0.0, WEST, 0.0, -CELL, NORTH), "tiled": True, "blockxsize": TILE, "blockysize": TILE,
        "compress": "DEFLATE", "zlevel": 1, "sparse_ok": True,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as out:
        for row in range(0, SIDE, TILE):
            for col in range(0, SIDE, TILE):
                height, width = min(TILE, SIDE - row), min(TILE, SIDE - col)
                out.write(tile(row, col, later)[:height, :width], 1, window=Window(col, row, width, height))


@pytest.mark.long
def test_a_raster_of_1600_million_cells_is_read_measured_and_compared_within_a_gigabyte(tmp_path, capsys):
    files = [tmp_path / "before.tif", tmp_path / "after.tif"]
    for path, later in zip(files, (False, True), strict=True):
        write_large(path, later)
    command = [sys.executable, "-c", PROGRAM, str(ROOT / "data"), *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    with capsys.disabled():
        print(
            f"\n40,000 x 40,000 classes: {said['seconds']} s, peak RSS {said['peak_bytes'] / 1e6:.0f} MB "
            f"(reader {said['peak_bytes_of_reader'] / 1e6:.0f} MB), {said['patches']} patches"
        )
    assert said["peak_bytes"] < MOST_BYTES and said["peak_bytes_of_reader"] < MOST_BYTES
    assert sum(said["cover_m2"]) == pytest.approx(said["zone_m2"], rel=1e-6)
    assert said["matrix_m2"] == pytest.approx(said["zone_m2"], rel=1e-6)
    assert said["patches"] > 1000 and said["smaller"] > 10_000
