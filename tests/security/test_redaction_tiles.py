"""Maps of a viewer: two stores that differ in restricted outlines draw alike, to the byte; a reviewer's differ."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import date

import mapbox_vector_tile
import pytest
import shapely
from served import LAND, SEA, features

from layers.editions import EditionHead
from layers.stores.files import FilesStore
from layers.tiles.grids import GRIDS
from zoning.desk import Desk, Limits

EVERYWHERE = shapely.union(LAND, SEA)
RED = shapely.box(120.6123457, 27.9123459, 120.6334561, 27.9332467)
NUDGED = shapely.box(120.6123457, 27.9123459, 120.6334561, 27.9342467)
RESTRICTED, PUBLIC = "ecological_red_line", "control_unit,water_source_zone"
NAME, TITLE = "RL-SECRET", "某秘密红线"
HOST = {"Host": "gis.example.cn"}  # the same for both, so that addresses are
OVER = [
    (tms, at.z, at.x, at.y)
    for tms, grid in GRIDS.items()
    for at in (grid.at(120.62, 27.92, z) for z in (4, 6, 9, 12, 14))
]


@pytest.fixture(scope="module")
def worlds(definitions, fill_store, serve, key_for, tmp_path_factory, now):
    """(service, headers of a viewer, headers of a reviewer) of two stores alike but for the outline of one red line."""
    with ExitStack() as held:
        made = []
        for outline in (RED, NUDGED):
            store = held.enter_context(closing(FilesStore(tmp_path_factory.mktemp("maps") / "store")))
            fill_store(store, definitions)
            head = EditionHead(RESTRICTED, "330300", "illustrative", 5.0, date(2026, 2, 1), "手工", EVERYWHERE)
            rows = [(NAME, outline, {"code": "R", "name": TITLE, "part": "land", "core_zone": False})]
            store.publish(store.propose(head, features(definitions, RESTRICTED, rows), now), now)
            desk = Desk(store, definitions, Limits())
            keys = ({**HOST, **key_for(desk, role)} for role in ("viewer", "reviewer"))
            made.append((held.enter_context(serve(desk)), *keys))
        yield made


def tiles_of(layers):
    return [f"/tiles/{tms}/{layers}/{z}/{x}/{y}.mvt" for tms, z, x, y in OVER]


DOCUMENTS = [
    "/tiles",
    "/tiles/style.json",
    "/tiles/legend.json",
    f"/layers/{RESTRICTED}/legend.svg",
    f"/tiles/WebMercatorQuad/{PUBLIC}/tilejson.json",
]
WITHHELD = [
    *tiles_of(RESTRICTED),
    *tiles_of(f"{RESTRICTED},water_source_zone"),
    f"/tiles/WebMercatorQuad/{RESTRICTED}/tilejson.json",
    f"/tiles/WebMercatorQuad/{RESTRICTED}/12/1/1.mvt",
    f"/tiles/WebMercatorQuad/{RESTRICTED}/9/427/214.mvt?as_of=2026-03-01",
    f"/tiles/style.json?layers={RESTRICTED}",
]
KEPT = ("content-type", "cache-control", "etag", "vary", "location")


def answered(service, path, who):
    answer = service.get(path, headers=who)
    return answer.status_code, answer.content, {name: answer.headers.get(name) for name in KEPT}


@pytest.mark.parametrize("path", [*DOCUMENTS, *tiles_of(PUBLIC), *WITHHELD])
def test_a_viewers_map_is_the_same_whatever_the_restricted_outline(worlds, path):
    for who in (1, None):
        seen = [answered(world[0], path, HOST if who is None else world[who]) for world in worlds]
        assert seen[0] == seen[1]
        assert seen[0][0] == (403 if path in WITHHELD else 200)
        assert NAME.encode() not in seen[0][1] and TITLE.encode() not in seen[0][1]


def test_a_reviewers_differs_so_that_the_comparison_sees_something(worlds):
    names, seen = [], []
    for service, _, reviewer in worlds:
        told = service.get(f"/tiles/WebMercatorQuad/{RESTRICTED}/tilejson.json", headers=reviewer)
        names.append(told.json()["release"])
        seen.append(service.get(tiles_of(RESTRICTED)[3], headers=reviewer).content)
    assert names[0] != names[1] and seen[0] != seen[1] and NAME.encode() in seen[0]


@pytest.mark.parametrize(("tms", "z", "x", "y"), [one for one in OVER if one[1] >= 12])
def test_no_corner_of_a_public_tile_is_one_of_a_restricted_outline(worlds, tms, z, x, y):
    """Below zoom 12 a unit is tens of metres, and corners of anything meet."""
    service, viewer, _ = worlds[0]
    corners = shapely.points(GRIDS[tms].tile(z, x, y).units(shapely.get_coordinates(RED), 4096))
    answer = service.get(f"/tiles/{tms}/{PUBLIC},industrial_area/{z}/{x}/{y}.mvt", headers=viewer)
    layers = mapbox_vector_tile.decode(answer.content, default_options={"y_coord_down": True})
    assert layers
    for feature in (feature for layer in layers.values() for feature in layer["features"]):
        drawn = shapely.MultiPoint(shapely.get_coordinates(shapely.geometry.shape(feature["geometry"])))
        assert shapely.distance(corners, drawn).min() > 2
