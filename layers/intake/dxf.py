"""DXF drawings: closed outlines of a layer as areas, open lines as lines; X is east, Y north, in metres or millimetres.

ezdxf repairs what it can of a broken file. A drawing says nothing of its CRS: 8-digit eastings name their zone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from layers.errors import BadFile, BadGeometry
from layers.intake.axes import east_first
from layers.intake.delivered import Delivered
from layers.intake.dxf_entities import CHORD_M, Drawing, anchors, drawing_of
from layers.intake.dxf_outlines import GAP_M, Outlines, outlines_of
from layers.intake.foreign import library
from layers.intake.layer_choice import LayerOpen
from layers.intake.table_words import names_old_datum
from layers.intake.types import RawFeature
from layers.notes import Note

BINARY = b"AutoCAD Binary DXF"
"""What a DXF in its binary form begins with."""
_SITE = re.compile("红线|用地|界址|宗地|地块|征地|项目范围|范围线|拐点", re.IGNORECASE)
_UNITS = {1: "inch", 2: "foot", 4: "mm", 5: "cm", 6: "m", 7: "km"}
_DEGREE_CHORD = 1e-8  # about a millimetre
_GUESSED = re.compile(r'recovered invalid floating point value "(.*)" near line (\d+)')
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_GIVEN_UP = re.compile("delet|remov|discard|skip", re.IGNORECASE)
_MOST_TEXTS = 200
_TAIL = 256


def read_dxf(path: Path, name: str, layer: str | None) -> Delivered:
    """The outlines and lines of the layers that `layer` names (with commas), or of the one that can be meant.

    Raises BadFile (damaged; several layers could be meant), BadGeometry (no national coordinates), TooLarge.
    """
    with library(f"{name}：DXF 已损坏或不完整", f"{name}: the DXF is damaged or incomplete"):
        document, auditor = _opened(path)
        names = _LayerNames(str(document.dxfversion), str(document.encoding))
        space = list(document.modelspace())
        scale, notes = _scale(space, int(document.header.get("$INSUNITS", 0)), name)
        drawing = drawing_of(space, _chord(scale), names.shown)
        texts = _texts(space, names)
    if names.guessed:
        notes.append(Note("gbk_assumed"))
    if lost := _lost(auditor, name):
        notes.append(Note("dxf_damaged", {"count": lost}))
    by_layer = {one: outlines_of([piece for piece in drawing.pieces if piece.layer == one], scale)
                for one in dict.fromkeys(piece.layer for piece in drawing.pieces)}  # fmt: skip
    chosen, told = _chosen(by_layer, layer, name)
    notes += told
    features = [feature for one in chosen for feature in _features(by_layer[one], one, name)]
    notes += _notes(chosen, by_layer, drawing)
    features, swapped = _east_first(features, name)
    old = tuple(text for text in texts if names_old_datum(text))
    notes += swapped
    return Delivered("dxf", features, must_state_crs=scale is None, notes=notes, texts=tuple(texts), beside=old)


def _opened(path: Path) -> tuple[Any, Any]:
    """The drawing and what was wrong with it; text files are repaired where they can be."""
    import ezdxf.recover  # noqa: PLC0415 - a second

    with path.open("rb") as file:
        is_binary = file.read(len(BINARY)) == BINARY
        file.seek(max(0, path.stat().st_size - _TAIL))
        if not file.read().rstrip(b"\x00\x1a \t\r\n").upper().endswith(b"EOF"):
            raise BadFile(
                "DXF 没有结尾（EOF），文件不完整；请重新另存后再交",
                "the DXF does not end with EOF, so it is incomplete; save it anew and send that",
            )
    if is_binary:
        document = ezdxf.filemanagement.readfile(path)
        return document, document.audit()
    return ezdxf.recover.readfile(path)


def _lost(auditor: Any, name: str) -> int:
    """How many things the repair of a drawing had to give up. Raises BadFile for a number that it had to guess."""
    for entry in auditor.errors:
        guess = _GUESSED.search(entry.message)
        if guess is not None and not _NUMBER.fullmatch(guess[1].strip()):
            raise BadFile(
                f"{name} 第 {guess[2]} 行附近的“{guess[1][:30]}”不成数，请在 CAD 中另存后再交",
                f'{name}, near line {guess[2]}: "{guess[1][:30]}" is no number, so save the drawing anew and send that',
            )
    given_up = [entry for entry in auditor.fixes if _GIVEN_UP.search(entry.message)]
    return len(auditor.errors) + len(given_up)


class _LayerNames:
    """Names and texts as they were typed: files before 2007 may hold GBK or UTF-8 bytes without saying so."""

    def __init__(self, version: str, encoding: str) -> None:
        self._is_doubtful = version < "AC1021" and encoding == "cp1252"
        self.guessed = False

    def shown(self, name: str) -> str:
        """The name in its true letters."""
        if name.isascii() or not self._is_doubtful:
            return name
        try:
            raw = name.encode("cp1252", "surrogateescape")
        except UnicodeEncodeError:  # written as \\U+7EA2, which ezdxf has put into letters
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            self.guessed = True
            return text
        return name


def _scale(space: Sequence[Any], stated: int, name: str) -> tuple[float | None, list[Note]]:
    """Metres to the drawing unit, by the size of the coordinates; None where they may be degrees.

    What a drawing states of its unit is the template's more often than its own.
    """
    points = np.array([point for point in anchors(space) if np.isfinite(point).all()]).reshape(-1, 2)
    # centimetres look like millimetres with the axes exchanged, so x as east is tried in every unit first
    for ordered in (points, points[:, ::-1]):
        for scale, unit in ((1.0, "m"), (0.001, "mm"), (0.01, "cm")):
            if _national(ordered * scale):
                notes = [Note("dxf_unit_by_size", {"unit": unit, "stated": _UNITS.get(stated, "-")})]
                return scale, notes if _UNITS.get(stated) != unit else []
    if not len(points):
        raise BadFile(
            f"{name}：模型空间中没有可读的图形；请把红线画在模型空间并另存",
            f"{name}: nothing in the model space can be read; draw the site there and save it anew",
        )
    x, y = np.median(points, axis=0)
    if 73 <= x <= 136 and 3 <= y <= 55:
        return None, []
    raise BadGeometry(
        f"{name}：图上坐标约为 {x:.6g}, {y:.6g}，不是国家坐标（东坐标 6 或 8 位，北坐标 7 位）；"
        "请移到 2000 国家大地坐标系的实际位置后再交",
        f"{name}: the drawing lies about {x:.6g}, {y:.6g}, which are no national coordinates (eastings of 6 or 8 "
        "digits, northings of 7); move it to its true position in CGCS2000 and send that",
    )


def _national(points: Any) -> bool:
    """Whether any point can be an easting and northing in China."""
    first, second = points[:, 0], points[:, 1]
    east = ((first > 1e5) & (first < 1e6)) | ((first >= 1.3e7) & (first < 4.6e7))
    return bool((east & (second >= 1e6) & (second < 6.1e6)).any())


def _chord(scale: float | None) -> float:
    return _DEGREE_CHORD if scale is None else CHORD_M / scale


def _texts(space: Sequence[Any], names: _LayerNames) -> list[str]:
    found = (
        names.shown(str(entity.plain_text() if entity.dxftype() == "MTEXT" else entity.dxf.get("text", "")))
        for entity in space
        if entity.dxftype() in ("TEXT", "MTEXT")
    )
    return [text.strip()[:100] for text, _ in zip(found, range(_MOST_TEXTS), strict=False) if text.strip()]


def _chosen(by_layer: dict[str, Outlines], wanted: str | None, name: str) -> tuple[list[str], list[Note]]:
    """The layers to read, and why. Raises BadFile, LayerOpen with the layers, where that cannot be told."""
    if wanted is not None:
        known = {layer.casefold(): layer for layer in by_layer}
        asked = [wanted] if wanted.casefold() in known else [one.strip() for one in re.split("[,，]", wanted)]
        for one in asked:
            if one.casefold() not in known:
                raise LayerOpen(
                    f"{name} 中没有图层“{one}”，或其上没有可读的图形；有图形的图层：{_listed(by_layer, zh=True)}",
                    f'{name} has no layer "{one}", or nothing on it can be read; layers with something on them: '
                    f"{_listed(by_layer)}",
                    by_layer,
                    several=True,
                )
        return [known[one.casefold()] for one in asked], []
    closed = [layer for layer, outlines in by_layer.items() if outlines.polygons]
    drawn = closed or [layer for layer, outlines in by_layer.items() if outlines.lines]
    drawn = drawn or [layer for layer, outlines in by_layer.items() if outlines.points]
    likely = [layer for layer in drawn if _SITE.search(layer)]
    if len(drawn) == 1 or len(likely) == 1:
        layer = drawn[0] if len(drawn) == 1 else likely[0]
        others = len(by_layer) - 1
        return [layer], [Note("dxf_layer_chosen", {"layer": layer, "others": others})] if others else []
    if not drawn:
        raise BadFile(
            f"{name}：模型空间中没有线、面或点；请把红线画成闭合多段线并另存",
            f"{name}: the model space holds no line, area or point; draw the site as a closed polyline and save it",
        )
    zh, en = ("闭合轮廓", "closed outlines") if closed else ("线或点", "lines or points")
    raise LayerOpen(
        f"{name}：{len(drawn)} 个图层上有{zh}，分不清哪一个是用地范围；"
        f"请指明图层（命令行用 --source-layer，几个之间用逗号）："
        f"{_listed(by_layer, zh=True)}",
        f"{name}: {len(drawn)} layers hold {en}, and which is the site cannot be told; name the layer (on the "
        f"command line with --source-layer, several with commas): {_listed(by_layer)}",
        by_layer,
        several=True,
    )


def _listed(by_layer: dict[str, Outlines], *, zh: bool = False) -> str:
    def counts(one: Outlines) -> str:
        if zh:
            return f"闭合 {len(one.polygons)}，线 {len(one.lines)}，点 {len(one.points)}"
        return f"{len(one.polygons)} closed, {len(one.lines)} line(s), {len(one.points)} point(s)"

    shown = [f"{layer}（{counts(one)}）" if zh else f"{layer} ({counts(one)})" for layer, one in by_layer.items()]
    return ("；" if zh else "; ").join(shown[:20])


def _features(outlines: Outlines, layer: str, name: str) -> list[RawFeature]:
    shapes: list[BaseGeometry] = [*outlines.polygons, *outlines.lines, *(Point(xy) for xy in outlines.points)]
    return [RawFeature(shape, {"layer": layer}, f"{name}/{layer}#{number}") for number, shape in enumerate(shapes, 1)]


def _notes(chosen: Sequence[str], by_layer: dict[str, Outlines], drawing: Drawing) -> list[Note]:
    mine = [by_layer[layer] for layer in chosen]
    notes = []
    if curves := sum(drawing.curves[layer] for layer in chosen):
        notes.append(Note("dxf_curves_cut", {"count": curves, "chord_mm": round(CHORD_M * 1000)}))
    if gaps := sum(one.gaps for one in mine):
        widest = max(one.widest_m for one in mine)
        values = {"count": gaps, "widest_mm": round(widest * 1000, 1), "tolerance_mm": round(GAP_M * 1000)}
        notes.append(Note("dxf_gaps_closed", values))
    if twice := sum(one.twice for one in mine):
        notes.append(Note("dxf_drawn_twice", {"count": twice}))
    if raised := sum(drawing.raised[layer] for layer in chosen):
        notes.append(Note("z_dropped", {"count": raised}))
    polygons = [polygon for one in mine for polygon in one.polygons]
    if inside := _nested(polygons):
        notes.append(Note("dxf_outlines_nested", {"count": inside}))
    if polygons and (lines := sum(len(one.lines) for one in mine)):
        notes.append(Note("dxf_open_lines", {"count": lines}))
    for layer in chosen:
        if kinds := drawing.left_out.get(layer):
            shown = ", ".join(f"{kind} × {count}" for kind, count in kinds.most_common(6))
            notes.append(Note("dxf_entities_left_out", {"layer": layer, "kinds": shown}))
    if drawing.references:
        names = ", ".join(drawing.references[:3])
        notes.append(Note("dxf_references_left_out", {"count": len(drawing.references), "names": names}))
    return notes


def _nested(polygons: Sequence[Any]) -> int:
    """How many outlines lie inside another."""
    if len(polygons) < 2:
        return 0
    valid = [polygon if polygon.is_valid else shapely.make_valid(polygon) for polygon in polygons]
    inner, outer = shapely.STRtree(valid).query(valid, predicate="within")
    return len({int(one) for one, other in zip(inner, outer, strict=True) if one != other})


def _east_first(features: list[RawFeature], name: str) -> tuple[list[RawFeature], list[Note]]:
    """X as the easting, also where the drawing has the columns of a survey (X north)."""
    if not features:
        return features, []
    xy, owner = shapely.get_coordinates([feature.geometry for feature in features], return_index=True)

    def place(index: int) -> tuple[str, str]:
        source = features[int(owner[index])].source
        return source, source

    if east_first(xy[:, 0], xy[:, 1], place) is not False:
        return features, []
    turned = [
        RawFeature(shapely.transform(one.geometry, lambda points: points[:, ::-1]), one.attributes, one.source)
        for one in features
    ]
    return turned, [Note("axes_swapped", {"source": name, "first": "Y", "second": "X"})]
