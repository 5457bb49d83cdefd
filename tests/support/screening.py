"""Tables of projects made by hand, and what a screening of them comes to; no job, no folder."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl

from zoning.screening.desk import Asking
from zoning.screening.results import Results, summary

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


def workbook(*rows, title="项目", **sheets):
    """The bytes of a workbook of rows of cells; more sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(text, encoding="utf-8"):
    """The bytes of a CSV file."""
    return text.strip().encode(encoding)


def judged(screenings, source, name="projects.xlsx", *, at=AT, folder=None, **said):
    """The results of an input, every unit done in order."""
    asking = Asking(name=name, **said).as_json()
    docket, plan = screenings.docket(source, asking, at, folder)
    outputs = [docket.unit(unit) for unit in plan["units"]]
    about = summary(asking, {**plan, "basis": screenings.basis()}, outputs)
    return Results(about, lambda: (row for output in outputs for row in output["rows"]))


def answers(results):
    """Verdict of every row by its label; None where it has none."""
    return {row["row"]: row["answer"] and row["answer"]["verdict"] for row in results.rows()}


def problems(results):
    """(row, column, Chinese text) of every problem."""
    return [(row["row"], one["column"], one["text"]["zh"]) for row in results.rows() for one in row["problems"]]


def loaded(content):
    """The sheets of a written workbook: title → rows of cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in book.worksheets}
