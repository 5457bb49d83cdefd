"""Section 12: a location map, strips of long lines, and one enlarged map for every conflict, certain or open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.definition_file import Titles
from layers.window import window
from zoning.reports.measures.cartography import Frame, fitted
from zoning.reports.measures.drawing import picture
from zoning.reports.model import Block, Figure, Items, Paragraph, PictureFormat, ReportLang, Section
from zoning.reports.siting import map_axes, map_pages, map_sheet
from zoning.reports.siting.corners import Drawn
from zoning.reports.siting.ground import Ground
from zoning.reports.siting.map_content import Key, MapContent, Named, base, class_drawings
from zoning.reports.siting.map_sheet import FRAME, Around
from zoning.reports.siting.said import (
    Body,
    binding_rules,
    chainage,
    feature_of,
    ground_of,
    joined,
    numbered_hit,
    say,
    two,
    word,
)
from zoning.reports.siting.tones import WORST_FIRST, Tones

_AROUND_M: Final = 8000.0  # a location map shows at least so much
_LEAST_M: Final = 200.0
_ROOM: Final = 0.12  # round what an enlarged map shows, of its greater side
_SMALL_M: Final = 3000.0  # a project is shown whole where a map as wide as this holds it


@dataclass(frozen=True, eq=False)
class _Atlas:
    """What all maps of a report have in common."""

    body: Body
    of: Drawn
    ground: Ground
    around: Around
    layers: tuple[str, ...]
    met: frozenset[Key]

    def site(self) -> Mapping[str, NDArray[np.object_]]:
        """The parts by role; lines with a width as corridors."""
        roles = dict.fromkeys(part.role for part in self.of.project.parts)
        return {
            role: np.array(
                [_extent(self.of, place) for place, part in enumerate(self.of.project.parts) if part.role == role],
                dtype=object,
            )
            for role in roles
        }

    def content(
        self, frame: Frame, focus: Key | None = None, marks: Sequence[Named] = (), *, only_met: bool = False
    ) -> MapContent:
        """A map of a frame; with a focus, what the project and it have in common."""
        land, sea, coast, areas = base(self.ground, frame)
        drawings, names, whole = class_drawings(self.ground, frame, self.layers, self.met, focus, only_met=only_met)
        overlap = None if whole is None else shapely.intersection(self.of.footprint, whole)
        return MapContent(
            frame, land, sea, coast, tuple(drawings), self.site(), overlap, (*names, *areas), tuple(marks)
        )


def maps(body: Body, of: Drawn, ground: Ground, *, review: str | None, mark: Titles | None, most: int) -> Section:
    """All maps of a report; conflicts beyond `most`, and those with withheld layers, are listed as not drawn."""
    tones = Tones(body)
    conflicts = [(number, one) for number, one in enumerate(body["findings"], start=1) if binding_rules(one)]
    hidden = [(number, one) for number, one in conflicts if one["feature"] is None]
    shown = sorted(
        ((number, one) for number, one in conflicts if one["feature"] is not None),
        key=lambda pair: (WORST_FIRST.index(tones.of_finding(pair[1])), pair[0]),
    )
    chosen, left = sorted(shown[:most], key=lambda pair: pair[0]), sorted(shown[most:], key=lambda pair: pair[0])
    layers = tuple(dict.fromkeys(str(one["layer"]) for _, one in shown))
    met = frozenset(_key(one) for one in body["findings"] if one["feature"] is not None)
    atlas = _Atlas(body, of, ground, Around(review, mark), layers, met)
    strips = [*map_axes.strips(body, of.project.parts)]
    in_strips = map_pages.height([strip.bounds for strip in strips])
    close = map_pages.height([_bounds(of)])
    beside = in_strips if strips else close if chosen else map_pages.HALF
    blocks: list[Block] = [_location(atlas, beside)]
    blocks += [_strip(atlas, strip, in_strips) for strip in strips]
    blocks += [_enlarged(atlas, number, finding, close) for number, finding in chosen]
    if left:
        blocks.append(
            Paragraph(
                two(
                    f"以下 {len(left)} 项超出每份报告 {most} 幅放大图的上限，未绘：",
                    f"Not drawn, as a report has at most {most} enlarged maps:",
                ),
                "caution",
            )
        )
        blocks.append(Items(tuple(numbered_hit(number, one) for number, one in left)))
    if hidden:
        blocks.append(
            Paragraph(two("以下各项涉及受限图层，不绘图：", "Not drawn, as their layers are withheld:"), "caution")
        )
        blocks.append(Items(tuple(numbered_hit(number, one) for number, one in hidden)))
    return Section(two("附图", "Maps"), tuple(blocks))


def _key(finding: Body) -> Key:
    return str(finding["layer"]), str(finding["region"]), int(finding["edition"]), str(finding["feature"])


def _figure(title: Titles, alt: Titles, atlas: _Atlas, height: float, content: Callable[[float], MapContent]) -> Figure:
    """A map that is read and drawn when a writer asks for it.

    Its sheet is `height` inches high: `content` gives the map with a frame of so many inches, first with the least one
    to learn what legend and notes take.
    """

    def draw(fmt: PictureFormat, lang: ReportLang) -> bytes:
        least = map_pages.LEAST[height]
        beside = map_sheet.beside(content(least), atlas.around, lang)
        shown = content(max(least, height - beside))
        return picture(lambda: map_sheet.draw(shown, atlas.around, lang), fmt)

    return Figure(title, alt, draw)


def _location(atlas: _Atlas, height: float) -> Figure:
    bounds = _bounds(atlas.of)

    def content(high: float) -> MapContent:
        return atlas.content(fitted(bounds, FRAME, (high, high), room=0.15, least_m=2 * _AROUND_M), only_met=True)

    regions = joined(_region(atlas, code) for code in atlas.body["regions"])
    title = two("项目位置图", "Location of the project")
    alt = two(f"项目位于{regions.zh}，红线为项目范围。", f"The project, outlined in red, lies in {regions.en}.")
    return _figure(title, alt, atlas, height, content)


def _region(atlas: _Atlas, code: str) -> Titles:
    known = atlas.ground.definitions.regions
    return known[code].name if code in known else two(code, code)


def _enlarged(atlas: _Atlas, number: int, finding: Body, height: float) -> Figure:
    of, name = ground_of(finding), feature_of(finding)
    key = _key(finding)
    said = joined([word(finding[one]) for one in ("relation", "certainty") if finding[one]], "，", ", ")
    title = two(f"第 {number} 项放大图：{of.zh}，{name.zh}", f"No. {number} enlarged: {of.en}, {name.en}")
    rules = joined(say(rule["text"]) for rule in binding_rules(finding))
    alt = two(
        f"项目与{of.zh}（{name.zh}）：{said.zh}。{rules.zh}",
        f"The project and {of.en} ({name.en}): {said.en}. {rules.en}",
    )

    def content(high: float) -> MapContent:
        frame = _close(atlas, key, float(finding["distance_m"]), high)
        return atlas.content(frame, key, map_axes.kilometres(atlas.body, atlas.of.project.parts, 1000.0))

    return _figure(title, alt, atlas, height, content)


def _close(atlas: _Atlas, key: Key, distance_m: float, height: float) -> Frame:
    """Round what project and feature have in common, or where they are nearest; a small project is shown whole."""
    footprint = atlas.of.footprint
    reach = window(footprint, distance_m + _LEAST_M)
    found = atlas.ground.features(key[0], reach.bounds)
    places = (
        [] if found is None else [g for k, g in zip(found.keys, found.geometries, strict=True) if (key[0], *k) == key]
    )
    whole = shapely.union_all(places) if places else footprint
    common = shapely.intersection(footprint, whole)
    near = shapely.shortest_line(footprint, whole) if common.is_empty else common
    small = fitted(footprint.bounds, FRAME, (height, height), room=0.0, least_m=_LEAST_M)
    if small.metres_per_inch * FRAME < _SMALL_M:
        near = shapely.union_all([near, shapely.box(*footprint.bounds)])
    return fitted(near.bounds, FRAME, (height, height), room=_ROOM, least_m=_LEAST_M)


def _bounds(of: Drawn) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds([part.geometry for part in of.project.parts]).tolist()
    return west, south, east, north


def _extent(of: Drawn, place: int) -> BaseGeometry:
    """A part as it lies: a corridor where the line has a width, an area of an opinion as drawn."""
    part = of.project.parts[place]
    if part.width_m is None:
        return part.geometry
    return (
        type(of.project)((part,), of.project.accuracy_m, {}).footprint("project")
        if part.role != "opinion"
        else part.geometry
    )


def _strip(atlas: _Atlas, strip: map_axes.Strip, height: float) -> Figure:
    extent = f"{chainage(strip.begin)} – {chainage(strip.end)}"
    title = two(
        f"线路分幅图 {strip.place + 1}/{strip.count}（{extent}）",
        f"Strip {strip.place + 1} of {strip.count} ({extent})",
    )
    alt = two(f"线路 {strip.line} 的 {extent} 段。", f"Line {strip.line}, {extent}.")

    def content(high: float) -> MapContent:
        frame = fitted(strip.bounds, FRAME, (high, high), room=0.1, least_m=2 * _LEAST_M)
        return atlas.content(frame, None, strip.marks)

    return _figure(title, alt, atlas, height, content)
