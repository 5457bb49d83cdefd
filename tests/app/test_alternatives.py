"""`sanxian compare`, `move` and `detour`: what they print, record and write, and that it can be checked again."""

import json

import pytest
import shapely
from copies import copied

from layers.stores.files import FilesStore

DAY = ("--as-of", "2026-11-01")


def document(geometry, **project):
    return {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "project": {"accuracy_m": 1.0, "facts": {"nature": "new", "activity": "manufacturing"}, **project},
        "features": [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(geometry)}],
    }


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Files of an alternative inside the red line, one on its edge, one clear of it, and a road across its corner."""
    folder = tmp_path_factory.mktemp("sites")
    shapes = {
        "inside": document(shapely.box(120.65, 28.0, 120.651, 28.001), name="线内方案"),
        "edge": document(shapely.box(120.6995, 28.0, 120.7005, 28.001), name="线边方案"),
        "clear": document(shapely.box(120.75, 28.0, 120.751, 28.001)),
        "road": document(shapely.LineString([(120.58, 27.952), (120.72, 27.952)]), name="道路"),
    }
    shapes["road"]["features"][0]["properties"] = {"role": "occupied", "width_m": 10.0}
    for name, content in shapes.items():
        (folder / f"{name}.geojson").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return {name: folder / f"{name}.geojson" for name in shapes}


def verdicts(folder):
    store = FilesStore(folder)
    found = {entry.subject for entry in store.log(kind="verdict")}
    store.close()
    return found


def test_alternatives_are_ranked_moved_recorded_and_each_is_its_single_check(sanxian, held, sites):
    chosen = [sites[name] for name in ("edge", "clear")]
    code, out, err = sanxian("compare", *chosen, *DAY, "--move", "200", "--step", "10", "--json", store=held)
    assert (code, err) == (0, "")
    body = json.loads(out)
    assert [row["name"] for row in body["alternatives"]] == ["线边方案", "clear"]
    assert body["order"] == [2, 1]
    single = json.loads(sanxian("check", chosen[0], *DAY, "--json", "--no-record", store=held)[1])["id"]
    named = [row["verdict_id"] for row in body["alternatives"]]
    assert named[0] == single and set(named) <= verdicts(held)
    (move,) = body["moves"]
    assert (move["number"], move["outcome"]) == (1, "moved") and 40 < move["move"]["east_m"] < 60


def test_a_recorded_comparison_is_read_again_and_replays_identical(sanxian, held, sites):
    chosen = [sites[name] for name in ("edge", "clear")]
    body = json.loads(sanxian("compare", *chosen, *DAY, "--json", store=held)[1])
    code, out, err = sanxian("ledger", "comparison", body["id"], "--json", store=held)
    assert (code, err) == (0, "") and json.loads(out) == body
    table = sanxian("compare", *chosen, *DAY, "--no-record", store=held)[1]
    assert sanxian("ledger", "comparison", body["id"], store=held)[1] == table
    code, out, _ = sanxian("ledger", "replay", body["id"], "--lang", "en", store=held)
    assert code == 0 and "identical 1" in out
    code, out, err = sanxian("ledger", "comparison", body["alternatives"][0]["verdict_id"], "--lang", "en", store=held)
    assert (code, out) == (2, "") and "no comparison" in err


def test_a_comparison_of_a_blanked_verdict_is_told_and_says_that_it_is_not_recorded(sanxian, held, sites, tmp_path):
    folder = copied(held, tmp_path / "own")
    chosen = [sites[name] for name in ("edge", "clear")]
    body = json.loads(sanxian("compare", *chosen, *DAY, "--json", store=folder)[1])
    verdict = body["alternatives"][0]["verdict_id"]
    assert sanxian("ledger", "blank", verdict, "--reason", "erased on request", store=folder)[0] == 0
    code, out, err = sanxian("ledger", "comparison", body["id"], "--lang", "en", store=folder)
    assert (code, out) == (2, "") and "blanked" in err
    code, out, err = sanxian("compare", *chosen, *DAY, "--json", "--lang", "en", store=folder)
    assert code == 0 and json.loads(out)["id"] == body["id"] and "not recorded" in err


def test_people_read_a_table(sanxian, held, sites):
    chosen = [sites[name] for name in ("edge", "clear")]
    _, out, _ = sanxian("compare", *chosen, *DAY, "--criterion", "verdict_worst", "--no-record", store=held)
    assert "名次" in out and "线边方案" in out and "生态保护红线" in out and "越小越好" in out


def test_a_moved_project_written_down_is_judged_the_same(sanxian, held, sites, tmp_path):
    written = tmp_path / "there.geojson"
    asked = ("--within", "200", "--step", "10", "--out", written, "--json")
    code, out, err = sanxian("move", sites["edge"], *DAY, *asked, store=held)
    assert code == 0 and str(written) in err, err
    body = json.loads(out)
    again = json.loads(sanxian("check", written, *DAY, "--json", "--no-record", store=held)[1])
    assert again["id"] == body["there"]["id"]
    assert body["there"]["id"] in verdicts(held)


def test_a_site_that_cannot_be_moved_clear_says_up_to_where(sanxian, held, sites):
    _, out, _ = sanxian("move", sites["inside"], *DAY, "--within", "50", "--step", "10", "--no-record", store=held)
    assert "50 米以内没有满足要求的位置" in out and "RL-1" in out


def test_a_road_is_led_around_by_chainage_and_the_file_is_judged_the_same(sanxian, held, sites, tmp_path):
    written = tmp_path / "around.geojson"
    asked = ("--corridor", "400", "--step", "20", "--out", written, "--json")
    body = json.loads(sanxian("detour", sites["road"], *DAY, *asked, "--no-record", store=held)[1])
    (row,) = body["detours"]
    assert (body["outcome"], row["side"], row["state"]) == ("led_around", "right", "led_around")
    assert 1900 < row["from_m"] < 2000 and 220 <= row["offset_m"] <= 260
    again = json.loads(sanxian("check", written, *DAY, "--json", "--no-record", store=held)[1])
    assert again["id"] == body["there"]["id"] and again["range"][0] != "prohibited"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("compare", "{clear}"), "2 to 20"),
        (("compare", "{clear}", "{edge}", "--criterion", "colour"), "verdict_worst"),
        (("compare", "{clear}", "{edge}", "--move", "100"), "--step"),
        (("compare", "-", "-"), "one alternative"),
        (("move", "{clear}", "--within", "100", "--step", "0"), "at least 0.1"),
        (("move", "{clear}", "--within", "100", "--step", "10", "--until", "never"), "not_prohibited"),
        (("move", "{clear}", "--within", "100", "--step", "10", "--out", "there.pdf"), ".geojson"),
        (("detour", "{clear}", "--corridor", "100", "--step", "10"), "no line"),
        (("detour", "{road}", "--corridor", "9000", "--step", "10"), "5000"),
    ],
)
def test_what_cannot_be_asked_is_one_line_that_says_why(sanxian, held, sites, arguments, says):
    typed = [text.format(**sites) for text in arguments]
    code, out, err = sanxian(*typed, "--lang", "en", "--no-record", store=held)
    assert (code, out) == (2, "") and err.count("\n") == 1
    assert says in err
