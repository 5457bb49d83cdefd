"""What of a feature may be asked for: the attributes of its kind, and of which edition it is. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from layers.definition_file import Titles
from layers.editions import STANDINGS, Value
from layers.errors import BadFilter
from layers.kinds import AttributeType, LayerKind
from layers.snapshot import Feature

GEOMETRY = "geometry"


@dataclass(frozen=True)
class Property:
    """One property: its type, its title and, of a code, the values it can have."""

    name: str
    type: AttributeType
    title: Titles
    values: Mapping[str, Titles]


def _of_edition(name: str, zh: str, en: str, values: Mapping[str, Titles]) -> Property:
    return Property(name, "code" if values else "text", Titles(zh=zh, en=en), values)


_STANDING: Mapping[str, Titles] = dict(
    zip(
        STANDINGS,
        (Titles(zh=zh, en=en) for zh, en in (("法定", "statutory"), ("草案", "draft"), ("示例", "illustrative"))),
        strict=True,
    )
)
OF_EDITION: Mapping[str, Property] = MappingProxyType(
    {
        "id": _of_edition("id", "要素名（区划:标识）", "Name of the feature (region:id)", {}),
        "region": _of_edition("region", "版本所属区划", "Region of the edition", {}),
        "edition": _of_edition("edition", "版本（区划/编号）", "Edition (region/number)", {}),
        "standing": _of_edition("standing", "版本效力", "Standing of the edition", _STANDING),
    }
)


def properties(kind: LayerKind) -> Mapping[str, Property]:
    """By name what may be asked of a kind's features; an attribute goes before what an edition says by its name."""
    own = {name: Property(name, one.type, one.title, one.values) for name, one in kind.attributes.items()}
    return {**own, **{name: one for name, one in OF_EDITION.items() if name not in own}}


def chosen(kind: LayerKind, text: str | None) -> tuple[str, ...]:
    """The properties that `properties=a,b` names; all where it is absent, none where empty. Raises BadFilter."""
    known = tuple(properties(kind))
    if text is None:
        return known
    wanted = {name for name in text.split(",") if name}
    for name in wanted:
        if name not in known:
            raise unknown(name, kind)
    return tuple(name for name in known if name in wanted)


def value_of(feature: Feature, name: str, own: str) -> Value:
    """The value of a property of a feature that is named `own` in its view."""
    if name in feature.attributes or name not in OF_EDITION:
        return feature.attributes.get(name)
    head = feature.edition.head
    if name == "id":
        return own
    if name == "region":
        return head.region
    return head.standing if name == "standing" else f"{head.region}/{feature.edition.number}"


def unknown(name: str, kind: LayerKind, where: str = "") -> BadFilter:
    """There is no such property; there are these."""
    shown, known = name[:60], ", ".join(properties(kind))
    return BadFilter(
        f"{where}图层 {kind.layer} 没有属性 {shown!r}；可用的属性：{known}",
        f"{where}the layer {kind.layer} has no property {shown!r}; there are {known}",
    )
