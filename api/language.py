"""In which language a message is written: `?lang=`, then Accept-Language, then the setting."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.requests import Request

from layers.errors import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")


def language_of(request: Request, default: Lang) -> Lang:
    """The language to answer a request in; what it names and we have not is passed over."""
    asked = request.query_params.get("lang")
    for lang in LANGS:
        if asked == lang:
            return lang
    return _accepted(request.headers.get("accept-language", "")) or default


def _accepted(header: str) -> Lang | None:
    """The first of our languages by the weights of an Accept-Language header (RFC 9110 §12.5.4)."""
    items = [item.partition(";") for item in header.split(",")]
    ranked: list[tuple[float, int, Lang]] = [
        (-_weight(parameter), place, lang)
        for place, (tag, _, parameter) in enumerate(items)
        for lang in LANGS
        if _weight(parameter) > 0 and tag.strip().lower().split("-")[0] == lang
    ]
    return min(ranked)[2] if ranked else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


async def documented(
    lang: Annotated[Lang | None, Query(description="Language of messages; else Accept-Language decides.")] = None,
) -> None:
    """Puts `?lang=` into the documents of a route and refuses other languages; `language_of` reads it."""
