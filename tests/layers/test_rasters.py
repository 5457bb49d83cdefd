"""Class rasters: areas of cells, shares of cells, composition by windows, on geographic and projected grids."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from class_rasters import NORTH, WEST, cells_box, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from layers.errors import BadCRS, BadFile, StoreError
from layers.geodesy import area
from layers.rasters.classraster import opened
from layers.rasters.grid import Window
from layers.rasters.tabulate import composition

SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
GK = {"crs": "EPSG:4549", "west": 560_000.0, "north": 3_100_000.0}
ELLIPSOID = Geod(a=6378137.0, rf=298.257222101)
VALUES = (1, 2, 3, 4)


def measured(path, zone, values=VALUES, size=1024):
    with opened(path, path.name) as raster:
        return composition(raster, zone, values, size)


def by_pyproj(polygon):
    """Area by another library, edges cut to some 10 m so that its geodesics follow the drawn lines."""
    return abs(ELLIPSOID.geometry_area_perimeter(shapely.segmentize(polygon, 0.0001))[0])


# --- by hand


def test_a_zone_over_half_of_two_by_two_cells_counts_half_of_each(tmp_path):
    path = write(tmp_path / "a.tif", [[1, 2], [3, 4]])
    cells = [by_pyproj(cells_box(row, col, 1, 1)) for row in (0, 1) for col in (0, 1)]
    east = measured(path, cells_box(0, 0.5, 2, 1))
    assert east == pytest.approx([m2 / 2 for m2 in cells] + [0.0], rel=1e-7)
    quarter = measured(path, cells_box(0.5, 0.5, 1, 1))
    assert quarter == pytest.approx([m2 / 4 for m2 in cells] + [0.0], rel=1e-5)  # latitude bends the halves a little


def test_a_zone_smaller_than_a_cell_has_its_own_area(tmp_path):
    path = write(tmp_path / "a.tif", [[1, 2], [3, 4]])
    zone = cells_box(0.2, 1.3, 0.3, 0.25)
    assert measured(path, zone) == pytest.approx([0, by_pyproj(zone), 0, 0, 0], rel=1e-5)


def test_nodata_and_what_lies_beyond_the_raster_are_no_class(tmp_path):
    path = write(tmp_path / "a.tif", [[1, 0], [0, 4]])
    found = measured(path, cells_box(-1, -1, 4, 4))
    cells = [by_pyproj(cells_box(row, col, 1, 1)) for row in (0, 1) for col in (0, 1)]
    assert found == pytest.approx([cells[0], 0, 0, cells[3], cells[1] + cells[2]], rel=1e-7)


def test_a_zone_beyond_the_raster_has_nothing(tmp_path):
    assert measured(write(tmp_path / "a.tif", [[1]]), cells_box(5, 5, 1, 1)).sum() == 0.0


def test_a_value_that_the_table_does_not_list_is_never_counted(tmp_path):
    path = write(tmp_path / "a.tif", [[1, 9]])
    with pytest.raises(StoreError, match="holds the value 9"):
        measured(path, cells_box(0, 0, 1, 2))


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "uint16", "int32", "uint32"])
def test_every_type_of_whole_numbers_is_read(tmp_path, dtype):
    path = write(tmp_path / "a.tif", [[1, 2], [3, 4]], dtype=dtype, nodata=100)
    assert (measured(path, cells_box(0, 0, 2, 2))[:4] > 0).all()


def test_a_nodata_value_below_zero_is_nodata(tmp_path):
    path = write(tmp_path / "a.tif", [[1, -9999]], dtype="int32", nodata=-9999)
    found = measured(path, cells_box(0, 0, 1, 2))
    assert found[4] == pytest.approx(found[0])


# --- areas of cells


def test_a_geographic_cell_has_the_area_of_its_box_on_the_ellipsoid(tmp_path):
    with opened(write(tmp_path / "a.tif", np.ones((50, 3))), "a") as raster:
        areas = raster.grid.cell_areas(Window(10, 0, 4, 3))
    assert areas.shape == (4, 1)
    assert areas[:, 0] == pytest.approx([by_pyproj(cells_box(10 + i, 0, 1, 1)) for i in range(4)], rel=1e-8)


@pytest.mark.parametrize(("cell", "west"), [(10.0, 560_000.0), (30.0, 640_000.0), (500.0, 400_000.0)])
def test_a_projected_cell_has_the_area_of_its_image_on_the_ellipsoid(tmp_path, cell, west):
    path = write(tmp_path / "g.tif", np.ones((700, 700)), cell=cell, **(GK | {"west": west}))
    with opened(path, "g") as raster:
        window = Window(400, 500, 100, 150)
        areas = raster.grid.cell_areas(window)
    to_degrees = Transformer.from_crs(4549, 4490, always_xy=True)
    for row, col in ((0, 0), (57, 99), (99, 149)):
        x, y = west + (500 + col) * cell, GK["north"] - (400 + row) * cell
        plane = shapely.segmentize(shapely.box(x, y - cell, x + cell, y), cell / 10)
        image = shapely.transform(plane, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))
        assert areas[row, col] == pytest.approx(float(area(image)[0]), rel=1e-6)
        assert areas[row, col] != pytest.approx(cell**2, rel=1e-6)  # the plane area would be wrong


def test_the_areas_of_cells_are_the_same_in_whatever_window_they_are_asked(tmp_path):
    with opened(write(tmp_path / "g.tif", np.ones((700, 700)), cell=30.0, **GK), "g") as raster:
        whole = raster.grid.cell_areas(Window(0, 0, 700, 700))
        part = raster.grid.cell_areas(Window(123, 456, 77, 99))
    assert part == pytest.approx(whole[123:200, 456:555], rel=1e-12)


# --- properties


@st.composite
def zones(draw, size=40):
    """A star-shaped polygon over a raster of `size` cells of 0.001°, partly beyond it."""
    count = draw(st.integers(5, 14))
    centre = draw(st.floats(5, size - 5)), draw(st.floats(5, size - 5))
    radii = draw(st.lists(st.floats(1, 25), min_size=count, max_size=count))
    turns = np.arange(count) * 2 * np.pi / count
    ring = np.column_stack([centre[0] + radii * np.cos(turns), centre[1] + radii * np.sin(turns)])
    return shapely.Polygon(ring * (0.001, -0.001) + (WEST, NORTH))


@given(zone=zones(), seed=st.integers(0, 2**16))
@SLOW
def test_the_classes_and_nodata_sum_to_the_zone_within_the_raster(tmp_path, zone, seed):
    cells = np.random.default_rng(seed).integers(0, 5, (40, 40))
    path = write(tmp_path / "a.tif", cells)
    inside = shapely.intersection(zone, cells_box(0, 0, 40, 40))
    assert measured(path, zone).sum() == pytest.approx(by_pyproj(inside), rel=1e-4)


@given(zone=zones(), cut=st.floats(2, 38), seed=st.integers(0, 2**16))
@SLOW
def test_a_composition_is_the_sum_of_its_parts_however_the_zone_is_cut(tmp_path, zone, cut, seed):
    path = write(tmp_path / "a.tif", np.random.default_rng(seed).integers(0, 5, (40, 40)))
    west, east = cells_box(-50, -50, 150, 50 + cut), cells_box(-50, cut, 150, 150)
    parts = [measured(path, shapely.intersection(zone, side)) for side in (west, east)]
    assert sum(parts) == pytest.approx(measured(path, zone), rel=1e-6, abs=1e-3)


@given(zone=zones(), size=st.integers(1, 50), seed=st.integers(0, 2**16))
@SLOW
def test_windows_of_any_size_give_what_the_whole_gives(tmp_path, zone, size, seed):
    path = write(tmp_path / "a.tif", np.random.default_rng(seed).integers(0, 5, (40, 40)))
    assert measured(path, zone, size=size) == pytest.approx(measured(path, zone), rel=1e-6, abs=1e-3)


def test_the_same_ground_in_a_projected_grid_measures_the_same(tmp_path):
    """Stripes of 200 m in cells of 10 m, and the same stripes as polygons, over the neck of a zone."""
    cells = np.repeat(np.repeat(np.arange(40) % 4 + 1, 20)[np.newaxis], 600, axis=0)
    path = write(tmp_path / "g.tif", cells, cell=10.0, **GK)
    to_degrees = Transformer.from_crs(4549, 4490, always_xy=True)

    def image(plane):
        fine = shapely.segmentize(plane, 5.0)
        return shapely.transform(fine, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))

    zone = image(shapely.Point(564_000, 3_097_000).buffer(2_700))
    stripes = [
        shapely.union_all([image(shapely.box(x, 3_094_000, x + 200, 3_100_000)) for x in range(x0, 568_000, 800)])
        for x0 in range(560_000, 560_800, 200)
    ]
    expected = [float(area(shapely.intersection(zone, stripe))[0]) for stripe in stripes]
    assert measured(path, zone, size=64)[:4] == pytest.approx(expected, rel=1e-5)


# --- what is no class raster


def refused(path, kind, match, crs=None):
    with pytest.raises(kind, match=match), opened(path, path.name, crs):
        pass


def test_a_raster_without_a_crs_is_refused_unless_it_is_named(tmp_path):
    path = write(tmp_path / "a.tif", [[1]], crs=None)
    refused(path, BadCRS, "a.tif states no coordinate reference system; name it with --crs")
    with opened(path, "a", "EPSG:4490") as raster:
        assert raster.grid.crs.name == "EPSG:4490"


@pytest.mark.parametrize(("west", "name"), [(560_000.0, "EPSG:4549"), (40_560_000.0, "EPSG:4528")])
def test_a_zone_is_named_by_a_token_whether_or_not_eastings_carry_its_number(tmp_path, west, name):
    path = write(tmp_path / "g.tif", np.ones((3, 3)), crs=None, cell=30.0, west=west, north=GK["north"])
    with opened(path, "g", "gk3:40") as raster:
        assert raster.grid.crs.name == name
        west_lon = raster.grid.frame().bounds[0]
    assert west_lon == pytest.approx(120.609, abs=0.01)


@pytest.mark.parametrize("crs", ["EPSG:4610", "EPSG:2437"])
def test_a_raster_of_an_old_datum_is_refused(tmp_path, crs):
    refused(write(tmp_path / "a.tif", [[1]], crs=crs), BadCRS, "no public parameters")


def test_a_turned_raster_is_refused(tmp_path):
    from rasterio.transform import Affine

    turned = Affine(0.001, 0.0002, WEST, 0.0002, -0.001, NORTH)
    refused(write(tmp_path / "a.tif", [[1]], transform=turned), BadFile, "turned grid")
    upside_down = Affine(0.001, 0.0, WEST, 0.0, 0.001, NORTH)
    refused(write(tmp_path / "b.tif", [[1]], transform=upside_down), BadFile, "not north-up")


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_a_raster_that_lies_nowhere_is_refused(tmp_path):
    refused(write(tmp_path / "a.tif", [[1]], transform=None), BadFile, "no georeferencing")


def test_a_raster_of_fractions_is_refused(tmp_path):
    refused(write(tmp_path / "a.tif", [[1.5]], dtype="float32"), BadFile, "float32; classes are whole numbers")


def test_a_raster_of_several_bands_is_refused(tmp_path):
    refused(write(tmp_path / "a.tif", [[[1]], [[2]], [[3]]]), BadFile, "has 3 bands")


def test_what_is_no_geotiff_is_refused(tmp_path):
    path = tmp_path / "a.tif"
    path.write_text("II*\0 but no TIFF")
    refused(path, BadFile, "no readable GeoTIFF")


@pytest.mark.parametrize(
    ("change", "same"),
    [({}, True), ({"crs": "EPSG:4326"}, True), ({"west": 120.5005}, False), ({"cell": 0.0011}, False)],
)
def test_two_grids_are_the_same_where_every_cell_is(tmp_path, change, same):
    one, other = write(tmp_path / "a.tif", np.ones((9, 9))), write(tmp_path / "b.tif", np.ones((9, 9)), **change)
    with opened(one, "a") as first, opened(other, "b") as second:
        assert first.grid.same_as(second.grid) is same
