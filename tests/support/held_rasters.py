"""Rasters of classes published into a store, and the layer view that holds them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from served import features

from layers.editions import EditionHead
from layers.intake.types import ReadLimits
from layers.rasters.intake import read_raster
from layers.snapshot import Snapshots

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = date(2026, 11, 22)


def publish_raster(store, definitions, path, *, region="330300", coverage=None, day=date(2026, 1, 1), year=2025, at=AT):
    """The GeoTIFF at `path` as an edition of land cover in force from `day`; the edition."""
    with read_raster(path, definitions.class_tables["demo"], limits=ReadLimits()) as arrival:
        (feature,) = arrival.reading.features
        store.put_file(arrival.file)
        own = {**feature.attributes, "class_table": "demo", "year": year}
        head = EditionHead("land_cover", region, "illustrative", 10.0, day, "手工示例 by hand", coverage)
        rows = features(definitions, "land_cover", [(str(year), feature.geometry, own)])
        return store.publish(store.propose(head, rows, at), at)


def land_cover(store, definitions, day=DAY, known_at=AT):
    """Land cover as in force."""
    return Snapshots(store, definitions.kinds).layer(store.editions(), "land_cover", day, known_at)
