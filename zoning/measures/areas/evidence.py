"""The ground behind the areas: dissolved pieces by layer, class and unit, and what was lost and gained."""

from __future__ import annotations

from layers.definition_file import Titles
from zoning.measures.areas.asked import Asked, Layer
from zoning.measures.areas.changes import ledger_of, ordered, place_of
from zoning.measures.areas.method import AreasMethod
from zoning.measures.areas.polygons import column
from zoning.measures.tables import Column, Evidence, EvidenceClass, table
from zoning.verdict import square_metres

_REGION = Column("region", Titles(zh="行政区", en="region"))
_PART = Column("part", Titles(zh="陆海", en="land or sea"))
_CLASS = Column("class", Titles(zh="类别", en="class"))
_AREA = Column("area_m2", Titles(zh="面积", en="area"), "m2", 2)


def evidence(case: Asked, method: AreasMethod) -> tuple[Evidence, ...]:
    """One layer of ground per layer asked for, and with an earlier day one of its changes."""
    found = [_ground(case, layer) for layer in case.layers]
    if case.question.since is not None:
        found += [_changes(case, layer, method) for layer in case.layers]
    return tuple(found)


def _ground(case: Asked, layer: Layer) -> Evidence:
    held = layer.now.held
    features = layer.now.view.features
    places = [(unit.code, unit.part, held.units[unit]) for unit in case.territory.units]
    rows, geometries = [], []
    for code, part, cut in [*places, (None, None, held.beyond)]:
        for name, piece in cut.classes.items():
            ids = ", ".join(sorted({features[row].id for row in piece.features}))
            editions = ", ".join(sorted({features[row].edition.label for row in piece.features}))
            counted = "unassigned" if code is None else "held"
            rows.append((code, part, name, counted, square_metres(piece.area_m2), ids, editions))
            geometries.append(piece.geometry)
    columns = (
        _REGION,
        _PART,
        _CLASS,
        Column("counted", Titles(zh="计入", en="counted as")),
        _AREA,
        Column("features", Titles(zh="要素", en="features")),
        Column("editions", Titles(zh="版本", en="editions")),
    )
    title = layer.kind.title
    name = f"areas_{layer.kind.layer}"
    return Evidence(table(name, title, columns, rows), column(geometries), layer.kind.layer, "class")


_DRAWN = (
    EvidenceClass("lost", Titles(zh="减少", en="lost"), "#c0392b"),
    EvidenceClass("gained", Titles(zh="增加", en="gained"), "#3a6ea5"),
)


def _changes(case: Asked, layer: Layer, method: AreasMethod) -> Evidence:
    book, _ = ledger_of(case, layer, method)
    parts = ordered(book.parts)
    rows = [(*place_of(p), p.code, p.change, p.sliver, square_metres(p.area_m2)) for p in parts]
    columns = (
        _REGION,
        _PART,
        _CLASS,
        Column("change", Titles(zh="变化", en="change")),
        Column("sliver", Titles(zh="细碎图斑", en="sliver")),
        _AREA,
    )
    title = Titles(zh=f"{layer.kind.title.zh}的减少与增加", en=f"{layer.kind.title.en}: lost and gained")
    shown = table(f"areas_{layer.kind.layer}_changes", title, columns, rows)
    return Evidence(shown, column([part.geometry for part in parts]), layer.kind.layer, "change", _DRAWN)
