"""The changes member of an areas body: entries by region and class, pieces, and the `not less than` checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layers.notes import Note
from zoning.measures.areas.asked import Asked, Layer
from zoning.measures.areas.comparison import Pair, differing, non_decrease
from zoning.measures.areas.ledger import Entry, Ledger, Part, ledger
from zoning.measures.areas.method import AreasMethod
from zoning.verdict import Json, square_metres


def changes(case: Asked, method: AreasMethod) -> tuple[Json | None, list[Note]]:
    """What every layer lost and gained since the earlier day; None where none was asked."""
    if case.question.since is None:
        return None, []
    notes: list[Note] = []
    listed = []
    for layer in case.layers:
        reasons = reasons_of(case, layer, method)
        if reasons:
            notes.append(Note("areas_not_comparable", {"layer": layer.kind.layer, "reasons": ", ".join(reasons)}))
        listed.append(_layer(case, layer, method, reasons))
    return {"since": case.question.since.isoformat(), "layers": listed}, notes


def reasons_of(case: Asked, layer: Layer, method: AreasMethod) -> tuple[str, ...]:
    """In what the editions of the two days differ in kind."""
    if layer.before is None:
        return ()
    return differing(layer.before.editions(case.sources), layer.now.editions(case.sources), method)


def ledger_of(case: Asked, layer: Layer, method: AreasMethod) -> tuple[Ledger, float]:
    """What was lost and gained, and below which width (m) a piece is a sliver."""
    if layer.before is None:
        return Ledger((), ()), 0.0
    days = (layer.before, layer.now)
    accuracies = [edition.head.accuracy_m for day in days for edition in day.editions(case.sources)]
    thin_m = method.sliver_accuracies * max(accuracies)
    before, now, territory = layer.before.held, layer.now.held, case.territory
    book = layer.now.holding.memo.of(
        lambda: ledger(before, now, territory, thin_m), f"changes {thin_m}", before, now, territory
    )
    return book, thin_m


def _layer(case: Asked, layer: Layer, method: AreasMethod, reasons: Sequence[str]) -> Json:
    book, thin_m = ledger_of(case, layer, method)
    before = layer.before
    if before is None or before.held.unplaced or layer.now.held.unplaced:
        return {"layer": layer.kind.layer, "sliver_below_m": thin_m, "non_decrease": None, "entries": [], "pieces": []}
    return {
        "layer": layer.kind.layer,
        "sliver_below_m": thin_m,
        "non_decrease": non_decrease(Pair(before.held, layer.now.held, case.territory, layer.applies), reasons),
        "total": _entry(None, [entry for entry in book.entries if entry.whole]),
        "entries": [
            dict(zip(("region", "part"), place_of(entry), strict=True))
            | _entry(None if entry.whole else entry, [entry])
            for entry in book.entries
        ],
        "pieces": [_piece(part) for part in ordered(book.parts) if not part.sliver],
    }


def ordered(parts: Iterable[Part]) -> list[Part]:
    """The largest first."""
    return sorted(parts, key=lambda part: (-part.area_m2, part.geometry.bounds))


def place_of(one: Entry | Part) -> tuple[str | None, str | None]:
    """Region code and part of a unit; None, None outside every unit."""
    return (None, None) if one.unit is None else (one.unit.code, one.unit.part)


def _entry(of_class: Entry | None, entries: Sequence[Entry]) -> Json:
    """Sums over entries; `over`: whether it is one class, or all classes dissolved."""
    return {
        "over": "classes" if of_class is None else "class",
        "class": None if of_class is None else of_class.code,
        "before_m2": square_metres(sum(entry.before_m2 for entry in entries)),
        "after_m2": square_metres(sum(entry.after_m2 for entry in entries)),
        "lost_m2": square_metres(sum(entry.lost_m2 for entry in entries)),
        "gained_m2": square_metres(sum(entry.gained_m2 for entry in entries)),
        "sliver_lost_m2": square_metres(sum(entry.sliver_lost_m2 for entry in entries)),
        "sliver_gained_m2": square_metres(sum(entry.sliver_gained_m2 for entry in entries)),
        "slivers": sum(entry.slivers for entry in entries),
    }


def _piece(part: Part) -> Json:
    region, ground = place_of(part)
    return {
        "region": region,
        "part": ground,
        "class": part.code,
        "change": part.change,
        "area_m2": square_metres(part.area_m2),
    }
