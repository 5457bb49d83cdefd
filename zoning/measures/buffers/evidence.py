"""The features behind buffer figures: counted stretches, gaps, widths, strips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from layers.definition_file import Titles
from zoning.measures.areas.polygons import column
from zoning.measures.buffers.attachment import water_body
from zoning.measures.buffers.selection import Counted, Selection
from zoning.measures.buffers.widths import Widths
from zoning.measures.tables import Cell, Column, Evidence, table

BODY = Column("water_body", Titles(zh="河湖", en="water body"))
SIDE = Column("side", Titles(zh="岸别", en="side"))
STATUS = Column("status", Titles(zh="状态", en="status"))
YEAR = Column("year", Titles(zh="年度", en="year"))
LINE = Column("water_line", Titles(zh="水边线编码", en="water line"))
EDITION = Column("edition", Titles(zh="版本", en="edition"))
REACH = Column("reach", Titles(zh="河段", en="reach"))
REGION = Column("region", Titles(zh="行政区代码", en="region"))
RUN = Column("run", Titles(zh="线段序", en="run"))
FROM = Column("from_m", Titles(zh="起点里程", en="from chainage"), "m", 3)
TO = Column("to_m", Titles(zh="终点里程", en="to chainage"), "m", 3)
LENGTH = Column("length_m", Titles(zh="长度", en="length"), "m", 3)
WIDTH = Column("width_m", Titles(zh="量测宽度", en="measured width"), "m", 2)
REQUIRED = Column("required_width_m", Titles(zh="要求宽度", en="required width"), "m", 2)
DECLARED = Column("declared_width_m", Titles(zh="申报宽度", en="declared width"), "m", 2)
AREA = Column("area_m2", Titles(zh="面积", en="area"), "m²", 2)
STRIP = Column("strip", Titles(zh="缓冲带编码", en="strip"))
MEETS = Column("meets", Titles(zh="达到要求宽度", en="meets the required width"))
REASON = Column("reason", Titles(zh="未计原因", en="why not counted"))
AT = Column("at_m", Titles(zh="里程", en="chainage"), "m", 3)


def evidence(chosen: Selection, counted: Sequence[Counted], widths: Sequence[Widths]) -> tuple[Evidence, ...]:
    """Counted stretches cut at the ends of bank features, gaps, width samples as lines across, and the strips."""
    return _stretches(counted), _gaps(counted), _samples(widths), _strips(chosen)


def _stretches(counted: Sequence[Counted]) -> Evidence:
    rows: list[tuple[Cell, ...]] = []
    geometries: list[shapely.Geometry] = []
    for one in counted:
        held, lines = one.selection.held, one.selection.held.lines
        for year, cover in one.years:
            for part, owner in enumerate(lines.part_owner.tolist()):
                if not one.selection.bank[owner]:
                    continue
                begin, end = float(lines.part_from_m[part]), float(lines.part_to_m[part])
                first, last = np.searchsorted(cover.to_m, begin, side="right"), np.searchsorted(cover.from_m, end)
                for i in range(int(first), int(last)):
                    a, b = max(begin, float(cover.from_m[i])), min(end, float(cover.to_m[i]))
                    if b <= a:
                        continue
                    bank, run = held.banks[owner], int(lines.run[lines.edge_at([a])[0]])
                    start = float(lines.run_from_m[run])
                    place = (*held.body_of(owner), bank.id, bank.edition.label)
                    home = (_text(bank.attributes["reach"]), _text(bank.attributes["region"]))
                    rows.append((*place, *home, one.status, year, a - start, b - start, b - a))
                    geometries.append(lines.between(a, b))
    columns = (BODY, SIDE, LINE, EDITION, REACH, REGION, STATUS, YEAR, FROM, TO, LENGTH)
    title = Titles(zh="计入的岸线", en="counted stretches of bank")
    return Evidence(table("stretches", title, columns, rows), column(geometries), "buffer_strip", "status")


def _gaps(counted: Sequence[Counted]) -> Evidence:
    rows: list[tuple[Cell, ...]] = []
    geometries: list[shapely.Geometry] = []
    for one in counted:
        lines = one.selection.held.lines
        for gap in one.gaps:
            pieces = [lines.between(a, b) for a, b in gap.pieces]
            place = (water_body(gap.bank), str(gap.bank.attributes["role"]), gap.bank.id, gap.bank.edition.label)
            rows.append((*place, one.status, gap.run, gap.from_m, gap.to_m, gap.length_m))
            geometries.append(pieces[0] if len(pieces) == 1 else shapely.union_all(pieces))
    columns = (BODY, SIDE, LINE, EDITION, STATUS, RUN, FROM, TO, LENGTH)
    title = Titles(zh="没有缓冲带的岸线", en="stretches of bank without a strip")
    return Evidence(table("gaps", title, columns, rows), column(geometries), "buffer_strip", "status")


def _samples(widths: Sequence[Widths]) -> Evidence:
    rows: list[tuple[Cell, ...]] = []
    geometries: list[shapely.Geometry] = []
    for one in widths:
        held = one.counted.selection.held
        lines, at_m = held.lines, held.sample_at_m[one.sample]
        edge = lines.edge_at(at_m)
        t = lines.fraction(edge, at_m)
        ends = np.stack([lines.frames.at(edge, t, 0.0), lines.frames.at(edge, t, one.width_m)], axis=1)
        chainage = (at_m - lines.run_from_m[lines.run[edge]]).tolist()
        geometries += [shapely.LineString(pair) for pair in ends]
        columns = zip(one.bank.tolist(), chainage, one.width_m.tolist(), one.required_m, one.declared_m, strict=True)
        for owner, at, width, required, declared in columns:
            wanted = None if np.isnan(required) else float(required)
            stated = None if np.isnan(declared) else float(declared)
            place = (*held.body_of(owner), held.banks[owner].id, one.counted.status, at)
            rows.append((*place, width, wanted, stated, None if wanted is None else bool(width >= wanted)))
    columns_of = (BODY, SIDE, LINE, STATUS, AT, WIDTH, REQUIRED, DECLARED, MEETS)
    title = Titles(zh="宽度采样", en="width samples")
    return Evidence(table("widths", title, columns_of, rows), column(geometries), "buffer_strip", "status")


def _strips(chosen: Selection) -> Evidence:
    held = chosen.held
    here = np.bincount(held.strip, np.where(chosen.bank[held.bank], held.to_m - held.from_m, 0.0), len(held.strips))
    rows: list[tuple[Cell, ...]] = []
    geometries: list[shapely.Geometry] = []
    for i in np.flatnonzero(chosen.strip | (here > 0.0)).tolist():
        strip = held.strips[i]
        reason = str(held.reason[i]) or (None if chosen.dated[i] else "later_year")
        stated = {name: strip.attributes[name] for name in ("side", "status", "year", "width_m", "region")}
        length = None if reason else float(here[i])
        rows.append(
            (
                strip.id,
                strip.edition.label,
                water_body(strip),
                stated["side"],
                stated["status"],
                stated["year"],
                stated["region"],
                stated["width_m"],
                length,
                float(held.area_m2[i]),
                reason,
            )
        )
        geometries.append(strip.geometry)
    columns = (STRIP, EDITION, BODY, SIDE, STATUS, YEAR, REGION, DECLARED, LENGTH, AREA, REASON)
    title = Titles(zh="缓冲带", en="strips")
    return Evidence(table("strips", title, columns, rows), column(geometries), "buffer_strip", "status")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
