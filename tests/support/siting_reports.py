"""Verdicts of the shapes that reports must hold, the ground they lie on, and all that a report says, as text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
import shapely
from world import TODAY, World, Zone, box, county, harmless, line

from layers.definition_file import Titles
from layers.snapshot import Snapshot
from zoning.maps.symbols import coloured_by
from zoning.redaction.verdict import redacted
from zoning.rendering import render
from zoning.reports.model import Fields, Figure, Grid, Items, Paragraph, Report, Section, Signature
from zoning.reports.siting.ground import Bounds, EditionFacts, Land
from zoning.reports.siting.report import Recorded, ReportSettings, siting_report

Body = Mapping[str, Any]
RECORDED = Recorded(17, datetime(2026, 11, 22, 4, 0, tzinfo=UTC))
SETTINGS = ReportSettings(address="https://example.org/sanxian/", office="演示单位")
SHAPES = ("clear", "prohibited", "undetermined", "hundred_km", "forty_findings", "many_corners")


class WorldGround:
    """The ground of a world in memory; `hidden` layers are not shown."""

    def __init__(self, world: World, hidden: frozenset[str] = frozenset()) -> None:
        self.definitions = world.definitions
        self.hidden = hidden
        self._snapshot: Snapshot = world.snapshot()

    def edition(self, named: Body) -> EditionFacts | None:
        """As every edition of a world is."""
        if named["region"] != "330300":
            return None
        return EditionFacts("测试资料 test document", 1.0, date(2020, 1, 1), True, 1)

    def features(self, layer: str, bounds: Bounds) -> Land | None:
        """The features of the world that come into the bounds."""
        if layer in self.hidden:
            return None
        view = self._snapshot.views[layer]
        found = view.near(shapely.box(*bounds), 0.0)
        by = coloured_by(view.kind) or view.kind.class_attribute
        geometries = np.empty(len(found), dtype=object)
        geometries[:] = [one.geometry for one in found]
        return Land(
            tuple((one.edition.head.region, one.edition.number, one.id) for one in found),
            geometries,
            tuple(None if by is None or one.attributes.get(by) is None else str(one.attributes[by]) for one in found),
            tuple(None if one.attributes.get("name") is None else str(one.attributes["name"]) for one in found),
        )


def water(place: str, geometry: shapely.Geometry, level: str = "2") -> Zone:
    """A drinking-water zone."""
    return Zone(place, geometry, {"code": place, "name": f"演示水源{place}", "level": level})


def _clear() -> tuple[World, Body]:
    world = county()
    return world, _ask(world, box(0, 0, 200, 120), facts=harmless())


def _prohibited() -> tuple[World, Body]:
    world = county().having("water_source_zone", water("w1", box(-400, -400, 400, 400), "1"))
    return world, _ask(world, box(0, 0, 200, 120), facts=harmless(discharges_pollutants=True))


def _undetermined() -> tuple[World, Body]:
    world = county().having(
        "ecological_red_line", Zone("r1", box(199.4, -300, 800, 300), {"code": "r1", "name": "演示红线"})
    )
    return world, _ask(world, box(0, 0, 200, 120), facts={"nature": "new"})


def _hundred_km() -> tuple[World, Body]:
    """A winding road from west to east across water zones, that ends at sea."""
    points = [(x, 3000.0 * math.sin(x / 12000.0)) for x in np.arange(-43_000.0, 58_001.0, 3000.0)]
    zones = [water(f"w{n}", box(x, -9000, x + 3000, 9000)) for n, x in enumerate(range(-40_000, 45_000, 20_000), 1)]
    world = county().having("water_source_zone", *zones)
    facts = harmless(activity="linear_infrastructure", industry_class="非工业")
    return world, _ask(world, line(*points), width_m=26.0, facts=facts)


def _forty_findings() -> tuple[World, Body]:
    """A large site over forty small zones; far fewer may be drawn enlarged."""
    zones = [
        water(f"z{row}{column}", box(column * 100, row * 100, column * 100 + 60, row * 100 + 60), "1")
        for row in range(5)
        for column in range(8)
    ]
    world = county().having("water_source_zone", *zones)
    return world, _ask(world, box(-20, -20, 820, 520), facts=harmless(discharges_pollutants=True))


def _many_corners() -> tuple[World, Body]:
    """A ring of 300 corners with a hole of four, and a second part."""
    angles = [2 * math.pi * n / 300 for n in range(300)]
    ring = [((400 + 20 * math.sin(17 * a)) * math.cos(a), (300 + 15 * math.cos(23 * a)) * math.sin(a)) for a in angles]
    outer = shapely.Polygon(line(*ring).coords, [box(-50, -50, 50, 50).exterior.coords])
    world = county()
    return world, _ask(world, outer, box(900, 0, 960, 40), facts=harmless())


def _ask(world: World, *geometries: shapely.Geometry, as_of: date = TODAY, **about: object) -> Body:
    verdict = world.ask(*geometries, as_of=as_of, **about)  # type: ignore[arg-type]
    return render(verdict.record(), world.definitions)


@cache
def shape(name: str) -> tuple[World, Body]:
    """A world and a rendered verdict in it, by the name of its shape."""
    return {
        "clear": _clear,
        "prohibited": _prohibited,
        "undetermined": _undetermined,
        "hundred_km": _hundred_km,
        "forty_findings": _forty_findings,
        "many_corners": _many_corners,
    }[name]()


@cache
def report_of(name: str) -> Report:
    """The report of a shape."""
    world, body = shape(name)
    return siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)


def veiled(world: World, verdict_record: Body, hidden: frozenset[str]) -> Body:
    """A record without what shows `hidden` layers, with its texts."""
    return render(redacted(verdict_record, hidden, world.definitions), world.definitions)


def texts(report: Report) -> list[Titles]:
    """All that a report says, in the order of reading, captions of figures included."""
    return list(_texts(report))


def told(report: Report, lang: str) -> str:
    """One language of a report, a line per text."""
    return "\n".join(getattr(text, lang) for text in texts(report))


def figures(report: Report) -> list[Figure]:
    """The pictures of a report."""
    return [block for section in report.sections for block in _blocks(section) if isinstance(block, Figure)]


def grids(report: Report) -> dict[str, Grid]:
    """The tables of a report by name."""
    return {
        block.table.name: block for section in report.sections for block in _blocks(section) if isinstance(block, Grid)
    }


def _blocks(section: Section) -> Iterator[object]:
    yield from section.blocks
    for inner in section.sections:
        yield from _blocks(inner)


def _texts(report: Report) -> Iterator[Titles]:
    yield from (report.title, report.subject)
    if report.outcome is not None:
        yield report.outcome.word
        yield from (report.outcome.beside,) if report.outcome.beside else ()
    for block in report.opening:
        yield from _of_block(block)
    for section in report.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[Titles]:
    yield section.title
    for block in section.blocks:
        yield from _of_block(block)
    for inner in section.sections:
        yield from _of_section(inner)


def _of_block(block: object) -> Iterator[Titles]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Items):
        yield from block.texts
    elif isinstance(block, Fields):
        for label, cell in block.rows:
            yield label
            yield _cell(cell)
    elif isinstance(block, Grid):
        yield block.table.title
        yield from (column.title for column in block.table.columns)
        yield from (_cell(cell) for row in block.table.rows for cell in row)
        yield from (block.note,) if block.note else ()
    elif isinstance(block, Figure):
        yield from (block.title, block.alt)
    elif isinstance(block, Signature):
        yield from block.places


def _cell(cell: object) -> Titles:
    shown = "—" if cell is None else str(cell)
    return cell if isinstance(cell, Titles) else Titles.model_construct(zh=shown, en=shown)
