"""Features of the area layers, taken from the faces of the common linework."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from demo.overlay import SEA, Ground
from demo.places import CITY, COUNTIES, INDUSTRIAL, RED_LINES, SEA_RED_LINES

Feature = tuple[dict[str, object], BaseGeometry]
NO_DOCUMENT = "演示数据，无批准文件"


def _parts(ground: Ground) -> list[tuple[str, str, NDArray[np.bool_]]]:
    land = ground.landmass != SEA
    return [("land", "陆域", land), ("sea", "海域", ~land)]


def admin_areas(ground: Ground) -> list[Feature]:
    """County land and sea: an exact partition of the extent."""
    rows: list[Feature] = []
    for code, name in COUNTIES.items():
        for part, _, chosen in _parts(ground):
            own = chosen & (ground.county == code)
            if own.any():
                rows.append(({"code": code, "name": name, "level": "county", "part": part}, ground.union(own)))
    return rows


def red_lines(ground: Ground, edition: str) -> list[Feature]:
    """Red lines of one edition (`red_2020`, `red_2025`), land and sea apart."""
    function = {f"{c}-{i:02d}-{n}": kind for i, (c, n, kind, *_) in enumerate(RED_LINES, start=1)}
    function |= {f"{c}-{i:02d}-{n}": kind for i, (c, n, kind, *_) in enumerate(SEA_RED_LINES, start=50)}
    rows: list[Feature] = []
    for key in sorted(set(ground.of[edition].tolist()) - {""}):
        county, serial, name = key.split("-")
        for part, part_zh, chosen in _parts(ground):
            own = chosen & (ground.of[edition] == key)
            if not own.any():
                continue
            properties: dict[str, object] = {
                "code": f"DEMO-RL-{county}-{serial}-{part[0].upper()}",
                "name": f"演示·{name}（{part_zh}）" if int(serial) >= 50 else f"演示·{name}",
                "part": part,
                "kind": function.get(key, "biodiversity"),
                "core_zone": "核心" in name,
                "inside_reserve": any(word in name for word in ("乌岩岭", "南麂", "红树林")),
                "region": county,
                "approval": NO_DOCUMENT,
            }
            rows.append((properties, ground.union(own)))
    return rows


def water_source_zones(ground: Ground) -> list[Feature]:
    """Zones of the three invented sources; levels are disjoint rings."""
    rows: list[Feature] = []
    source_codes: dict[str, str] = {}
    for key in ground.zones.water_zones:
        name, level = key.rsplit("-", 1)
        serial = source_codes.setdefault(name, f"DEMO-WS-{len(source_codes) + 1:02d}")
        own = ground.of["water"] == key
        counties = np.unique(ground.county[own])
        title = {"1": "一级保护区", "2": "二级保护区", "quasi": "准保护区"}[level]
        properties: dict[str, object] = {
            "code": f"{serial}-{level}",
            "name": f"{name}{title}",
            "source_code": serial,
            "level": level,
            "type": "river" if "江" in name else "reservoir",
            "backup": "备用" in name,
            "delimited": True,
            "scale": "县级以上",
            "region": str(counties[0]) if len(counties) == 1 else CITY,
            "approval": NO_DOCUMENT,
        }
        rows.append((properties, ground.union(own)))
    return rows


def industrial_areas(ground: Ground) -> list[Feature]:
    """Industrial areas; two cluster points are not recognised."""
    rows: list[Feature] = []
    for serial, (county, name, *_, kind, recognised) in enumerate(INDUSTRIAL, start=1):
        own = ground.of["industry"] == f"{county}-{serial:02d}-{name}"
        properties: dict[str, object] = {
            "code": f"DEMO-IA-{serial:02d}",
            "name": f"演示·{name}",
            "kind": kind,
            "recognised": recognised,
            "recognised_on": "2019-12-31" if recognised else None,
            "document": NO_DOCUMENT if recognised else None,
            "region": county,
        }
        rows.append((properties, ground.union(own)))
    return rows


def bays(ground: Ground) -> list[Feature]:
    """Four bays of real name and rough outline; status and dates are invented."""
    home = {"乐清湾": "330382", "温州湾": CITY, "大渔湾": "330327", "沿浦湾": "330327"}
    rows: list[Feature] = []
    for serial, (name, region) in enumerate(home.items(), start=1):
        built = name == "沿浦湾"
        properties: dict[str, object] = {
            "code": f"DEMO-BAY-{serial}",
            "name": name,
            "region": region,
            "status": "built" if built else "listed" if name == "温州湾" else "fostered",
            "listed_on": "2020-01-01",
            "built_on": "2024-12-31" if built else None,
            "document": "演示数据，状态与日期为虚构",
        }
        rows.append((properties, ground.union(ground.of["bay"] == name)))
    return rows
