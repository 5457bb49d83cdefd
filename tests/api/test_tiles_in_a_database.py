"""A PostGIS store draws what a folder does: the same releases, the same bytes, and a publication shows at once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

LAYERS = "control_unit,water_source_zone"
PATHS = [f"/tiles/{tms}/{LAYERS}/{rest}" for tms, rest in (
    ("WebMercatorQuad", "9/427/214.mvt"), ("WebMercatorQuad", "12/3421/1715.mvt"), ("CGCS2000Quad", "10/855/176.mvt")
)]  # fmt: skip


@pytest.fixture
def desks(postgis_place, definitions, fill_store, tmp_path):
    from layers.stores.postgis.store import PostgisStore  # not for runs that need no database

    with closing(FilesStore(tmp_path / "store")) as folder, closing(PostgisStore(postgis_place)) as database:
        for store in (folder, database):
            fill_store(store, definitions)
        yield [Desk(store, definitions, Limits()) for store in (folder, database)]


def test_both_stores_draw_alike_and_show_a_publication_at_once(desks, serve, now):
    told = []
    for desk in desks:
        with serve(desk) as client:
            tiles = [client.get(path) for path in PATHS]
            assert {one.status_code for one in tiles} == {200}
            first = client.get(f"/tiles/WebMercatorQuad/{LAYERS}/tilejson.json").json()["release"]
            held = next(e for e in desk.store.editions() if e.head.layer == "water_source_zone")
            again = desk.store.propose(replace(held.head, source="again"), desk.store.features(held), now)
            desk.store.publish(again, now)
            second = client.get(f"/tiles/WebMercatorQuad/{LAYERS}/tilejson.json").json()["release"]
            kept = client.get(PATHS[0].replace(LAYERS, f"{LAYERS}@{first}"))
            assert kept.content == tiles[0].content and first != second
            told.append(([one.content for one in tiles], [one.headers["etag"] for one in tiles], first, second))
    assert told[0] == told[1]
