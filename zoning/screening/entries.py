"""The projects of a table or a layer: one entry each, with what its row states, not yet typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from layers.errors import BadFile
from layers.intake.text import fold
from layers.intake.types import RawFeature, Reading
from layers.tables.sheet import Cell, Sheet, column_letters
from zoning.screening.columns import Columns, Meaning

_PLACES: Final = (frozenset(("lon", "lat")), frozenset(("north", "east")), frozenset(("wkt",)), frozenset(("file",)))
CORNERS: Final = ("lon", "lat", "north", "east", "ring")
_SEARCHED: Final = 40  # rows above which a head is expected


@dataclass(frozen=True)
class Stated:
    """A value as it was given; `column` names its column in messages."""

    value: Cell
    column: str


@dataclass(frozen=True)
class Head:
    """The row of heads: what each column means, by its place from 0, and the heads that nothing is known of.

    `beside` are the names of its file and sheet and the words above it, which may speak of a datum.
    """

    row: int
    columns: Mapping[Meaning, int]
    texts: Mapping[int, str]
    unknown: tuple[int, ...]
    beside: tuple[str, ...] = ()

    def column(self, place: int) -> str:
        """What messages call a column: `C 经度`."""
        return f"{column_letters(place)} {self.texts[place]}"


@dataclass(frozen=True)
class TableEntry:
    """One project of a table: the rows (from 1) that it takes."""

    head: Head
    numbers: tuple[int, ...]
    lines: tuple[tuple[Cell, ...], ...]
    repeated: bool = False

    @property
    def label(self) -> str:
        """Its rows, as results name it."""
        first, last = self.numbers[0], self.numbers[-1]
        return str(first) if first == last else f"{first}-{last}"

    def stated(self, name: str, *, is_fact: bool = False) -> tuple[Stated, ...]:
        """The different values that its rows give for a column; empty where none does."""
        place = self.head.columns.get(Meaning(name, is_fact))
        if place is None:
            return ()
        values = dict.fromkeys(cell for line in self.lines if (cell := _at(line, place)) is not None)
        return tuple(Stated(value, self.head.column(place)) for value in values)

    def facts(self) -> Iterator[str]:
        """The facts that it has columns for."""
        return (meaning.name for meaning in self.head.columns if meaning.is_fact)

    def corners(self) -> Iterator[tuple[int, Mapping[str, Stated]]]:
        """Each of its rows with what it gives of a position."""
        places = {
            name: place
            for name in CORNERS
            if (place := self.head.columns.get(Meaning(name, is_fact=False))) is not None
        }
        for number, line in zip(self.numbers, self.lines, strict=True):
            yield (
                number,
                {
                    name: Stated(cell, self.head.column(place))
                    for name, place in places.items()
                    if (cell := _at(line, place)) is not None
                },
            )


@dataclass(frozen=True)
class FeatureEntry:
    """One project of a layer: a feature, whose attributes are columns.

    `of` is the layer's reading without features, with what was assumed of all of it or of this one.
    """

    number: int
    feature: RawFeature
    columns: Mapping[Meaning, str]
    of: Reading
    repeated: bool = False

    @property
    def label(self) -> str:
        """Its number in the layer, from 1."""
        return str(self.number)

    def stated(self, name: str, *, is_fact: bool = False) -> tuple[Stated, ...]:
        """The value of an attribute; empty where there is none."""
        field = self.columns.get(Meaning(name, is_fact))
        value = None if field is None else self.feature.attributes.get(field)
        if isinstance(value, str):
            value = value.strip() or None
        return () if value is None or field is None else (Stated(value, field),)

    def facts(self) -> Iterator[str]:
        """The facts that it has attributes for."""
        return (meaning.name for meaning in self.columns if meaning.is_fact)

    def reading(self) -> Reading:
        """Its outline, with all that was assumed of the layer, but for what was said of another feature alone."""
        return replace(self.of, features=(replace(self.feature, attributes={}),))


Entry = TableEntry | FeatureEntry


@dataclass(frozen=True)
class Entries:
    """All projects of one input; `ignored` are the columns that nothing is known of, as messages call them."""

    entries: Sequence[Entry]
    ignored: tuple[str, ...]
    sheet: str | None = None


def of_sheets(sheets: Sequence[Sheet], columns: Columns, name: str, sheet: str | None) -> Entries:
    """The projects of a workbook: of the sheet named, else of the one that has heads for places.

    Raises BadFile where no sheet has such heads, or several have and none is named.
    """
    chosen = [one for one in sheets if one.title == sheet] if sheet is not None else [s for s in sheets if not s.hidden]
    if not chosen and sheet is not None:
        known = "、".join(one.title for one in sheets if one.title)
        raise BadFile(
            f"{name} 没有工作表“{sheet}”；有：{known or '—'}", f"{name} has no sheet {sheet!r}; it has: {known or '-'}"
        )
    headed = [(one, head) for one in chosen if (head := _head(one, columns, name)) is not None]
    if not headed:
        raise BadFile(
            f"{name}：前 {_SEARCHED} 行里没有表头；需要 经度、纬度，或 X坐标、Y坐标，或 WKT，或 文件 列；"
            "可用 sanxian screen --template 得到样表",
            f"{name}: no row of heads within the first {_SEARCHED}; columns lon and lat, north and east, wkt or file "
            "are needed; `sanxian screen --template` gives a sample",
        )
    if len(headed) > 1:
        found = "、".join(one.title for one, _ in headed)
        raise BadFile(
            f"{name} 有 {len(headed)} 个工作表像项目表（{found}）；请指明其中一个（--source-layer）",
            f"{len(headed)} sheets of {name} look like tables of projects ({found}); name one (--source-layer)",
        )
    one, head = headed[0]
    keyed = list(_entries(one, head))
    if not keyed:
        raise BadFile(f"{name} 表头之下没有项目；请补上", f"{name} has no project below its heads; add them")
    entries = _marked([entry for entry, _ in keyed], [key for _, key in keyed])
    return Entries(entries, tuple(head.column(place) for place in head.unknown), one.title or None)


def of_layer(reading: Reading, columns: Columns) -> Entries:
    """The projects of a layer of parcels, a feature each."""
    names = dict.fromkeys(name for feature in reading.features for name in feature.attributes)
    meanings: dict[Meaning, str] = {}
    for name in names:
        meaning = columns.meaning(name)
        if meaning is None or meaning.name in (*CORNERS, "file", "wkt", "layer", "crs"):
            continue
        if meaning in meanings:
            raise BadFile(
                f"字段 {meanings[meaning]} 与 {name} 含义相同；请删去一个",
                f"the fields {meanings[meaning]} and {name} mean the same; delete one",
            )
        meanings[meaning] = name
    entries = [
        FeatureEntry(number, feature, meanings, said)
        for number, (feature, said) in enumerate(zip(reading.features, _alone(reading), strict=True), start=1)
    ]
    keys = [next((_key(stated.value) for stated in entry.stated("id")), None) for entry in entries]
    return Entries(_marked(entries, keys), tuple(name for name in names if name not in meanings.values()))


def _alone(reading: Reading) -> Iterator[Reading]:
    """Of each feature the reading without features, and without the notes that name another one."""
    sources = {feature.source for feature in reading.features}
    of_all: list[int] = []
    of_one: dict[object, list[int]] = {}
    for place, note in enumerate(reading.notes):
        named = note.values.get("source")
        (of_one.setdefault(named, []) if named in sources else of_all).append(place)
    plain = replace(reading, features=(), notes=tuple(reading.notes[place] for place in of_all))
    for feature in reading.features:
        own = of_one.get(feature.source)
        if own is None:
            yield plain
        else:
            yield replace(plain, notes=tuple(reading.notes[place] for place in sorted((*of_all, *own))))


def _head(sheet: Sheet, columns: Columns, name: str) -> Head | None:
    for row, line in enumerate(sheet.rows[:_SEARCHED]):
        texts = {place: str(cell) for place, cell in enumerate(line) if isinstance(cell, str)}
        found = {place: meaning for place, text in texts.items() if (meaning := columns.meaning(text)) is not None}
        plain = {meaning.name for meaning in found.values() if not meaning.is_fact}
        if not any(needed <= plain for needed in _PLACES) or len(found) == 1 < len(texts):
            continue  # one known word among others is a line of an explanation
        by_meaning: dict[Meaning, int] = {}
        for place, meaning in found.items():
            if meaning in by_meaning:
                first, second = (f"{column_letters(one)}{row + 1}" for one in (by_meaning[meaning], place))
                raise BadFile(
                    f"{name}：{first}“{texts[by_meaning[meaning]]}”与 {second}“{texts[place]}”含义相同；请删去一列",
                    f"{name}: {first} {texts[by_meaning[meaning]]!r} and {second} {texts[place]!r} mean the same; "
                    "delete one column",
                )
            by_meaning[meaning] = place
        unknown = tuple(place for place in texts if place not in found)
        above = (cell for upper in sheet.rows[:row] for cell in upper if isinstance(cell, str))
        return Head(row, by_meaning, texts, unknown, (name, sheet.title, *above))
    return None


def _marked(entries: Sequence[Entry], keys: Sequence[str | None]) -> tuple[Entry, ...]:
    """The entries, all of one id marked where it has several: any of them may be only a part of the project."""
    count = Counter(key for key in keys if key is not None)
    return tuple(
        replace(entry, repeated=key is not None and count[key] > 1) for entry, key in zip(entries, keys, strict=True)
    )


def _key(cell: Cell) -> str | None:
    """An id for comparison: the same as a number and as text."""
    if cell is None:
        return None
    return fold(f"{cell:.15g}" if isinstance(cell, float) else str(cell)).strip()


def _entries(sheet: Sheet, head: Head) -> Iterator[tuple[TableEntry, str | None]]:
    """Rows with anything in them, with their id; those in a row with the same id and corners are one project."""
    key_place = head.columns.get(Meaning("id", is_fact=False))
    numbers: list[int] = []
    lines: list[tuple[Cell, ...]] = []
    key: str | None = None

    def entry() -> tuple[TableEntry, str | None]:
        return TableEntry(head, tuple(numbers), tuple(lines)), key

    for row, line in enumerate(sheet.rows[head.row + 1 :], start=head.row + 2):
        if all(cell is None for cell in line):
            continue
        own = None if key_place is None else _key(_at(line, key_place))
        if lines and not (key is not None and _goes_on(head, line, own, key)):
            yield entry()
            numbers, lines = [], []
        key = own if own is not None or not lines else key
        numbers.append(row)
        lines.append(line)
    if lines:
        yield entry()


def _goes_on(head: Head, line: tuple[Cell, ...], own: str | None, key: str) -> bool:
    """Whether a row is one more corner: of the same id, or of none (a merged cell) and with nothing but a corner."""
    places = {head.columns.get(Meaning(name, is_fact=False)) for name in CORNERS}
    given = {place for place, cell in enumerate(line) if cell is not None and place in head.texts}
    return bool(given & places) and (own == key or (own is None and given <= places))


def _at(line: tuple[Cell, ...], place: int) -> Cell:
    return line[place] if place < len(line) else None
