"""`sanxian measure`: what it prints and writes, and the one line with which it refuses."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shore_world import EVERYWHERE, LAND, NOW, fill_shore

from layers.editions import EditionHead, Features
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions

ROOT = Path(__file__).resolve().parents[2]
REGION = ("--region", "330300")
SINCE = ("--since", "2024-06-30")
MEASURES = {
    "shoreline": ("shoreline",),
    "shoreline_changes": ("shoreline", *SINCE),
    "buffers": ("buffers",),
    "areas": ("areas", "--layer", "ecological_red_line"),
    "bays": ("bays",),
    "land_cover": ("land-cover", *SINCE),
    "indicators": ("indicators",),
}
CORNERS = [[120.895, 27.82], [120.905, 27.82], [120.905, 27.83], [120.895, 27.83], [120.895, 27.82]]
SITE = json.dumps({"type": "Polygon", "coordinates": [CORNERS]})


@pytest.fixture(scope="module")
def shore(tmp_path_factory):
    """A store of a county with land, sea, shore, river and raster."""
    folder = tmp_path_factory.mktemp("shore") / "store"
    known = load_definitions(ROOT / "data")
    store = FilesStore(folder)
    own = {"code": "330302", "level": "county"}
    rows = {
        "330302:land": (LAND, {**own, "name": "鹿城区", "part": "land"}),
        "330302:sea": (EVERYWHERE.difference(LAND), {**own, "name": "鹿城区海域", "part": "sea"}),
    }
    geometries = np.array([geometry for geometry, _ in rows.values()], dtype=object)
    names = known.kinds["admin_area"].attributes
    columns = {name: tuple(given.get(name) for _, given in rows.values()) for name in names}
    head = EditionHead("admin_area", "330300", "illustrative", 1.0, date(2020, 1, 1), "手工", EVERYWHERE)
    store.publish(store.propose(head, Features(tuple(rows), geometries, columns, {}), NOW), NOW)
    fill_shore(store, known)
    store.close()
    return folder


@pytest.fixture
def measure(sanxian, shore, monkeypatch, tmp_path):
    """Runs one measure in a folder of its own; returns exit code, stdout and stderr."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return lambda *arguments, store=shore: sanxian("measure", *arguments, store=store)


@pytest.fixture
def refused(measure, shore):
    """Asks, expects a refusal that stores and writes nothing, and returns its one line."""

    def ask(*arguments, lang="zh", store=shore):
        before = sorted(Path().iterdir()), recorded(shore)
        code, out, err = measure(*arguments, "--lang", lang, store=store)
        assert (code, out) == (2, ""), err
        assert err.count("\n") == 1 and "Traceback" not in err and "Errno" not in err
        assert (sorted(Path().iterdir()), recorded(shore)) == before
        assert any("一" <= sign <= "鿿" for sign in err) == (lang == "zh"), err
        return err

    return ask


def recorded(folder):
    store = FilesStore(folder)
    found = [entry.hash for entry in store.log()]
    store.close()
    return found


# --- answers


@pytest.mark.parametrize(("name", "arguments"), MEASURES.items(), ids=MEASURES)
def test_every_measure_is_printed_and_given_as_the_same_json(measure, name, arguments):
    code, out, err = measure(*arguments, *REGION, "--lang", "en")
    assert (code, err) == (0, "") and "Wenzhou" in out.splitlines()[0]
    code, text, err = measure(*arguments, *REGION, "--json", "--out", "body.json")
    assert (code, err, text.count("\n")) == (0, "", 1)
    body = json.loads(text)
    assert body == json.loads(Path("body.json").read_bytes())
    assert body["measure"] == name and out.splitlines()[-1].endswith(body["id"])


def test_layers_are_named_one_by_one_or_with_commas(measure):
    one, other = (
        json.loads(measure("areas", *REGION, "--json", *layers)[1])["id"]
        for layers in (("--layer", "ecological_red_line, bay"), ("--layer", "ecological_red_line", "--layer", "bay"))
    )
    assert one == other


def test_a_project_is_a_file_or_a_place(measure):
    Path("site.geojson").write_text(SITE)
    taken = json.loads(measure("shoreline", *REGION, "--project", "site.geojson", "--accuracy", "1", "--json")[1])
    assert taken["project"] is not None
    code, out, _ = measure("shoreline", *REGION, "--project", "120.9,27.82")
    assert code == 0 and "不能确定" in out  # a place has no extent: never “takes nothing”


def test_a_recorded_measure_is_said_with_its_id(measure, shore):
    before = recorded(shore)
    code, out, err = measure("bays", *REGION)
    assert (code, err, recorded(shore)) == (0, "", before)
    code, out, err = measure("bays", *REGION, "--record")
    assert (code, err) == (0, f"已记入台账 {out.splitlines()[-1].split()[-1]}\n")
    store = FilesStore(shore)
    new = [entry.kind for entry in store.log(after=len(before))]
    store.close()
    assert new == ["definitions", "measure"]  # the first record under these definitions names them


def test_nothing_is_recorded_that_could_not_be_written(refused):
    assert "nope" in refused("bays", *REGION, "--record", "--out", "a.csv", "--part", "nope")


# --- files


def test_a_csv_says_which_of_the_tables_it_holds(measure):
    _, _, err = measure("shoreline", *REGION, "--out", "a.csv", "--out", "a.zip", "--lang", "en")
    first, second = err.splitlines()
    names = zipfile.ZipFile("a.zip").namelist()
    tables = len(names) - len({"columns.csv", "method.csv"})
    assert first == f"written: a.csv (table summary, one of {tables}; a .zip has them all)"
    assert second == "written: a.zip"
    assert zipfile.ZipFile("a.zip").read("summary.csv") == Path("a.csv").read_bytes()


def test_a_part_goes_to_the_files_that_take_one(measure):
    code, _, err = measure(
        "shoreline", *REGION, "--part", "by_type", "--out", "a.csv", "--out", "b.json", "--lang", "en"
    )
    assert (code, err) == (0, "written: a.csv\nwritten: b.json\n")


def test_a_file_that_cannot_be_put_there_leaves_the_old_one_whole(refused, monkeypatch):
    Path("a.csv").write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device", "a.csv")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "No space left" in refused("bays", *REGION, "--out", "a.csv")
    assert Path("a.csv").read_text() == "old"


# --- refused


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("shoreline", "--region", ""), "--region"),
        (("shoreline", "--region", "999999"), "999999"),
        (("shoreline", "--region", "330322"), "330305"),
        (("shoreline", "--region", "abc"), "abc"),
        (("shoreline", *REGION, "--method", " "), "--method"),
        (("shoreline", *REGION, "--method", "none"), "cn-2017"),
        (("shoreline", *REGION, *SINCE, "--method", "cn-2017"), "--shoreline-method"),
        (("shoreline", *REGION, "--shoreline-method", "cn-2017"), "--since"),
        (("shoreline", *REGION, *SINCE, "--sensitivity"), "--sensitivity"),
        (("shoreline", *REGION, "--crs", "EPSG:4490"), "--project"),
        (("shoreline", *REGION, "--project", ""), "--project"),
        (("shoreline", *REGION, "--project", "none.geojson"), "none.geojson"),
        (("shoreline", *REGION, "--as-of", "2010-01-01"), "2024-01-01"),
        (("shoreline", *REGION, "--as-of", "gestern"), "gestern"),
        (("shoreline", *REGION, "--since", "2030-01-01"), "2030-01-01"),
        (("shoreline", *REGION, "--known-at", "2099-01-01T00:00"), "2099-01-01"),
        (("areas", *REGION), "--layer"),
        (("areas", *REGION, "--layer", ""), "--layer"),
        (("areas", *REGION, "--layer", "bay,"), "--layer"),
        (("areas", *REGION, "--layer", "unicorns"), "ecological_red_line"),
        (("areas", *REGION, "--layer", "coastline"), "coastline"),
        (("areas", *REGION, "--layer", "bay", "--plane", "EPSG:3857"), "EPSG:4549"),
        (("report", *REGION, "--layer", "unicorns"), "ecological_red_line"),
        (("report", *REGION, "--method", "cn-2017"), "method"),
        (("land-cover", *REGION, "--zone", "unicorns:a"), "ecological_red_line"),
        (("land-cover", *REGION, *SINCE, "--min-patch", "nan"), "nan"),
        (("land-cover", *REGION, "--min-patch", "500"), "--since"),
        (("buffers", *REGION, "--water-body", ""), "--water-body"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_measured_is_said_in_one_line(refused, monkeypatch, arguments, word, lang):
    assert word in refused(*arguments, lang=lang)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--out", ""), "--out"),
        (("--out", "a"), ".csv"),
        (("--out", "a.dwg"), ".html"),
        (("--out", "nowhere/a.csv"), "nowhere"),
        (("--out", "folder.csv"), "folder.csv"),
        (("--out", "a.csv", "--out", "./a.csv"), "a.csv"),
        (("--part", "summary"), "--out"),
        (("--part", "summary", "--out", "a.json", "--out", "b.xlsx"), ".csv"),
        (("--part", "", "--out", "a.csv"), "--part"),
        (("--bilingual", "--out", "a.html"), ".pdf"),
        (("--out", "a.csv", "--out", "b.png", "--part", "summary"), "summary"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_cannot_be_written_is_said_and_no_other_is_written(refused, arguments, word, lang):
    Path("folder.csv").mkdir()
    assert word in refused("bays", *REGION, *arguments, lang=lang)


def test_no_file_goes_into_the_store(refused, shore):
    assert "SANXIAN_STORE" in refused("bays", *REGION, "--out", shore / "a.csv")
    assert not (shore / "a.csv").exists()


def test_the_project_is_not_written_over(refused):
    Path("site.json").write_text(SITE)
    assert "site.json" in refused("shoreline", *REGION, "--project", "site.json", "--out", "./site.json")
    assert Path("site.json").read_text() == SITE


def test_an_option_is_not_taken_for_the_value_of_the_one_before(refused):
    assert "--region" in refused("bays", "--region")


def test_no_store_and_a_store_without_the_layer(refused, held, tmp_path):
    assert "SANXIAN_STORE" in refused("shoreline", *REGION, store=tmp_path / "none")
    assert "coastline" in refused("shoreline", *REGION, store=held)


def test_a_damaged_edition_is_never_measured(refused, shore, tmp_path):
    damaged = tmp_path / "damaged"
    (damaged / "editions").mkdir(parents=True)
    store = FilesStore(shore)
    (newest,) = [
        edition.sha256 for edition in store.editions() if (edition.head.layer, edition.number) == ("coastline", 2)
    ]
    store.close()
    for path in shore.rglob("*"):
        if path.is_file():
            (damaged / path.relative_to(shore)).parent.mkdir(parents=True, exist_ok=True)
            content = bytearray(path.read_bytes())
            if path.stem == newest:
                content[len(content) // 2] ^= 1
            (damaged / path.relative_to(shore)).write_bytes(content)
    for arguments in (("shoreline",), ("report",), ("indicators",)):
        assert "coastline 330300/2" in refused(*arguments, *REGION, store=damaged)


# --- speed


def test_what_files_need_is_not_loaded_for_the_screen(shore):
    program = (
        "import sys; from app.cli.main import run; code = run(sys.argv[1:]);"
        "heavy = {'matplotlib', 'openpyxl', 'jinja2', 'fastapi'};"
        "print(code, sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "measure", "shoreline", *REGION],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "SANXIAN_STORE": str(shore), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.stderr == "0 []\n"
