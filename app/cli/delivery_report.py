"""The check of a delivery written as a report, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from app.cli import output
from app.cli.measure_files import put

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from app.cli.delivery import Request
    from layers.errors import Lang
    from layers.publication.publishing import Submission
    from zoning.definitions import Definitions
    from zoning.reports.model import Report, ReportLang
    from zoning.reports.writers.files import ReportFormat


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
        put_json(path, {"report": found, "refused": refused}, lang)
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
    put_report(path, delivery_report(checked, definitions), lang, bilingual=request.bilingual)


def put_json(path: Path, told: Mapping[str, Any], lang: Lang) -> None:
    """Write a check as it is. Raises BadInput."""
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    output.message(put(path, text.encode("utf-8"), "", lang, "--report"))


def put_report(path: Path, report: Report, lang: Lang, *, bilingual: bool) -> None:
    """Write a report in the form that the name asks for. Raises BadInput."""
    from zoning.reports.writers.files import write  # noqa: PLC0415 - what writes documents takes a while to load

    languages: ReportLang = "both" if bilingual else lang
    form = cast("ReportFormat", path.suffix.lower().removeprefix("."))
    file = write(report, form, languages)
    output.message(put(path, file.content, "", lang, "--report"))
    for note in file.notes:
        output.message(note.zh if lang == "zh" else note.en)
