"""The check of the delivery behind an edition, as it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.catalogue import civil_date
from layers.editions import Edition
from layers.publication.deliveries import Delivered
from layers.publication.history import Step
from zoning.definitions import Definitions
from zoning.reports.delivery.course import course
from zoning.reports.delivery.report import Checked, delivery_report
from zoning.reports.model import Report
from zoning.titles import with_text


def edition_report(
    edition: Edition, found: Delivered, steps: Sequence[Step], definitions: Definitions, *, named: bool
) -> Report:
    """The report of the check that an edition came from, dated by the day of that check, with texts of today.

    It bears the number of the check in the ledger, and tells the `steps` of the edition since; who took them where
    `named`.
    """
    head, used = edition.head, found.mapping
    notes = [*found.notes, *(note for note in found.report["notes"] if note not in found.notes)]
    told: Mapping[str, Any] = {
        **found.report,
        "problems": [with_text(definitions, problem) for problem in found.report["problems"]],
        "notes": [with_text(definitions, note) for note in notes],
    }
    checked = Checked(
        layer=head.layer,
        region=head.region,
        standing=head.standing,
        accuracy_m=head.accuracy_m,
        effective_from=head.effective_from,
        source=head.source,
        file="",
        day=civil_date(found.at),
        found=told,
        edition=edition.number,
        mapping=None if used is None else f"{used.office}/{used.name} v{used.version}",
    )
    return delivery_report(
        checked, definitions, entry=found.sequence, course=course(edition, found, steps, named=named)
    )
