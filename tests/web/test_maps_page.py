"""docs/maps.md does what it says: each of its pages runs in a browser, from another origin than the service.

天地图 is a stand-in on loopback; libraries come from the npm packages of the desk.
"""

from __future__ import annotations

import mimetypes
import os
import re
import struct
import threading
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import numpy as np
import pytest
from browsing import Watch, browsing, context_of
from chromium import LEFT_OUT, chromium, missing_is_a_fault
from class_rasters import write
from held_rasters import publish_raster
from playwright.sync_api import expect
from served import DATA, bearer, fill, serving

from app.settings import Settings
from layers.stores.files import FilesStore
from layers.tiles.grids import GRIDS
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "maps.md").read_text(encoding="utf-8")
LIBRARIES = ROOT / "app" / "web" / "node_modules"
SNIPPETS = dict(re.findall(r"```html (\w+)\n(.*?)```", PAGE, re.DOTALL))
SERVICE = "https://gis.example.cn/sanxian"
TIANDITU = re.compile(r"https://t(?:0|\{s\})\.tianditu\.gov\.cn/")
ZONE = [120.725, 28.025]  # in the middle of the water source zone


def picture():
    """A tile of 256 pixels in one pale colour with a dark edge, PNG."""

    def chunk(name, content):
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    rows = [b"\0" + (b"\x60" * 256 if y == 0 else b"\x60" + b"\xe4" * 255) for y in range(256)]
    head = struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"".join(rows))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PNG = picture()

pytestmark = pytest.mark.filterwarnings("ignore:Dataset has no geotransform")


@dataclass
class Elsewhere:
    """A web server of somebody else: the pages, the libraries, and what stands in for 天地图."""

    pages: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def elsewhere():
    found = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            content, kind = None, "text/html; charset=utf-8"
            if parts.path.startswith("/tianditu/"):
                found.asked.append({name: values[0] for name, values in parse_qs(parts.query).items()})
                content, kind = PNG, "image/png"
            elif parts.path.startswith("/lib/"):
                file = LIBRARIES / parts.path.removeprefix("/lib/")
                if file.is_file() and LIBRARIES in file.resolve().parents:
                    content, kind = file.read_bytes(), mimetypes.guess_type(file.name)[0] or "text/plain"
            elif parts.path == "/favicon.ico":
                content, kind = PNG, "image/png"
            elif parts.path[1:] in found.pages:
                content = found.pages[parts.path[1:]].encode()
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            with suppress(BrokenPipeError):  # a page that was closed takes no more
                self.wfile.write(content or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@dataclass(frozen=True)
class Setup:
    web: Elsewhere
    service: str
    key: str


@pytest.fixture(scope="module")
def setup(tmp_path_factory):
    definitions, folder = load_definitions(DATA), tmp_path_factory.mktemp("maps")
    store = FilesStore(folder / "store")
    fill(store, definitions)
    publish_raster(store, definitions, write(folder / "cover.tif", np.full((400, 400), 1), north=28.2))
    desk = Desk(store, definitions, Limits())
    with elsewhere() as web, serving(desk, root_path="/sanxian", cors_origins=(web.url,)) as client:
        service = f"{str(client.base_url).rstrip('/')}/sanxian"
        for name, text in SNIPPETS.items():
            here = TIANDITU.sub(f"{web.url}/tianditu/", text).replace(SERVICE, service)
            assert "https://" not in here
            web.pages[name] = here
        yield Setup(web, service, bearer(desk, "reviewer")["Authorization"].removeprefix("Bearer "))
    store.close()


@pytest.fixture(scope="module")
def browser():
    lacking = None if chromium() else f"{LEFT_OUT}: install chromium"
    if not (LIBRARIES / "ol").is_dir():
        lacking = f"{LEFT_OUT}: run npm ci in app/web, which has the map libraries"
    if lacking is not None:
        (pytest.fail if missing_is_a_fault() else pytest.skip)(lacking)
    with browsing() as found:
        expect.set_options(timeout=20_000)
        yield found


@pytest.fixture
def opened(browser, setup):
    """Opens a page of docs/maps.md; afterwards it must have had no error and asked nobody but this machine."""
    watched, contexts = [], []

    def opening(name):
        context = context_of(browser)
        contexts.append(context)
        watch = Watch()
        watched.append(watch)
        context.on("request", watch.asked)
        page = context.new_page()
        watch.on(page)
        setup.web.asked.clear()
        page.goto(f"{setup.web.url}/{name}")
        return page, watch

    yield opening
    for context in contexts:
        context.close()
    for watch in watched:
        assert watch.unexpected() == [] and watch.abroad() == []


def shot(page, name):
    """A picture to be looked at, where a folder for pictures is named."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_page_has_a_page_for_every_library():
    assert set(SNIPPETS) == {"maplibre", "openlayers", "leaflet"}


def test_maplibre_draws_the_ready_style_above_the_base_map(opened, setup):
    page, watch = opened("maplibre")
    page.wait_for_function("() => map.loaded() && map.getLayer('tianditu') && map.areTilesLoaded()")
    page.evaluate("(at) => map.jumpTo({center: at, zoom: 12})", ZONE)
    page.wait_for_function("() => map.loaded() && map.areTilesLoaded()")
    ids = page.evaluate("() => map.queryRenderedFeatures({layers: ['water_source_zone:fill']}).map((one) => one.id)")
    assert set(ids) == {"330300:WS-2"}
    order = page.evaluate("() => map.getStyle().layers.map((one) => one.id)")
    assert order[:2] == ["background", "tianditu"]
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("非法定")
    assert {one["TILEMATRIXSET"] for one in setup.web.asked} == {"w"}
    tiles = [url for url in watch.requests if url.endswith(".mvt")]
    assert tiles and all("@" in url for url in tiles)
    page.locator("canvas").first.click(position={"x": 640, "y": 400})
    expect(page.locator(".maplibregl-popup-content")).to_contain_text("某水库二级保护区，版本 330300/1")
    shot(page, "maplibre")


def test_a_hidden_layer_is_fetched_when_it_is_shown(opened):
    page, watch = opened("maplibre")
    page.wait_for_function("() => map.loaded()")
    page.evaluate("() => map.jumpTo({center: [120.81, 28.11], zoom: 12})")
    page.wait_for_function("() => map.loaded() && map.areTilesLoaded()")
    assert not [url for url in watch.requests if "/industrial_area@" in url]
    page.evaluate("() => show('industrial_area')")
    page.wait_for_function("() => map.queryRenderedFeatures({layers: ['industrial_area:fill']}).length > 0")
    assert [url for url in watch.requests if "/industrial_area@" in url]


def test_names_are_written_without_any_glyphs_from_a_server(opened, setup):
    setup.web.pages["labelled"] = setup.web.pages["maplibre"].replace("lang=zh`", "lang=zh&labels=true`")
    page, watch = opened("labelled")
    page.wait_for_function("() => map.loaded()")
    page.evaluate("(at) => map.jumpTo({center: at, zoom: 12})", ZONE)
    page.wait_for_function("() => map.queryRenderedFeatures({layers: ['water_source_zone:label']}).length > 0")
    page.wait_for_function("() => map.loaded() && map.areTilesLoaded()")
    shot(page, "labelled")
    assert not [url for url in watch.requests if "font" in url or "glyph" in url or url.endswith(".pbf")]


def test_with_a_key_restricted_layers_are_drawn(opened, setup):
    setup.web.pages["keyed"] = setup.web.pages["maplibre"].replace("const key = null", f'const key = "{setup.key}"')
    page, watch = opened("keyed")
    page.wait_for_function("() => map.loaded()")
    page.evaluate("() => map.jumpTo({center: [120.61, 27.91], zoom: 12})")
    for part in ("fill", "outline:*"):  # it has no class: what is not said is drawn too
        query = f"map.queryRenderedFeatures({{layers: ['ecological_red_line:{part}']}}).length > 0"
        page.wait_for_function(f"() => {query}")
    assert not [url for url in watch.requests if setup.key in url]


def test_openlayers_draws_in_cgcs2000_on_the_grid_of_the_base_map(opened, setup):
    page, watch = opened("openlayers")
    page.wait_for_function("() => globalThis.map?.getView")
    page.evaluate("() => new Promise((done) => { map.once('rendercomplete', done); map.render(); })")
    at = "(at) => map.getFeaturesAtPixel(map.getPixelFromCoordinate(at)).map((one) => one.getId())"
    assert page.evaluate(at, ZONE) == ["330300:WS-2"]
    for beyond in ([120.699, 28.025], [120.751, 28.025], [120.725, 27.999], [120.725, 28.051]):
        assert page.evaluate(at, beyond) == []
    ours = {
        tuple(map(int, found.groups()))
        for url in watch.requests
        if (found := re.search(r"/(\d+)/(\d+)/(\d+)\.mvt$", url))
    }
    theirs = {tuple(int(one[f"TILE{name}"]) for name in ("MATRIX", "COL", "ROW")) for one in setup.web.asked}
    assert ours and ours <= theirs and {one["TILEMATRIXSET"] for one in setup.web.asked} == {"c"}
    over = GRIDS["CGCS2000Quad"].at(*ZONE, max(ours)[0])
    assert (over.z, over.x, over.y) in ours
    expect(page.locator(".ol-attribution")).to_contain_text("非法定")
    shot(page, "openlayers")


def test_leaflet_draws_rasters_and_features(opened, setup):
    page, watch = opened("leaflet")
    zone = page.locator(".leaflet-overlay-pane path")
    expect(zone).to_have_count(1)
    assert zone.get_attribute("stroke-dasharray") is not None and zone.get_attribute("fill").startswith("#")
    expect(page.locator("img.leaflet-tile-loaded[src*='/rasters/']").first).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("非法定")
    zone.click()
    expect(page.locator(".leaflet-popup-content")).to_have_text("某水库二级保护区")
    assert [url for url in watch.requests if "/layers/water_source_zone/features?bbox=" in url]
    assert {one["TILEMATRIXSET"] for one in setup.web.asked} == {"w"}
    shot(page, "leaflet")


def test_every_setting_of_the_page_is_there():
    settings = {f"SANXIAN_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"SANXIAN_[A-Z_]*[A-Z]", PAGE))
    assert named and named <= settings


ADDRESSES = sorted(set(re.findall(r"https://gis\.example\.cn/sanxian(/[^\s`\"\\，]*)", PAGE)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_of_the_page_is_answered(setup, address):
    at = address.split("&zmin")[0].format(z=9, x=427, y=214)
    answer = httpx2.get(setup.service + at)
    assert answer.status_code == 200, answer.text


TABLE = re.findall(r"`(/(?:tiles|layers|rasters)[^`]*)`", PAGE.split("## MapLibre")[0])


@pytest.mark.parametrize("address", TABLE)
def test_every_address_of_the_table_is_answered(setup, address):
    release = httpx2.get(f"{setup.service}/tiles/WebMercatorQuad/water_source_zone/tilejson.json").json()["release"]
    names = {"grid": "WebMercatorQuad", "layers": "water_source_zone", "layer": "water_source_zone", "release": release}
    at = address.replace("…", "9/427/214.mvt" if "@" in address else "120.7,28,120.8,28.1")
    at = at.format(z=9, x=427, y=214, region="330300", id="WS-2", **names)
    answer = httpx2.get(setup.service + at)
    assert answer.status_code == 200, answer.text
