"""The layer, and the edition of it, that a command names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.errors import BadInput, NotFound

if TYPE_CHECKING:
    from layers.editions import Edition
    from layers.kinds import LayerKind, LayerKinds
    from layers.stores.base import Store


def require_kind(kinds: LayerKinds, layer: str) -> LayerKind:
    """The kind of a layer. Raises NotFound naming those there are."""
    if layer not in kinds:
        known = ", ".join(kinds)
        raise NotFound(
            f"没有图层 {layer!r}；已定义的图层：{known}", f"there is no layer {layer!r}; defined are {known}"
        )
    return kinds[layer]


def require_edition(store: Store, kind: LayerKind, what: str, name: str) -> Edition:
    """The edition of a layer named REGION/N. Raises BadInput for another form, NotFound."""
    match = re.fullmatch(r"([0-9]{6})/([0-9]{1,9})", name.strip())
    if match is None:
        raise BadInput(
            f"{what} {name!r} 的写法应为 行政区代码/编号，例如 330302/1",
            f"{what} {name!r} must have the form REGION/N, e.g. 330302/1",
        )
    for edition in store.editions():
        if (edition.head.layer, edition.head.region, edition.number) == (kind.layer, match[1], int(match[2])):
            return edition
    raise NotFound(
        f"图层 {kind.layer} 没有版本 {name.strip()}；用 sanxian layers list 查看全部",
        f"layer {kind.layer} has no edition {name.strip()}; see `sanxian layers list`",
    )
