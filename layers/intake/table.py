"""Corner tables in sheets of cells, of workbooks and CSV alike: blocks of rows found by heads and magnitudes.

X is north and Y is east where the heads say no more; where the magnitudes say otherwise they count, with a note. A
message names the cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from layers.errors import BadFile
from layers.intake.delivered import Alternative, Delivered
from layers.intake.grid import Grid
from layers.intake.layer_choice import LayerOpen
from layers.intake.statement import Word
from layers.intake.table_axes import Positions, positions
from layers.intake.table_blocks import Block, blocks_of
from layers.intake.table_pairs import pairs_compared
from layers.intake.table_parcels import Parcel, Piece, geometry_of, parcels_of
from layers.intake.table_words import area_in, stated_crs, unit_of
from layers.intake.types import AttributeValue, RawFeature
from layers.notes import Note

_MOST_WORDS = 200


@dataclass(frozen=True)
class _Table:
    """A block with its positions."""

    grid: Grid
    block: Block
    found: Positions


def deliver_grids(grids: Sequence[Grid], name: str, layer: str | None, fold_in: Sequence[Note] = ()) -> Delivered:
    """The corner tables of the sheets, or of those that `layer` names (with commas), as features.

    Raises BadFile (no table, an unknown sheet, sheets in degrees and in metres), BadGeometry naming the cell, BadCRS.
    """
    chosen = _chosen(grids, name, layer)
    tables = [table for grid in chosen for table in _tables(grid, name)]
    if not tables:
        raise _no_table(grids, name)
    _require_one_unit(tables, name)
    is_plane = not tables[0].found.is_degrees
    texts = [text for table in tables for text in table.block.texts_around(table.grid)]
    declared, assumed = stated_crs(texts, float(tables[0].found.xy[0, 0]) if is_plane else None)
    notes = [*fold_in, *_hidden(tables), *(note for table in tables for note in table.block.notes)]
    notes += [note for table in tables for note in table.found.notes]
    notes += [note for table in tables for note in pairs_compared(table.grid, table.block, table.found)]
    ambiguous = any(table.found.may_be_packed for table in tables)
    words: list[Word | None] = ["decimal", "packed"] if ambiguous else [None]
    features, made = _features(tables, name, words[0])
    delivered = Delivered(
        "table",
        features,
        declared,
        notes=_once([*notes, *made, *assumed]),
        texts=tuple(dict.fromkeys(texts)),
        beside=_beside(chosen, tables),
    )
    delivered.sexagesimal = any(table.found.sexagesimal for table in tables)
    if ambiguous:
        others, _ = _features(tables, name, "packed")
        return replace(
            delivered, word="decimal", alternatives=(Alternative("packed", others, (Note("packed_degrees"),)),)
        )
    if not is_plane and (word := tables[0].found.word) is not None:
        delivered.word = word
        delivered.notes.append(Note("packed_degrees" if word == "packed" else "decimal_degrees"))
    return delivered


def _beside(grids: Sequence[Grid], tables: Sequence[_Table]) -> tuple[str, ...]:
    """The names of the sheets that are read, and the words of those without a table: explanations."""
    read = {id(table.grid) for table in tables}
    words = [
        text for grid in grids if id(grid) not in read for row in range(len(grid.rows)) for text in grid.texts(row)
    ]
    return tuple(dict.fromkeys([*(grid.title for grid in grids), *words[:_MOST_WORDS]]))


def _chosen(grids: Sequence[Grid], name: str, layer: str | None) -> list[Grid]:
    if layer is None:
        return list(grids)
    titles = [grid.title for grid in grids]
    if layer in titles:
        return [grids[titles.index(layer)]]
    wanted = [one.strip() for one in layer.replace("，", ",").split(",")]
    for one in wanted:
        if one not in titles:
            listed = "、".join(titles[:20]) or "-"
            raise LayerOpen(
                f"{name} 中没有工作表“{one}”；现有：{listed}",
                f'{name} has no sheet "{one}"; there are: {", ".join(titles[:20]) or "-"}',
                titles,
                several=True,
            )
    return [grid for grid in grids if grid.title in wanted]


def _tables(grid: Grid, name: str) -> list[_Table]:
    tables = []
    for block in blocks_of(grid, name):
        rows = [row for run in block.below.runs for row in run.rows]
        source = f"{name}!{grid.place(block.head.row, min(block.pair.columns))}"
        tables.append(_Table(grid, block, positions(grid, block.pair, rows, source)))
    return tables


def _no_table(grids: Sequence[Grid], name: str) -> BadFile:
    sheets = "、".join(grid.title for grid in grids if grid.title)[:80] or "-"
    return BadFile(
        f"{name}：没有找到坐标表（工作表：{sheets}）；请使表头写有“点号、X、Y”或“点号、经度、纬度”，其下每行一个界址点",
        f"{name}: no table of coordinates was found (sheets: {sheets}); give it a head such as 点号, X, Y or 点号, "
        "经度, 纬度 (point, longitude, latitude) with one corner a row below it",
    )


def _require_one_unit(tables: Sequence[_Table], name: str) -> None:
    units = [table.found.is_degrees for table in tables]
    if len(set(units)) == 1:
        return
    metres, degrees = (tables[units.index(one)] for one in (False, True))
    a, b = (table.grid.place(table.block.head.row, min(table.block.pair.columns)) for table in (metres, degrees))
    sheets = list(dict.fromkeys(table.grid.title for table in tables))
    raise LayerOpen(
        f"{name}：{a} 起的坐标是米，{b} 起的是度，可能是同一地块的两套坐标；"
        "请只留一套，或指明工作表（命令行用 --source-layer）",
        f"{name}: the coordinates from {a} on are metres, those from {b} on degrees, perhaps one site given twice; "
        "leave one of them, or name the sheet (on the command line with --source-layer)",
        sheets if len(sheets) > 1 else (),  # both on one sheet: naming it tells nothing
        several=True,
    )


def _hidden(tables: Sequence[_Table]) -> list[Note]:
    notes = []
    for table in tables:
        grid = table.grid
        rows = [row.row for run in table.block.below.runs for row in run.rows if row.row in grid.hidden_rows]
        if grid.hidden:
            notes.append(Note("table_hidden_sheet", {"sheet": grid.title}))
        elif rows:
            first = grid.place(rows[0], min(table.block.pair.columns))
            notes.append(Note("table_hidden_rows", {"first": first, "count": len(rows)}))
    return notes


def _features(tables: Sequence[_Table], name: str, word: Word | None) -> tuple[list[RawFeature], list[Note]]:
    features: list[RawFeature] = []
    notes: list[Note] = []
    sheets = list({id(table.grid): table.grid for table in tables}.values())
    for grid in sheets:
        mine = [table for table in tables if table.grid is grid]
        pieces = [piece for number, table in enumerate(mine) for piece in _pieces(table, number, word)]
        parcels, joined = parcels_of(pieces)
        notes += joined
        for parcel in parcels:
            title = parcel.name or (grid.title if len(sheets) > 1 and len(parcels) == 1 else None)
            source = f"{name}!{parcel.pieces[0].place}" + (f"（{parcel.name[:40]}）" if parcel.name else "")
            geometry, made = geometry_of(parcel, source)
            area = _declared_area(parcel, parcels, mine, source, notes)
            attributes: dict[str, AttributeValue] = {"name": title} if title else {}
            features.append(RawFeature(geometry, attributes, source, title, area))
            notes += made
    return features, notes


def _pieces(table: _Table, number: int, word: Word | None) -> list[Piece]:
    xy = table.found.read_as(word)
    pieces, start = [], 0
    for run in table.block.below.runs:
        end = start + len(run.rows)
        is_station = "station" in table.block.head.roles and "point" not in table.block.head.roles
        fresh = replace(run, rows=list(run.rows))
        pieces.append(Piece(fresh, xy[start:end], number, table.found.places[start], is_station))
        start = end
    return pieces


def _declared_area(
    parcel: Parcel, parcels: Sequence[Parcel], tables: Sequence[_Table], source: str, notes: list[Note]
) -> float | None:
    """The area that a column or a text states for the parcel, m²."""
    table = tables[parcel.pieces[0].block]
    column = table.block.head.roles.get("area")
    if column is not None and (number := table.block.below.areas.get(parcel.pieces[0].run.parcel)) is not None:
        unit = unit_of(table.block.words[column])
        return _known(None if unit is None else number * unit, f"{number:g}", source, notes)
    stated = [area for one in tables for text in one.block.texts_around(one.grid) if (area := area_in(text))]
    own = [area for text in _own_texts(parcel, table) if (area := area_in(text))]
    if own or not stated:
        return _known(*own[0], source, notes) if own else None
    if len(parcels) == 1:
        return _known(*stated[0], source, notes)
    return None


def _own_texts(parcel: Parcel, table: _Table) -> list[str]:
    """The texts from the title above the parcel's first corner to the title after its last, in its own block."""
    rows = [row.row for piece in parcel.pieces for row in piece.run.rows]
    corners = [row.row for run in table.block.below.runs for row in run.rows]
    before = max((row for row in corners if row < rows[0]), default=table.block.top - 1)
    after = min((row for row in corners if row > rows[-1]), default=table.block.bottom)
    return [text for row, text in table.block.texts(table.grid) if before < row < after]


def _known(area: float | None, text: str, source: str, notes: list[Note]) -> float | None:
    if area is None:
        notes.append(Note("declared_area_without_unit", {"source": source, "text": text[:40]}))
    return area


def _once(notes: Sequence[Note]) -> list[Note]:
    kept: list[Note] = []
    for note in notes:
        if note not in kept:
            kept.append(note)
    return kept
