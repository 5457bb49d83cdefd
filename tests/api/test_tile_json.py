"""TileJSON: addresses that work from outside, bounds, sources, fields; also behind a proxy and under a sub-path."""

from __future__ import annotations

from datetime import date
from html import unescape

import httpx2
import mapbox_vector_tile
import pytest
from served import LAND, SEA, features

from layers.editions import EditionHead
from layers.stores.files import FilesStore
from layers.tiles.grids import DISPLAY, GRIDS
from zoning.desk import Desk, Limits

WATER, UNITS, RED = "water_source_zone", "control_unit", "ecological_red_line"


def tilejson(client, layers=WATER, tms="WebMercatorQuad", **more):
    answer = client.get(f"/tiles/{tms}/{layers}/tilejson.json", **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_is_what_the_specification_asks_for(client):
    told = tilejson(client, f"{WATER},{UNITS}")
    assert told["tilejson"] == "3.0.0" and told["scheme"] == "xyz"
    assert [one["id"] for one in told["vector_layers"]] == [UNITS, WATER]
    assert all(isinstance(text, str) and text for one in told["vector_layers"] for text in one["fields"].values())
    west, south, east, north = told["bounds"]
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90
    assert 0 <= told["minzoom"] <= told["maxzoom"] <= 30
    (template,) = told["tiles"]
    assert template.startswith(str(client.base_url)) and template.count("{") == 3


def test_its_bounds_are_those_of_the_features(client):
    assert tilejson(client)["bounds"] == [120.7, 28.0, 120.75, 28.05]
    assert tilejson(client, f"{WATER},{UNITS}")["bounds"] == [120.5, 27.8, 120.9, 28.2]


@pytest.mark.parametrize("tms", GRIDS)
def test_its_tiles_are_there_and_hold_the_fields_that_it_names(client, tms):
    told, grid = tilejson(client, tms=tms), GRIDS[tms]
    assert (told["tms"], told["crs"]) == (tms, {"WebMercatorQuad": "EPSG:3857", "CGCS2000Quad": "EPSG:4490"}[tms])
    over = grid.at(120.72, 28.02, told["maxzoom"])
    address = told["tiles"][0].format(z=over.z, x=over.x, y=over.y)
    found = mapbox_vector_tile.decode(httpx2.get(address).content)[WATER]["features"]
    assert found and set(found[0]["properties"]) <= set(told["vector_layers"][0]["fields"])
    assert grid.tile(told["minzoom"], 0, 0)


@pytest.mark.parametrize("tms", GRIDS)
def test_the_grid_says_of_itself_what_the_tiles_are_cut_by(client, tms):
    told = client.get(f"/tiles/{tms}").json()
    assert told["id"] == tms and told["crs"].endswith({"WebMercatorQuad": "3857", "CGCS2000Quad": "4490"}[tms])
    first, second = told["tileMatrices"][:2]
    assert second["matrixWidth"] == 2 * first["matrixWidth"] and second["cellSize"] == first["cellSize"] / 2


def test_it_says_where_the_data_come_from_and_that_they_are_not_statutory(client):
    zh, en = (tilejson(client, params={"lang": lang}) for lang in ("zh", "en"))
    assert "手工示例 by hand" in zh["attribution"] and "非法定" in zh["attribution"]
    assert "手工示例 by hand" in en["attribution"] and "not statutory" in en["attribution"]
    assert zh["name"] == "饮用水水源保护区" and en["name"] == "Drinking-water source protection zone"
    assert tilejson(client, headers={"Accept-Language": "en"}) == en


def test_of_layers_alike_it_is_said_once_that_they_are_not_statutory(client):
    zh, en = (tilejson(client, f"{WATER},{UNITS}", params={"lang": lang})["attribution"] for lang in ("zh", "en"))
    assert zh == "生态环境管控单元、饮用水水源保护区：手工示例 by hand（示例数据，非法定，不得用于决策）"
    assert en.count("not statutory") == 1


@pytest.fixture
def own(definitions, tmp_path):
    store = FilesStore(tmp_path / "store")
    yield Desk(store, definitions, Limits())
    store.close()


def publish(desk, now, *, source, standing="statutory", region="330300", zone=LAND):
    head = EditionHead(WATER, region, standing, 5.0, date(2026, 1, 1), source, zone)
    rows = [(f"{region}-{standing}", zone, {"level": "1", "delimited": True})]
    desk.store.publish(desk.store.propose(head, features(desk.definitions, WATER, rows), now), now)


def test_a_statutory_source_is_named_without_more(own, serve, now):
    publish(own, now, source="浙政函〔2026〕1号")
    with serve(own) as client:
        assert tilejson(client, params={"lang": "en"})["attribution"] == (
            "Drinking-water source protection zone: 浙政函〔2026〕1号"
        )


def test_a_map_library_may_put_the_attribution_into_its_page(own, serve, now):
    """They set it as HTML, and a source is text of whoever delivers: as such it must show, and never run."""
    hostile = "<img src=x onerror=\"alert(1)\">&copy; '文件'"
    publish(own, now, source=hostile)
    with serve(own) as client:
        for told in (tilejson(client), next(iter(client.get("/tiles/style.json").json()["sources"].values()))):
            assert not set(told["attribution"]) & set("<>\"'") and hostile in unescape(told["attribution"])


def test_of_many_sources_some_are_named_and_the_others_counted(own, serve, now):
    for place, region in enumerate(("330302", "330303", "330304", "330381", "330382")):
        publish(own, now, source=f"文件{place}", region=region, zone=SEA if place % 2 else LAND)
    publish(own, now, source="草案", standing="draft")
    with serve(own) as client:
        zh, en = (tilejson(client, params={"lang": lang})["attribution"] for lang in ("zh", "en"))
    assert zh == "饮用水水源保护区：文件0、文件1、文件2等 5 份、草案（尚未批准的草案，非法定）"
    assert "文件0, 文件1, 文件2 and 2 more, 草案 (draft, not yet approved: not statutory)" in en


def test_the_list_leads_to_the_tilejson_of_every_layer_a_caller_may_see(client, desk, key_for):
    for who, sees in (({}, False), (key_for(desk, "reviewer"), True)):
        listed = client.get("/tiles", headers=who).json()
        assert (RED in {one["layer"] for one in listed["layers"]}) is sees
        assert [one["tms"] for one in listed["grids"]] == [*GRIDS, *DISPLAY]
        for one in listed["layers"]:
            if one["layer"] in (WATER, UNITS):
                assert httpx2.get(one["tilejson"]).json()["release"] == one["release"]
                assert httpx2.get(one["legend"]).status_code == 200


# --- from outside


@pytest.fixture(scope="module")
def addresses():
    """Every address of this service in what map libraries read."""

    def of(client, **more):
        style = client.get("/tiles/style.json", **more).json()
        legend = client.get("/tiles/legend.json", **more).json()["legends"][0]["svg"]
        listed = client.get("/tiles", **more).json()["layers"][0]
        return [
            *tilejson(client, **more)["tiles"],
            *(url for source in style["sources"].values() for url in source["tiles"]),
            legend,
            listed["tilejson"],
            listed["legend"],
        ]

    return of


def test_an_address_has_the_name_that_the_caller_used(client, addresses):
    found = addresses(client, headers={"Host": "gis.example.cn:8443"})
    assert all(one.startswith("http://gis.example.cn:8443/") for one in found)


def test_under_a_sub_path_every_address_has_it(desk, serve, addresses):
    with serve(desk, root_path="/sanxian") as client:
        found = addresses(client)
        assert all(one.startswith(f"{str(client.base_url).rstrip('/')}/sanxian/") for one in found)
        moved = client.get(f"/tiles/WebMercatorQuad/{WATER}/0/0/0.mvt", params={"as_of": "2026-11-01"})
        assert moved.headers["location"].startswith(f"/sanxian/tiles/WebMercatorQuad/{WATER}@")


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "gis.example.cn", "X-Forwarded-For": "203.0.113.9"}


def test_behind_a_proxy_that_is_believed_addresses_are_the_public_ones(desk, serve, addresses):
    with serve(desk, trusted_proxies=("127.0.0.1",), root_path="/sanxian") as client:
        assert all(one.startswith("https://gis.example.cn/sanxian/") for one in addresses(client, headers=FORWARDED))


@pytest.mark.parametrize("trusted", [(), ("10.0.0.0/8",)])
def test_what_anybody_else_says_of_the_name_is_passed_over(desk, serve, addresses, trusted):
    with serve(desk, trusted_proxies=trusted) as client:
        assert all(one.startswith(str(client.base_url)) for one in addresses(client, headers=FORWARDED))


@pytest.mark.parametrize("name", ["evil.cn/x", "a b", 'x"y', "evil.cn@gis", "", "a.cn\\b", "é.cn"])
def test_a_forwarded_name_that_is_none_is_passed_over(desk, serve, addresses, name):
    with serve(desk, trusted_proxies=("127.0.0.1",)) as client:
        headers = {"X-Forwarded-Host": name.encode()}
        assert all(one.startswith(str(client.base_url)) for one in addresses(client, headers=headers))


def test_of_several_forwarded_names_the_nearest_proxys_counts_and_must_be_one_that_is_answered(desk, serve, addresses):
    with serve(desk, trusted_proxies=("127.0.0.1",), trusted_hosts=("gis.example.cn",)) as client:
        found = addresses(client, headers={"X-Forwarded-Host": "evil.cn, gis.example.cn"})
        assert all(one.startswith("http://gis.example.cn/") for one in found)
        assert client.get("/tiles", headers={"X-Forwarded-Host": "evil.cn"}).status_code == 400


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "位置已按 GCJ-02 偏移，不得量算"), ("en", "positions are shifted by GCJ-02")]
)
def test_what_is_shifted_for_display_says_so_and_nothing_else_is_shifted(client, lang, word):
    real = tilejson(client, params={"lang": lang})
    found = tilejson(client, tms="WebMercatorQuad-GCJ02", params={"lang": lang})
    assert word in found["attribution"] and word in found["description"]
    assert word not in real["attribution"] and "description" not in real
    assert (found["crs"], real["crs"]) == ("GCJ02", "EPSG:3857") and found["release"] != real["release"]
    assert "WebMercatorQuad-GCJ02" in found["tiles"][0]
    at = GRIDS["WebMercatorQuad"].at(120.75, 28.05, 14)  # over a corner of it
    path = f"{at.z}/{at.x}/{at.y}.mvt"
    here, there = (client.get(f"/tiles/{tms}/{WATER}/{path}") for tms in ("WebMercatorQuad", "WebMercatorQuad-GCJ02"))
    assert here.status_code == there.status_code == 200 and here.content != there.content
    swapped = f"/tiles/WebMercatorQuad/{WATER}@{found['release']}/{path}"
    assert client.get(swapped).status_code == 404  # a release for display is none of the grid of real places
    grids = {one["tms"]: one["display_only"] for one in client.get("/tiles").json()["grids"]}
    assert [tms for tms, display_only in grids.items() if display_only] == ["WebMercatorQuad-GCJ02"]
    assert "never to be measured" in client.get("/tiles/WebMercatorQuad-GCJ02").json()["title"]
    for other in (
        "/rasters/land_cover/WebMercatorQuad-GCJ02/tilejson.json",
        "/ogc/tileMatrixSets/WebMercatorQuad-GCJ02",
    ):
        assert client.get(other).status_code == 404
