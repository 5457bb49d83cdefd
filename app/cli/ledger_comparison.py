"""`sanxian ledger comparison`: a recorded comparison of alternatives, read again."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand


def register(ledger: typer.Typer) -> None:
    """Add the command to its group."""
    ledger.command("comparison", cls=StrictCommand)(comparison)


def comparison(
    comparison_id: Annotated[str, typer.Argument(metavar="ID", help="比选编号 id of a comparison")],
    *,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """再看已记入台账的比选 A recorded comparison as it was shown when it was made."""
    from app import wiring  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from layers.access import FULL  # noqa: PLC0415
    from zoning.door import Door  # noqa: PLC0415
    from zoning.reports.alternatives import comparison_lines  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    body = Door(wiring.open_measures(settings), FULL).comparison_in_words(comparison_id.strip())
    if as_json:
        output.document(body)
    else:
        output.lines(comparison_lines(body, language))
