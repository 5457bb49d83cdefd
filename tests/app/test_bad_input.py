"""Whatever is wrong with a question, it ends with exit 2, one line on stderr, nothing on stdout, nothing stored."""

import io
import json
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from layers.stores.files import FilesStore

BOX = [[120.5, 27.9], [120.51, 27.9], [120.51, 27.91], [120.5, 27.91], [120.5, 27.9]]
CORNERS = "[属性描述]\n坐标系=2000国家大地坐标系\n计量单位=米\n{zone}[地块坐标]\n3,1.0,1,地块,面,,,,@\n{rows}"


def polygon(*rings):
    return json.dumps({"type": "Polygon", "coordinates": list(rings)})


def corners(rows, zone="带号=40\n"):
    text = "".join(f"J{number},1,{y},{x}\n" for number, (y, x) in enumerate(rows, start=1))
    return CORNERS.format(zone=zone, rows=text)


def zipped_shapefile(folder, without=()):
    wkb = np.array([shapely.to_wkb(shapely.Polygon(BOX))], dtype=object)
    name = [np.array(["x"], dtype=object)]
    pyogrio.raw.write(folder / "a.shp", wkb, name, ["name"], geometry_type="Polygon", crs="EPSG:4490")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.glob("a.*")):
            if path.suffix not in without:
                archive.writestr(path.name, path.read_bytes())
    return buffer.getvalue()


@pytest.fixture
def refused(sanxian, held, tmp_path):
    """Asks, expects a refusal, and returns its one line."""

    def ask(*arguments, content=None, name="site.geojson", store=held, said=(), **variables):
        if content is not None:
            path = tmp_path / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            arguments = (path, *arguments)
        before = contents(store)
        code, out, err = sanxian("check", *arguments, store=store, **variables)
        assert (code, out) == (2, ""), err
        assert err.count("\n") == 1 and err.endswith("\n") and err.strip()
        assert "Traceback" not in err
        assert contents(store) == before
        for words in said:
            assert words in err
        return err

    return ask


def contents(folder):
    """Editions and log entries of a store; None where there is none."""
    if not folder.exists():
        return None
    store = FilesStore(folder)
    found = [edition.sha256 for edition in store.editions()], [entry.hash for entry in store.log()]
    store.close()
    return found


def test_an_empty_file(refused):
    refused(content=b"", said=["site.geojson"])


def test_a_file_that_is_not_there(refused, tmp_path):
    refused(tmp_path / "no.geojson", said=["no.geojson"])


def test_a_truncated_zip(refused, tmp_path):
    refused(content=zipped_shapefile(tmp_path)[:-60], name="site.zip", said=["压缩包"])


def test_a_zip_without_its_dbf(refused, tmp_path):
    refused(content=zipped_shapefile(tmp_path, without=(".dbf",)), name="site.zip", said=["dbf"])


def test_a_ring_that_crosses_itself(refused):
    bow = [[120.5, 27.9], [120.51, 27.91], [120.51, 27.9], [120.5, 27.91], [120.5, 27.9]]
    refused(content=polygon(bow), said=["120.505"])


def test_a_ring_of_two_points(refused):
    refused(content=polygon([[120.5, 27.9], [120.51, 27.9], [120.5, 27.9], [120.5, 27.9]]))


def test_a_coordinate_that_is_no_number(refused):
    refused(content=polygon(BOX).replace("120.51", "NaN", 1))


def test_a_longitude_of_181_degrees(refused):
    refused("181,28", said=["181"])


def test_a_western_longitude_is_no_option(refused):
    refused("-120.5,28", said=["-120.5"])


def test_east_and_north_swapped_in_one_row_of_a_corner_file(refused):
    rows = [(3098007, 40568798), (40568998, 3098007), (3098207, 40568998), (3098007, 40568798)]
    refused(content=corners(rows), name="site.txt", said=["site.txt", "对调"])


def test_eastings_of_six_digits_without_a_zone(refused):
    rows = [(3098007, 568798), (3098007, 568998), (3098207, 568998), (3098007, 568798)]
    refused(content=corners(rows, zone=""), name="site.txt", said=["带号"])


def test_an_unknown_crs(refused):
    refused("120.5,27.9", "--crs", "EPSG:99999", said=["99999"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("120.5;",), "经度,纬度"),
        (("120.5,27.9,121.5,28.1",), "看不出是哪两个坐标"),
        (("120°61′,27.9",), "应小于 60"),
        (("https://example.com/?q=27.9,120.5",), "不认识网站"),
        (("",), "SITE"),
        (("x" * 5000,), "读不出"),
        (("120.5,27.9", "--crs", ""), "坐标系"),
        (("120.5,27.9", "--role", ""), "--role"),
        (("120.5,27.9", "--crs", "EPSG:4490", "--crs", "GCJ02"), "--crs 给了两次"),
        (("120.5,27.9", "--as-of", "2026-01-01", "--as-of", "2025-01-01"), "--as-of 给了两次"),
        (("120.5,27.9", "--record", "--no-record"), "--record 给了两次"),
        (("120.5,27.9", "27.9"), "多出了 27.9"),
        (("120.5,27.9", "--json=1"), "--json 不带取值"),
    ],
)
def test_a_question_that_could_mean_two_things_or_nothing(refused, arguments, said):
    refused(*arguments, said=[said])


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "Point", "coordinates": [120.5, 27.9], "project": {"name": "\\ud800"}}',
        '{"type": "Point", "coordinates": [120.5, 27.9], "project": {"accuracy_m": 1' + "0" * 400 + "}}",
        '{"type": "Point", "coordinates": [120.5, 27.9], "project": {}, "project": {}}',
        '{"type": ["Point"], "coordinates": [120.5, 27.9]}',
    ],
)
def test_json_that_no_reader_agrees_on(refused, content):
    refused(content=content, said=["site.geojson"])


def test_a_message_that_a_file_writes_is_short_and_moves_no_cursor(refused):
    role = "\x1b[2J\u202e" + "x" * 100_000
    line = refused(
        content=json.dumps(
            {"type": "Feature", "properties": {"role": role}, "geometry": {"type": "Point", "coordinates": [120.5, 28]}}
        )
    )
    assert len(line) < 3000 and "\x1b" not in line and "\u202e" not in line


def test_the_report_never_overwrites_the_question(refused, tmp_path):
    path = tmp_path / "site.json"
    path.write_text(polygon(BOX))
    refused(path, "--report", path, said=["项目文件本身"])
    assert path.read_text() == polygon(BOX)


def test_too_many_vertices(refused):
    refused(content=polygon(BOX), MAX_VERTICES=4, said=["4"])


def test_a_geometry_collection_whose_parts_have_no_role(refused):
    collection = {"type": "GeometryCollection", "geometries": [json.loads(polygon(BOX))]}
    refused(content=json.dumps(collection), said=["role"])


def test_a_malformed_industry_code(refused):
    refused("120.5,27.9", "--industry", "C26x", said=["C26x"])


def test_a_fact_that_does_not_exist(refused):
    refused("120.5,27.9", "--fact", "colour=red", said=["colour"])


def test_a_value_that_a_fact_cannot_have(refused):
    refused("120.5,27.9", "--fact", "nature=old", said=["nature", "new"])


def test_two_values_of_one_fact(refused):
    refused("120.5,27.9", "--fact", "nature=new", "--fact", "nature=expanded", said=["nature"])


def test_a_day_before_every_edition(refused):
    refused("120.5,27.9", "--as-of", "2019-12-31", said=["2019-12-31", "2020-01-01"])


def test_a_day_that_is_none(refused):
    refused("120.5,27.9", "--as-of", "2026-02-30", said=["2026-02-30"])


def test_an_accuracy_of_nothing(refused):
    refused("120.5,27.9", "--accuracy", "0", said=["accuracy_m"])


def test_a_store_that_is_not_there_is_not_made(refused, tmp_path):
    refused("120.5,27.9", store=tmp_path / "none", said=["make demo"])
    assert not (tmp_path / "none").exists()


def test_a_store_without_editions(refused, tmp_path):
    FilesStore(tmp_path / "empty").close()
    refused("120.5,27.9", store=tmp_path / "empty", said=["layers publish"])


def test_a_folder_that_is_no_store_is_left_alone(sanxian, tmp_path):
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "letter.txt").write_text("x")
    code, out, err = sanxian("check", "120.5,27.9", store=letters)
    assert (code, out, err.count("\n")) == (2, "", 1) and "letter.txt" in err
    assert [path.name for path in letters.iterdir()] == ["letter.txt"]


def test_a_server_store_says_that_it_is_not_in_this_part(sanxian):
    code, out, err = sanxian("check", "120.5,27.9", store="postgresql://u:secret@h/d")
    assert (code, out) == (2, "") and "postgresql://" in err and "secret" not in err


def test_a_report_of_another_format_is_refused_before_anything_is_judged(refused, tmp_path):
    refused("120.5,27.9", "--report", tmp_path / "a.odt", said=[".docx"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "--bogus"), "--bogus"),
        (("check",), "SITE"),
        (("chek",), "chek"),
        (("check", "1,2", "--accuracy", "much"), "--accuracy"),
        (("check", "1,2", "--fail-on", "maybe"), "maybe"),
        (("check", "1,2", "--lang", "fr"), "fr"),
        (("check", "1,2", "--include", "statutory"), "statutory"),
        (("check", "1,2", "--known-at", "2026-01-01"), "--known-at"),
        (("layers", "publish", "coastline"), "--help"),
        (("layers", "changes", "motorway", "--region", "330300"), "motorway"),
        (("serve", "--port", "70000"), "--port"),
    ],
)
def test_bad_usage_is_one_line_in_the_language_asked_for(sanxian, arguments, said):
    code, out, err = sanxian(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err
    if "--lang" not in arguments:
        code, out, err = sanxian(*arguments, "--lang", "en")
        assert (code, out, err.count("\n")) == (2, "", 1) and said in err
        assert err.isascii()


def test_a_wrong_environment_variable_is_named(sanxian):
    code, out, err = sanxian("check", "120.5,27.9", PORT="many")
    assert (code, out) == (2, "") and "SANXIAN_PORT" in err
