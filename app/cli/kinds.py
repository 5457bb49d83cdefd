"""The layer that a command names."""

from __future__ import annotations

from layers.errors import NotFound
from layers.kinds import LayerKind, LayerKinds


def require_kind(kinds: LayerKinds, layer: str) -> LayerKind:
    """The kind of a layer. Raises NotFound naming those there are."""
    if layer not in kinds:
        known = ", ".join(kinds)
        raise NotFound(
            f"没有图层 {layer!r}；已定义的图层：{known}", f"there is no layer {layer!r}; defined are {known}"
        )
    return kinds[layer]
