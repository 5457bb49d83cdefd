"""Zipped shapefiles and the archives they come in, through the child process."""

import io
import struct
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from layers.errors import BadCRS, BadFile, BadInput, TooLarge
from layers.intake import ReadLimits, read

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


def shapefile(folder, shapes=(BOX,), stem="site", encoding="gbk", without=("cpg",), **options):
    folder.mkdir(exist_ok=True)
    write(folder / f"{stem}.shp", list(shapes), encoding=encoding, **options)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix[1:] not in without}


def pack(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_gbk_shapefile_without_cpg_is_read(tmp_path):
    reading = read(pack(shapefile(tmp_path / "s", fields={"名称": ["饮用水源"]})), name="水源.zip")
    (one,) = reading.features
    assert dict(one.attributes) == {"名称": "饮用水源"}
    assert one.geometry.equals(BOX)
    assert (reading.intake, codes(reading)) == ("shapefile", ["gbk_assumed"])


@pytest.mark.parametrize(
    ("encoding", "without", "notes"), [("utf-8", (), []), ("gbk", (), []), ("utf-8", ("cpg",), ["utf8_assumed"])]
)
def test_the_encoding_follows_cpg_or_the_text_itself(tmp_path, encoding, without, notes):
    reading = read(pack(shapefile(tmp_path / "s", encoding=encoding, without=without, fields={"名称": ["饮用水源"]})))
    assert dict(reading.features[0].attributes) == {"名称": "饮用水源"}
    assert codes(reading) == notes


def test_a_shapefile_beside_its_parts_is_read_from_the_disk(tmp_path):
    shapefile(tmp_path / "s", without=())
    assert read(tmp_path / "s" / "site.shp").features[0].geometry.equals(BOX)
    (tmp_path / "s" / "site.dbf").unlink()
    with pytest.raises(BadFile, match=r"site\.shp: \.dbf missing"):
        read(tmp_path / "s" / "site.shp")


@pytest.mark.parametrize("suffix", ["shp", "shx", "dbf"])
def test_each_missing_part_is_named(tmp_path, suffix):
    with pytest.raises(BadFile, match=rf"\.{suffix} missing"):
        read(pack(shapefile(tmp_path / "s", without=("cpg", suffix))))


def test_a_missing_prj_asks_for_the_crs(tmp_path):
    data = pack(shapefile(tmp_path / "s", without=("cpg", "prj")))
    with pytest.raises(BadCRS, match=r"no \.prj"):
        read(data)
    assert read(data, crs="4490").features[0].geometry.equals(BOX)


def test_an_esri_prj_gives_the_zone(tmp_path):
    members = shapefile(tmp_path / "s", [GK40], crs="EPSG:4528")
    assert b"CGCS2000_3_Degree_GK_Zone_40" in members["site.prj"]
    reading = read(pack(members))
    assert reading.features[0].geometry.bounds[:2] == pytest.approx((120.69939, 27.99429), abs=1e-5)


def test_a_shapefile_of_xian_1980_is_refused(tmp_path):
    shape = shapely.Polygon([(40568798, 3098007), (40568998, 3098007), (40568998, 3098207)])
    data = pack(shapefile(tmp_path / "s", [shape], crs="EPSG:2364"))
    for crs in (None, "gk3:40"):
        with pytest.raises(BadCRS, match="no public parameters"):
            read(data, crs=crs)


def test_nested_folders_gbk_names_and_several_shapefiles(tmp_path):
    one, two = shapefile(tmp_path / "a", [BOX], stem="红线"), shapefile(tmp_path / "b", [BOW], stem="水源")
    members = {f"成果/甲/{name}": data for name, data in one.items()} | {
        f"成果/{name}": data for name, data in two.items()
    }
    utf8 = pack(members)
    gbk = as_gbk_names(members)
    for data in (utf8, gbk):
        assert read(data, layer="水源").features[0].geometry.length == pytest.approx(BOW.length)
        assert read(data, layer="红线").features[0].geometry.equals(BOX)
        with pytest.raises(BadFile, match=r"2 layers .*红线"):
            read(data)


def as_gbk_names(members):
    """A zip as old Windows tools write it: GBK member names, no UTF-8 flag."""

    class Info(zipfile.ZipInfo):
        def _encodeFilenameFlags(self):
            return self.filename.encode("gbk"), 0

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(Info(name), data)
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", ["shp", "shx", "dbf"])
def test_a_cut_part_is_named(tmp_path, suffix):
    members = shapefile(tmp_path / "s", [BOX] * 3)
    for keep in (20, len(members[f"site.{suffix}"]) - 10):
        with pytest.raises(BadFile, match=rf"\.{suffix} is incomplete"):
            read(pack(members | {f"site.{suffix}": members[f"site.{suffix}"][:keep]}))


def test_shapes_and_rows_that_do_not_match_are_refused(tmp_path):
    three, two = shapefile(tmp_path / "a", [BOX] * 3), shapefile(tmp_path / "b", [BOX] * 2)
    with pytest.raises(BadFile, match="3 shapes but 2 rows"):
        read(pack(three | {"site.dbf": two["site.dbf"]}))


def test_a_truncated_zip_is_a_bad_file(tmp_path):
    data = pack(shapefile(tmp_path / "s"))
    for keep in (10, len(data) // 2, len(data) - 10):
        with pytest.raises(BadFile, match="incomplete or damaged"):
            read(data[:keep])


def test_a_zip_with_a_wrong_checksum_is_a_bad_file(tmp_path):
    members = shapefile(tmp_path / "s")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    data = bytearray(buffer.getvalue())
    at = bytes(data).index(members["site.shp"]) + 120
    data[at] ^= 0xFF
    with pytest.raises(BadFile, match=r"damaged: site\.shp"):
        read(bytes(data))


@pytest.mark.parametrize("name", ["../site.shp", "/etc/site.shp", "a/../../site.shp", "C:/site.shp", "..\\site.shp"])
def test_a_path_that_leads_out_of_the_zip_is_refused(name):
    with pytest.raises(BadFile, match="leads outside"):
        read(pack({name: b"x"}))


def test_a_zip_bomb_is_refused_by_what_it_states_and_by_what_comes_out(tmp_path):
    limits = ReadLimits(unpacked_bytes=1_000_000)
    data = pack({"a.kml": b"\0" * 5_000_000})
    with pytest.raises(TooLarge, match="unpacks to more"):
        read(data, limits=limits)
    lying = bytearray(data)
    central = lying.rindex(b"PK\x01\x02")
    struct.pack_into("<I", lying, central + 24, 1000)
    with pytest.raises(BadInput):
        read(bytes(lying), limits=limits)


def test_an_archive_with_one_name_twice_is_refused(tmp_path):
    members = shapefile(tmp_path / "s")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        for name, data in [*members.items(), *members.items()]:
            archive.writestr(name, data)
    with pytest.raises(BadFile, match=r'holds "site\.\w+" twice'):
        read(buffer.getvalue(), name="s.zip")


def test_two_shapefiles_whose_names_differ_in_case_only_are_refused(tmp_path):
    members = shapefile(tmp_path / "s")
    twice = members | {name.upper(): data for name, data in members.items()}
    with pytest.raises(BadFile, match="differ in case only"):
        read(pack(twice), name="s.zip")


def test_a_prj_with_chinese_names_in_gbk_gives_its_zone(tmp_path):
    members = shapefile(tmp_path / "s", crs="EPSG:4528", shapes=(GK40,))
    words = members["site.prj"].replace(b'"CGCS2000_3_Degree_GK_Zone_40"', '"国家2000三度带40带"'.encode("gbk"))
    assert words != members["site.prj"]
    assert read(pack(members | {"site.prj": words}), name="a.zip").zone == "gk3:40"


def test_a_prj_whose_text_is_broken_asks_for_the_crs(tmp_path):
    members = shapefile(tmp_path / "s", crs="EPSG:4528", shapes=(GK40,))
    words = members["site.prj"].replace(b"CGCS2000_3", b"\xff\xff_3")
    with pytest.raises(BadCRS, match=r"damaged.*--crs"):
        read(pack(members | {"site.prj": words}), name="a.zip")


@pytest.mark.parametrize("said", [b"UTF\x00-8", b"GBX\n\x0b9"])
def test_a_cpg_of_unprintable_signs_is_refused_in_one_line(tmp_path, said):
    members = shapefile(tmp_path / "s") | {"site.cpg": said}
    with pytest.raises(BadFile, match="unknown encoding") as caught:
        read(pack(members), name="a.zip")
    assert caught.value.zh.isprintable() and caught.value.en.isprintable()


def test_a_name_in_the_zip_that_is_not_the_utf_8_it_claims_to_be_is_a_bad_file(tmp_path):
    content = pack({"项目红线.txt": b"x" * 10})
    assert content.count("项目红线".encode()) == 2
    with pytest.raises(BadFile, match="damaged"):
        read(content.replace("项目红线".encode(), b"\xa8" * 12), name="a.zip")
