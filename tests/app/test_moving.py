"""`sanxian layers copy` and `export`, `backup`, `restore`: what they print, and what they refuse."""

import hashlib
import json

import postgis
import pytest
from copies import copied

from layers.stores.files import FilesStore


@pytest.fixture
def held(store_maker, tmp_path):
    """A small store of its own: these tests count what its log holds."""
    store_maker(tmp_path / "held")
    return tmp_path / "held"


def opened(folder):
    return FilesStore(folder)


def test_copying_a_store_says_what_was_moved_and_again_that_nothing_was_left(sanxian, held, tmp_path):
    target = tmp_path / "copy"
    code, out, err = sanxian("layers", "copy", "--from", held, "--to", target, "--json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert (document["from"], document["to"]) == (str(held), str(target))
    assert document["head"] == opened(held).head().hash == opened(target).head().hash
    assert opened(target).editions() == opened(held).editions()
    assert document["fresh"] == {name: document[name] for name in ("editions", "blobs", "entries")}
    code, out, _ = sanxian("layers", "copy", "--from", held, "--to", target, "--lang", "en")
    assert code == 0 and f"editions {document['editions']} (0 new)" in out and "all verified" in out
    code, out, _ = sanxian("layers", "copy", "--from", held, "--to", target)
    assert code == 0 and "全部核对无误" in out


def test_a_copy_from_nowhere_makes_nothing(sanxian, tmp_path):
    code, _, err = sanxian("layers", "copy", "--from", tmp_path / "none", "--to", tmp_path / "copy")
    assert code == 2 and err.count("\n") == 1 and "none" in err
    assert not (tmp_path / "none").exists() and not (tmp_path / "copy").exists()


def test_a_copy_onto_another_store_is_refused(sanxian, held, tmp_path):
    opened(tmp_path / "other").append("verdict", "x", b"", opened(held).head().at)
    code, _, err = sanxian("layers", "copy", "--from", held, "--to", tmp_path / "other")
    assert code == 2 and "台账第 1 条" in err


def test_a_folder_of_something_else_is_refused_as_a_target(sanxian, held, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear")
    code, _, err = sanxian("layers", "copy", "--from", held, "--to", tmp_path / "letters")
    assert code == 2 and "letter.txt" in err


def test_a_backup_is_made_and_brought_back(sanxian, held, tmp_path):
    file, target = tmp_path / "b.zip", tmp_path / "restored"
    code, out, err = sanxian("backup", file, "--json", store=held)
    made = json.loads(out)
    assert (code, err) == (0, "") and made["file"] == str(file)
    assert made["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert made["head"] == opened(held).head().hash
    code, out, err = sanxian("restore", file, "--to", target, "--json")
    restored = json.loads(out)
    assert (code, err) == (0, "") and (restored["from"], restored["to"]) == (str(file), str(target))
    assert {name: restored[name] for name in ("editions", "blobs", "entries", "head")} == {
        name: made[name] for name in ("editions", "blobs", "entries", "head")
    }
    assert opened(target).editions() == opened(held).editions()
    code, out, err = sanxian("restore", file, "--to", target)
    assert (code, out) == (2, "") and err.count("\n") == 1 and "已有数据" in err


def test_a_backup_is_told_in_both_languages(sanxian, held, tmp_path):
    code, out, _ = sanxian("backup", tmp_path / "zh.zip", "--from", held)
    assert code == 0 and "台账" in out and "SHA-256" in out
    code, out, _ = sanxian("backup", tmp_path / "en.zip", "--from", held, "--lang", "en")
    assert code == 0 and "log entries" in out


def test_a_cut_backup_is_refused_in_one_line_and_makes_no_store(sanxian, held, tmp_path):
    sanxian("backup", tmp_path / "b.zip", store=held)
    (tmp_path / "b.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:-500])
    code, out, err = sanxian("restore", tmp_path / "b.zip", "--to", tmp_path / "restored", "--lang", "en")
    assert (code, out) == (2, "") and err.count("\n") == 1 and "b.zip" in err
    assert not (tmp_path / "restored").exists()


def test_no_backup_is_made_of_no_store(sanxian, tmp_path):
    code, _, err = sanxian("backup", tmp_path / "b.zip")
    assert code == 2 and "store" in err and not (tmp_path / "b.zip").exists()


def test_a_layer_is_exported_and_the_ledger_keeps_it(sanxian, held, tmp_path):
    store = tmp_path / "store"
    copied(held, store)
    file = tmp_path / "red.gpkg"
    code, out, err = sanxian("layers", "export", "ecological_red_line", "--out", file, "--json", store=store)
    said = json.loads(out)
    assert (code, err) == (0, "") and (said["features"], said["statutory"], said["form"]) == (1, True, "gpkg")
    assert said["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    entry = json.loads(list(opened(store).log(kind="export"))[-1].body)
    assert entry["sha256"] == said["sha256"] and entry["actor"].startswith("local:")
    code, out, _ = sanxian("layers", "export", "admin_area", "--out", tmp_path / "a.parquet", store=store)
    assert code == 0 and "已记入台账" in out
    code, out, _ = sanxian("layers", "export", "admin_area", store=store)
    assert code == 0 and json.loads(out)["features"][0]["properties"]["name"] == "试验县"
    assert len(list(opened(store).log(kind="export"))) == 3


def test_an_export_that_cannot_be_is_refused_in_one_line_and_noted_nowhere(sanxian, held, tmp_path):
    for arguments, said in (
        (("admin_area", "--out", tmp_path / "a.shp"), ".gpkg"),
        (("admin_area", "--out", tmp_path / "none" / "a.gpkg"), "none"),
        (("admin_area", "--out", held / "a.gpkg"), "SANXIAN_STORE"),
        (("admin_area", "--region", "110000"), "330324"),
        (("admin_area", "--as-of", "2001-01-01"), "2001-01-01"),
        (("nothing",), "nothing"),
        (("bay",), "bay"),
    ):
        code, out, err = sanxian("layers", "export", *arguments, store=held)
        assert (code, out) == (2, "") and err.count("\n") == 1 and said in err, arguments
    assert not list(opened(held).log(kind="export"))


def test_a_database_is_a_place_like_a_folder(sanxian, held, tmp_path, postgis_server):
    url = postgis_server.fresh()
    code, out, err = sanxian("migrate", "--json", store=url)
    assert (code, err, json.loads(out)["faults"]) == (0, "", [])
    code, out, err = sanxian("layers", "copy", "--from", held, "--to", url, "--json")
    assert (code, err) == (0, "") and json.loads(out)["to"] == url
    shown = "SELECT name, edition_standing FROM layers.ecological_red_line"
    assert postgis.rows(url, shown) == [("试验红线", "statutory")]
    code, out, _ = sanxian("backup", tmp_path / "b.zip", "--json", store=url)
    assert code == 0 and json.loads(out)["head"] == opened(held).head().hash
    code, out, _ = sanxian("restore", tmp_path / "b.zip", "--to", postgis_server.fresh(), "--json")
    assert code == 0 and json.loads(out)["head"] == opened(held).head().hash
    code, out, err = sanxian("layers", "export", "admin_area", "--out", tmp_path / "a.geojson", "--json", store=url)
    assert (code, err) == (0, "") and json.loads(out)["features"] == 1
