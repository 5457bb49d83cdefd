"""Vector tiles over HTTP: what is answered, what caches and pages of other origins are told."""

from __future__ import annotations

import gzip
from datetime import date, timedelta

import mapbox_vector_tile
import pytest
import shapely
from served import LAND, SEA, features

from layers.editions import EditionHead
from layers.stores.files import FilesStore
from layers.tiles.grids import GRIDS
from zoning.desk import Desk, Limits

WATER, RED, UNITS = "water_source_zone", "ecological_red_line", "control_unit"
GRID = GRIDS["WebMercatorQuad"]
OVER = GRID.at(120.72, 28.02, 12)
PLACE = f"{OVER.z}/{OVER.x}/{OVER.y}.mvt"
OVER_RED = GRID.at(120.61, 27.91, 12)
PLACE_OF_RED = f"{OVER_RED.z}/{OVER_RED.x}/{OVER_RED.y}.mvt"
LASTING = "public, max-age=31536000, immutable"
FRESH = "public, max-age=60, must-revalidate"


def tile(client, layers=WATER, place=PLACE, tms="WebMercatorQuad", **more):
    return client.get(f"/tiles/{tms}/{layers}/{place}", **more)


def release(client, layers=WATER):
    return client.get(f"/tiles/WebMercatorQuad/{layers}/tilejson.json").json()["release"]


def publish(desk, layer, number, effective, east, now, gone=None):
    zone = shapely.box(120.7, 28.0, east, 28.05)
    head = EditionHead(layer, "330300", "illustrative", 5.0, effective, f"第 {number} 版", shapely.union(LAND, SEA))
    rows = [("WS-2", zone, {"code": "WS-2", "name": f"第 {number} 版", "level": "2", "delimited": True})]
    return desk.store.publish(desk.store.propose(head, features(desk.definitions, layer, rows), now), now)


@pytest.fixture
def own(definitions, fill_store, tmp_path, now):
    """A desk of this test's own, to publish in."""
    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    yield Desk(store, definitions, Limits())
    store.close()


# --- the tile


def test_a_tile_names_its_features_and_their_edition(client):
    answer = tile(client)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.mapbox-vector-tile")
    layer = mapbox_vector_tile.decode(answer.content)[WATER]
    (found,) = layer["features"]
    assert found["properties"] == {
        "id": "330300:WS-2",
        "standing": "illustrative",
        "edition": "330300/1",
        "code": "WS-2",
        "name": "某水库二级保护区",
        "level": "2",
        "delimited": True,
    }


def test_several_layers_come_in_one_tile_in_whatever_order_they_are_asked_for(client):
    both, turned = tile(client, f"{WATER},{UNITS}"), tile(client, f"{UNITS},{WATER}")
    assert set(mapbox_vector_tile.decode(both.content)) == {WATER, UNITS}
    assert both.content == turned.content == tile(client, UNITS).content + tile(client, WATER).content


@pytest.mark.parametrize("tms", GRIDS)
def test_either_grid_has_the_zone_where_it_lies(client, tms):
    over = GRIDS[tms].at(120.72, 28.02, 12)
    answer = tile(client, tms=tms, place=f"{over.z}/{over.x}/{over.y}.mvt")
    assert answer.status_code == 200 and WATER in mapbox_vector_tile.decode(answer.content)


def test_where_nothing_is_the_tile_is_empty_and_says_so(client):
    answer = tile(client, place="12/1/1.mvt")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["cache-control"] == FRESH and answer.headers["etag"]


@pytest.mark.parametrize("place", ["12/4096/1.mvt", "12/1/4096.mvt", "21/1/1.mvt", "12/-1/1.mvt", "-1/0/0.mvt"])
def test_a_tile_that_the_grid_has_not_is_not_found(client, place):
    answer = tile(client, place=place)
    assert (answer.status_code, answer.json()["slug"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("layers", "status"),
    [
        ("unicorn", 404),
        (f"{WATER},unicorn", 404),
        ("land_cover", 404),
        ("bay", 404),
        (f"{WATER},{WATER}", 422),
        (f"{WATER}@xyz", 422),
        (f"{WATER}@", 422),
        (f",{WATER}", 422),
        (f"{WATER}@{'0' * 16}", 404),
    ],
)
def test_layers_that_there_are_no_tiles_of_are_refused_in_words(client, layers, status):
    """Among them one without an edition in force: no tile of it is an empty one."""
    answer = tile(client, layers)
    assert answer.status_code == status and answer.json()["detail"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_layer_without_an_edition_does_not_hide_another_in_the_same_tile(client):
    answer = tile(client, f"bay,{WATER}")
    assert set(mapbox_vector_tile.decode(answer.content)) == {WATER}
    told = client.get(f"/tiles/WebMercatorQuad/bay,{WATER}/tilejson.json").json()["layers"]
    assert [(one["layer"], len(one["editions"])) for one in told] == [("bay", 0), (WATER, 1)]


def test_an_unknown_grid_is_not_found(client):
    assert tile(client, tms="Mars").status_code == client.get("/tiles/Mars").status_code == 404


# --- caches


def test_a_tile_of_a_release_may_be_kept_for_ever_and_one_of_today_for_a_minute(client):
    today, lasting = tile(client), tile(client, f"{WATER}@{release(client)}")
    assert (today.headers["cache-control"], lasting.headers["cache-control"]) == (FRESH, LASTING)
    assert today.content == lasting.content and today.headers["etag"] == lasting.headers["etag"]
    assert not today.headers["etag"].startswith("W/")


def test_who_holds_a_tile_is_told_that_it_is_the_same(client):
    tag = tile(client).headers["etag"]
    for held in (tag, f'"x", {tag}', f"W/{tag}"):
        answer = tile(client, headers={"If-None-Match": held})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert answer.headers["cache-control"] == FRESH
    assert tile(client, headers={"If-None-Match": '"another"'}).status_code == 200


def test_packed_and_plain_are_the_same_tile_under_two_tags(client):
    packed = tile(client, headers={"Accept-Encoding": "gzip"})
    plain = [
        tile(client, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip;q=0", "br", "gzip; q=0.0")
    ]
    assert packed.headers["content-encoding"] == "gzip" and "accept-encoding" in packed.headers["vary"].lower()
    assert all("content-encoding" not in one.headers and one.content == packed.content for one in plain)
    assert all("accept-encoding" in one.headers["vary"].lower() for one in plain)
    assert len({packed.headers["etag"], *(one.headers["etag"] for one in plain)}) == 2


def test_a_packed_tile_is_packed_once(client):
    with client.stream("GET", f"/tiles/WebMercatorQuad/{WATER}/{PLACE}") as answer:
        raw = b"".join(answer.iter_raw())
    assert mapbox_vector_tile.decode(gzip.decompress(raw))


def test_only_the_head_is_answered_to_who_asks_for_it(client):
    path = f"/tiles/WebMercatorQuad/{WATER}/{PLACE}"
    head, whole = client.head(path), client.get(path)
    assert head.status_code == 200 and head.content == b""
    for name in ("etag", "content-type", "content-length", "cache-control", "content-encoding"):
        assert head.headers[name] == whole.headers[name]
    assert client.head("/tiles/WebMercatorQuad/unicorn/0/0/0.mvt").status_code == 404
    assert client.head("/siting/checks").status_code == 405


def test_a_day_leads_to_the_release_in_force_on_it(own, serve, now):
    publish(own, WATER, 2, date(2026, 6, 1), 120.8, now)
    with serve(own) as client:
        before, after = (tile(client, params={"as_of": day, "lang": "en"}) for day in ("2026-05-31", "2026-06-01"))
        assert before.status_code == after.status_code == 307
        assert before.headers["location"] != after.headers["location"]
        assert before.headers["cache-control"] == FRESH and before.headers["access-control-allow-origin"] == "*"
        assert before.headers["location"].endswith(f"/{PLACE}?lang=en") and f"{WATER}@" in before.headers["location"]
        names = [
            mapbox_vector_tile.decode(client.get(one.headers["location"]).content)[WATER]["features"][0]["properties"]
            for one in (before, after)
        ]
        assert [one["edition"] for one in names] == ["330300/1", "330300/2"]
        assert client.get(after.headers["location"]).headers["cache-control"] == LASTING
        twice = client.get(after.headers["location"].split("?")[0], params={"as_of": "2026-06-01"})
        assert (twice.status_code, twice.json()["slug"]) == (422, "bad-input")


def test_a_publication_shows_at_once_and_the_former_release_stays_as_it_was(own, serve, now):
    with serve(own) as client:
        first, name = tile(client), release(client)
        publish(own, WATER, 2, date(2026, 6, 1), 120.8, now)
        second = tile(client, headers={"If-None-Match": first.headers["etag"]})
        assert second.status_code == 200 and second.headers["etag"] != first.headers["etag"]
        assert release(client) != name
        kept = tile(client, f"{WATER}@{name}")
        assert kept.content == first.content and kept.headers["cache-control"] == LASTING
    with serve(own) as another:  # which never gave that name itself
        assert tile(another, f"{WATER}@{name}").content == first.content
        own.store.withdraw(edition_of(own, WATER, 2), now)
        assert release(another) == name


def edition_of(desk, layer, number):
    return next(e for e in desk.store.editions() if (e.head.layer, e.number) == (layer, number))


def test_an_edition_published_ahead_of_this_clock_shows_when_its_time_has_come(own, serve, now):
    publish(own, WATER, 2, date(2026, 6, 1), 120.8, now + timedelta(hours=1))
    times = [now]
    with serve(own, clock=lambda: times[0]) as client:
        early = tile(client).headers["etag"]
        assert tile(client).headers["etag"] == early
        times[0] = now + timedelta(hours=2)
        assert tile(client).headers["etag"] != early


# --- who may


@pytest.fixture(scope="module")
def restricted(desk, serve, key_for):
    with serve(desk) as client:
        yield client, key_for(desk, "reviewer"), key_for(desk, "viewer")


@pytest.mark.parametrize("layers", [RED, f"{WATER},{RED}"])
@pytest.mark.parametrize("place", [PLACE, "12/1/1.mvt"])
def test_a_restricted_layer_is_withheld_also_where_nothing_of_it_is_and_kept_by_nobody(restricted, layers, place):
    client, reviewer, viewer = restricted
    for _ in range(2):  # the second time from the shelf
        shown = tile(client, layers, place, headers=reviewer)
        assert shown.status_code in (200, 204)
        assert shown.headers["cache-control"] == "private, no-store"
        assert "etag" not in shown.headers and "access-control-allow-origin" not in shown.headers
        assert shown.headers["cross-origin-resource-policy"] == "same-origin"
        for who in ({}, viewer):
            refused = tile(client, layers, place, headers=who)
            assert (refused.status_code, refused.json()["slug"]) == (403, "withheld")
            assert refused.headers["cache-control"] == "no-store"


def test_the_release_of_a_restricted_layer_opens_nothing(restricted):
    client, reviewer, viewer = restricted
    name = client.get(f"/tiles/WebMercatorQuad/{RED}/tilejson.json", headers=reviewer).json()["release"]
    for path in (f"{RED}@{name}/{PLACE}", f"{RED}@{'0' * 16}/{PLACE}", f"{RED}@{name}/tilejson.json"):
        answer = client.get(f"/tiles/WebMercatorQuad/{path}", headers=viewer)
        assert (answer.status_code, answer.json()["slug"]) == (403, "withheld")


def test_what_a_key_is_answered_is_left_to_no_shared_cache(restricted):
    client, reviewer, viewer = restricted
    for who in (reviewer, viewer):
        assert tile(client, headers=who).headers["cache-control"] == FRESH.replace("public", "private")
        lasting = tile(client, f"{WATER}@{release(client)}", headers=who)
        assert lasting.headers["cache-control"] == LASTING.replace("public", "private")
        assert "access-control-allow-origin" not in lasting.headers
        assert "authorization" in lasting.headers["vary"].lower()


# --- pages of other origins

PAGES = ["/tiles", "/tiles/style.json", "/tiles/legend.json", "/tiles/CGCS2000Quad", f"/layers/{WATER}/legend.svg"]
PAGES += [f"/tiles/WebMercatorQuad/{WATER}/{rest}" for rest in (PLACE, "tilejson.json", "12/1/1.mvt")]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_any_origin_may_draw_public_layers_unless_the_settings_forbid_it(desk, serve, path):
    origin = {"Origin": "https://maps.example.cn"}
    with serve(desk) as client:
        told = client.get(path, headers=origin).headers
        assert told["access-control-allow-origin"] == "*" and told["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in told
    with serve(desk, maps_everywhere=False) as client:
        told = client.get(path, headers=origin).headers
        assert "access-control-allow-origin" not in told and told["cross-origin-resource-policy"] == "same-origin"


def test_an_origin_that_is_named_may_draw_what_its_key_shows(desk, serve, key_for):
    page = "https://maps.example.cn"
    with serve(desk, maps_everywhere=False, cors_origins=(page,)) as client:
        headers = {"Origin": page, **key_for(desk, "reviewer")}
        shown = tile(client, RED, PLACE_OF_RED, headers=headers)
        assert (shown.status_code, shown.headers["access-control-allow-origin"]) == (200, page)
        asked = {
            "Origin": page,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "Authorization",
        }
        assert (
            client.options(f"/tiles/WebMercatorQuad/{RED}/{PLACE}", headers={"Origin": page, **asked}).status_code
            == 200
        )


def test_a_demonstration_shows_pages_of_other_origins_what_it_shows_everybody_and_lets_nobody_keep_it(desk, serve):
    with serve(desk, demonstration=True) as client:
        shown = tile(client, RED, PLACE_OF_RED)
        assert shown.status_code == 200 and shown.headers["access-control-allow-origin"] == "*"
        assert shown.headers["cache-control"] == "private, no-store" and "etag" not in shown.headers


def test_other_answers_stay_with_their_own_origin(client):
    assert "access-control-allow-origin" not in client.get("/layers", headers={"Origin": "https://a.cn"}).headers
    assert client.get("/rules").headers["cross-origin-resource-policy"] == "same-origin"
