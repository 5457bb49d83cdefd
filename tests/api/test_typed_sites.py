"""A site given as text: in any notation of a place, as a map link, or as pasted lines."""

import pytest

PLACE = [120.6994, 27.9943]


def ask(client, writer, site, **said):
    return client.post("/siting/checks", json={"site": site, "record": False, **said}, headers=writer)


@pytest.mark.parametrize(
    ("site", "noted"),
    [
        ("120.6994,27.9943", "crs_assumed"),
        ("27.9943N 120.6994E", "latitude_first"),
        ("东经120°41′57.84″，北纬27°59′39.48″", "crs_assumed"),
        ("https://uri.amap.com/marker?position=120.703458302,27.991017903", "gcj02_unshifted"),
        ("https://www.openstreetmap.org/?mlat=27.9943&mlon=120.6994", "map_link_read"),
    ],
)
def test_one_place_in_several_words_is_one_place(client, writer, site, noted):
    answer = ask(client, writer, site)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["project"]["parts"][0]["geometry"]["coordinates"] == pytest.approx(PLACE, abs=1e-8)
    assert noted in {note["code"] for note in body["notes"]}


def test_pasted_lines_are_an_outline(client, writer):
    lines = "1、120.6994，27.9943\n2、120.7004，27.9943\n3、120.7004，27.9953"
    body = ask(client, writer, lines).json()
    assert body["project"]["parts"][0]["geometry"]["type"] == "Polygon"
    assert "points_as_polygon" in {note["code"] for note in body["notes"]}


@pytest.mark.parametrize(
    ("site", "slug", "words"),
    [
        ("某处", "bad-geometry", "没有坐标"),
        ("https://surl.amap.com/abc", "bad-file", "复制完整网址"),
        ("120.6512 28.0031\n120.6532\n", "bad-file", "第 2 行"),
        ("27.99E 120.69N", "bad-geometry", "写反"),
        ("636943.771,3165737.328", "ambiguous-crs", "没有带号"),
    ],
)
def test_a_text_that_shows_no_place_is_refused_in_words(client, writer, site, slug, words):
    answer = ask(client, writer, site)
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].endswith(slug)
    assert words in answer.json()["detail"]
