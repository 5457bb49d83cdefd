"""What lies at a point, and which layers do not answer there; no verdict."""

from __future__ import annotations

from collections.abc import Collection

import shapely
from shapely.geometry.base import BaseGeometry

from layers.engine import Near, meets
from layers.intake.types import Reading
from layers.offsets import grow
from layers.snapshot import LayerView, Snapshot
from zoning.applicability import locate, not_applicable
from zoning.definitions import Definitions
from zoning.ground import ADMIN
from zoning.nearby import Nearby, Reach
from zoning.redaction.coarse import REDACTED
from zoning.redaction.point import classes_near
from zoning.silence import silence
from zoning.titles import data_standing, layer_title, note_text, with_text
from zoning.verdict import Json, metres, rounded


def identify(
    definitions: Definitions,
    snapshot: Snapshot,
    reading: Reading,
    within_m: float,
    withheld: Collection[str] = frozenset(),
) -> Json:
    """The features within `within_m` metres of the one point of `reading`, and every layer's coverage there.

    Of `withheld` layers the classes near it; `redacted: true` and their names are added.
    """
    point = reading.features[0].geometry
    lon, lat = shapely.get_coordinates(point)[0]
    features = [
        found
        for layer, view in sorted(snapshot.views.items())
        for found in (
            classes_near(definitions, view, point, within_m)
            if layer in withheld
            else [_feature(definitions, near) for near in meets(view, point, within_m)]
        )
    ]
    notes = [*reading.notes, *([REDACTED] if withheld else [])]
    return {
        "point": {"lon": rounded(lon, 9), "lat": rounded(lat, 9)},
        "crs": reading.crs,
        "within_m": within_m,
        "as_of": snapshot.as_of.isoformat(),
        "features": features,
        "coverage": _coverage(definitions, snapshot, grow(point, within_m) if within_m > 0 else point),
        "data_standing": data_standing(definitions, features),
        "caveat": note_text(definitions, "caveat", {}),
        "notes": [with_text(definitions, note.as_json()) for note in notes],
        **({"redacted": True, "withheld": sorted(withheld)} if withheld else {}),
    }


def _feature(definitions: Definitions, near: Near) -> Json:
    feature = near.feature
    return {
        "layer": feature.layer,
        "layer_title": layer_title(definitions, feature.layer),
        "region": feature.edition.head.region,
        "edition": feature.edition.number,
        "status": feature.edition.head.standing,
        "feature": feature.id,
        "distance_m": metres(near.distance_m),
        "attributes": dict(feature.attributes),
    }


def _coverage(definitions: Definitions, snapshot: Snapshot, around: BaseGeometry) -> list[Json]:
    admin = snapshot.view(ADMIN)
    # a border within the accuracy counts to both sides, so that nothing is excluded by a hair
    t = max(1.0, admin.accuracy_near(()) if admin is not None else 0.0)
    site = locate(admin, Reach(around, t), Nearby(around))
    excluded = not_applicable(site, definitions.kinds, definitions.regions)
    cells: list[Json] = []
    for layer in definitions.kinds.of_features:
        if layer in snapshot.failed:
            status = "failed"
        elif layer in excluded:
            status = "not_applicable"
        else:
            status = _status(snapshot.view(layer), around)
        cells.append(
            {
                "layer": layer,
                "title": layer_title(definitions, layer),
                "status": status,
                "text": note_text(definitions, f"coverage_{status}", {}),
            }
        )
    return cells


def _status(view: LayerView | None, around: BaseGeometry) -> str:
    """Whether a layer answers all of a place, some, or nothing of it."""
    if view is None or not view.editions:
        return "not_covered"
    if around.geom_type == "Point":  # as `silence`, without measuring: of a point there is no part
        return "not_covered" if view.covered(around).is_empty else "covered"
    quiet = silence(view, around)
    return "covered" if quiet.complete else "partly" if quiet.share > 0 else "not_covered"
