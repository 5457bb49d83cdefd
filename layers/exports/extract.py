"""What a reader may take of one layer in force: its features, and what is stated of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from layers.access import Clearance
from layers.editions import Edition
from layers.errors import NotFound
from layers.exports.columns import STANDING_LABELS
from layers.kinds import LayerKind
from layers.regions import Regions
from layers.snapshot import Feature, LayerView

CRS: Final = "EPSG:4490"


@dataclass(frozen=True)
class Extract:
    """The features of one layer in force on a day, in EPSG:4490, cut to where their editions speak."""

    kind: LayerKind
    region: str | None
    as_of: date
    editions: tuple[Edition, ...]
    features: tuple[Feature, ...]

    def stated(self) -> dict[str, Any]:
        """What stands in every file beside the features."""
        standings = sorted({edition.head.standing for edition in self.editions})
        labels = [STANDING_LABELS[standing] for standing in standings]
        return {
            "layer": self.kind.layer,
            "title": {"zh": self.kind.title.zh, "en": self.kind.title.en},
            "region": self.region,
            "as_of": self.as_of.isoformat(),
            "crs": CRS,
            "statutory": standings == ["statutory"],
            "standing": {"zh": "；".join(t.zh for t in labels), "en": "; ".join(t.en for t in labels)},
            "editions": [named(edition) for edition in self.editions],
        }


def extract(view: LayerView, as_of: date, clearance: Clearance, regions: Regions, region: str | None = None) -> Extract:
    """What a reader may take of a layer; with `region`, from editions of that region and those within it.

    Raises Withheld where the clearance does not reach, NotFound where no edition is in force.
    """
    clearance.require(view.kind)
    editions = tuple(e for e in view.editions if region is None or regions.within(e.head.region, region))
    if not editions:
        there = ", ".join(sorted({edition.head.region for edition in view.editions})) or "—"
        raise NotFound(
            f"图层 {view.kind.layer} 在 {region or '任何行政区'} 没有 {as_of} 现行的版本；现行版本的行政区：{there}",
            f"layer {view.kind.layer} has no edition of {region or 'any region'} in force on {as_of}; there are those"
            f" of {there}",
        )
    kept = {(edition.head.region, edition.number) for edition in editions}
    features = tuple(f for f in view.features if (f.edition.head.region, f.edition.number) in kept)
    return Extract(view.kind, region, as_of, editions, features)


def named(edition: Edition) -> dict[str, Any]:
    """An edition as files and log name it."""
    head = edition.head
    return {
        "region": head.region,
        "edition": edition.number,
        "status": head.standing,
        "source": head.source,
        "sha256": edition.sha256,
    }
