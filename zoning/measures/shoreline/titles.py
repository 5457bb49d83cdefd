"""What the codes of a retention body are called in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.titles import as_itself

KINDS: Final[Mapping[str, Titles]] = MappingProxyType(
    {"mainland": Titles(zh="大陆", en="mainland"), "island": Titles(zh="海岛", en="islands")}
)
COUNTED: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "native": Titles(zh="原生自然", en="native"),
        "restored": Titles(zh="恢复修复（已认定）", en="restored, recognised"),
        "restored_unrecognised": Titles(zh="恢复修复（未认定，不计）", en="restored, not recognised: not counted"),
        "artificial": Titles(zh="人工", en="artificial"),
        "estuary": Titles(zh="河口", en="estuary"),
        "unclassed": Titles(zh="未分类", en="unclassed"),
    }
)
LEVELS: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "province": Titles(zh="省", en="province"),
        "city": Titles(zh="市", en="city"),
        "county": Titles(zh="县（市、区）", en="county"),
    }
)
GATES: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        "doubled": Titles(zh="重复", en="drawn twice"),
        "overlapping": Titles(zh="重叠", en="overlapping"),
        "crossing": Titles(zh="相交", en="crossing"),
        "self_crossing": Titles(zh="自相交", en="crossing itself"),
        "end_misses": Titles(zh="端点未接上", en="end misses a line"),
        "end_on_line": Titles(zh="端点落在线上", en="end on a line"),
        "dangling": Titles(zh="悬挂端点", en="dangling end"),
        "unclassed": Titles(zh="未分类", en="unclassed"),
    }
)


def type_title(definitions: MeasureDefinitions, name: str) -> Titles:
    """The name of a type of shoreline; a key that the layer no longer has as itself."""
    types = definitions.base.kinds["coastline"].attributes["type"].values
    return types.get(name, as_itself(name))
