"""Features of a layer as a query asks for them: who may, of which moment, where, which, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

import numpy as np
from fastapi import Query as Parameter
from starlette.requests import Request
from starlette.responses import JSONResponse

from api.access.principal import Principal
from api.address import absolute
from api.service import Service
from layers.editions import Edition
from layers.errors import BadInput, NotFound
from layers.kinds import LayerKind
from layers.query.bounds import box
from layers.query.collection import features_json
from layers.query.cursors import cursor_at, cursor_from
from layers.query.filters import Filter, equals, every, filter_of
from layers.query.page import Page, Query, page
from layers.query.properties import chosen
from layers.query.reading import FilterLang
from layers.query.systems import CRS84, System, system
from layers.query.table import Table
from layers.tiles.release import Moment
from zoning.titles import data_standing
from zoning.verdict import Json

GEOJSON = "application/geo+json"
MOST = 10_000


class GeoJson(JSONResponse):
    """GeoJSON, for the contract."""

    media_type = GEOJSON


SYSTEMS_TOLD = "CRS84, EPSG:4490, 4326, 3857 or 4513 to 4554, by name or by its URI"

Bbox = Annotated[
    str | None,
    Parameter(
        description="Four numbers (six with heights) in the order of the axes of `bbox-crs`; features that meet it.",
        examples=["120.5,27.8,120.9,28.2"],
        max_length=400,
    ),
]
BboxCrs = Annotated[
    str | None, Parameter(alias="bbox-crs", description=f"{SYSTEMS_TOLD}; default CRS84.", max_length=200)
]
FilterText = Annotated[
    str | None, Parameter(description="A filter in CQL2 over the queryables of the layer.", examples=["id IS NOT NULL"])
]
FilterLanguage = Annotated[FilterLang, Parameter(alias="filter-lang", description="The language of `filter`.")]
FilterCrs = Annotated[
    str | None,
    Parameter(
        alias="filter-crs", description=f"Of the shapes in `filter`: {SYSTEMS_TOLD}; default CRS84.", max_length=200
    ),
]
Crs = Annotated[
    str | None,
    Parameter(
        description=f"Of the answer: {SYSTEMS_TOLD}; default CRS84. Coordinates come in the order of its axes, so of "
        "EPSG:4490 latitude first and of the Gauss-Krüger zones northing first.",
        max_length=200,
    ),
]
Properties = Annotated[
    str | None, Parameter(description="Only these properties, by name, joined by commas.", max_length=2000)
]
CursorText = Annotated[
    str | None, Parameter(alias="cursor", description="Where a page begins, as a `next` link has it.", max_length=500)
]


@dataclass(frozen=True)
class Asked:
    """What a request says, as texts; `equal` are properties with the value they must have."""

    layer: str
    limit: int
    as_of: date | None = None
    cursor: str | None = None
    bbox: str | None = None
    bbox_crs: str | None = None
    filter: str | None = None
    filter_lang: FilterLang = "cql2-text"
    filter_crs: str | None = None
    properties: str | None = None
    crs: str | None = None
    equal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Found:
    """A page of a layer at a moment, the system it is told in, and the cursor of the next page."""

    table: Table
    page: Page
    system: System
    moment: Moment
    properties: Sequence[str]
    next: str | None

    def features(self) -> list[Any]:
        """GeoJSON Features, for orjson. Raises BadCRS."""
        return features_json(self.table, self.page.rows, self.system, self.properties)

    def counts(self) -> Json:
        """How many there are, and how many there are in all where that is known."""
        matched = {} if self.page.matched is None else {"numberMatched": self.page.matched}
        return {**matched, "numberReturned": len(self.page.rows)}


def find(here: Service, caller: Principal, asked: Asked) -> Found:
    """The features asked for. Raises NotFound, Withheld before all else, BadInput, Gone, StoreError."""
    kind, door = here.kind(asked.layer), here.door(caller)
    door.require(kind.layer)
    names, told_in = chosen(kind, asked.properties), _system(asked.crs)
    place = None if asked.bbox is None else box(asked.bbox, _system(asked.bbox_crs))
    editions = tuple(here.desk.store.editions())
    moment, start = _begin(here, asked, editions)
    query = Query(asked.limit, start, place, _where(kind, asked))
    view = door.view(editions, kind.layer, as_of=moment.as_of, known_at=moment.known_at)
    if not view.editions:
        raise NotFound(
            f"{moment.as_of} 图层 {kind.layer} 没有生效的版本；这不等于没有限制",
            f"no edition of {kind.layer} is in force on {moment.as_of}; that does not mean that nothing is there",
        )
    table = here.tables.of(view)
    got = page(table, query)
    following = None if got.next is None else cursor_at(editions, kind.layer, moment, got.next).text()
    return Found(table, got, told_in, moment, names, following)


def find_one(here: Service, caller: Principal, layer: str, name: str, crs: str | None) -> Found:
    """The feature of a name, today. Raises as `find`."""
    kind, door = here.kind(layer), here.door(caller)
    door.require(kind.layer)
    told_in, moment = _system(crs), Moment(here.today(), here.clock())
    editions = here.desk.store.editions()
    table = here.tables.of(door.view(editions, layer, as_of=moment.as_of, known_at=moment.known_at))
    if name not in table.rows:
        raise NotFound(f"图层 {layer} 没有要素 {name[:80]!r}", f"{layer} has no feature {name[:80]!r}")
    return Found(table, Page(np.array([table.rows[name]]), None, 1), told_in, moment, table.properties, None)


def _where(kind: LayerKind, asked: Asked) -> Filter | None:
    parts = [equals(name, value, kind) for name, value in asked.equal.items()]
    if asked.filter is not None:
        parts.append(filter_of(asked.filter, asked.filter_lang, kind, _system(asked.filter_crs)))
    return every(parts)


def _system(text: str | None) -> System:
    return CRS84 if text is None else system(text)


def _begin(here: Service, asked: Asked, editions: Sequence[Edition]) -> tuple[Moment, int]:
    """The moment to answer for, and the first row."""
    if asked.cursor is None:
        return Moment(asked.as_of or here.today(), here.clock()), 0
    cursor = cursor_from(asked.cursor, editions, asked.layer, here.clock())
    if asked.as_of not in (None, cursor.moment.as_of):
        raise BadInput(
            f"cursor 是 {cursor.moment.as_of} 的，与所问日期 {asked.as_of} 不符；请从第一页重新开始",
            f"the cursor is of {cursor.moment.as_of}, not of {asked.as_of}; begin with the first page",
        )
    return cursor.moment, cursor.row


def next_page(request: Request, path: str, cursor: str) -> str:
    """The address of the page behind this one: the same question with a cursor."""
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    return f"{absolute(request, path)}?{urlencode([*asked, ('cursor', cursor)])}"


def standing_of(here: Service, found: Found) -> Json | None:
    """What is to be said of the editions that a page rests on."""
    told = [{"layer": one.head.layer, "status": one.head.standing} for one in found.table.view.editions]
    return data_standing(here.desk.definitions, told)
