"""Two services over stores alike but for the outlines of what is restricted, and a site judged by them; as fixtures."""

from __future__ import annotations

import io
import zipfile
from contextlib import ExitStack, closing
from datetime import date

import pypdfium2
import pytest
import shapely
from served import LAND, SEA, features

from layers.editions import EditionHead
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

EVERYWHERE = shapely.union(LAND, SEA)
# odd places, so that a coordinate met in an answer is one of these and no other
RED = shapely.box(120.6123457, 27.9123459, 120.6334561, 27.9332467)
FARM = shapely.box(120.6401237, 27.9123461, 120.6506783, 27.9229871)
NUDGED = 9e-6  # degrees, about a metre
IN_RED = shapely.box(120.6201, 27.9201, 120.6231, 27.9224)
ACROSS = shapely.box(120.6301, 27.9151, 120.6352, 27.9187)
FAR = shapely.box(120.7101, 28.0101, 120.7112, 28.0111)
ROAD = shapely.LineString([(120.6051, 27.9201), (120.6452, 27.9183)])
SITES = {"inside": IN_RED, "across": ACROSS, "far": FAR, "road": ROAD}
DAY = "2026-11-22"


def publish(store, definitions, layer, rows, now):
    head = EditionHead(layer, "330300", "illustrative", 5.0, date(2026, 2, 1), "手工示例 by hand", EVERYWHERE)
    store.publish(store.propose(head, features(definitions, layer, rows), now), now)


def nudged(geometry):
    """The same outline with its far corner drawn otherwise: the same hectares, the same steps."""
    west, south, east, north = geometry.bounds
    return shapely.Polygon(
        [(west, south), (east, south), (east, north - NUDGED), (east - NUDGED, north), (west, north - NUDGED / 3)]
    )


@pytest.fixture(scope="module")
def desks(definitions, fill_store, tmp_path_factory, now):
    """Two stores, alike but for the outlines of what is restricted."""
    made = []
    with ExitStack() as held:
        for drawn in (lambda geometry: geometry, nudged):
            store = held.enter_context(closing(FilesStore(tmp_path_factory.mktemp("alike") / "store")))
            fill_store(store, definitions)
            red = {"code": "R", "name": "某秘密红线", "part": "land", "core_zone": False}
            publish(store, definitions, "ecological_red_line", [("RL-SECRET", drawn(RED), red)], now)
            publish(store, definitions, "permanent_farmland", [("PF-SECRET", drawn(FARM), {"name": "秘密图斑"})], now)
            made.append(Desk(store, definitions, Limits()))
        yield made


@pytest.fixture(scope="module")
def services(desks, serve):
    with ExitStack() as held:
        yield [held.enter_context(serve(desk)) for desk in desks]


@pytest.fixture(scope="module")
def viewers(desks, key_for):
    return [key_for(desk, "viewer") for desk in desks]


@pytest.fixture(scope="module")
def reviewers(desks, key_for):
    return [key_for(desk, "reviewer") for desk in desks]


def check(service, headers, site, **more):
    body = {"site": shapely.geometry.mapping(site), "as_of": DAY, **more}
    return service.post("/siting/checks", json=body, headers=headers)


def texts(content, media_type):
    """All text of an answer, of a zip or workbook that of its members."""
    if media_type.startswith(("application/zip", "application/vnd.openxml")):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if media_type == "application/pdf":
        return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    return content.decode("utf-8", "replace")
