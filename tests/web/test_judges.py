"""Judges that are not ours: the specification of tiles by its fixtures, Mapbox's reader, MapLibre's judge of styles."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from math import asinh, floor, pi, radians, tan
from pathlib import Path

import httpx2
import pytest
from chromium import LEFT_OUT, missing_is_a_fault

HERE = Path(__file__).resolve().parent
MODULES = HERE.parents[1] / "app" / "web" / "node_modules"
# the fixtures call these valid: one geometry of type UNKNOWN, and a command that claims more points than there are
STRICTER = {"016", "057"}
PLACES = [(120.61, 27.91), (120.72, 28.02), (120.9, 28.0), (121.01, 27.91), (120.62, 28.0005)]
ZOOMS = (0, 6, 8, 10, 12, 14, 16)


def node(*arguments):
    """A program of Node, run; without Node or the desk's packages the test is skipped, and fails where CI is set."""
    program = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if program is None or not MODULES.is_dir():
        (pytest.fail if missing_is_a_fault() else pytest.skip)(f"{LEFT_OUT}: no Node, or no packages; run make web")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


def judged(*arguments):
    done = node(HERE / "tile_rules.mjs", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_rules_say_of_every_fixture_what_its_authors_say():
    fixtures = judged("--fixtures")
    assert len(fixtures) > 70
    unlike = {one["id"] for one in fixtures if one["valid"] != (not one["faults"])}
    assert unlike == STRICTER


@pytest.fixture(scope="module")
def client(service):
    with httpx2.Client(base_url=service.url.rstrip("/"), timeout=60) as found:
        yield found


@pytest.fixture(scope="module")
def style(client):
    return {lang: client.get("/tiles/style.json", params={"lang": lang}).json() for lang in ("zh", "en")}


def at(lon, lat, zoom):
    """Column and row of the Web Mercator tile at a place."""
    n = 2**zoom
    return floor((lon + 180) / 360 * n), floor((1 - asinh(tan(radians(lat))) / pi) / 2 * n)


def test_every_tile_of_the_style_keeps_the_rules_and_is_read_by_mapbox(client, style, tmp_path):
    drawn = {layer["source-layer"] for layer in style["zh"]["layers"] if "source-layer" in layer}
    paths = {}
    for name, source in style["zh"]["sources"].items():
        for zoom in ZOOMS:
            for x, y in {at(*place, zoom) for place in PLACES}:
                address = source["tiles"][0].format(z=zoom, x=x, y=y)
                answer = client.get(address)
                assert answer.status_code in (200, 204), address
                if answer.status_code == 200:
                    path = tmp_path / f"{name}-{zoom}-{x}-{y}.mvt"
                    path.write_bytes(answer.content)
                    paths[str(path)] = zoom
    found = judged(*paths)
    assert {path: one["faults"] for path, one in found.items() if one["faults"]} == {}
    seen = {}
    for path, one in found.items():
        for name, layer in one["layers"].items():
            assert (layer["version"], layer["extent"]) == (2, 4096), path
            for feature in layer["features"]:
                assert {"id", "standing", "edition"} <= feature["properties"].keys()
                seen.setdefault(name, set()).add(feature["properties"]["id"])
    assert seen.keys() == drawn
    assert len(seen["coastline"]) == 5 and "330300:330302:land" in seen["admin_area"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_style_is_a_style_to_the_judge_of_maplibre(style, lang, tmp_path):
    path = tmp_path / "style.json"
    validate = MODULES / "@maplibre" / "maplibre-gl-style-spec" / "dist" / "gl-style-validate.mjs"
    path.write_text(json.dumps(style[lang]))
    done = node(validate, path)
    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (0, "", "")
    path.write_text(json.dumps({**style[lang], "layers": [{"id": "x", "type": "no-such-type"}]}))
    assert node(validate, path).returncode != 0
