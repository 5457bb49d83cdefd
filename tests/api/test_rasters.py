"""Rasters over HTTP: pictures in the colours of classes, releases that do not change, areas as the measure has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import monotonic, sleep

import numpy as np
import pytest
import shapely
from class_rasters import NORTH, WEST, cells_box, write
from held_rasters import publish_raster
from rasterio.io import MemoryFile
from served import LAND, NOW, measuring
from shore_world import fill_shore

from api.app import create_app
from api.settings import ApiSettings
from api.watch import Watch
from layers.geodesy import area
from layers.kinds import LayerKinds
from layers.stores.files import FilesStore
from layers.tiles.grids import GRIDS, grid
from zoning.desk import Desk, Limits

pytestmark = pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
FIRST, SECOND = np.full((64, 64), 1), np.full((64, 64), 4)
FIRST[:, 32:] = 2
SECOND[0, 0] = 0


@pytest.fixture(scope="module")
def own(definitions, tmp_path_factory):
    """A desk over one raster, and another that takes its place in June."""
    folder = tmp_path_factory.mktemp("rasters")
    store = FilesStore(folder / "store")
    publish_raster(store, definitions, write(folder / "a.tif", FIRST), year=2024)
    publish_raster(store, definitions, write(folder / "b.tif", SECOND), day=date(2026, 6, 1))
    return Desk(store, definitions, Limits())


@pytest.fixture(scope="module")
def client(own, serve):
    with serve(own) as found:
        yield found


def over(tms, lon, lat, z):
    tile = grid(tms).at(lon, lat, z)
    return f"{z}/{tile.x}/{tile.y}"


def colours(png):
    """The colour of each pixel, None where it is clear."""
    with MemoryFile(png) as file, file.open() as picture:
        palette = picture.colormap(1)
        cells = picture.read(1)
    names = {n: None if a == 0 else f"#{r:02x}{g:02x}{b:02x}" for n, (r, g, b, a) in palette.items()}
    return [[names[number] for number in row] for row in cells.tolist()]


def test_the_list_names_what_is_in_force_and_where_its_tiles_are(client):
    (layer,) = client.get("/rasters").json()["layers"]
    assert (layer["layer"], layer["access"], set(layer["tilejson"])) == ("land_cover", "public", set(GRIDS))
    (raster,) = layer["rasters"]
    assert (raster["year"], raster["edition"], raster["status"]) == (2025, 2, "illustrative")
    for address in (*layer["tilejson"].values(), layer["legend"]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("tms", GRIDS)
def test_a_map_follows_tilejson_to_pictures_in_the_colours_of_the_legend(client, tms):
    found = client.get(f"/rasters/land_cover/{tms}/tilejson.json?lang=en").json()
    assert found["bounds"] == pytest.approx([WEST, NORTH - 0.064, WEST + 0.064, NORTH])
    assert "illustrative, not statutory" in found["attribution"]
    z, x, y = over(tms, WEST + 0.03, NORTH - 0.03, found["maxzoom"]).split("/")
    answer = client.get(found["tiles"][0].format(z=z, x=x, y=y))
    assert answer.headers["content-type"] == "image/png" and answer.headers["etag"] == f'"{found["release"]}"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    (table,) = client.get("/rasters/land_cover/legend.json").json()["tables"]
    named = {one["colour"]: one["value"] for one in table["classes"]}
    seen = {pixel for row in colours(answer.content) for pixel in row}
    assert {named[pixel] for pixel in seen - {None}} == {4}
    dense = client.get(found["tiles"][0].format(z=z, x=x, y=f"{y}@2x"))
    assert len(colours(dense.content)) == 2 * len(colours(answer.content)) == 512


def test_a_release_stays_what_it_was_and_the_bare_address_moves_on(own, serve):
    path = over("WebMercatorQuad", WEST + 0.03, NORTH - 0.03, 13)
    with serve(own) as client:
        answer = client.get(f"/rasters/land_cover/WebMercatorQuad/{path}.png?as_of=2026-03-01&lang=en")
        assert answer.status_code == 307
        before = client.get(answer.headers["location"])
        assert answer.headers["location"].endswith("?lang=en")
        bare = client.get(f"/rasters/land_cover/WebMercatorQuad/{path}.png")
        assert bare.headers["cache-control"] == "public, max-age=60, must-revalidate"
        assert {p for row in colours(before.content) for p in row} - {None} == {"#1b7837", "#a6d96a"}
        assert {p for row in colours(bare.content) for p in row} - {None} == {"#2166ac"}
        assert before.headers["etag"] != bare.headers["etag"]
    with serve(own) as client:  # a service that never named the release finds it
        again = client.get(answer.headers["location"])
        assert (again.status_code, again.content) == (200, before.content)
        same = client.get(answer.headers["location"], headers={"If-None-Match": before.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"land_cover/WebMercatorQuad/{over('WebMercatorQuad', 100.0, 30.0, 12)}.png", 204),
        (f"land_cover/WebMercatorQuad/{over('WebMercatorQuad', WEST + 0.0001, NORTH - 0.0001, 20)}.png", 204),  # nodata
        ("land_cover/WebMercatorQuad/3/8/0.png", 404),
        ("land_cover/WebMercatorQuad/21/0/0.png", 404),
        ("land_cover/CGCS2000Quad/1/0/1.png", 404),
        ("land_cover/NoSuchGrid/1/0/0.png", 404),
        ("water_source_zone/WebMercatorQuad/1/0/0.png", 404),
        ("nothing/WebMercatorQuad/1/0/0.png", 404),
        (f"land_cover/WebMercatorQuad@{'0' * 24}/1/0/0.png", 404),
        ("land_cover/WebMercatorQuad@0123/1/0/0.png", 422),
        ("land_cover/WebMercatorQuad/1/0/0@3x.png", 422),
        ("land_cover/WebMercatorQuad/1/0/0.png?as_of=2025-01-01", 307),
    ],
)
def test_what_is_not_there_is_told_apart_from_what_is_empty(client, path, status):
    answer = client.get(f"/rasters/{path}")
    assert answer.status_code == status, answer.text
    if status == 307:  # a day before any edition: no empty map, but an error
        assert client.get(answer.headers["location"]).status_code == 404


def test_a_release_drawn_in_other_colours_has_another_name(client, own, serve, definitions):
    name = client.get("/rasters/land_cover/WebMercatorQuad/tilejson.json").json()["release"]
    table = definitions.class_tables["demo"]
    repainted = {**table.classes, 4: table.classes[4].model_copy(update={"colour": "#123456"})}
    tables = type(definitions.class_tables)({"demo": table.model_copy(update={"classes": repainted})}, {})
    with serve(Desk(own.store, replace(definitions, class_tables=tables), Limits())) as other:
        found = other.get("/rasters/land_cover/WebMercatorQuad/tilejson.json").json()
        assert found["release"][:16] == name[:16] and found["release"] != name
        gone = other.get(f"/rasters/land_cover/WebMercatorQuad@{name}/13/6834/3420.png?lang=en")
        assert gone.status_code == 404 and "colours are others now" in gone.json()["detail"]


def test_a_restricted_raster_is_withheld_and_kept_by_nobody(own, serve, key_for, definitions):
    kind = definitions.kinds["land_cover"].model_copy(update={"access": "restricted"})
    closed = replace(definitions, kinds=LayerKinds({**definitions.kinds, "land_cover": kind}, definitions.kinds.files))
    tile = over("WebMercatorQuad", WEST + 0.03, NORTH - 0.03, 13)
    paths = [f"WebMercatorQuad/{tile}.png", "WebMercatorQuad/tilejson.json", "legend.json"]
    asked = {"polygon": shapely.geometry.mapping(cells_box(0, 0, 2, 2))}
    desk = Desk(own.store, closed, Limits())
    with serve(desk) as client:
        assert client.get("/rasters").json()["layers"] == []
        for answer in (
            *(client.get(f"/rasters/land_cover/{path}") for path in paths),
            client.post("/rasters/land_cover/statistics", json=asked),
        ):
            assert (answer.status_code, answer.json()["slug"]) == (403, "withheld")
            assert answer.headers["cache-control"] == "no-store"
        client.headers.update(key_for(desk, "reviewer"))
        for path in paths:
            answer = client.get(f"/rasters/land_cover/{path}")
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
            assert "etag" not in answer.headers
        assert client.post("/rasters/land_cover/statistics", json=asked).status_code == 200


# --- statistics


def asked(client, polygon, **more):
    body = {"polygon": shapely.geometry.mapping(polygon), **more}
    return client.post("/rasters/land_cover/statistics?lang=en", json=body)


def test_a_polygon_is_measured_as_the_measure_of_land_cover_measures_a_region(definitions, serve, tmp_path, fill_store):
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    fill_shore(store, definitions)
    with serve(Desk(store, definitions, Limits())) as client:
        whole = client.get("/measures/land-cover?region=330300").json()
        found = asked(client, LAND).json()
    for member in whole["total"]:
        assert found[member] == whole["total"][member], member
    assert found["rasters"] == [{**whole["rasters"][0], "status": "illustrative"}]
    assert found["method"] == whole["method"] and found["covered_share"] == 1.0
    assert "illustrative" in found["data_standing"]["en"]


def test_cells_count_by_the_share_of_them_that_lies_in_the_polygon(client):
    polygon = shapely.union(cells_box(10.25, 31.5, 2, 1), cells_box(20, 20, 0.5, 0.5))
    found = asked(client, polygon, as_of="2026-03-01").json()
    east, west = (
        cells_box(10.25, 32, 2, 0.5),
        shapely.union(cells_box(10.25, 31.5, 2, 0.5), cells_box(20, 20, 0.5, 0.5)),
    )
    areas = {one["class"]: one["area_m2"] for one in found["classes"]}
    assert areas == {
        "1": pytest.approx(float(area(west)[0]), rel=1e-6),
        "2": pytest.approx(float(area(east)[0]), rel=1e-6),
    }
    assert found["rasters"][0]["edition"] == 1


def test_where_no_raster_reaches_nothing_is_zero(client):
    found = asked(client, cells_box(-10, -10, 5, 5)).json()
    assert (found["covered_share"], found["classes"], found["rasters"]) == (0.0, [], [])
    assert found["not_covered_m2"] == found["zone_m2"] > 0
    assert {one["area_m2"] for one in found["groups"]} == {None} == {one["share"] for one in found["groups"]}


def test_a_polygon_half_reached_gives_ranges_and_says_so(client):
    found = asked(client, cells_box(10, -10, 20, 20)).json()
    assert found["covered_share"] == pytest.approx(0.5, abs=1e-4)
    (water,) = found["classes"]
    assert water["class"] == "4" and water["share"] is None
    assert water["share_range"] == [pytest.approx(0.5, abs=1e-4), 1.0]
    assert "land_cover_gap" in {note["code"] for note in found["notes"]}


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:3857", "GCJ02"])
def test_a_polygon_in_another_system_is_moved_to_its_place(client, crs):
    from pyproj import Transformer

    from layers.gcj02 import wgs84_to_gcj02

    polygon = cells_box(10, 20, 20, 20)
    if crs == "GCJ02":
        moved = shapely.transform(polygon, wgs84_to_gcj02)
    else:
        to = Transformer.from_crs(4490, crs, always_xy=True)
        moved = shapely.transform(
            shapely.segmentize(polygon, 0.0005), lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1]))
        )
    here, there = asked(client, polygon).json(), asked(client, moved, crs=crs).json()
    assert there["zone_m2"] == pytest.approx(here["zone_m2"], rel=1e-4)
    assert there["classes"][0]["area_m2"] == pytest.approx(here["classes"][0]["area_m2"], rel=1e-4)


def test_polygons_of_a_collection_count_once_where_they_overlap(client):
    boxes = [cells_box(10, 10, 4, 4), cells_box(12, 12, 4, 4)]
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(b)} for b in boxes],
    }
    found = client.post("/rasters/land_cover/statistics", json={"polygon": collection}).json()
    assert found["zone_m2"] == asked(client, shapely.union_all(boxes)).json()["zone_m2"]


@pytest.mark.parametrize(
    ("polygon", "more", "slug"),
    [
        (shapely.LineString([(120.5, 28.0), (120.6, 28.0)]), {}, "bad-geometry"),
        (shapely.Point(120.5, 28.0), {}, "bad-geometry"),
        (shapely.Polygon([(120.5, 28), (120.6, 28.1), (120.6, 28), (120.5, 28.1)]), {}, "bad-geometry"),  # of no area
        (shapely.Polygon([(120.5, 28), (120.6, 28.1), (120.6, 28), (120.5, 28.2)]), {}, "bad-geometry"),
        (cells_box(0, 0, 1, 1), {"crs": "EPSG:4610"}, "bad-crs"),
        (cells_box(0, 0, 1, 1), {"as_of": "2025-01-01"}, "no-editions"),
        (cells_box(0, 0, 1, 1), {"more": 1}, "invalid-request"),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(client, polygon, more, slug):
    answer = asked(client, polygon, **more)
    assert (answer.status_code, answer.json()["slug"]) == (422, slug)


def test_cells_that_are_lost_are_an_error_and_no_empty_picture(definitions, serve, tmp_path):
    store = FilesStore(tmp_path / "store")
    edition = publish_raster(store, definitions, write(tmp_path / "a.tif", FIRST))
    store.forget(store.features(edition).attributes["raster"][0])
    tile = over("WebMercatorQuad", WEST + 0.03, NORTH - 0.03, 13)
    with serve(Desk(store, definitions, Limits())) as client:
        for answer in (
            client.get(f"/rasters/land_cover/WebMercatorQuad/{tile}.png"),
            client.get("/rasters/land_cover/WebMercatorQuad/tilejson.json"),
            asked(client, cells_box(0, 0, 2, 2)),
        ):
            assert (answer.status_code, answer.json()["slug"]) == (500, "corrupt-edition")
            assert answer.headers["cache-control"] == "no-store"


def test_a_raster_is_made_ready_before_anybody_asks(own):
    made = []
    watch = Watch(own, lambda: NOW, lambda view: made.append((view.kind.layer, len(view))))
    watch.start()
    try:
        until = monotonic() + 20
        while ("land_cover", 1) not in made and monotonic() < until:
            sleep(0.02)
    finally:
        watch.stop()
    assert made[-1] == ("land_cover", 1)  # after the layers of features, which verdicts need
    view = own.snapshots.layer(own.store.editions(), "land_cover", date(2026, 11, 22), NOW)
    service = create_app(measuring(own), ApiSettings()).state.service
    service.drawn(view)
    assert service.pictures.of(view) is service.pictures.of(view)
