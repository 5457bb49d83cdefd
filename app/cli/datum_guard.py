"""Warnings beside a verdict on the command line: a place, a zone or a datum that looks wrong."""

from __future__ import annotations

from datetime import datetime

from app.cli import output
from app.cli.site import read_site
from layers.errors import Lang
from layers.intake import Reading, ReadLimits
from layers.intake.statement import parse_statement
from zoning.desk import Desk, SitingQuestion
from zoning.intake.warnings import warnings
from zoning.verdict import Verdict


def warn(
    desk: Desk,
    question: SitingQuestion,
    verdict: Verdict,
    *,
    site: str,
    crs: str | None,
    layer: str | None,
    limits: ReadLimits,
    now: datetime,
    always: bool,
    lang: Lang,
) -> None:
    """A line on stderr for each; the site is read anew in other datums, but for standard input, which is gone."""
    statement = parse_statement(crs)

    def reread(datum: str) -> Reading:
        return read_site(site, statement.otherwise(datum), layer, limits)

    again = None if site == "-" else reread
    stated = statement.crs is not None
    for text in warnings(desk, question, verdict, again, now, stated=stated, always=always):
        output.message(str(text[lang]))
