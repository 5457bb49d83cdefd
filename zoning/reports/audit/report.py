"""Measures as a report: by measure what was computed and how, its tables, charts and maps, and what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.measures.tables import Column, Evidence, table
from zoning.reports.audit.pictures import chart_figure, map_figure
from zoning.reports.audit.turned import fitted
from zoning.reports.measures import statement
from zoning.reports.measures.document import Document, Standing
from zoning.reports.measures.figure_choice import Choice, choices
from zoning.reports.measures.words import word
from zoning.reports.model import Block, Fields, Grid, Items, Paragraph, Report, Section, Signature
from zoning.reports.words import said
from zoning.titles import layer_title

_WEIGHT: Final[Mapping[Standing | None, int]] = {"illustrative": 0, "draft": 1, None: 2, "statutory": 3}
_PLACES: Final = (
    Titles(zh="编制人", en="Prepared by"),
    Titles(zh="复核人", en="Checked by"),
    Titles(zh="单位", en="Office"),
)


def audit_report(documents: Sequence[Document], ledger: int | None = None) -> Report:
    """One or several measures as one report; `ledger` is the number of the record that it is written from.

    The number of a report of several is the hash of theirs in their order. Raises ValueError without a measure.
    """
    if not documents:
        raise ValueError("a report of no measure")
    lowest = min(documents, key=lambda document: _WEIGHT[document.standing])
    single = len(documents) == 1
    opening: list[Block] = [Paragraph(_titles(documents[0].body["caveat"]), "faint")]
    if not single:
        opening.append(_contents(documents))
    return Report(
        title=_capital(_titles(documents[0].body["title"])) if single else _word("report"),
        subject=_regions(documents),
        day=max(date.fromisoformat(str(document.body["as_of"])) for document in documents),
        number=_number(documents),
        ledger=ledger,
        mark=_word(f"{lowest.standing}_data") if lowest.standing in ("illustrative", "draft") else None,
        address=None,
        review=None,
        outcome=None,
        opening=tuple(opening),
        sections=(
            *(
                _measure(document, choice, documents)
                for document, choice in zip(documents, choices(documents), strict=True)
            ),
            Section(Titles(zh="签署", en="Signatures"), (Signature(_PLACES),)),
        ),
    )


def _number(documents: Sequence[Document]) -> str:
    numbers = [str(document.body["id"]) for document in documents]
    if len(numbers) == 1:
        return numbers[0]
    return f"sha256:{hashlib.sha256(chr(10).join(numbers).encode()).hexdigest()}"


def _regions(documents: Sequence[Document]) -> Titles:
    """The regions, and the days where they differ."""

    def told(lang: Lang) -> str:
        asked = [statement.asked(document, lang) for document in documents]
        days = dict.fromkeys(day for _, _, day in asked)
        regions = dict.fromkeys(region for _, region, _ in asked)
        return " · ".join([*regions, *(days if len(days) > 1 else ())])

    return _each(told)


def _contents(documents: Sequence[Document]) -> Grid:
    """Which measures there are; one that could not be computed says so."""
    rows = [
        (
            _capital(_titles(document.body["title"])),
            _region(document),
            str(document.body["as_of"]),
            _each(partial(statement.method_name, document)),
            _each(partial(statement.standing_name, document)) if document.computed else _word("not_computable"),
            str(document.body["id"]),
        )
        for document in documents
    ]
    names = ("measure", "region", "as_of", "method", "standing", "id")
    listed = table("contents", Titles(zh="本报告的测算", en="Measures of this report"), _columns(*names), rows)
    return Grid(listed, weights=(3, 2, 1.5, 4, 3, 4))


def _measure(document: Document, choice: Choice, documents: Sequence[Document]) -> Section:
    body = document.body
    sections = [Section(_word("method" if document.computed else "record"), (Fields(tuple(_facts(document))),))]
    if document.tables:
        grids = tuple(Grid(fitted(one)) for one in document.tables)
        sections.append(Section(_word("tables"), grids))
    pictures = tuple(_pictures(document, choice, documents))
    if pictures:
        sections.append(Section(_word("charts"), pictures))
    if body["notes"] and document.computed:
        notes = tuple(_titles(note["text"]) for note in body["notes"])
        sections.append(Section(_word("notes"), (Items(notes),)))
    sections.append(Section(_word("editions"), (_editions(document),)))
    if body["definitions"]:
        sections.append(Section(_word("definitions"), (_definitions(document),)))
    again = (Paragraph(_word("reproduce_text")), Fields(((_word("command"), document.command),)))
    sections.append(Section(_word("reproduce"), again))
    title = _capital(_titles(body["title"]))
    if len({(one.body["region"], one.body["as_of"]) for one in documents}) > 1:
        title = _each(lambda lang: " · ".join((said(title, lang), *statement.asked(document, lang)[1:])))
    return Section(title, tuple(_standing(document)), tuple(sections))


def _standing(document: Document) -> Iterator[Block]:
    """What must be read before the figures: that there are none and why, or that they are not for decisions."""
    if not document.computed:
        yield from (Paragraph(_titles(note["text"]), "bad") for note in document.body["notes"])
    else:
        told = _each(partial(statement.standing_text, document))
        yield Paragraph(told, "plain" if document.standing == "statutory" else "bad")


def _facts(document: Document) -> Iterator[tuple[Titles, Any]]:
    body, method = document.body, document.method
    yield _word("region"), _region(document)
    yield _word("as_of"), str(body["as_of"])
    if document.computed:
        yield _word("method"), _each(partial(statement.method_name, document))
    if method.source is not None:
        yield _word("source"), method.source
    if method.confidence:
        yield _word("confidence"), _each(partial(statement.confidence_text, document))
    yield _word("calculation"), str(body["calculation"])
    if body.get("known_at"):
        yield _word("known_at"), str(body["known_at"])
    yield _word("id"), str(body["id"])


def _pictures(document: Document, choice: Choice, documents: Sequence[Document]) -> Iterator[Block]:
    for chart in document.charts:
        yield chart_figure(document, chart)
    for _, evidence in choice.maps:
        yield map_figure(document, evidence)
    shown = [_capital(_titles(one.body["title"])) for one in documents]
    if choice.elsewhere:
        yield Items(tuple(_where(one.evidence, one.number, one.part, shown) for one in choice.elsewhere))
    if any(one.number is None for one in choice.elsewhere):
        yield Paragraph(_word("left_out"), "faint")


def _where(evidence: Evidence, number: str | None, part: str, shown: Sequence[Titles]) -> Titles:
    """Where a map is that is not drawn here; a figure's number begins with that of its measure."""
    title = evidence.table.title
    if number is None:
        return Titles(zh=f"{title.zh}：--part {part}", en=f"{title.en}: --part {part}")
    other = shown[int(number.partition(".")[0]) - 1]
    return Titles(zh=f"{title.zh}：见“{other.zh}”的地图", en=f"{title.en}: see the map of “{other.en}”")


def _editions(document: Document) -> Block:
    editions = document.body["editions"]
    if not editions:
        return Paragraph(_word("no_data"), "open")
    base = document.definitions.base
    rows = [
        (
            _titles(layer_title(base, one["layer"])),
            f"{one['region']}/{one['edition']}",
            _word(one["status"]),
            str(one["effective_from"]),
            one["accuracy_m"],
            str(one["source"]),
            statement.bare(one["sha256"]),
        )
        for one in editions
    ]
    columns = _columns("layer", "edition", "standing", "effective_from", "accuracy", "source", "hash")
    accuracy = Column("accuracy", _word("accuracy"), "m", None)
    columns = tuple(accuracy if one.name == "accuracy" else one for one in columns)
    return Grid(table("editions", _word("editions"), columns, rows), weights=(2, 1.5, 1, 1.5, 1, 3, 3))


def _definitions(document: Document) -> Grid:
    rows = [
        (str(one["file"]), str(one["version"]), statement.bare(one["sha256"])) for one in document.body["definitions"]
    ]
    columns = _columns("file", "version", "hash")
    return Grid(table("definitions", _word("definitions"), columns, rows), weights=(4, 1, 6))


def _region(document: Document) -> Titles:
    return _each(lambda lang: statement.asked(document, lang)[1])


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, _capital(_word(name))) for name in names)


def _each(told: Callable[[Lang], str]) -> Titles:
    return Titles(zh=told("zh"), en=told("en"))


def _word(code: str) -> Titles:
    return _capital(_each(partial(word, code)))


def _titles(text: Mapping[str, Any]) -> Titles:
    return Titles(zh=str(text["zh"]), en=str(text["en"]))


def _capital(text: Titles) -> Titles:
    """English with a capital at its beginning, as headings have."""
    return Titles(zh=text.zh, en=text.en[:1].upper() + text.en[1:])
