"""What the codes of a body of shoreline changes are called in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles

MEMBERS: Final = (("mainland", "mainland"), ("islands", "island"))
CHANGE: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "same": Titles(zh="未变", en="same"),
        "retyped": Titles(zh="类型改变", en="retyped"),
        "lost": Titles(zh="灭失", en="lost"),
        "gained": Titles(zh="新增", en="gained"),
        "remeasured": Titles(zh="重测差", en="remeasured"),
    }
)
CAUSE: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "lost": Titles(zh="灭失", en="line lost"),
        "gained": Titles(zh="新增", en="line gained"),
        "retyped": Titles(zh="类型改变", en="line retyped"),
        "recognised": Titles(zh="认定改变", en="recognition changed"),
        "remeasured": Titles(zh="重测差", en="remeasured"),
    }
)
CONCLUSION: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "comparable": Titles(zh="可比", en="comparable"),
        "not_comparable": Titles(zh="不可比", en="not comparable"),
        "same_editions": Titles(zh="两日现行版本相同", en="the same editions on both days"),
    }
)
REASON: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "standing": Titles(zh="数据效力不同", en="standings of the data differ"),
        "accuracy": Titles(zh="精度（米）相差过大", en="accuracies (m) too far apart"),
        "scale": Titles(zh="比例尺不同", en="scales differ"),
        "scale_partly_stated": Titles(zh="部分岸段未说明比例尺", en="some segments state no scale"),
        "survey_method": Titles(zh="调查方法不同", en="survey methods differ"),
        "survey_method_partly_stated": Titles(zh="部分岸段未说明调查方法", en="some segments state no survey method"),
        "region_partly_covered": Titles(zh="没有现行版本的沿海地区", en="coastal regions without an edition"),
        "region_spoken_twice": Titles(
            zh="两个现行版本同时给出内容的地区", en="regions of which two editions in force hold features"
        ),
        "region_in_one_edition": Titles(zh="仅一版有岸段的地区", en="regions with segments in one edition only"),
        "line_may_lie_here": Titles(zh="可能属于本地区的岸线（米）", en="line that may lie in the region (m)"),
        "coverage": Titles(
            zh="变化的岸线位于另一版不表态之处（米）", en="changed line where the other edition does not speak (m)"
        ),
    }
)
NO_TYPE: Final = Titles(zh="（无）", en="(none)")
NO_REGION: Final = Titles(zh="未注明地区", en="no region stated")
