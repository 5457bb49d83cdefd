"""A recorded measure as a reader sees it who may not see some of its layers.

Areas held and indicators have a coarse form. What else rests on a withheld layer, lengths along it, banks beside it,
ground within it, is refused as a whole: nothing of it is free of the layer's geometry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from layers.canonical import plain_json
from layers.errors import Withheld
from layers.kinds import LayerKinds
from zoning.measures.absent import NOT_COMPUTABLE
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.indicators.figure_names import FIGURE_KINDS
from zoning.measures.indicators.indicators import in_unit
from zoning.measures.indicators.target import UNITS
from zoning.redaction.coarse import HECTARE_M2, REDACTED, hectares_m2
from zoning.verdict import Json, share, square_metres

Body = Mapping[str, Any]
COMMON = frozenset(
    (
        *("id", "measure", "state", "region", "as_of", "known_at", "method", "calculation", "definitions"),
        *("blanked", "blanked_at", "reason"),
    )
)
# notes that say which data there is, and hold no figure of the layer that they name
_OF_DATA = frozenset(("areas_not_covered", "areas_not_comparable", "areas_unplaced", "region_not_whole"))
_NOWHERE: Json = {"sum_of_features_m2": None, "features": None}


@dataclass(frozen=True)
class _Veil:
    """A body beside the layers that its reader may not see."""

    body: Body
    withheld: frozenset[str]
    definitions: MeasureDefinitions

    def hides(self, layer: str) -> bool:
        return layer in self.withheld or layer not in self.definitions.base.kinds


def layers_read(record: Body) -> frozenset[str]:
    """The layers that a measure rests on: those whose editions or definitions its body names."""
    files = (str(entry["file"]) for entry in record["definitions"])
    named = {file.removeprefix("layers/").removesuffix(".yaml") for file in files if file.startswith("layers/")}
    return frozenset(named | {str(entry["layer"]) for entry in record["editions"]})


def redacted_measure(record: Body, withheld: Collection[str], definitions: MeasureDefinitions) -> Json:
    """The record (with its `id`) without what shows `withheld` layers; itself where it rests on none of them.

    Else `redacted: true`, the names of those it rests on and a note are added. Raises Withheld for a measure that has
    no coarse form, and for members that are not known here.
    """
    kinds = definitions.base.kinds
    hidden = frozenset(layer for layer in layers_read(record) if layer in withheld or layer not in kinds)
    if not hidden:
        return dict(record)
    veil = _Veil(record, hidden, definitions)
    shown: Json = {name: value for name, value in record.items() if name in COMMON}
    shown["editions"] = _editions(veil)
    if not record.get("blanked"):
        shown["notes"] = [*(note for note in record["notes"] if _says_no_figure(veil, note)), REDACTED.as_json()]
        if record.get("state") != NOT_COMPUTABLE:
            forms = FORMS.get(str(record["measure"]))
            if forms is None or not set(record) <= {*shown, *forms}:
                raise refusal(hidden, kinds)
            shown |= {name: form(veil) for name, form in forms.items()}
    ordered = {name: shown[name] for name in record}
    return {**plain_json(ordered), "redacted": True, "withheld": sorted(hidden)}


def refusal(hidden: Collection[str], kinds: LayerKinds) -> Withheld:
    """What to say of a measure, or a form of one, that cannot be shown without these layers."""
    names = [kinds[layer].title for layer in sorted(hidden) if layer in kinds]
    zh = "、".join(name.zh for name in names) or "受限图层"
    en = ", ".join(name.en for name in names) or "restricted layers"
    return Withheld(
        f"该结果会显示受限图层（{zh}）的图形；请用有权限的密钥查看",
        f"this would show the geometry of restricted layers ({en}); ask with a key that may see them",
    )


def _editions(veil: _Veil) -> list[Json]:
    """Those that speak for the region, without the content hash of withheld ones.

    An edition of elsewhere is named for features that reach into the region, which only geometry tells.
    """
    regions, asked = veil.definitions.base.regions, str(veil.body["region"])
    shown: list[Json] = []
    for edition in veil.body["editions"]:
        if not veil.hides(edition["layer"]):
            shown.append(dict(edition))
        elif regions.within(edition["region"], asked) or regions.within(asked, edition["region"]):
            shown.append({**edition, "sha256": None})
    return shown


def _says_no_figure(veil: _Veil, note: Body) -> bool:
    layer = note["values"].get("layer")
    return layer is None or not veil.hides(str(layer)) or note["code"] in _OF_DATA


# --- areas held


def _layers(veil: _Veil) -> list[Json]:
    return [_whole(layer) if veil.hides(layer["layer"]) else dict(layer) for layer in veil.body["layers"]]


def _whole(layer: Body) -> Json:
    classes = [{"class": one["class"], **_dissolved(one)} for one in layer["classes"] if _counts(one)]
    return {"layer": layer["layer"], **_dissolved(layer), "sum_of_classes_m2": None, "classes": classes}


def _dissolved(one: Body) -> Json:
    untold = ("survey_area_m2", "plane_area_m2", "survey_ppm", "plane_ppm", "counted_twice_m2")
    beyond = one["unassigned_m2"]
    return {
        "area_m2": _full(one["area_m2"]),
        **_NOWHERE,
        **dict.fromkeys(untold),
        "unassigned_m2": None if beyond is None else hectares_m2(beyond),
    }


def _full(area_m2: float | None) -> float | None:
    return None if area_m2 is None else hectares_m2(area_m2)


def _counts(one: Body) -> bool:
    """Whether a class has half a hectare: whether there is less of it the hectare does not tell."""
    return one["area_m2"] is None or hectares_m2(one["area_m2"]) >= HECTARE_M2


def _by_region(veil: _Veil) -> list[Json]:
    return [
        {
            **row,
            "layers": [_there(held, row["area_m2"]) if veil.hides(held["layer"]) else held for held in row["layers"]],
        }
        for row in veil.body["by_region"]
    ]


def _there(held: Body, whole_m2: float) -> Json:
    def figures(one: Body) -> Json:
        area_m2 = _full(one["area_m2"])
        if held["status"] == "not_covered" and area_m2 == 0.0:
            area_m2 = None
        told = area_m2 is not None and one["share"] is not None and whole_m2 > 0.0
        return {"area_m2": area_m2, **_NOWHERE, "share": share((area_m2 or 0.0) / whole_m2) if told else None}

    return {
        **{name: held[name] for name in ("layer", "status", "at_least")},
        **figures(held),
        "sum_of_classes_m2": None,
        "classes": [{"class": one["class"], **figures(one)} for one in held["classes"] if _counts(one)],
    }


def _coverage(veil: _Veil) -> list[Json]:
    return [{**cell, "share": None} if veil.hides(cell["layer"]) else dict(cell) for cell in veil.body["coverage"]]


def _overlaps(veil: _Veil) -> list[Json]:
    return [
        {**pair, "area_m2": None} if any(map(veil.hides, pair["layers"])) else dict(pair)
        for pair in veil.body["overlaps"]
    ]


def _changes(veil: _Veil) -> Json | None:
    """What a withheld layer lost and gained is a list of its pieces."""
    changes = veil.body["changes"]
    if changes is None:
        return None
    nothing: Json = {"non_decrease": None, "entries": [], "pieces": []}
    return {
        "since": changes["since"],
        "layers": [
            {"layer": layer["layer"], "sliver_below_m": layer["sliver_below_m"], **nothing}
            if veil.hides(layer["layer"])
            else dict(layer)
            for layer in changes["layers"]
        ],
    }


# --- indicators


def _indicators(veil: _Veil) -> list[Json]:
    return [_indicator(veil, row) for row in veil.body["indicators"]]


def _indicator(veil: _Veil, row: Body) -> Json:
    near = row["indicative"]
    out: Json = {**row, "indicative": None if near is not None and _rests(veil, near) else near}
    if row["measured_by"] is None or not _rests(veil, row["measured_by"]):
        return out
    value = _area_in_unit(row, "value")
    if row["baseline"] is not None:  # the target is a figure of the layer itself, on an earlier day
        out["target"] = _area_in_unit(row, "target")
    return {
        **out,
        "value": value,
        "value_range": None if value is None else [value, value],
        **dict.fromkeys(("slack", "slack_range", "slack_m", "slack_m2")),
        "measured_by": {**row["measured_by"], "id": None},
        "missing": [],
        "reasons": [],
    }


def _rests(veil: _Veil, by: Body) -> bool:
    """Whether a figure is read off a withheld layer; one that is not known is."""
    kind = FIGURE_KINDS.get(f"{by['measure']}.{by['figure']}")
    named = by.get("layer")
    return kind is None or any(map(veil.hides, (*kind.layers, *([] if named is None else [named]))))


def _area_in_unit(row: Body, member: str) -> float | None:
    """An area to the full hectare, in the unit of its target; nothing of a share or a length."""
    if row[member] is None or row["unit"] is None or UNITS[row["unit"]][0] != "area":
        return None
    unit = UNITS[row["unit"]][1]
    return in_unit(type(unit)(hectares_m2(square_metres(row[member] * float(unit)))), row["unit"])


_AREAS: Mapping[str, Callable[[_Veil], object]] = MappingProxyType(
    {
        "plane": lambda veil: veil.body["plane"],
        "layers": _layers,
        "by_region": _by_region,
        "coverage": _coverage,
        "overlaps": _overlaps,
        "together": lambda veil: None if veil.body["together"] is None else dict.fromkeys(veil.body["together"]),
        "changes": _changes,
    }
)
FORMS: Mapping[str, Mapping[str, Callable[[_Veil], object]]] = MappingProxyType(
    {"areas": _AREAS, "indicators": MappingProxyType({"indicators": _indicators})}
)
