"""The report model: what a written report holds, whatever file it becomes.

Texts are in both languages; a writer sets them in one of them, or in both. A report holds no time of writing: the same
answer gives the same report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from layers.definition_file import Titles
from zoning.measures.tables import Cell, Table

ReportLang = Literal["zh", "en", "both"]
Tone = Literal["plain", "strong", "faint", "good", "caution", "bad", "open"]
"""What a text says of the project, for its colour; the words say it without the colour too."""
PictureFormat = Literal["png", "svg"]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; a notice stands out where its tone is not plain."""

    text: Titles
    tone: Tone = "plain"


@dataclass(frozen=True)
class Items:
    """A list of short texts."""

    texts: tuple[Titles, ...]


@dataclass(frozen=True)
class Fields:
    """Labels with what stands beside them; None is a dash."""

    rows: tuple[tuple[Titles, Cell], ...]


@dataclass(frozen=True)
class Grid:
    """A table with its title as caption; it may go on over pages, its head repeated.

    `tones` colours a row by its number, `totals` are the numbers of rows that sum up others, `weights` the widths of
    the columns relative to each other (equal where empty), `note` stands under it.
    """

    table: Table
    weights: tuple[float, ...] = ()
    tones: tuple[tuple[int, Tone], ...] = ()
    totals: tuple[int, ...] = ()
    note: Titles | None = None


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture with its caption; `draw` gives its bytes in a format and language, the same ones every time.

    `alt` is what someone who cannot see it is told. `width` is its share of the text's width.
    """

    title: Titles
    alt: Titles
    draw: Callable[[PictureFormat, ReportLang], bytes]
    width: float = 1.0


@dataclass(frozen=True)
class Signature:
    """Places for names, dates and a stamp."""

    places: tuple[Titles, ...]


Block = Paragraph | Items | Fields | Grid | Figure | Signature


@dataclass(frozen=True)
class Section:
    """A numbered section; the first level where it stands in a report, the next within another section."""

    title: Titles
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The word that a report comes to, and what is said beside it."""

    word: Titles
    tone: Tone
    beside: Titles | None = None


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        title: what kind of report it is.
        subject: what it is about: a project, a region, a delivery.
        day: the day that its answer holds for, and that its file is dated by.
        number: `sha256:…` of the answer; it stands on every page.
        ledger: its number in the ledger; None: not recorded, and every page says so.
        mark: drawn across every page where data that is not statutory is used; None where all is statutory.
        address: where the answer can be looked up, for the QR code; None: the code holds the number alone.
        review: 审图号 of its maps; None: maps say that they have none.
        outcome: in one word; None for reports that only measure.
        opening: what stands under the title before the first section.
    """

    title: Titles
    subject: Titles
    day: date
    number: str
    ledger: int | None
    mark: Titles | None
    address: str | None
    review: str | None
    outcome: Outcome | None
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
