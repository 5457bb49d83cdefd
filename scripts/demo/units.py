"""Control units: a partition of the extent by county, land or sea, and class, with invented list texts."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from demo.overlay import SEA, Ground
from demo.places import COUNTIES

Feature = tuple[dict[str, object], BaseGeometry]
Key = tuple[str, str, str, str]  # county, part, class, what it was drawn around
SMALL_DEG2 = 0.3e6 / (98_500 * 110_800)  # 0.3 km²: smaller priority pieces join the county's largest
UNCODED = ("330329", "land", "key_urban")  # the one unit whose own list row is not coded as rules
DIGIT = {"priority": "1", "key_industrial": "2", "key_urban": "2", "general": "3"}
TITLE = {
    "priority": "优先保护单元",
    "key_industrial": "产业集聚重点管控单元",
    "key_urban": "城镇生活重点管控单元",
    "general": "一般管控单元",
}
TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "priority": (
        "（演示文本）以保护为主，不再布置新的污染型工业；已有项目改造时污染只减不增。",
        "（演示文本）单元内排放总量逐年下降。",
        "（演示文本）保护水源和生境，建立巡查和应急联动。",
        "（演示文本）控制取水和占地，保留自然植被。",
        "生境、水源",
    ),
    "key_industrial": (
        "（演示文本）工业向园区集中，住宅与厂房之间留出隔离绿带。",
        "（演示文本）新增排放须有削减来源，污水全部纳管。",
        "（演示文本）园区编制应急预案，重点企业设事故池。",
        "（演示文本）提高亩均产出和中水回用。",
        "园区企业",
    ),
    "key_urban": (
        "（演示文本）以居住和服务为主，工业只进小微园区。",
        "（演示文本）补齐污水管网，餐饮油烟和噪声达标。",
        "（演示文本）腾退地块先调查后利用。",
        "（演示文本）推广节水器具和绿色建筑。",
        "居住区、老旧工业地块",
    ),
    "general": (
        "（演示文本）工业项目原则上进园区，农业和乡村生活空间保持连片。",
        "（演示文本）农业面源和生活污水分片治理。",
        "（演示文本）集镇、农田与工业之间设防护带。",
        "（演示文本）节约用地用水。",
        "村镇、农田",
    ),
}
SEA_TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "priority": (
        "（演示文本）保护海岛和海域生境，不新增围填海。",
        "（演示文本）不设排污口。",
        "（演示文本）防范溢油和外来物种。",
        "（演示文本）控制捕捞强度。",
        "海岛、红树林、贝藻",
    ),
    "general": (
        "（演示文本）用海活动按海域功能安排。",
        "（演示文本）养殖尾水治理后排放。",
        "（演示文本）建立海上事故应急联动。",
        "（演示文本）集约用海。",
        "养殖区、航道",
    ),
}


def _classify(ground: Ground) -> dict[Key, list[int]]:
    """Faces by unit: red lines of either edition and level-1/2 zones first, then industry, towns, the rest."""
    groups: dict[Key, list[int]] = defaultdict(list)
    of = ground.of
    for i in range(len(ground.faces)):
        county, part = str(ground.county[i]), "sea" if ground.landmass[i] == SEA else "land"
        red = str(of["red_2020"][i] or of["red_2025"][i])
        water = str(of["water"][i])
        if red:
            key: Key = (county, part, "priority", red.split("-", 1)[1])
        elif water.endswith(("-1", "-2")):
            key = (county, part, "priority", water.rsplit("-", 1)[0])
        elif of["industrial_unit"][i]:
            key = (county, part, "key_industrial", str(of["industrial_unit"][i]).split("-", 1)[1])
        elif of["urban"][i]:
            key = (county, part, "key_urban", "")
        else:
            key = (county, part, "general", "")
        groups[key].append(i)
    return groups


def _join_small(ground: Ground, groups: dict[Key, list[int]]) -> dict[Key, list[int]]:
    area = {key: float(shapely.area(ground.faces[faces]).sum()) for key, faces in groups.items()}
    joined: dict[Key, list[int]] = {key: list(faces) for key, faces in groups.items()}
    for key in sorted(groups):
        if key[2] == "priority" and area[key] < SMALL_DEG2:
            peers = [other for other in joined if other[:3] == key[:3] and other != key]
            if peers:
                joined[max(peers, key=lambda other: (area[other], other))] += joined.pop(key)
    return joined


def control_units(ground: Ground) -> list[Feature]:
    """One feature per unit, codes ZH + county + class digit + serial."""
    rows: list[Feature] = []
    serials: dict[tuple[str, str], int] = defaultdict(int)
    named: dict[tuple[str, str, str], int] = defaultdict(int)
    for key, faces in sorted(_join_small(ground, _classify(ground)).items()):
        county, part, unit_class, _ = key
        digit = DIGIT[unit_class]
        serials[county, digit] += 1
        named[county, part, unit_class] += 1
        texts = (SEA_TEXTS if part == "sea" else TEXTS)[unit_class]
        chosen = np.zeros(len(ground.faces), dtype=bool)
        chosen[faces] = True
        sea = "海域" if part == "sea" else ""
        properties: dict[str, object] = {
            "code": f"ZH{county}{digit}{serials[county, digit]:04d}",
            "name": f"演示·{COUNTIES[county]}{sea}{TITLE[unit_class]}{named[county, part, unit_class]:02d}",
            "class": unit_class,
            "part": part,
            "region": county,
            "spatial_layout": texts[0],
            "pollutant_emission": texts[1],
            "environmental_risk": texts[2],
            "resource_efficiency": texts[3],
            "key_targets": texts[4],
            "list_coded": (county, part, unit_class) != UNCODED,
            "remark": "演示数据，非法定成果",
        }
        rows.append((properties, ground.union(chosen)))
    return rows
