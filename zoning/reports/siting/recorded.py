"""The report of a verdict on the desk that gave it: its ledger entry, and the ground of the editions that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from layers.stores.base import LogEntry
from zoning.desk import Desk
from zoning.reports.model import Report
from zoning.reports.siting.ground import EditionsGround
from zoning.reports.siting.report import Recorded, ReportSettings, siting_report


def report_of(
    desk: Desk,
    shown: Mapping[str, Any],
    *,
    entry: LogEntry | None,
    shows: Callable[[str], bool],
    settings: ReportSettings,
    retention: Mapping[str, Any] | None = None,
) -> Report:
    """The report of a verdict with its texts, `shown` as far as its reader may see it.

    `entry` is by which it was recorded, None where it was not; `shows` says whether a layer's geometry may be drawn;
    `retention` is the measure of its shoreline (`retention.retention_of`). Its maps are drawn when it is written: they
    raise NotFound for an edition that the desk no longer holds.
    """
    ground = EditionsGround(desk.snapshots, desk.definitions, shown, shows)
    recorded = None if entry is None else Recorded(entry.sequence, entry.at)
    return siting_report(shown, recorded=recorded, ground=ground, settings=settings, retention=retention)
