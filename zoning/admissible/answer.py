"""The answer where a project could stand, as a body with an id, like a verdict's; it is recorded as none."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.canonical import canonical, plain_json
from layers.editions import Edition
from layers.engine import of_dimension, size
from layers.geodesy import area, perimeter
from layers.notes import Note
from layers.once import once
from layers.snapshot import Snapshot
from layers.window import window
from zoning.admissible.asked import AreaQuestion, question_json, undrawn
from zoning.admissible.faces import Sweep
from zoning.admissible.hairs import HAIR_M
from zoning.admissible.standing import Standing
from zoning.admissible.swept import BOUND_M
from zoning.case import reaches
from zoning.ground import ADMIN
from zoning.logic import VERDICT_WORDS
from zoning.measures.wholeness import not_whole
from zoning.rules.model import Rule
from zoning.verdict import METHOD as SITING
from zoning.verdict import Json, geojson, rounded

METHOD: Final = "2"  # version of this computation; raised whenever a printed digit may change
WORDS: Final = (*VERDICT_WORDS.values(), "undetermined")
LARGEST: Final = 10
_HECTARE_DIGITS: Final = 8  # a square centimetre, so that hectares add up to 1e-9 of the study area
_STANDINGS: Final = ("statutory", "draft", "illustrative")


@dataclass(frozen=True)
class Areas:
    """A finished answer; `body` has no texts. With a layer that could not be read it is an incident without an id."""

    body: Mapping[str, Any]
    incident: bool = False

    @once
    def id(self) -> str:
        """`sha256:` and the hash of the body's RFC 8785 form; an incident has none."""
        return "" if self.incident else f"sha256:{hashlib.sha256(canonical(self.body)).hexdigest()}"

    def record(self) -> Json:
        """The body with its id first."""
        return {"id": self.id or None, **{key: plain_json(value) for key, value in self.body.items()}}


def areas_of(
    asked: AreaQuestion,
    sweep: Sweep,
    ground: BaseGeometry,
    found: Mapping[Standing, Sequence[BaseGeometry]],
    failed: Collection[str],
) -> Areas:
    """The answer out of what the discs come to on the pieces of the study area.

    `failed` names the layers that could not be read for some piece.
    """
    joined = {one: _joined(pieces) for one, pieces in sorted(found.items(), key=lambda item: item[0].order)}
    read = layers_read(sweep)
    editions = _editions(sweep, ground, read)
    listed = [_area(standing, there, sweep, editions) for standing, there in joined.items()]
    by_word = {
        word: _hectares(_square_metres([g for one, g in joined.items() if one.outcome.word == word])) for word in WORDS
    }
    body: Json = {
        "kind": "admissible_areas",
        "as_of": asked.as_of.isoformat(),
        **({"known_at": asked.known_at.astimezone(UTC).isoformat()} if asked.known_at is not None else {}),
        "include": sorted(asked.include),
        "method": {"version": METHOD, "siting": SITING, "bound_m": BOUND_M, "hair_m": HAIR_M},
        "question": question_json(asked, sweep.project),
        "study_ha": _hectares(size(ground).area_m2),
        "hectares": by_word,
        "areas": listed,
        "largest": [piece for word in WORDS[:2] for piece in _largest(word, joined)],
        "layers": sorted(read),
        "failed": sorted(failed),
        "editions": [_edition_json(edition) for edition in editions],
        "definitions": [reference.as_json() for reference in sweep.definitions.references()],
        "notes": [note.as_json() for note in (*_not_whole(asked, sweep), *_notes(sweep, joined))],
    }
    return Areas(body, incident=bool(failed))


def layers_read(sweep: Sweep) -> frozenset[str]:
    """The layers that the answer may rest on: those that a rule reads which can come to anything for the project."""
    named = {term.zone.layer for place, _, _ in sweep.bench.asked for term in place.terms()}
    return frozenset(named | {ADMIN})


def _joined(pieces: Sequence[BaseGeometry]) -> BaseGeometry:
    return of_dimension(shapely.union_all(np.array(pieces, dtype=object)), 2)


def _square_metres(geometries: Sequence[BaseGeometry]) -> float:
    return float(np.sum(area(np.array(geometries, dtype=object)))) if geometries else 0.0


def _hectares(square_metres: float) -> float:
    return rounded(square_metres / 1e4, _HECTARE_DIGITS)


def _area(standing: Standing, there: BaseGeometry, sweep: Sweep, editions: Sequence[Edition]) -> Json:
    return {
        "verdict": standing.outcome.word,
        "range": list(standing.outcome.range),
        "hectares": _hectares(_square_metres([there])),
        "reasons": [reason.as_json() for reason in standing.reasons],
        "standing": _data_standing(standing, sweep, editions),
        "geometry": geojson(_drawn(there)),
    }


def _data_standing(standing: Standing, sweep: Sweep, editions: Sequence[Edition]) -> str | None:
    """The lowest standing of the data that an area rests on: of a prohibition what it reads, else of everything."""
    layers = {edition.head.layer for edition in editions}
    if standing.outcome.word == "prohibited":
        keys = {f"{reason.pack}#{reason.rule}" for reason in standing.reasons}
        rules = (rule for rule in sweep.bench.rules if rule.key in keys)
        layers = {layer for rule in rules for layer in _layers_of(rule)} | {ADMIN}
    found = [_STANDINGS.index(edition.head.standing) for edition in editions if edition.head.layer in layers]
    return _STANDINGS[max(found)] if found else None


def _layers_of(rule: Rule) -> set[str]:
    """The layers that a rule reads."""
    rows = [row.only for row in rule.rows if row.only is not None]
    own = {rule.table_layer} if rule.table_layer is not None else set[str]()
    return own | {term.zone.layer for place in (rule.place, *rows) for term in place.terms()}


def _drawn(there: BaseGeometry) -> BaseGeometry:
    """As printed: to 1e-9°, valid, in canonical order."""
    plain = shapely.transform(there, lambda xy: np.round(xy, 9) + 0.0)
    if not shapely.is_valid(plain):
        plain = shapely.make_valid(plain, method="structure", keep_collapsed=False)
    return shapely.normalize(plain)


def _largest(word: str, joined: Mapping[Standing, BaseGeometry]) -> list[Json]:
    """The largest connected pieces of one verdict, each with a place well inside it."""
    of_word = [there for standing, there in joined.items() if standing.outcome.word == word]
    if not of_word:
        return []
    parts = np.asarray(shapely.get_parts(_joined(of_word)), dtype=object)
    areas = area(parts)
    chosen = np.argsort(-areas, kind="stable")[:LARGEST].tolist()
    return [
        {
            "verdict": word,
            "hectares": _hectares(float(areas[index])),
            "centre": [rounded(degrees, 7) for degrees in shapely.point_on_surface(parts[index]).coords[0]],
        }
        for index in chosen
    ]


def _editions(sweep: Sweep, ground: BaseGeometry, layers: frozenset[str]) -> list[Edition]:
    """The editions of these layers that speak within reach of the study area, or do not say where they speak."""
    reach = max(reaches(sweep.bench.rules, sweep.definitions).values(), default=0.0)
    around = window(ground, sweep.radius_m + reach)
    found: dict[tuple[str, str, int], Edition] = {}
    for edition in (edition for snapshot in sweep.snapshots for edition in snapshot.editions()):
        coverage = edition.head.coverage
        if edition.head.layer in layers and (coverage is None or shapely.intersects(coverage, around)):
            found[edition.head.layer, edition.head.region, edition.number] = edition
    return [found[key] for key in sorted(found)]


def _edition_json(edition: Edition) -> Json:
    return {
        "layer": edition.head.layer,
        "region": edition.head.region,
        "edition": edition.number,
        "status": edition.head.standing,
        "sha256": edition.sha256,
    }


def _not_whole(asked: AreaQuestion, sweep: Sweep) -> Iterable[Note]:
    """That what was asked of a region is answered of the part of it that is drawn; before all else."""
    lacking = undrawn(asked.study, sweep.snapshots[0], sweep.definitions.regions, asked.as_of)
    if lacking:
        yield not_whole(ADMIN, str(asked.study.region), lacking)


def _notes(sweep: Sweep, joined: Mapping[Standing, BaseGeometry]) -> Iterable[Note]:
    yield from sweep.project.notes
    yield Note("admissible_planning_aid", {})
    yield Note("admissible_bound", {"metres": BOUND_M, "hectares": _within_bound(joined)})
    for layer, metres in sorted(_uneven(sweep.snapshots, layers_read(sweep)).items()):
        yield Note("admissible_coarsest_accuracy", {"layer": layer, "metres": metres})


def _within_bound(joined: Mapping[Standing, BaseGeometry]) -> float:
    """Hectares that are open for the bound alone, at most: both sides of every border of what is open."""
    still = [there for standing, there in joined.items() if standing.outcome.word == "undetermined"]
    return rounded(float(np.sum(perimeter(np.array(still, dtype=object)))) * 2 * BOUND_M / 1e4, 4) if still else 0.0


def _uneven(snapshots: Sequence[Snapshot], layers: frozenset[str]) -> dict[str, float]:
    """Layers whose editions differ in accuracy, with the coarsest, which counts everywhere."""
    out: dict[str, float] = {}
    for layer, view in ((layer, view) for s in snapshots for layer, view in s.views.items() if layer in layers):
        if len({edition.head.accuracy_m for edition in view.editions}) > 1:
            out[layer] = max(out.get(layer, 0.0), view.accuracy_near(()))
    return out
