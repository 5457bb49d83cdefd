"""Documents of the OGC API for people: small pages without scripts, in the reader's language.

They are built as a tree and written by the standard library, so that whatever a layer says is text and never markup.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from layers.errors import Lang

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #8a8a8a;padding:.25rem .5rem;"
    "text-align:left;vertical-align:top}a{color:#0b4f9e}nav a{margin-right:1rem}"
    ".standing{border-left:.3rem solid #b35900;padding-left:.75rem}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
Cell = str | tuple[str, str]  # a text, or a text and where it leads


class Page:
    """A page in the making."""

    def __init__(self, title: str, lang: Lang) -> None:
        self.lang = lang
        self._root = Element("html", {"lang": "zh-CN" if lang == "zh" else "en"})
        head = SubElement(self._root, "head")
        SubElement(head, "meta", {"charset": "utf-8"})
        SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
        SubElement(head, "title").text = title
        SubElement(head, "style").text = _STYLE
        body = SubElement(self._root, "body")
        self._nav = SubElement(body, "nav")
        self._main = SubElement(body, "main")
        SubElement(self._main, "h1").text = title

    def leads(self, links: Iterable[tuple[str, str]]) -> Page:
        """Texts and addresses at the top."""
        for text, href in links:
            SubElement(self._nav, "a", {"href": href}).text = text
        return self

    def say(self, text: str | None, kind: str = "") -> Page:
        """A paragraph."""
        if text:
            SubElement(self._main, "p", {"class": kind} if kind else {}).text = text
        return self

    def head(self, text: str) -> Page:
        """A heading."""
        SubElement(self._main, "h2").text = text
        return self

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Page:
        """A table; of a row the first cell names it."""
        table = SubElement(self._main, "table")
        top = SubElement(SubElement(table, "thead"), "tr")
        for text in columns:
            SubElement(top, "th", {"scope": "col"}).text = text
        body = SubElement(table, "tbody")
        for row in rows:
            line = SubElement(body, "tr")
            for place, cell in enumerate(row):
                item = SubElement(line, "td") if place else SubElement(line, "th", {"scope": "row"})
                _fill(item, cell)
        return self

    def written(self) -> str:
        """The page as HTML."""
        return "<!DOCTYPE html>\n" + tostring(self._root, encoding="unicode", method="html")


def _fill(item: Element, cell: Cell) -> None:
    if isinstance(cell, str):
        item.text = cell
    else:
        SubElement(item, "a", {"href": cell[1]}).text = cell[0]
