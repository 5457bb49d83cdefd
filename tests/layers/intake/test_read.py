"""The door of intake with real files, through the child process."""

import io
import json
import os
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from layers.errors import BadCRS, BadFile, BadGeometry, TooLarge
from layers.intake import ReadLimits, read, read_geojson
from layers.intake.accuracy import KINDS, load_accuracies

BOX = shapely.box(120.0, 28.0, 120.1, 28.1)
BOW = shapely.Polygon([(120, 28), (120.1, 28.1), (120.1, 28), (120, 28.1)])
GK40 = shapely.Polygon([(40568798, 3098007), (40568998, 3098007), (40568998, 3098207)])


def codes(reading):
    return [note.code for note in reading.notes]


def write(path, shapes, crs="EPSG:4490", kind="Polygon", fields=None, **options):
    fields = fields or {"name": ["甲"] * len(shapes)}
    wkb = np.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], dtype=object)
    columns = [np.array(values, dtype=object if isinstance(values[0], str) else None) for values in fields.values()]
    pyogrio.raw.write(path, wkb, columns, list(fields), geometry_type=kind, crs=crs, **options)
    return path


def pack(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def document(*shapes):
    members = [
        {"type": "Feature", "geometry": json.loads(shapely.to_geojson(one)), "properties": {"n": 1}} for one in shapes
    ]
    return {"type": "FeatureCollection", "features": members, "project": {"name": "厂房"}}


def test_a_geojson_file_reads_as_the_document_does(tmp_path):
    path = tmp_path / "site.geojson"
    path.write_text(json.dumps(document(BOX, BOW)), encoding="utf-8")
    assert read(path) == read_geojson(document(BOX, BOW), name="site.geojson")


def test_a_geopackage_gives_every_feature_with_typed_attributes(tmp_path):
    fields = {"name": ["甲", "乙"], "level": [1, 2], "share": [0.5, float("nan")]}
    reading = read(write(tmp_path / "a.gpkg", [BOX, BOW], fields=fields))
    assert [one.geometry.equals_exact(shape, 0) for one, shape in zip(reading.features, (BOX, BOW), strict=True)] == [
        True,
        True,
    ]
    assert dict(reading.features[0].attributes) == {"name": "甲", "level": 1, "share": 0.5}
    assert dict(reading.features[1].attributes) == {"name": "乙", "level": 2, "share": None}
    assert (reading.intake, reading.crs, reading.notes) == ("gpkg", "EPSG:4490", ())


def test_a_geopackage_in_gauss_kruger_is_read_east_first(tmp_path):
    reading = read(write(tmp_path / "a.gpkg", [GK40], crs="EPSG:4528"))
    assert reading.crs == "EPSG:4528"
    assert reading.features[0].geometry.bounds[:2] == pytest.approx((120.69939, 27.99429), abs=1e-5)


def test_the_layer_of_a_geopackage_is_chosen_by_name(tmp_path):
    path = write(tmp_path / "a.gpkg", [BOX], layer="one")
    write(path, [BOW], layer="two", append=True)
    assert read(path, layer="two").features[0].geometry.equals_exact(BOW, 0)
    with pytest.raises(BadFile, match="2 layers \\(one, two\\)"):
        read(path)
    with pytest.raises(BadFile, match='no layer "three"'):
        read(path, layer="three")


def test_heights_in_a_geopackage_are_dropped_with_a_note(tmp_path):
    reading = read(write(tmp_path / "a.gpkg", [shapely.force_3d(BOX, 7.0)], kind="Polygon Z"))
    assert codes(reading) == ["z_dropped"]
    assert not reading.features[0].geometry.has_z


def test_a_null_geometry_is_refused_with_its_row(tmp_path):
    with pytest.raises(BadGeometry, match="#2: the feature has no geometry"):
        read(write(tmp_path / "a.gpkg", [BOX, None]))


def test_nan_in_a_geopackage_is_refused_with_row_and_vertex(tmp_path):
    broken = shapely.Polygon([(120, 28), (120.1, float("nan")), (120.1, 28.1)])
    with pytest.raises(BadGeometry, match="#2, vertex 2"):
        read(write(tmp_path / "a.gpkg", [BOX, broken]))


@pytest.mark.parametrize("undefined", [0, -1])
def test_a_geopackage_with_an_undefined_crs_asks_for_it(tmp_path, undefined):
    path = write(tmp_path / "a.gpkg", [BOX])
    with closing(sqlite3.connect(path)) as database, database:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"UPDATE {table} SET srs_id = {undefined}")
    with pytest.raises(BadCRS, match="does not state its CRS"):
        read(path)
    assert read(path, crs="4490").features[0].geometry.equals(BOX)


def test_a_damaged_geopackage_is_a_bad_file(tmp_path):
    data = write(tmp_path / "a.gpkg", [BOX] * 500).read_bytes()
    for broken in (data[: len(data) // 2], data[:5000] + os.urandom(30000) + data[35000:], data[:200]):
        with pytest.raises(BadFile, match=r"damaged|incomplete"):
            read(broken, name="a.gpkg")


def test_a_kmz_and_a_single_packed_file_are_read():
    kml = "<kml><Placemark><Point><coordinates>120,28</coordinates></Point></Placemark></kml>"
    assert read(pack({"doc.kml": kml, "files/icon.png": b"x"}), name="a.kmz").intake == "kml"
    assert read(pack({"项目/site.geojson": json.dumps(document(BOX))})).intake == "geojson"
    assert read(pack({"资料.zip": pack({"b.kml": kml})})).intake == "kml"
    with pytest.raises(BadFile, match="an archive within an archive within"):
        read(pack({"a.zip": pack({"b.zip": pack({"c.kml": kml})})}))
    with pytest.raises(BadFile, match=r"it holds: a\.docx"):
        read(pack({"a.docx": b"x"}))
    with pytest.raises(BadFile, match="it holds: -"):
        read(pack({}))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.geojson", "a.geojson is empty"),
        (b" \n\t", "a.txt", "a.txt is empty"),
        (b"\x00\x00\x27\x0a" + b"\0" * 200, "a.shp", "pack .shp"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"Rar!\x1a\x07", "a.rar", "RAR"),
        (b"name;lon;lat\n", "a.csv", "no table of coordinates"),
        (b"AC1032\x00\x00", "a.dwg", "save it as DXF"),
        (b"<OGRVRTDataSource></OGRVRTDataSource>", "a.kml", "root OGRVRTDataSource"),
        (bytes(range(256)), "a", "no format"),
    ],
)
def test_what_is_no_readable_format_is_refused_by_its_content(data, name, words):
    with pytest.raises(BadFile, match=words):
        read(data, name=name)


def test_a_name_from_outside_never_becomes_a_path(tmp_path):
    target = tmp_path / "escaped"
    with pytest.raises(BadFile) as caught:
        read(b"", name=f"../../{target}\n<b>")
    assert "/" not in caught.value.en.split(" is empty")[0]
    assert not target.exists()


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, words in (
        (tmp_path / "none.gpkg", "there is no file"),
        (tmp_path, "is a folder"),
        (Path(os.devnull), "no ordinary file"),
        (tmp_path / ("x" * 5000), "cannot be read"),
        (tmp_path / "none.gpkg" / "a", "there is no file"),
    ):
        with pytest.raises(BadFile, match=words):
            read(path)


def test_a_crs_that_does_not_exist_is_no_fault_of_the_file():
    with pytest.raises(BadCRS, match=r"^there is no coordinate reference system EPSG:99999"):
        read(b"{}", name="a.json", crs="EPSG:99999")


def test_limits_of_size_and_vertices_hold(tmp_path):
    path = write(tmp_path / "a.gpkg", [BOX] * 3)
    with pytest.raises(TooLarge, match="bytes"):
        read(path, limits=ReadLimits(bytes=1000))
    with pytest.raises(TooLarge, match="15 vertices are more than the limit of 14"):
        read(path, limits=ReadLimits(vertices=14))


def test_arcs_are_cut_into_straight_edges_with_a_note(tmp_path):
    path = write(tmp_path / "a.gpkg", [BOX], kind="Unknown")
    arcs = [(120, 28), (120.1, 28.1), (120.2, 28), (120.1, 27.9), (120, 28)]
    circle = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *point) for point in arcs)
    blob = b"GP\0\1" + struct.pack("<i", 4490) + struct.pack("<BII", 1, 10, 1) + circle
    with closing(sqlite3.connect(path)) as database, database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE a SET geom = ?", (blob,))
    reading = read(path)
    assert codes(reading) == ["curves_to_lines"]
    assert reading.features[0].geometry.area == pytest.approx(np.pi * 0.1**2, rel=2e-3)


def test_a_virtual_table_in_a_geopackage_is_refused(tmp_path):
    path = write(tmp_path / "a.gpkg", [BOX])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE VIRTUAL TABLE leak USING fts5(a)")
    with pytest.raises(BadFile, match="virtual tables"):
        read(path)


def test_every_kind_of_intake_has_a_default_accuracy():
    accuracies = load_accuracies(Path(__file__).parents[3] / "data" / "codes" / "accuracy.yaml")
    assert set(accuracies) == set(KINDS)
    assert accuracies["corner_txt"].metres < accuracies["geojson"].metres < accuracies["gcj02"].metres


@pytest.mark.parametrize(
    ("data", "name"),
    [(b'{"type": "FeatureCollection", "features": []}', "a.json"), (b"PK\x03\x04", "a.zip"), (b"{", "b.json")],
)
def test_every_refusal_of_a_file_names_it(data, name):
    with pytest.raises(BadFile) as caught:
        read(data, name=name)
    assert caught.value.zh.startswith(f"{name}：") and caught.value.en.startswith(f"{name}: ")


def test_a_json_array_is_told_from_a_corner_file():
    with pytest.raises(BadFile, match="must be an object at its top"):
        read(b"[[120, 28]]", name="a.json")
    with pytest.raises(BadFile, match="nested too deeply"):
        read(b"[" * 100_000, name="a.json")


@pytest.mark.parametrize("name", ["a.json", "a.gpkg", "a.zip"])
def test_a_delivery_may_be_empty_where_that_is_said(tmp_path, name):
    if name == "a.json":
        data = b'{"type": "FeatureCollection", "features": []}'
    else:
        path = tmp_path / name.replace("zip", "shp")
        none = np.empty(0, dtype=object)
        pyogrio.raw.write(path, none, [none], ["name"], geometry_type="Polygon", crs="EPSG:4490")
        files = {path.name: path.read_bytes() for path in tmp_path.glob("a.*")}
        data = files["a.gpkg"] if name == "a.gpkg" else pack(files)
    assert read(data, name=name, may_be_empty=True).features == ()
    with pytest.raises(BadFile, match="holds no feature"):
        read(data, name=name)


def test_a_geopackage_geometry_in_a_crs_of_its_own_is_refused(tmp_path):
    path = write(tmp_path / "a.gpkg", [BOX, BOX])
    with closing(sqlite3.connect(path)) as database, database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        (blob,) = database.execute("SELECT geom FROM a WHERE fid = 2").fetchone()
        database.execute("UPDATE a SET geom = ? WHERE fid = 2", (blob[:4] + struct.pack("<i", 4610) + blob[8:],))
    with pytest.raises(BadCRS, match="geometry 2 names the CRS 4610, its layer 4490"):
        read(path)
