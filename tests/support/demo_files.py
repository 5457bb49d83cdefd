"""The committed demonstration data as the tests read it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import shapely
import yaml

from layers.kinds import load_kinds

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"
MANIFEST = yaml.safe_load((DEMO / "manifest.yaml").read_text(encoding="utf-8"))
DELIVERIES = MANIFEST["deliveries"]
FILES = [delivery["file"] for delivery in DELIVERIES]
SITES = sorted(path.name for path in (DEMO / "sites").glob("*.geojson"))
COUNTIES = {f"3303{tail}" for tail in ("02", "03", "04", "05", "24", "26", "27", "28", "29", "81", "82", "83")}
KINDS = load_kinds(ROOT / "data" / "layers")
M2_PER_DEG2 = 98_500.0 * 110_800.0  # near enough for "more than a square metre"


@cache
def rows(file: str) -> tuple[list[dict], np.ndarray]:
    document = json.loads((DEMO / file).read_text(encoding="utf-8"))
    features = document["features"]
    geometries = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return [feature["properties"] for feature in features], geometries


def only(file: str, **where: object) -> shapely.Geometry:
    properties, geometries = rows(file)
    chosen = [all(p[name] == value for name, value in where.items()) for p in properties]
    return shapely.union_all(geometries[chosen])


def site(name: str) -> tuple[dict, list[dict], np.ndarray]:
    document = json.loads((DEMO / "sites" / f"{name}.geojson").read_text(encoding="utf-8"))
    properties, geometries = rows(f"sites/{name}.geojson")
    return document["project"], properties, geometries


def covered(name: str, file: str, **where: object) -> float:
    """Share of the site's area that lies in the chosen features."""
    _, _, geometries = site(name)
    footprint = shapely.union_all([g for g in geometries if g.geom_type == "Polygon"])
    return shapely.area(shapely.intersection(footprint, only(file, **where))) / shapely.area(footprint)
