"""`sanxian ledger report`: the report of a recorded verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli import options, output
from app.cli.reporting import require_report, write_report
from app.cli.usage import StrictCommand


def register(ledger: typer.Typer) -> None:
    """Add the command to its group."""
    ledger.command("report", cls=StrictCommand)(report)


def report(
    check_id: Annotated[str, typer.Argument(metavar="ID", help="结论编号 id of a verdict")],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="写到哪里 where to: .pdf, .docx, .html, .xlsx or .json")
    ],
    bilingual: options.BilingualOption = False,
    lang: options.LangOption = None,
) -> None:
    """把已记入台账的结论写成报告 The report of a recorded verdict; the same one every time."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.settings import load_settings  # noqa: PLC0415
    from layers.access import FULL  # noqa: PLC0415
    from zoning.door import Door  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    require_report(out, "--out", store=wiring.store_folder(settings))
    with output.working("正在写报告" if language == "zh" else "writing the report"):
        door = Door(wiring.open_measures(settings), FULL)
        write_report(
            out,
            door.check_in_words(check_id),
            lambda: door.report(check_id, wiring.report_settings(settings)),
            lang=language,
            bilingual=bilingual,
            option="--out",
        )
