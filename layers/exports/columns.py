"""Features in force as a table: which columns a layer has outside our own answers, in files and in SQL views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles
from layers.editions import Edition, Standing, Value
from layers.kinds import AttributeType, LayerKind
from layers.snapshot import Feature

FEATURE_ID: Final = "feature_id"
_KEPT: Final = frozenset(("fid", "geom", "geometry", "bbox", "shown_set"))
STANDING_LABELS: Mapping[Standing, Titles] = MappingProxyType(
    {
        "statutory": Titles(zh="法定", en="statutory"),
        "draft": Titles(zh="草案，非法定数据", en="draft, not statutory"),
        "illustrative": Titles(zh="示例，非法定数据", en="illustrative, not statutory"),
    }
)


@dataclass(frozen=True)
class Column:
    """One column: its name, its title, and the type of its values; a date is written YYYY-MM-DD."""

    name: str
    title: Titles
    type: AttributeType


_ID = Column(FEATURE_ID, Titles(zh="要素编号", en="Feature id"), "text")
_EDITION = (
    Column("edition_region", Titles(zh="版本行政区", en="Region of the edition"), "text"),
    Column("edition_number", Titles(zh="版本号", en="Number of the edition"), "integer"),
    Column("edition_standing", Titles(zh="效力", en="Standing"), "text"),
    Column("edition_label", Titles(zh="效力说明", en="Standing in words"), "text"),
    Column("edition_source", Titles(zh="来源文件", en="Source document"), "text"),
    Column("edition_accuracy_m", Titles(zh="精度（米，95 %）", en="Accuracy, metres at 95 %"), "number"),
    Column("edition_effective_from", Titles(zh="生效日期", en="First day in force"), "date"),
    Column("edition_sha256", Titles(zh="版本散列", en="Hash of the edition"), "text"),
)


def columns(kind: LayerKind) -> tuple[Column, ...]:
    """The columns of a layer: its features' id, the attributes of its file, then what is said of the edition.

    Raises ValueError for an attribute that has the name of another column, or one that files and views keep.
    """
    named = tuple(Column(name, attribute.title, attribute.type) for name, attribute in kind.attributes.items())
    all_columns = (_ID, *named, *_EDITION)
    names = {column.name for column in all_columns}
    if len(names) != len(all_columns) or names & _KEPT:
        raise ValueError(f"{kind.layer}: an attribute has the name of a column of editions")
    return all_columns


def edition_values(edition: Edition) -> dict[str, Value]:
    """What the columns say of an edition, by their names."""
    head = edition.head
    label = STANDING_LABELS[head.standing]
    return {
        "edition_region": head.region,
        "edition_number": edition.number,
        "edition_standing": head.standing,
        "edition_label": f"{label.zh} {label.en}",
        "edition_source": head.source,
        "edition_accuracy_m": head.accuracy_m,
        "edition_effective_from": head.effective_from.isoformat(),
        "edition_sha256": edition.sha256,
    }


def rows(kind: LayerKind, features: Sequence[Feature]) -> Iterator[tuple[Value, ...]]:
    """The values of features, in the order of `columns`."""
    said: dict[tuple[str, int], tuple[Value, ...]] = {}
    for feature in features:
        edition = feature.edition
        name = (edition.head.region, edition.number)
        if name not in said:
            said[name] = tuple(edition_values(edition).values())
        yield (feature.id, *(feature.attributes.get(name) for name in kind.attributes), *said[name])
