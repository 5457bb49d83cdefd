"""The check of a delivery written as a report, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cli.files import put_json, put_report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.cli.delivery import Request
    from layers.errors import Lang
    from layers.publication.preparation import Submission
    from zoning.definitions import Definitions


def write_checked(
    found: dict[str, Any],
    submission: Submission,
    request: Request,
    definitions: Definitions,
    lang: Lang,
    *,
    now: datetime,
    refused: Mapping[str, str] | None = None,
) -> None:
    """Write what a check found where `--report` asks for it; `.json` holds it as it is. Raises BadInput."""
    path = request.report
    if path is None:
        return
    if path.suffix.lower() == ".json":
        put_json(path, {"report": found, "refused": refused}, lang, "--report")
        return
    from layers.catalogue import civil_date  # noqa: PLC0415 - what writes documents takes a while to load
    from layers.definition_file import Titles  # noqa: PLC0415
    from zoning.reports.delivery.report import Checked, delivery_report  # noqa: PLC0415

    checked = Checked(
        layer=request.layer,
        region=submission.region,
        standing=submission.standing,
        accuracy_m=submission.accuracy_m,
        effective_from=submission.effective_from,
        source=submission.source,
        file=request.file.name,
        day=civil_date(now),
        found=found,
        refused=None if refused is None else Titles(zh=refused["zh"], en=refused["en"]),
        mapping=request.mapping_of,
    )
    put_report(path, delivery_report(checked, definitions), lang, "--report", bilingual=request.bilingual)
