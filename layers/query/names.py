"""What a feature of a layer in force is called wherever features of several editions stand together."""

from __future__ import annotations

from layers.editions import STANDINGS
from layers.snapshot import Feature, LayerView


def names(view: LayerView) -> tuple[str, ...]:
    """The names of the features of a view, in its order: `<region>:<id>`, each there once.

    Where two editions in force have that name, the higher standing keeps it and the lower one's is
    `<region>:<id>~<standing>`.
    """
    found = [""] * len(view)
    taken: set[str] = set()
    rank = {standing: place for place, standing in enumerate(STANDINGS)}
    for row in sorted(range(len(view)), key=lambda row: rank[view.features[row].edition.head.standing]):
        name = plain_name(view.features[row])
        while name in taken:
            name += f"~{view.features[row].edition.head.standing}"
        taken.add(name)
        found[row] = name
    return tuple(found)


def plain_name(feature: Feature) -> str:
    """`<region>:<id>`: unique among the features of one standing."""
    return f"{feature.edition.head.region}:{feature.id}"
