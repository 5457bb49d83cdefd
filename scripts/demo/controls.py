"""Every layer beyond the basic ones: rooms in the order in which they build on each other; what each layer is."""

from __future__ import annotations

from demo import controls_coast, controls_nature, controls_sea, controls_soil, controls_town, controls_water
from demo.board import Board, Feature

# layer → (accuracy in metres, what it is, zh and en); the order is that of the manifest
CONTROLS: dict[str, tuple[float, str, str]] = {
    "protected_area": (5.0, "自然保护地（虚构）", "protected areas, invented"),
    "scenic_area": (5.0, "风景名胜区（虚构）", "scenic areas, invented"),
    "important_wetland": (5.0, "重要湿地（虚构）", "important wetlands, invented"),
    "wetland": (5.0, "一般湿地（虚构）", "wetlands, invented"),
    "mangrove": (5.0, "红树林（虚构）", "mangroves, invented"),
    "habitat": (10.0, "野生动物栖息地（虚构）", "habitats, invented"),
    "coral": (10.0, "珊瑚分布区（虚构）", "corals, invented"),
    "public_welfare_forest": (5.0, "公益林（虚构）", "public-welfare forest, invented"),
    "key_function_zone": (10.0, "重点生态功能区（虚构）", "key ecological function zones, invented"),
    "soil_water_conservation_zone": (5.0, "水土保持管控区域（虚构）", "soil and water conservation, invented"),
    "shoreline_control": (5.0, "岸线分类管控范围（虚构）", "controlled shoreline scopes, invented"),
    "setback_line": (5.0, "海岸建筑退缩区（虚构）", "coastal setback, invented"),
    "beach": (5.0, "沙滩（虚构）", "beaches, invented"),
    "coastal_land": (10.0, "沿海陆域（虚构）", "coastal land, invented"),
    "island": (5.0, "海岛（GSHHG 岸线，属性虚构）", "GSHHG islands, attributes invented"),
    "seawall": (2.0, "海塘范围（虚构）", "seawall scopes, invented"),
    "reclamation": (5.0, "围填海（虚构）", "reclamation, invented"),
    "port_area": (5.0, "港区（虚构）", "port areas, invented"),
    "sea_function_zone": (10.0, "海洋功能区（虚构）", "sea function zones, invented"),
    "sea_environment_zone": (10.0, "近岸海域环境功能区（虚构）", "sea environment zones, invented"),
    "sea_water_quality": (10.0, "近岸海域水质（虚构）", "sea water quality, invented"),
    "aquaculture_zone": (10.0, "养殖水域滩涂分区（虚构）", "aquaculture zones, invented"),
    "fishery_water": (10.0, "重要渔业水域（虚构）", "important fishery waters, invented"),
    "bathing_beach": (5.0, "海水浴场（虚构）", "bathing beaches, invented"),
    "outfall": (5.0, "排污口（虚构）", "outfalls, invented"),
    "river_scope": (2.0, "河道管理范围（虚构）", "river management scopes, invented"),
    "river_shoreline": (5.0, "河湖岸线功能区（虚构）", "river shore zones, invented"),
    "water_function_zone": (5.0, "水功能区（虚构）", "water function zones, invented"),
    "water_body": (5.0, "特殊水体保护区（虚构）", "special water bodies, invented"),
    "rural_source_scope": (5.0, "农村水源保护范围（虚构）", "rural source scopes, invented"),
    "local_water_scope": (5.0, "地方法规水域范围（虚构）", "scopes of local water laws, invented"),
    "livestock_ban_zone": (5.0, "畜禽禁养区（虚构）", "livestock ban zones, invented"),
    "farmland": (2.0, "耕地（虚构）", "farmland, invented"),
    "permanent_farmland": (2.0, "永久基本农田（虚构）", "permanent farmland, invented"),
    "farmland_concentration": (5.0, "永久基本农田集中区域（虚构）", "concentrated farmland, invented"),
    "farmland_soil_class": (2.0, "农用地土壤类别（虚构）", "soil classes of farmland, invented"),
    "contaminated_plot": (2.0, "污染地块（虚构）", "contaminated plots, invented"),
    "key_soil_unit": (2.0, "土壤重点监管单位（虚构）", "key soil units, invented"),
    "groundwater_zone": (10.0, "地下水重点区（虚构）", "groundwater zones, invented"),
    "karst_spring": (10.0, "泉域（虚构）", "spring areas, invented"),
    "urban_growth_boundary": (2.0, "城镇开发边界（虚构）", "urban growth boundary, invented"),
    "noise_zone": (5.0, "声环境功能区（虚构）", "noise zones, invented"),
    "sensitive_place": (2.0, "敏感场所（虚构）", "sensitive places, invented"),
    "built_up_area": (10.0, "建成区（虚构）", "built-up areas, invented"),
    "fuel_ban_zone": (5.0, "禁燃区（虚构）", "fuel ban zones, invented"),
    "machinery_ban_zone": (5.0, "机械禁用区（虚构）", "machinery ban zones, invented"),
    "chemical_park": (5.0, "化工园区（虚构）", "chemical parks, invented"),
    "compliant_park": (5.0, "合规园区（虚构）", "compliant parks, invented"),
    "statutory_plan_zone": (5.0, "法定规划分区（虚构）", "zones of statutory plans, invented"),
    "quality_area": (10.0, "质量评价区（虚构）", "quality areas, invented"),
}


def lay_all(board: Board) -> dict[str, list[Feature]]:
    """Layer → features, for every layer of CONTROLS."""
    for room in (
        controls_nature,
        controls_coast,
        controls_sea,
        controls_water,
        controls_soil,
        controls_town,
    ):
        room.lay(board)
    return {layer: board.features.get(layer, []) for layer in CONTROLS}
