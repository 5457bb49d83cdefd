"""What lies at a point, and which layers do not answer there."""

from __future__ import annotations

from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from api.service import Service
from layers.engine import Near, meets
from layers.intake import Reading
from layers.offsets import grow
from layers.snapshot import Snapshot
from zoning.applicability import locate, not_applicable
from zoning.ground import ADMIN, silence
from zoning.rendering import data_standing, layer_title, note_text, with_text
from zoning.verdict import Json, metres, rounded


def identify(here: Service, reading: Reading, within_m: float, as_of: date) -> Json:
    """The features within `within_m` metres of the one point of `reading`, and every layer's coverage there.

    Raises NoEditions.
    """
    definitions = here.desk.definitions
    point = reading.features[0].geometry
    lon, lat = shapely.get_coordinates(point)[0]
    snapshot = here.desk.snapshots.at(as_of, here.clock())[0]
    features = [
        _feature(here, near)
        for layer in sorted(snapshot.views)
        for near in meets(snapshot.views[layer], point, within_m)
    ]
    return {
        "point": {"lon": rounded(lon, 9), "lat": rounded(lat, 9)},
        "crs": reading.crs,
        "within_m": within_m,
        "as_of": as_of.isoformat(),
        "features": features,
        "coverage": _coverage(here, snapshot, grow(point, within_m) if within_m > 0 else point),
        "data_standing": data_standing(definitions, features),
        "caveat": note_text(definitions, "caveat", {}),
        "notes": [with_text(definitions, note.as_json()) for note in reading.notes],
    }


def _feature(here: Service, near: Near) -> Json:
    feature = near.feature
    return {
        "layer": feature.layer,
        "layer_title": layer_title(here.desk.definitions, feature.layer),
        "region": feature.edition.head.region,
        "edition": feature.edition.number,
        "status": feature.edition.head.standing,
        "feature": feature.id,
        "distance_m": metres(near.distance_m),
        "attributes": dict(feature.attributes),
    }


def _coverage(here: Service, snapshot: Snapshot, around: BaseGeometry) -> list[Json]:
    definitions = here.desk.definitions
    admin = snapshot.view(ADMIN)
    # a border within the accuracy counts to both sides, so that nothing is excluded by a hair
    site = locate(admin, around, max(1.0, admin.accuracy_near(()) if admin is not None else 0.0))
    excluded = not_applicable(site, definitions.kinds, definitions.regions)
    cells: list[Json] = []
    for layer in sorted(definitions.kinds):
        if layer in snapshot.failed:
            status = "failed"
        elif layer in excluded:
            status = "not_applicable"
        else:
            quiet = silence(snapshot.view(layer), around)
            status = "covered" if quiet.complete else "partly" if quiet.share > 0 else "not_covered"
        cells.append(
            {
                "layer": layer,
                "title": layer_title(definitions, layer),
                "status": status,
                "text": note_text(definitions, f"coverage_{status}", {}),
            }
        )
    return cells
