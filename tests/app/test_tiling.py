"""`sanxian layers tiles`: one file with the very tiles that the service sends, and its entry in the ledger."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest
from copies import copied
from pmtiles.reader import MmapSource, all_tiles
from served import NOW, serving

from api.access.roles import Role
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(held, tmp_path):
    folder = tmp_path / "store"
    copied(held, folder)
    return folder


def test_the_tiles_of_a_file_are_those_of_the_service(sanxian, store, tmp_path):
    file = tmp_path / "red.pmtiles"
    words = ("ecological_red_line", "--out", file, "--maxzoom", "13", "--as-of", "2026-11-22")
    code, out, err = sanxian("layers", "tiles", *words, "--json", store=store)
    said = json.loads(out)
    assert (code, err, said["form"], said["statutory"]) == (0, "", "pmtiles", True)
    assert said["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    with closing(FilesStore(store)) as opened:
        entries = list(opened.log(kind="export"))  # other tests may have written into the store that was copied
        assert json.loads(entries[-1].body)["sha256"] == said["sha256"]
        desk = Desk(opened, load_definitions(ROOT / "data"), Limits())
        with file.open("rb") as held, serving(desk, anonymous_role=Role.REVIEWER) as client:
            tiles = dict(all_tiles(MmapSource(held)))
            for (z, x, y), content in tiles.items():
                path = f"/tiles/WebMercatorQuad/ecological_red_line/{z}/{x}/{y}.mvt?as_of={NOW.date()}"
                with client.stream("GET", path, follow_redirects=True) as answer:
                    assert b"".join(answer.iter_raw()) == content
    assert len(tiles) == said["tiles"] > 10


def test_people_are_told_in_their_language(sanxian, store, tmp_path):
    code, out, _ = sanxian(
        "layers", "tiles", "admin_area", "--out", tmp_path / "a.pmtiles", "--maxzoom", "6", store=store
    )
    assert code == 0 and "已记入台账" in out and "瓦片" in out


def test_what_cannot_be_a_file_of_tiles_is_refused_in_one_line(sanxian, store, tmp_path):
    for words, said in (
        (("admin_area", "--out", tmp_path / "a.gpkg"), ".pmtiles"),
        (("admin_area", "--out", store / "a.pmtiles"), "SANXIAN_STORE"),
        (("land_cover", "--out", tmp_path / "a.pmtiles"), "land_cover"),
        (("bay", "--out", tmp_path / "a.pmtiles"), "bay"),
        (("admin_area", "--out", tmp_path / "a.pmtiles", "--maxzoom", "30"), "maxzoom"),
        (("nothing", "--out", tmp_path / "a.pmtiles"), "nothing"),
    ):
        code, out, err = sanxian("layers", "tiles", *words, store=store)
        assert (code, out) == (2, "") and err.count("\n") == 1 and said in err, words
    assert not list(tmp_path.glob("*.pmtiles"))
