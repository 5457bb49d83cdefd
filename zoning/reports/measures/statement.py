"""What every written form of a measure states beside its figures: what was asked, how it was computed, on what data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from layers.errors import Lang
from zoning.reports.measures.cells import NOTHING
from zoning.reports.measures.document import Document
from zoning.reports.measures.words import both, word
from zoning.reports.words import both_texts, said
from zoning.titles import layer_title


def opening(document: Document, lang: Lang) -> tuple[str, str, str]:
    """Title, region with its code, day: what stands over everything."""
    body = document.body
    region = f"{both_texts(body['region_title'], lang)} ({body['region']})"
    return both_texts(body["title"], lang), region, str(body["as_of"])


def asked(document: Document, lang: Lang) -> tuple[str, str, str]:
    """The same in one language, as cells of tables hold it."""
    body = document.body
    return said(body["title"], lang), f"{said(body['region_title'], lang)} ({body['region']})", str(body["as_of"])


def standing_name(document: Document, lang: Lang) -> str:
    """`standing_words` in one language."""
    return word("no_data" if document.standing is None else f"{document.standing}_data", lang)


def standing_words(document: Document, lang: Lang) -> str:
    """The standing of the data in few words: statutory, or why it is not for decisions."""
    return both("no_data" if document.standing is None else f"{document.standing}_data", lang)


def standing_text(document: Document, lang: Lang) -> str:
    """The standing of the data as a sentence naming the layers, where they are not statutory."""
    text = document.body["data_standing"]
    return standing_name(document, lang) if text is None else said(text, lang)


def method_line(document: Document, lang: Lang) -> str:
    """Id, version and title of the method, and the version of the calculation."""
    method = document.method
    if not method.id:
        return f"{word('method', lang)}: {NOTHING}"
    title = "" if method.title.zh == method.id else f" {both_texts(method.title, lang)}"
    calculation = f"{word('calculation', lang)} {document.body['calculation']}"
    return f"{word('method', lang)}: {method.id} v{method.version}{title} · {calculation}"


def method_name(document: Document, lang: Lang) -> str:
    """Id, version and title of the method in one language; a dash where none was used."""
    method = document.method
    title = "" if method.title.zh == method.id else f" {said(method.title, lang)}"
    return f"{method.id} v{method.version}{title}" if method.id else NOTHING


def confidence_text(document: Document, lang: Lang) -> str:
    """How sure the method is, apart from the marks that its source may bear; empty where it says nothing."""
    graded = {name: word(f"confidence_{grade}", lang) for name, grade in document.method.confidence.items()}
    texts = [f"{word(f'confidence_{name}', lang)} {grade}" if name else grade for name, grade in graded.items()]
    return ("，" if lang == "zh" else ", ").join(texts)


def edition_line(document: Document, edition: Mapping[str, Any], lang: Lang) -> str:
    """One edition: layer, region and number, standing, first day, accuracy, source."""
    title = said(layer_title(document.definitions.base, edition["layer"]), lang)
    since = f"{edition['effective_from']} 起" if lang == "zh" else f"from {edition['effective_from']}"
    cells = (
        f"{title} {edition['region']}/{edition['edition']}",
        word(edition["status"], lang),
        since,
        f"±{edition['accuracy_m']:g} m",
        edition["source"],
    )
    return " · ".join(cells)


def statement_rows(document: Document, lang: Lang) -> Iterator[tuple[str, str]]:
    """Name and text of everything but the figures, in one language; every edition and definition with its hash."""
    body, method = document.body, document.method
    title, region, day = asked(document, lang)
    yield word("standing", lang), standing_text(document, lang)
    yield word("measure", lang), title
    yield word("region", lang), region
    yield word("as_of", lang), day
    if "known_at" in body:
        yield word("known_at", lang), str(body["known_at"])
    yield word("method", lang), method_name(document, lang)
    if method.source is not None:
        yield f"{word('method', lang)} · {word('source', lang)}", said(method.source, lang)
    if method.confidence:
        yield f"{word('method', lang)} · {word('confidence', lang)}", confidence_text(document, lang)
    yield word("calculation", lang), str(body["calculation"])
    yield word("id", lang), str(body["id"])
    yield word("command", lang), document.command
    for edition in body["editions"]:
        yield word("edition", lang), f"{edition_line(document, edition, lang)} · sha256:{bare(edition['sha256'])}"
    for used in body["definitions"]:
        yield word("file", lang), f"{used['file']} · {used['version']} · sha256:{bare(used['sha256'])}"
    for note in body["notes"]:
        yield word("note", lang), said(note["text"], lang)
    yield word("caveat", lang), said(body["caveat"], lang)


def bare(sha256: str | None) -> str:
    """A hash without the tag of its algorithm; a dash for one that is withheld."""
    return NOTHING if sha256 is None else sha256.removeprefix("sha256:")
