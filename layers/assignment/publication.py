"""Assignment at publication: from the layers in force on the day, into the report of the check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from layers.assignment.assign import Assigned, Source, assign
from layers.catalogue import in_force
from layers.checks.report import CheckReport
from layers.coverage import layer_in_force
from layers.delivery import Delivery
from layers.regions import Regions
from layers.stores.base import Store


def with_codes(
    store: Store, delivery: Delivery, report: CheckReport, *, regions: Regions, region: str, day: date, at: datetime
) -> tuple[CheckReport, Assigned]:
    """The delivery with the codes that it came without, and its report with what was found on the way.

    Codes come from what is in force on `day` as known `at`. Raises CorruptEdition where that cannot be read.
    """

    def source(layer: str) -> Source | None:
        features = layer_in_force(store, layer, day, at)
        if features is None:
            return None
        editions = [entry.edition for entry in in_force(store.editions(), layer, day, at)]
        return Source(features, ", ".join(f"{edition.label} ({edition.head.standing})" for edition in editions))

    found = assign(delivery, report.geometries, report.delivered, source=source, regions=regions, region=region)
    told = replace(
        report,
        problems=(*report.problems, *found.problems),
        notes=(*report.notes, *found.notes),
        geometries=found.geometries,
        delivered=found.delivered,
    )
    return told, found
