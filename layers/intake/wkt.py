"""WKT and EWKT: one or more geometries as text, an SRID honoured."""

from __future__ import annotations

import re

import shapely
from shapely.errors import GEOSException

from layers.crs import SourceCRS, parse_crs
from layers.errors import BadCRS, BadGeometry
from layers.intake.delivered import Delivered
from layers.intake.text import decode, fold
from layers.intake.types import RawFeature

_WORDS = r"(?:SRID\s*=|(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|LINEARRING)"
START = re.compile(rf"\s*{_WORDS}\s*(?:\d+\s*;|(?:Z|M|ZM)?\s*\(|(?:Z|M|ZM)?\s*EMPTY)", re.IGNORECASE)
_NEXT = re.compile(rf"\n(?=\s*{_WORDS})", re.IGNORECASE)
_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)


def deliver(data: bytes, name: str) -> Delivered:
    """The geometries of a WKT text, one feature each. Raises BadGeometry (broken WKT) or BadCRS (its SRID)."""
    text, notes = decode(data)
    text = fold(text)
    features: list[RawFeature] = []
    declared: set[int] = set()
    pieces = [piece for piece in _NEXT.split(text) if piece.strip()]
    for number, piece in enumerate(pieces, 1):
        source = name if len(pieces) == 1 else f"{name}#{number}"
        srid = _SRID.match(piece)
        declared.add(int(srid[1]) if srid else 0)
        try:
            shape = shapely.from_wkt(piece[srid.end() :] if srid else piece)
        except (GEOSException, UnicodeDecodeError) as fault:
            cause = " ".join(_told(fault).split())[:120]
            raise BadGeometry(
                f"{source}：WKT 无法读取（{cause}）；请核对括号、逗号，环至少三个不同的点并闭合",
                f"{source}: the WKT cannot be read ({cause}); check brackets and commas, and that rings close and have "
                "at least three different points",
            ) from fault
        features.append(RawFeature(shape, {}, source))
    return Delivered("wkt", features, _declared(declared), notes=list(notes))


def _told(fault: GEOSException | UnicodeDecodeError) -> str:
    """What GEOS said; it quotes the text and may cut it inside a character."""
    return fault.object.decode("utf-8", "replace") if isinstance(fault, UnicodeDecodeError) else str(fault)


def _declared(srids: set[int]) -> SourceCRS | None:
    if len(srids) > 1:
        seen = ", ".join(str(srid) for srid in sorted(srids))
        raise BadCRS(f"各几何的 SRID 不一（{seen}）；请统一", f"the geometries have different SRIDs ({seen}); use one")
    srid = next(iter(srids), 0)
    return parse_crs(f"EPSG:{srid}", old=True) if srid else None
