"""OGC API Tiles: sets of vector tiles by grid, and that their templates lead to the tiles."""

from __future__ import annotations

import mapbox_vector_tile
import morecantile
import pytest

from api.models.maps import TileGrid
from api.models.ogc import OgcGrids, OgcTileset, OgcTilesets
from layers.tiles.grids import GRIDS

LISTS = {"/ogc/tiles": None, "/ogc/collections/water_source_zone/tiles": ["water_source_zone"]}
GRIDS_ASKED = list(GRIDS)


def get(client, path, status=200, **more):
    answer = client.get(path, **more)
    assert answer.status_code == status, answer.text
    return answer


def links(document):
    return {one["rel"].rpartition("/")[2]: one for one in document["links"]}


def test_the_grids_are_those_of_the_tiles(client):
    document = get(client, "/ogc/tileMatrixSets").json()
    OgcGrids.model_validate(document)
    assert {one["id"] for one in document["tileMatrixSets"]} == set(GRIDS)
    for one in document["tileMatrixSets"]:
        definition = client.get(links(one)["self"]["href"]).json()
        TileGrid.model_validate(definition)
        assert morecantile.TileMatrixSet.model_validate(definition).id == one["id"]
        assert definition == client.get(f"/tiles/{one['id']}").json()
    get(client, "/ogc/tileMatrixSets/Nothing", 404)


@pytest.mark.parametrize("path", LISTS)
def test_every_grid_has_a_tileset_of_a_layer_and_of_all_layers(client, path):
    document = get(client, path).json()
    OgcTilesets.model_validate(document)
    assert len(document["tilesets"]) == len(GRIDS)
    for one in document["tilesets"]:
        assert one["dataType"] == "vector" and one["crs"].startswith("http://www.opengis.net/def/crs/EPSG/0/")
        full = client.get(links(one)["self"]["href"]).json()
        assert {name: full[name] for name in one if name != "links"} == {n: one[n] for n in one if n != "links"}


@pytest.mark.parametrize("tms", GRIDS_ASKED)
@pytest.mark.parametrize("path", LISTS)
def test_a_tileset_names_its_grid_its_layers_and_the_template(client, path, tms):
    document = get(client, f"{path}/{tms}").json()
    OgcTileset.model_validate(document)
    found = links(document)
    assert client.get(found["tiling-scheme"]["href"]).json()["id"] == tms
    assert found["item"]["templated"] and found["item"]["type"] == "application/vnd.mapbox-vector-tile"
    assert all(f"{{{name}}}" in found["item"]["href"] for name in ("tileMatrix", "tileRow", "tileCol"))
    named = [layer["id"] for layer in document["layers"]]
    assert named == LISTS[path] if LISTS[path] else "control_unit" in named and "ecological_red_line" not in named


def filled(client, path, tms, tile):
    template = links(get(client, f"{path}/{tms}").json())["item"]["href"]
    return template.format(tileMatrix=tile.z, tileRow=tile.y, tileCol=tile.x)


@pytest.mark.parametrize("tms", GRIDS_ASKED)
@pytest.mark.parametrize("path", LISTS)
def test_the_template_of_a_tileset_gives_its_tiles(client, path, tms):
    answer = get(client, filled(client, path, tms, GRIDS[tms].at(120.72, 28.02, 10)))
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    decoded = mapbox_vector_tile.decode(answer.content)
    assert decoded["water_source_zone"]["features"][0]["properties"]["code"] == "WS-2"
    assert path != "/ogc/tiles" or "control_unit" in decoded


def test_an_empty_tile_says_so(client):
    path = "/ogc/collections/water_source_zone/tiles"
    get(client, filled(client, path, "WebMercatorQuad", GRIDS["WebMercatorQuad"].at(0, 0, 10)), 204)


def test_a_tile_that_the_grid_has_not_is_not_found(client):
    template = links(get(client, "/ogc/tiles/WebMercatorQuad").json())["item"]["href"]
    get(client, template.format(tileMatrix=3, tileRow=8, tileCol=0), 404)
    get(client, "/ogc/tiles/Nothing", 404)
    get(client, "/ogc/collections/unicorns/tiles", 404)
    get(client, "/ogc/collections/bay/tiles", 404)


def test_tiles_are_linked_from_the_landing_page_and_the_collections(client):
    found = links(get(client, "/ogc").json())
    assert client.get(found["tilesets-vector"]["href"]).json()["tilesets"]
    assert client.get(found["tiling-schemes"]["href"]).json()["tileMatrixSets"]
    zone = links(get(client, "/ogc/collections/water_source_zone").json())
    assert client.get(zone["tilesets-vector"]["href"]).json()["tilesets"]


def test_a_withheld_layer_has_no_tileset_for_who_may_not_see_it(client, writer):
    get(client, "/ogc/collections/ecological_red_line/tiles", 403)
    get(client, "/ogc/collections/ecological_red_line/tiles/WebMercatorQuad", 403)
    assert get(client, "/ogc/collections/ecological_red_line/tiles", headers=writer).json()["tilesets"]
    whole = get(client, "/ogc/tiles/WebMercatorQuad", headers=writer).json()
    assert "ecological_red_line" in [layer["id"] for layer in whole["layers"]]


@pytest.mark.parametrize(
    "path", ["/ogc/tileMatrixSets", "/ogc/tileMatrixSets/CGCS2000Quad", *LISTS, "/ogc/tiles/CGCS2000Quad"]
)
def test_every_document_has_a_page(client, path):
    assert get(client, path, params={"f": "html"}).headers["content-type"].startswith("text/html")
