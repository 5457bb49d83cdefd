"""`sanxian screen --layers … --points …`: every place and layer has a line, and a bad row stops no other."""

from __future__ import annotations

import csv
import json

import pytest

from layers.errors import StoreUnavailable
from layers.stores.files import FilesStore

LAYERS = "ecological_red_line,admin_area"
POINTS = """编号,经度,纬度
in,120.65,28.0
beside,120.5,28.0
border,120.6,28.0
far,121.5,28.0
bad,east,28.0
"""


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(POINTS, "utf-8")
    return path


def lines(path):
    """By point and layer what is said: the answer and the features."""
    told = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            told.setdefault((row["Point id"], row["Layer"]), []).append((row["Answer"], row["Feature"]))
    return told


def asked(sanxian, points, out, *more, layers=LAYERS, store):
    return sanxian("screen", "--layers", layers, "--points", points, "--out", out, "--lang", "en", *more, store=store)


def test_each_place_is_told_what_holds_it_and_where_a_layer_does_not_answer(sanxian, held, points, tmp_path):
    out = tmp_path / "r.csv"
    code, told, err = asked(sanxian, points, out, store=held)
    assert (code, err) == (0, "")
    red_line, admin = LAYERS.split(",")
    assert lines(out) == {
        ("in", red_line): [("held", "R1")],
        ("in", admin): [("held", "330324:land")],
        ("beside", red_line): [("nothing", "")],
        ("beside", admin): [("held", "330324:land")],
        ("border", red_line): [("held", "R1")],
        ("border", admin): [("held", "330324:land")],
        ("far", red_line): [("not covered", "")],
        ("far", admin): [("not covered", "")],
        ("bad", ""): [("not judged", "")],
    }
    assert told.splitlines()[0] == "4 points; 1 rows without a usable place"
    assert "(ecological_red_line): held 2  nothing 1  not covered 1  could not be read 0" in told
    assert "row 6: " in told


def test_json_lists_the_problems_and_the_file_names_edition_and_standing(sanxian, held, points, tmp_path):
    out = tmp_path / "r.csv"
    code, told, _ = asked(sanxian, points, out, "--json", "--fail-on", "problem", store=held)
    about = json.loads(told)
    assert code == 1
    assert about["points"] == 4
    assert [(one["row"], one["point"]) for one in about["problems"]] == [("6", "bad")]
    assert about["layers"]["admin_area"] == {"held": 3, "nothing": 0, "not_covered": 1, "failed": 0}
    with out.open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["Row"], first["Region"], first["Edition"], first["Standing"]) == ("2", "330324", "1", "statutory")


def test_a_layer_that_cannot_be_read_says_so_of_every_place(sanxian, held, points, tmp_path, monkeypatch):
    def refuse(self, edition):
        if edition.head.layer == "ecological_red_line":
            raise StoreUnavailable("读不出", "cannot be read")
        return whole(self, edition)

    whole = FilesStore.features
    monkeypatch.setattr(FilesStore, "features", refuse)
    out = tmp_path / "r.csv"
    code, told, _ = asked(sanxian, points, out, store=held)
    assert code == 0
    found = lines(out)
    assert {found[name, "ecological_red_line"][0][0] for name in ("in", "beside", "far")} == {"could not be read"}
    assert found["in", "admin_area"] == [("held", "330324:land")]
    assert "run `sanxian doctor`" in told
    sound = tmp_path / "sound.csv"
    sound.write_text("\n".join(line for line in POINTS.splitlines() if "east" not in line), "utf-8")
    assert asked(sanxian, sound, tmp_path / "s.csv", "--fail-on", "problem", store=held)[0] == 1


def test_a_layer_without_an_edition_covers_nothing(sanxian, held, points, tmp_path):
    out = tmp_path / "r.csv"
    assert asked(sanxian, points, out, layers="control_unit", store=held)[0] == 0
    assert {said for (_, layer), said in ((key, one[0][0]) for key, one in lines(out).items()) if layer} == {
        "not covered"
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("编号,经度,纬度,依据日期\na,120.65,28.0,2021-01-01", "day of its own"),
        ("编号,经度,纬度\na,120.65,28.0\na,120.66,28.0\na,120.66,28.01", "not one point"),
        ("编号,经度,纬度\na,120.65,28.0\nb,120.66,28.0\na,120.66,28.01", "several places"),
        ("编号,X坐标,Y坐标\na,3100000,500000", "zone"),
        ('编号,WKT\na,"LINESTRING (120 28, 121 28)"', "not one point"),
    ],
)
def test_a_row_that_is_no_place_of_the_question_is_a_problem_of_its_own(sanxian, held, tmp_path, rows, said):
    path, out = tmp_path / "p.csv", tmp_path / "r.csv"
    path.write_text(rows, "utf-8")
    code, told, _ = asked(sanxian, path, out, "--json", store=held)
    about = json.loads(told)
    assert code == 0
    assert about["problems"]
    assert said in about["problems"][0]["text"]["en"]
    assert all(set(row) == {("not judged", "")} for (_, layer), row in lines(out).items() if not layer)


def test_places_in_degrees_minutes_and_seconds_and_in_a_plane_are_places_too(sanxian, held, tmp_path):
    path, out = tmp_path / "p.csv", tmp_path / "r.csv"
    path.write_text("编号,经度,纬度\na,120°39′00″,28°00′00″\n", "utf-8")
    assert asked(sanxian, path, out, store=held)[0] == 0
    assert lines(out)["a", "ecological_red_line"] == [("held", "R1")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--points", "p.csv", "--out", "r.csv"), "go together"),
        (("--layers", "admin_area", "--out", "r.csv"), "go together"),
        (("--layers", "admin_area", "--points", "p.csv"), "go together"),
        (("--layers", "admin_area", "--points", "p.csv", "--out", "r.csv", "--record"), "go together"),
        (("--layers", "admin_area", "--points", "p.csv", "--out", "r.csv", "--fail-on", "prohibited"), "go together"),
        (("--layers", "admin_area", "--points", "p.csv", "--out", "r.xlsx"), ".csv"),
        (("--layers", "admin_area", "--points", "p.csv", "--out", "p.csv"), "input itself"),
        (("--layers", "admin_area,", "--points", "p.csv", "--out", "r.csv"), "empty layer"),
        (("--layers", "nowhere", "--points", "p.csv", "--out", "r.csv"), "no layer"),
        (("--layers", "admin_area", "--points", "none.csv", "--out", "r.csv"), "none.csv"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(sanxian, held, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.csv").write_text(POINTS, "utf-8")
    code, told, err = sanxian("screen", *arguments, "--lang", "en", store=held)
    assert (code, told) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "r.csv").exists()
