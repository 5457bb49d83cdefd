"""Who may see what of a layer: a clearance is carried by every question whose answer shows features."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layers.errors import Withheld
from layers.kinds import LayerKind, LayerKinds


@dataclass(frozen=True)
class Clearance:
    """What one reader may see; `restricted`: the geometry of layers with `access: restricted`, and what shows it."""

    restricted: bool

    def sees(self, kind: LayerKind) -> bool:
        """Whether the geometry of a layer may be shown."""
        return self.restricted or kind.access == "public"

    def require(self, kind: LayerKind) -> None:
        """Raises Withheld where the geometry of a layer may not be shown."""
        if not self.sees(kind):
            raise Withheld(
                f"图层 {kind.layer}（{kind.title.zh}）为受限图层，您的权限只能看到结论、面积（整公顷）和距离（百米）",
                f"layer {kind.layer} ({kind.title.en}) is restricted; with your rights it shows in verdicts only, with "
                "areas to the hectare and distances to 100 m",
            )


FULL = Clearance(restricted=True)
PUBLIC = Clearance(restricted=False)


def withheld(kinds: LayerKinds, clearance: Clearance, layers: Iterable[str]) -> frozenset[str]:
    """Those of `layers` whose geometry a reader may not see; a name that is no layer counts as withheld."""
    return frozenset(name for name in layers if name not in kinds or not clearance.sees(kinds[name]))
