"""`sanxian stand`: hectares by verdict on the terminal, one document with --json, areas as files."""

import json

import pyogrio
import pytest

PLACE = ("120.70,28.022", "--within", "150", "--radius", "40", "--industry", "C2614", "--fact", "nature=new")


def test_json_is_one_document_and_the_areas_are_files(sanxian, held, tmp_path):
    out = tmp_path / "areas.gpkg"
    code, document, err = sanxian("stand", *PLACE, "--out", out, "--json", store=held)
    assert (code, err) == (0, "")
    answer = json.loads(document)
    assert sum(answer["hectares"].values()) == pytest.approx(answer["study_ha"], rel=1e-9)
    table = pyogrio.read_dataframe(out)
    assert list(table["verdict"]) == [area["verdict"] for area in answer["areas"]]
    assert table.crs.to_epsg() == 4490


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_names_every_verdict_and_says_that_it_is_an_aid(sanxian, held, tmp_path, lang):
    out = tmp_path / "areas.geojson"
    code, page, _ = sanxian("stand", *PLACE, "--out", out, "--lang", lang, store=held)
    words = (
        ("可行", "有条件", "禁止", "未定", "选址规划参考") if lang == "zh" else ("admissible", "undetermined", "an aid")
    )
    assert code == 0 and all(word in page for word in words)
    assert json.loads(out.read_text(encoding="utf-8"))["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    "wrong",
    [
        ("120.75,28.022", "--radius", "40"),
        ("330381", "--radius", "40", "--within", "100"),
        ("999999", "--radius", "40"),
        ("330381", "--radius", "40", "--part", "air"),
        ("120.75,28.022", "--within", "150", "--radius", "0"),
        ("120.75,28.022", "--within", "150", "--radius", "40", "--out", "areas.txt"),
        ("120.75,28.022", "--within", "150", "--radius", "40", "--role", "outlet"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(sanxian, held, wrong):
    code, out, err = sanxian("stand", *wrong, store=held)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
