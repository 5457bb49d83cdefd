"""Lines, thin contacts, seams, the red-line review and the EIA hint, as far as other layers alone tell them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from zoning.redaction.coarse import HECTARE_M2, hectares_m2
from zoning.redaction.rules import rule
from zoning.redaction.veil import Body, Veil
from zoning.verdict import Json


def of_shown_layers(veil: Veil, member: str) -> list[Json]:
    """The entries of an annex that is drawn up layer by layer, without those of withheld ones."""
    return [dict(entry) for entry in veil.body[member] if not veil.hides(entry["layer"])]


def lines(veil: Veil) -> list[Json]:
    """Chainages of other layers; segments name classes only, so that they break nowhere else."""
    return [_table(veil, table) for table in veil.body["lines"]]


def _table(veil: Veil, table: Body) -> Json:
    return {
        "length_m": table["length_m"],
        "sections": list(table["sections"]),
        "crossings": [
            {**row, "rules": [rule(veil, one) for one in row["rules"]]}
            for row in table["crossings"]
            if not veil.hides(row["layer"])
        ],
        "segments": list(_segments(veil, table["segments"])),
        "by_class": [dict(entry) for entry in table["by_class"] if not veil.hides(entry["layer"])],
    }


def _segments(veil: Veil, segments: Iterable[Body]) -> Iterator[Json]:
    """The partition by the classes of other layers; neighbours that the same classes cover are one."""
    last: dict[str, object] | None = None
    for segment in segments:
        covers = [
            {"layer": cover["layer"], "class": cover["class"], "features": []}
            for cover in segment["covers"]
            if not veil.hides(cover["layer"])
        ]
        own = {"section": segment["section"], "covers": covers}
        if last is not None and {name: last[name] for name in own} == own:
            last = _stretch(float(str(last["from_m"])), segment["to_m"], own)
            continue
        if last is not None:
            yield last
        last = _stretch(segment["from_m"], segment["to_m"], own)
    if last is not None:
        yield last


def _stretch(from_m: float, to_m: float, own: Mapping[str, object]) -> dict[str, object]:
    length_m = (round(to_m * 1000) - round(from_m * 1000)) / 1000
    return {"from_m": from_m, "to_m": to_m, "length_m": length_m, **own}


def red_line(veil: Veil) -> Json:
    """The outcome of the review stays; what is taken of a withheld red line, to the full hectare."""
    found = veil.body["red_line"]
    if not (veil.hides(veil.definitions.red_line.layer) or not veil.same_definitions):
        return {**found, "open": [entry for entry in found["open"] if not veil.hides_subject(entry)]}
    occupied, crossed = found["occupied"], found["crossed"]
    return {
        "outcome": found["outcome"],
        "possible": list(found["possible"]),
        "by": [dict(entry) for entry in found["by"]] if veil.steady else [],
        "open": [dict(entry) for entry in found["open"] if veil.steady and _of_facts(entry)],
        "not_claimed": list(found["not_claimed"]),
        "law_not_covered": list(found["law_not_covered"]),
        "occupied": None
        if occupied is None
        else {
            **_surface(occupied),
            "by_class": [
                {"class": entry["class"], **_surface(entry)}
                for entry in occupied["by_class"]
                if hectares_m2(entry["area_m2"]) >= HECTARE_M2
            ],
        },
        "crossed": None
        if crossed is None
        else {
            "length_m": None,
            "length_range_m": None,
            "area_m2": None if crossed["area_m2"] is None else hectares_m2(crossed["area_m2"]),
            "area_range_m2": None,
        },
        "opinion": None,
    }


def _of_facts(entry: Body) -> bool:
    return entry["kind"] in ("fact", "role") or entry["about"].startswith("rules:")


def _surface(measured: Body) -> Json:
    area_m2 = None if measured["area_m2"] is None else hectares_m2(measured["area_m2"])
    area_ha = None if area_m2 is None else area_m2 / HECTARE_M2
    return {"area_m2": area_m2, "area_range_m2": None, "area_ha": area_ha, "area_range_ha": None}


def eia(veil: Veil) -> Json:
    """The hint as it is, unless a sensitive area of one of its rows is read off a withheld layer.

    Then which rows there are stays, and `open_areas` names the areas that are not told.
    """
    hint, catalogue = veil.body["eia"], veil.definitions.eia
    untold: dict[str, None] = {}
    for row in hint["rows"]:
        item = catalogue.items.get(row["item"])
        if row["sensitive"] is not None:
            names = [] if item is None else [*item.areas, *item.perhaps]
            untold |= {name: None for name in names if veil.area_hidden(catalogue.areas.get(name))}
            if not names:  # an item that is no longer held
                untold |= dict.fromkeys(hint["open_areas"])
    if not untold and all(row["item"] in catalogue.items for row in hint["rows"]):
        return dict(hint)
    return {
        **{name: hint[name] for name in ("edition", "in_force", "terms_from", "basis")},
        "levels": [],
        "rows": [{"item": row["item"], "match": row["match"], "levels": [], "sensitive": None} for row in hint["rows"]],
        "raised_by": [],
        "open_areas": [name for name in catalogue.areas if name in untold],
        "missing_facts": [],
        "stated": hint["stated"],
        "comparison": None,
    }
