"""How each class of a layer is drawn: told by colour, and by a dash, a width or a ring besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from layers.definition_file import Titles
from layers.kinds import LayerKind

# lengths of dash and gap in widths of the line; no two look alike
DASHES: Final[tuple[tuple[float, ...], ...]] = (
    (),
    (4, 2),
    (1, 1.5),
    (7, 2, 1, 2),
    (2, 1),
    (9, 3),
    (5, 1.5, 1, 1.5, 1, 1.5),
)
OTHER: Final = Titles(zh="其他或未分类", en="other or unclassed")
_NO_CLASS: Final = "#9b9b9b"
_WIDER: Final = 1.8  # of the classes that come after all dashes are taken
_RADIUS: Final = 5.0


@dataclass(frozen=True)
class Symbol:
    """One class as drawn. `value`: its code in the attribute `by`; None: whatever has no other symbol.

    Widths and radii are CSS pixels at zoom 12; a `dash` is in widths of the line, () a line without gaps. A point is a
    disc, or a ring where it is `hollow`.
    """

    value: str | None
    title: Titles
    fill: str | None
    fill_opacity: float
    line: str
    width: float
    dash: tuple[float, ...]
    radius: float = _RADIUS
    hollow: bool = False


def coloured_by(kind: LayerKind) -> str | None:
    """The attribute whose codes are drawn apart; None where all features look alike."""
    return (kind.style.by or kind.class_attribute) if kind.style.classes else None


def symbols(kind: LayerKind) -> tuple[Symbol, ...]:
    """The symbols of a layer in the order its file lists the classes; what has none of these comes last."""
    return tuple(_symbols(kind))


def _symbols(kind: LayerKind) -> Iterator[Symbol]:
    by = coloured_by(kind)
    if by is None:
        yield _symbol(kind, 0, None, kind.title, kind.style.fill or kind.style.line or _NO_CLASS)
        return
    titles = kind.attributes[by].values
    for place, (code, colour) in enumerate(kind.style.classes.items()):
        yield _symbol(kind, place, code, titles[code], colour)
    if set(titles) - set(kind.style.classes) or not kind.attributes[by].required:
        yield _symbol(kind, len(kind.style.classes), None, OTHER, _NO_CLASS)


def _symbol(kind: LayerKind, place: int, value: str | None, title: Titles, colour: str) -> Symbol:
    style, (round_, turn) = kind.style, divmod(place, len(DASHES))
    area = kind.geometry == "polygon"
    alone = not style.classes
    return Symbol(
        value,
        title,
        colour if area and (style.fill is not None or not alone) else None,
        style.opacity,
        (style.line or colour) if area or (alone and kind.geometry == "line") else colour,
        style.width * _WIDER**round_,
        DASHES[turn],
        _RADIUS + 1.5 * (place // 2),
        hollow=place % 2 == 1,
    )
