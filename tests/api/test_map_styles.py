"""The ready style and the legends: valid by the judge of the specification, told apart without colour, escaped."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from world import definitions as own_definitions

from layers.definition_file import Titles
from layers.errors import CorruptEdition, InvalidFeature
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits
from zoning.maps.groups import FIRST, GROUPS, group_of
from zoning.maps.legend import drawing, legend
from zoning.maps.style import Drawn, style
from zoning.maps.symbols import coloured_by, symbols

ROOT = Path(__file__).resolve().parents[2]
JUDGE = ROOT / "app" / "web" / "node_modules" / "@maplibre" / "maplibre-gl-style-spec"
KINDS = own_definitions().kinds
DRAWN = [KINDS[layer] for layer in KINDS.of_features]
NAMES = [kind.layer for kind in DRAWN]
WATER, RED, UNITS = "water_source_zone", "ecological_red_line", "control_unit"


@pytest.fixture(scope="session")
def judged():
    """`judged(style, folder)`: what gl-style-validate has to say; nothing where the style is valid."""
    program = next(iter(JUDGE.glob("**/gl-style-validate.mjs")), None)
    if program is None:
        said = "the judge of styles is not installed: run `npm ci` in app/web"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)

    def judge(found, folder):
        path = folder / "style.json"
        path.write_text(json.dumps(found), encoding="utf-8")
        ended = subprocess.run(
            ["node", str(program), str(path)], capture_output=True, text=True, timeout=60, check=False
        )
        said = ended.stdout + ended.stderr
        assert (ended.returncode == 0) is (said.strip() == ""), said
        return said

    return judge


def read(client, **query):
    answer = client.get("/tiles/style.json", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


# --- the style


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("labels", [False, True])
def test_the_style_of_every_layer_there_is_is_valid(judged, tmp_path, lang, labels):
    sources = {"all": {"type": "vector", "tiles": ["http://127.0.0.1/{z}/{x}/{y}.mvt"], "promoteId": "id"}}
    found = style([Drawn(kind, "all", True) for kind in DRAWN], sources, lang, bounds=(120, 27, 121, 28), labels=labels)
    assert judged(found, tmp_path) == ""
    assert {layer["source-layer"] for layer in found["layers"][1:]} == set(NAMES)


def test_the_judge_sees_a_fault(judged, tmp_path, client):
    broken = read(client)
    broken["layers"][1]["paint"]["fill-colour"] = "#000000"
    assert "fill-colour" in judged(broken, tmp_path)


def test_the_style_that_is_served_is_valid_and_its_tiles_are_there(client, judged, tmp_path):
    found = read(client)
    assert judged(found, tmp_path) == ""
    for source in found["sources"].values():
        assert source["promoteId"] == "id" and source["attribution"] and source["bounds"]
        tile = client.get(source["tiles"][0].format(z=9, x=427, y=214))
        assert tile.status_code == 200 and "immutable" in tile.headers["cache-control"]
    assert "glyphs" not in found and "sprite" not in found


def test_texts_come_in_the_language_asked_for(client):
    zh, en = (read(client, lang=lang)["layers"][-1]["metadata"]["sanxian:title"] for lang in ("zh", "en"))
    assert zh != en and en.isascii() and not zh.isascii()
    told = client.get("/tiles/style.json", headers={"Accept-Language": "en"})
    assert told.json() == read(client, lang="en") and "accept-language" in told.headers["vary"].lower()


def test_it_opens_with_a_few_layers_and_the_others_wait_hidden_in_sources_of_their_own(client):
    found = read(client)
    seen = {layer["source-layer"]: layer for layer in found["layers"][1:]}
    assert {name for name, one in seen.items() if one["layout"]["visibility"] == "visible"} == set(seen) & FIRST
    assert seen["industrial_area"]["source"] == "industrial_area"
    assert seen[WATER]["source"] == seen[UNITS]["source"] == "public"


def test_it_has_the_layers_that_are_asked_for_and_no_other(client):
    found = read(client, layers="industrial_area")
    assert {layer.get("source-layer") for layer in found["layers"]} == {None, "industrial_area"}
    assert all(layer["layout"]["visibility"] == "visible" for layer in found["layers"][1:])
    assert client.get("/tiles/style.json", params={"layers": "unicorn"}).status_code == 404


def test_a_layer_without_an_edition_is_not_in_it(client):
    assert "bay" not in {layer.get("source-layer") for layer in read(client)["layers"]}


@pytest.mark.parametrize("fault", [CorruptEdition, InvalidFeature])
def test_a_layer_that_cannot_be_read_fails_by_itself_and_is_named(definitions, fill_store, serve, tmp_path, fault):
    """Left out it would read as if nothing were there; in one tile with others it would take them along."""
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    whole = store.features

    def features(edition):
        if edition.head.layer == UNITS:
            raise fault("损坏", "broken")
        return whole(edition)

    store.features = features
    with serve(Desk(store, definitions, Limits())) as client:
        found = read(client)
        assert found["metadata"]["sanxian:broken"] == [UNITS]
        drawn = {layer["source-layer"]: layer for layer in found["layers"][1:]}
        assert drawn[UNITS]["source"] == UNITS and drawn[UNITS]["layout"]["visibility"] == "visible"
        status = {
            name: client.get(source["tiles"][0].format(z=9, x=427, y=214)).status_code
            for name, source in found["sources"].items()
        }
        assert status.pop(UNITS) == 500 and set(status.values()) == {200}


def test_restricted_layers_are_in_the_style_of_those_alone_who_may_see_them(client, desk, key_for):
    reviewer = client.get("/tiles/style.json", headers=key_for(desk, "reviewer"))
    assert RED in {layer.get("source-layer") for layer in reviewer.json()["layers"]}
    assert reviewer.json()["sources"]["restricted"]["tiles"][0].count(RED) == 1
    assert RED not in reviewer.json()["sources"]["public"]["tiles"][0]
    assert reviewer.headers["cache-control"] == "private, no-store"
    for who in ({}, key_for(desk, "viewer")):
        told = client.get("/tiles/style.json", headers=who)
        assert RED not in told.text and "no-store" not in told.headers["cache-control"]
        refused = client.get("/tiles/style.json", params={"layers": RED}, headers=who)
        assert (refused.status_code, refused.json()["slug"]) == (403, "withheld")


def test_fills_lie_beneath_outlines_and_those_beneath_lines_and_points(client):
    order = {"background": 0, "fill": 1, "line": 2, "circle": 3, "symbol": 4}
    found = style([Drawn(kind, "s", True) for kind in DRAWN[::-1]], {}, "zh", labels=True)["layers"]
    places = [order[layer["type"]] for layer in found]
    assert places == sorted(places) and len({layer["id"] for layer in found}) == len(found)
    fills = [GROUPS.index(group_of(KINDS[layer["source-layer"]])) for layer in found if layer["type"] == "fill"]
    assert fills == sorted(fills)


def test_a_class_that_has_no_symbol_is_drawn_all_the_same():
    """By a layer of the map whose filter takes what the others leave: nothing may vanish for want of a colour."""
    for kind in DRAWN:
        by = coloured_by(kind)
        if by is None:
            continue
        rest = [symbol for symbol in symbols(kind) if symbol.value is None]
        assert len(rest) == (
            not set(kind.attributes[by].values) <= set(kind.style.classes) or not kind.attributes[by].required
        )


# --- told apart without colour


def without_colour(kind, symbol):
    if kind.geometry == "point":
        return symbol.radius, symbol.hollow
    return symbol.dash, symbol.width


@pytest.mark.parametrize("layer", NAMES)
def test_classes_differ_by_more_than_colour(layer):
    kind = KINDS[layer]
    for one, other in combinations(symbols(kind), 2):
        assert without_colour(kind, one) != without_colour(kind, other), (one.value, other.value)


# --- legends


def test_a_legend_has_the_classes_of_its_layer_with_their_titles_and_the_standing_of_what_is_shown(client):
    found = {one["layer"]: one for one in client.get("/tiles/legend.json").json()["legends"]}
    assert list(found) != [] and set(found) == set(NAMES)
    water = found[WATER]
    assert water["classes"][0]["title"]["zh"] and water["classes"][0]["colour"].startswith("#")
    assert [one["status"] for one in water["standing"]] == ["illustrative"] and found["bay"]["standing"] == []
    assert "非法定" in water["standing"][0]["text"]["zh"]


def test_the_legend_shows_what_the_style_draws():
    for kind in DRAWN:
        drawn = style([Drawn(kind, "s", True)], {}, "en")["layers"][1:]
        lines = [layer["paint"] for layer in drawn if layer["type"] == "line"]
        told = legend(kind, ())["classes"]
        if lines:
            assert [(one["line-color"], one.get("line-dasharray", [])) for one in lines] == [
                (one["line"], one["dash"]) for one in told
            ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layer", NAMES)
def test_every_legend_is_well_formed_and_says_every_class(layer, lang):
    kind = KINDS[layer]
    root = ET.fromstring(drawing(kind, ["illustrative", "statutory"], lang))
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    for symbol in symbols(kind):
        assert (symbol.title.zh if lang == "zh" else symbol.title.en) in texts
    assert any(("非法定" if lang == "zh" else "not statutory") in text for text in texts)
    for one in root.iter("{http://www.w3.org/2000/svg}text"):
        assert float(one.get("x")) >= 0 and float(one.get("y")) <= float(root.get("height"))


def test_a_legend_of_hostile_words_is_a_picture_of_those_words():
    hostile = Titles(zh="</text><script>alert(1)</script>\x07&'\"", en="]]><x/>")
    kind = KINDS[WATER].model_copy(update={"title": hostile})
    root = ET.fromstring(drawing(kind, (), "zh"))
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert "".join(root.itertext()).count("<script>alert(1)</script>") == 2  # its title, and its heading


def test_a_legend_over_http_runs_nothing_and_may_be_shown_elsewhere(client):
    answer = client.get(f"/layers/{WATER}/legend.svg", params={"lang": "en"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert client.get("/layers/unicorn/legend.svg").status_code == 404


def test_legends_are_the_same_for_everybody(client, desk, key_for):
    mine, theirs = (client.get("/tiles/legend.json", headers=who).json() for who in ({}, key_for(desk, "admin")))
    assert mine == theirs


def test_a_style_of_a_day_before_any_edition_draws_nothing(client):
    held = client.get("/tiles/style.json", params={"as_of": "2026-01-01"}).json()
    assert held == client.get("/tiles/style.json").json()  # the same editions were in force
    assert client.get("/tiles/style.json", params={"as_of": "2025-12-31"}).json()["sources"] == {}


def test_a_style_of_named_layers_of_which_none_is_in_force_is_no_empty_map(client):
    assert client.get("/tiles/style.json?layers=bay").status_code == 404
    named = client.get("/tiles/style.json?layers=water_source_zone&as_of=2025-12-31&lang=en")
    assert named.status_code == 404 and "no empty map" in named.json()["detail"]
    assert client.get("/tiles/style.json?layers=bay,water_source_zone").status_code == 200


# --- other renderers

READ_BY_QGIS = {"match", "get", "==", "interpolate"}  # of those that a style here has use for


def expressions(value):
    """The operators of all expressions in a filter or a paint property."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        yield value[0]
        for item in value[1:]:
            if value[0] != "interpolate" and isinstance(item, list) and item and item[0] in {"get", "match", "in", "!"}:
                yield from expressions(item)


def test_it_has_no_expression_that_qgis_passes_over():
    """It would draw all features of such a layer, in the symbol of what has none."""
    found = style([Drawn(kind, "s", True) for kind in DRAWN], {}, "zh")["layers"]
    values = [value for layer in found for value in (layer.get("filter"), *layer["paint"].values())]
    assert {one for value in values for one in expressions(value)} == READ_BY_QGIS
