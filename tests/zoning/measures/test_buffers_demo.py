"""The demonstration rivers and reservoirs: pinned figures, found again by plain rays in local planes."""

import json
import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import shapely
from measuring import TODAY, MemoryStore, ask
from metres import plane
from pyproj import Geod
from world import DATA

from zoning.measures.question import BuffersQuestion

GEOD = Geod(a=6378137.0, rf=298.257222101)
EVERYWHERE = shapely.box(119, 26, 123, 30)
PINNED = {  # metres: left, right, ring
    "delimited": (28765.124, 16922.435, 16720.897),
    "restored": (4298.925, 14396.235, 4946.160),
    "built": (5362.755, 0.0, 0.0),
}
RIVER = {"delimited": 28279.084, "restored": 12977.783, "built": 2906.548}  # metres of 飞云江, on its centre line


@cache
def delivered(layer):
    rows = json.loads((DATA / "demo" / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]
    return [(shapely.geometry.shape(row["geometry"]), row["properties"]) for row in rows]


@cache
def answer(region="330300"):
    store = MemoryStore()
    for layer in ("water_line", "buffer_strip"):
        rows = [(row["code"], geometry, row) for geometry, row in delivered(layer)]
        store.add(layer, rows, coverage=EVERYWHERE, accuracy_m=2.0)
    return ask(store, BuffersQuestion(region=region, as_of=TODAY))


def body(region="330300"):
    return answer(region).body


@cache
def stretches():
    return next(one for one in answer().evidence() if one.name == "stretches")


def counted_stretches(water_body, status):
    names = [column.name for column in stretches().table.columns]
    place, state = names.index("water_body"), names.index("status")
    rows = zip(stretches().table.rows, stretches().geometries, strict=True)
    return [drawn for row, drawn in rows if (row[place], row[state]) == (water_body, status)]


def of(status, region="330300"):
    return next(one for one in body(region)["statuses"] if one["status"] == status)


def ray_tested(status, role, step=0.5):
    """Metres of bank whose plain landward rays, one every half metre, meet a strip of the bank's own."""
    total = 0.0
    for drawn, row in delivered("water_line"):
        if row["role"] != role:
            continue
        own = [
            strip
            for strip, its in delivered("buffer_strip")
            if (its["water_body"], its["side"], its["status"]) == (row["water_body"], role, status)
        ]
        ground = shapely.union_all(own)
        if ground.is_empty or shapely.distance(ground, drawn) > 1e-3:
            continue
        middle = drawn.centroid
        to_plane = plane(round(middle.x, 3), round(middle.y, 3))

        def planar(geometry, to_plane=to_plane):
            return shapely.transform(geometry, lambda c: np.column_stack(to_plane.transform(c[:, 0], c[:, 1])))

        flat = planar(shapely.segmentize(ground, 1e-3))
        shapely.prepare(flat)
        degrees = shapely.get_coordinates(shapely.segmentize(drawn, 1e-3))
        for (a, b), (p, q) in zip(pairwise(planar(shapely.LineString(degrees)).coords), pairwise(degrees), strict=True):
            run = np.subtract(b, a)
            size = math.hypot(*run)
            count = max(1, math.ceil(size / step))
            foot = a + ((np.arange(count) + 0.5) / count)[:, None] * run
            land = np.array([-run[1], run[0]]) / size * (-1 if role == "right" else 1)
            rays = shapely.linestrings(np.stack([foot + 0.05 * land, foot + 5.0 * land], axis=1))
            total += GEOD.line_length(*zip(p, q, strict=True)) * shapely.intersects(flat, rays).mean()
    return total


class TestDemo:
    @pytest.mark.parametrize("status", PINNED)
    def test_lengths_are_pinned(self, status):
        bank = of(status)["bank"]
        assert tuple(bank[f"{side}_m"] for side in ("left", "right", "ring")) == pytest.approx(PINNED[status], abs=1e-3)

    @pytest.mark.parametrize(
        ("status", "role"),
        [("delimited", "left"), ("delimited", "right"), ("delimited", "ring"), ("restored", "right")],
    )
    def test_plain_rays_in_local_planes_find_the_same_length(self, status, role):
        assert of(status)["bank"][f"{role}_m"] == pytest.approx(ray_tested(status, role), rel=1e-4)

    def test_every_strip_lies_at_its_bank_so_the_lines_run_as_the_layer_says(self):
        assert body()["unattached"]["count"] == 0
        assert "buffer_strips_water_side" not in {note["code"] for note in body()["notes"]}

    def test_only_the_river_with_a_centre_line_has_a_river_length(self):
        for place, status in enumerate(RIVER):
            rows = {row["water_body"]: row["statuses"][place] for row in body()["by_water_body"]}
            assert rows["飞云江"]["river"]["length_m"] == pytest.approx(RIVER[status], abs=1e-3)
        rows = {row["water_body"]: row["statuses"][0] for row in body()["by_water_body"]}
        river = rows["飞云江"]
        assert river["river"]["length_m"] is not None
        assert max(river["bank"]["left_m"], river["bank"]["right_m"]) < 1.2 * river["river"]["length_m"]
        assert river["river"]["length_m"] < river["bank"]["length_m"]
        assert rows["瓯江"]["river"]["length_m"] is None

    @pytest.mark.parametrize("status", RIVER)
    def test_nearest_points_by_shapely_in_one_plane_find_the_same_river(self, status):
        flat = plane(120.35, 27.74)

        def planar(geometry):
            return shapely.transform(geometry, lambda c: np.column_stack(flat.transform(c[:, 0], c[:, 1])))

        lines = [geometry for geometry, row in delivered("water_line") if row["role"] == "centre"]
        centre = planar(shapely.line_merge(shapely.union_all(lines)))
        found = shapely.MultiPoint()
        for drawn in counted_stretches("飞云江", status):
            points = shapely.points(shapely.get_coordinates(shapely.segmentize(planar(drawn), 1.0)))
            at, off = shapely.line_locate_point(centre, points), shapely.distance(centre, points)
            steps = [p for p, w in zip(pairwise(at), off, strict=False) if abs(p[1] - p[0]) <= 1.5 + 4 * w]
            found = shapely.union_all([found, *(shapely.LineString([(a, 0), (b, 0)]) for a, b in steps if a != b)])
        assert found.length == pytest.approx(RIVER[status], rel=1e-4)

    def test_counties_add_up_to_the_city(self):
        for place, status in enumerate(PINNED):
            counties = [row["statuses"][place]["bank"]["length_m"] for row in body()["by_region"]]
            assert sum(counties) == pytest.approx(of(status)["bank"]["length_m"], abs=0.01)

    def test_a_county_asked_alone_has_what_the_city_says_of_it(self):
        row = next(row for row in body()["by_region"] if row["region"] == "330328")
        assert of("delimited", "330328")["bank"] == row["statuses"][0]["bank"]

    @pytest.mark.parametrize("status", PINNED)
    def test_area_over_length_agrees_with_the_widths(self, status):
        assert of(status)["area"]["ratio"] == pytest.approx(1.0, abs=0.02)
        assert of(status)["area"]["differs"] is False

    @pytest.mark.parametrize("status", PINNED)
    def test_counted_and_bare_bank_make_up_the_water_lines(self, status):
        one = of(status)
        assert one["bank"]["length_m"] + one["gaps"]["total_m"] == pytest.approx(body()["banks"]["total_m"], abs=0.5)
