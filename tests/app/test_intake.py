"""`sanxian intake`, and what `sanxian check` warns of beside its verdict, as a user reads them."""

from __future__ import annotations

import json

import pytest

# some 200 m in the county of the small store, in zone 40 of 3°
ROWS = "J1,1,3099889.000,564848.000\nJ2,1,3099889.000,565048.000\nJ3,1,3100089.000,565048.000\n"
PARAMETERS = """\
shifts:
  - datum: xian80
    name: 示例三参数
    method: translation
    region: {west: 119, south: 26.5, east: 122, north: 29}
    parameters: {dx: 1, dy: 2, dz: 3}
    accuracy_m: 2
    source: 示例 example
"""


@pytest.fixture
def corners(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n3,20,1,甲,面,,,,@\n{ROWS}", encoding="utf-8")
    return path


def test_intake_shows_the_readings_that_fit_and_what_to_state(sanxian, held, corners):
    code, out, err = sanxian("intake", corners, store=held)
    assert code == 0
    assert "gk3:40  120.66" in out.splitlines()[3] and "落在 试验县（330324）陆域" in out
    assert "请用 --crs 指明" in err
    code, out, err = sanxian("intake", corners, "--json", "--lang", "en", store=held)
    seen = json.loads(out)
    assert seen["candidates"][0]["state"] == "gk3:40" and seen["parts"] == []
    assert "state it with --crs" in err


def test_intake_tells_doubts_from_assumptions(sanxian, held, corners):
    code, out, err = sanxian("intake", corners, "--crs", "gk3:40", "--lang", "en", store=held)
    assert (code, err) == (0, "")
    wrong, assumed = out.index("What looks wrong"), out.index("What was assumed")
    assert wrong < out.index("20 ha, the corners give 2 ha") < out.index("correct the area") < assumed
    assert "did not end where it began" in out[assumed:]
    assert "(stated 20.0000)" in out


def test_check_refuses_what_fits_several_zones_and_names_the_likeliest(sanxian, held, corners):
    code, out, err = sanxian("check", corners, "--no-record", store=held)
    assert (code, out) == (2, "")
    assert "最可能的是：gk3:40 → 120.66" in err


def test_check_warns_of_a_wrong_zone_beside_the_verdict(sanxian, held, corners):
    code, out, err = sanxian("check", corners, "--crs", "gk3:41", "--no-record", "--json", store=held)
    assert code == 0
    json.loads(out)  # one document, whatever is warned of
    assert "请用 --crs gk3:40 指明" in err
    quiet = sanxian("check", corners, "--crs", "gk3:41", "--no-record", "--no-datum-guard", "--json", store=held)
    assert quiet[1:] == (out, "")


def test_check_tells_the_verdict_in_other_datums_when_asked(sanxian, held):
    asked = ("check", "120.6499,28.0005", "--crs", "EPSG:4490", "--no-record", "--lang", "en", "--json")
    code, _, err = sanxian(*asked, "--datum-guard", store=held)
    assert code == 0
    assert "if the coordinates are GCJ02 (a place some 5" in err
    assert "if the coordinates are BD09 (a place some 1" in err
    assert sanxian(*asked, store=held)[2] == ""


def test_an_old_datum_needs_the_parameters_of_the_settings(sanxian, held, corners, tmp_path):
    code, _, err = sanxian("check", corners, "--crs", "xian80:gk3:40", "--lang", "en", store=held)
    assert code == 2 and "SANXIAN_DATUM_PARAMETERS" in err
    path = tmp_path / "datums.yaml"
    path.write_text(PARAMETERS, encoding="utf-8")
    asked = ("check", corners, "--crs", "xian80:gk3:40", "--accuracy", "1", "--no-record", "--json")
    code, out, _ = sanxian(*asked, store=held, DATUM_PARAMETERS=path)
    body = json.loads(out)
    assert code == 0
    assert body["project"]["accuracy_m"] == 3.0  # 1 m of the outline and 2 m of the parameters
    notes = {note["code"]: note["values"] for note in body["notes"]}
    assert notes["datum_transformed"]["name"] == "示例三参数" and len(notes["datum_transformed"]["sha256"]) == 64
    path.write_text(PARAMETERS.replace("dx: 1", "dx: 1.5"), encoding="utf-8")
    assert json.loads(sanxian(*asked, store=held, DATUM_PARAMETERS=path)[1])["id"] != body["id"]
    code, _, err = sanxian("check", corners, "--crs", "xian80:gk3:40", store=held, DATUM_PARAMETERS=tmp_path / "none")
    assert code == 2 and "none" in err
