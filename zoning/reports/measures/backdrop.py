"""The administrative areas that maps of a measure show beneath the features."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np

from layers.coverage import ADMIN_AREA
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import Question
from zoning.measures.result import edition_json
from zoning.reports.measures.document import Backdrop


def backdrop(desk: MeasureDesk, question: Question, now: datetime) -> Callable[[], Backdrop | None]:
    """A function that reads the administrative areas in force on the question's day, when a map is drawn.

    Of the region asked about, of those above it and those within it; None where no edition is in force. The function
    raises StoreError where an edition cannot be read.
    """

    def read() -> Backdrop | None:
        view = desk.desk.snapshots.layer(
            desk.desk.store.editions(), ADMIN_AREA, question.as_of, question.known_at or now
        )
        regions, asked = desk.definitions.base.regions, question.region
        used = [
            feature
            for feature in view.features
            if regions.within(feature.edition.head.region, asked) or regions.within(asked, feature.edition.head.region)
        ]
        if not used:
            return None
        geometries = np.empty(len(used), dtype=object)
        geometries[:] = [feature.geometry for feature in used]
        editions = {feature.edition.sha256: edition_json(feature.edition) for feature in used}
        return Backdrop(ADMIN_AREA, geometries, tuple(map(view.class_of, used)), tuple(editions.values()))

    return read
