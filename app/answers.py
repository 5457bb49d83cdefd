"""A question asked of the desk on behalf of someone at this machine: judged, recorded, rendered."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.versions import versions
from layers.errors import Lang
from zoning.desk import Desk, SitingQuestion
from zoning.ledger import Context
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import Question
from zoning.measures.result import Result
from zoning.rendering import render
from zoning.reports.measures.backdrop import backdrop
from zoning.reports.measures.commands import command_line
from zoning.reports.measures.document import Document, document
from zoning.verdict import Json, Verdict


@dataclass(frozen=True)
class Answer:
    """A verdict, and its body with texts as commands and service give it; `blanked`: so it is not brought back."""

    verdict: Verdict
    body: Json
    blanked: bool


def answer(desk: Desk, question: SitingQuestion, *, now: datetime, lang: Lang, request: str, record: bool) -> Answer:
    """Judge a question and, with `record`, keep it in the ledger. Raises BadInput, StoreError."""
    verdict = desk.check(question, now)
    context = Context(at=now, actor=actor(), request=request, lang=lang, versions=versions())
    kept = desk.record(verdict, context) if record else None
    return Answer(verdict, render(verdict.record(), desk.definitions), kept is False and not verdict.incident)


@dataclass(frozen=True)
class Measured:
    """Measures, and beside each its document, ready to be written down."""

    results: tuple[Result, ...]
    documents: tuple[Document, ...]


def measured(desk: MeasureDesk, questions: Sequence[Question], *, now: datetime, review: str | None = None) -> Measured:
    """Answer measures; nothing is recorded. Raises BadInput's kinds, StoreError.

    `review` is the 审图号 of maps. One measure alone raises NoEditions; among several, one without an edition becomes
    a document that says so.
    """
    ask = desk.answer if len(questions) == 1 else desk.attempt
    results = tuple(ask(question, now) for question in questions)
    documents = tuple(
        document(result, desk.definitions, command_line(question), backdrop(desk, question, now), review)
        for question, result in zip(questions, results, strict=True)
    )
    return Measured(results, documents)


def record_measures(
    desk: MeasureDesk, given: Measured, *, now: datetime, lang: Lang, request: str
) -> tuple[Result, ...]:
    """Keep measures in the ledger; those that were kept: what was blanked is not brought back. Raises StoreError."""
    context = Context(at=now, actor=actor(), request=request, lang=lang, versions=versions())
    return tuple(result for result in given.results if desk.record(result, context))


def actor() -> str:
    """Who runs this process, as the ledger names it."""
    try:
        return f"local:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return "local:unknown"
