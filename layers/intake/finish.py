"""The one way from what a format reader hands over to a `Reading` in EPSG:4490."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import Place, Points, SourceCRS, infer_crs, parse_crs
from layers.datum_shift import no_parameters
from layers.errors import BadCRS, BadFile
from layers.intake.beside import require_no_other_datum
from layers.intake.candidates import AmbiguousCRS, Candidate, Numbers, fitting
from layers.intake.declared_area import declared_area_notes
from layers.intake.delivered import Delivered, too_many_vertices, words_of
from layers.intake.extent import require_extent, require_shapes
from layers.intake.fineness import fineness
from layers.intake.notation import packed_suspected, unpacked
from layers.intake.statement import Statement, parse_statement
from layers.intake.types import RawFeature, Reading, ReadLimits
from layers.notes import Note

_PREFIXED = 1e7  # an easting from here on begins with the number of its zone
_FEW = 4
_DEGREES = 180.0


def finish(delivered: Delivered, crs: str | None, limits: ReadLimits, *, may_be_empty: bool = False) -> Reading:
    """The reading in EPSG:4490, checked vertex by vertex; `crs` is what the caller says, over what the file says.

    Self-crossing rings are passed on as they are. Raises BadFile (no features, unless there `may_be` none),
    BadGeometry, TooLarge, BadCRS; of the last AmbiguousCRS where nothing says which of several readings is meant.
    """
    stated = parse_statement(crs)
    delivered = _chosen(delivered, stated)
    features = delivered.features
    if not features and may_be_empty:
        source = delivered.declared or delivered.default
        return Reading((), delivered.intake, source.name, tuple(delivered.notes), delivered.project)
    if not features:
        raise BadFile(
            "文件中没有任何要素；请补上图形后再交", "the file holds no feature; add the geometry and send it again"
        )
    shapes = _flat(features, limits)
    notes = list(delivered.notes)
    raised = sum(bool(feature.geometry.has_z or shapely.has_m(feature.geometry)) for feature in features)
    if raised:
        notes.append(Note("z_dropped", {"count": raised}))
    if stated.swapped:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
        notes.append(Note("swapped_as_stated"))

    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    first = np.searchsorted(owner, np.arange(len(features)))

    def place(index: int) -> tuple[str, str]:
        feature = int(owner[index])
        vertex = index - int(first[feature]) + 1
        source = features[feature].source
        return f"{source} 第 {vertex} 个顶点", f"{source}, vertex {vertex}"

    if stated.crs is None and delivered.declared is None:
        require_no_other_datum(delivered.beside, delivered.texts, is_degrees=bool((np.abs(xy) <= _DEGREES).all()))
    sexagesimal = delivered.sexagesimal or delivered.word == "packed"
    try:
        _require_one_notation(delivered, shapes, place)
        source, assumed = _source_crs(delivered, stated.crs, xy, place)
        if stated.word == "packed" and delivered.word is None:
            xy, sexagesimal = _unpacked(xy, source, place), True
            notes.append(Note("packed_degrees"))
        lonlat, converted = replace(source, shifts=limits.datums).to_cgcs2000(xy, place)
    except BadCRS as fault:
        raise _undecided(fault, delivered, stated, shapes) from fault
    if source.is_degrees and stated.word is None and delivered.word is None:
        notes += packed_suspected(xy)
    require_extent(shapes, features)
    plane = None if source.is_degrees else shapes
    shapes = shapely.set_coordinates(shapes.copy(), lonlat)
    notes += declared_area_notes(features, shapes, plane)
    return Reading(
        features=tuple(replace(old, geometry=shape) for old, shape in zip(features, shapes, strict=True)),
        intake=source.kind if source.kind in ("gcj02", "bd09") else delivered.intake,
        crs=source.name,
        notes=(*notes, *assumed, *converted),
        project=delivered.project,
        texts=delivered.texts,
        zone=None if source.zone is None or source.old_datum is not None else source.zone.token,
        shift_accuracy_m=_shift_accuracy(converted),
        fineness=fineness(xy, is_degrees=source.is_degrees, sexagesimal=sexagesimal, written=delivered.unit),
        said_precision_m=delivered.said_precision_m,
        prefixed=not source.is_degrees and bool(xy[0, 0] >= _PREFIXED),
    )


def _shift_accuracy(notes: Iterable[Note]) -> float:
    """What the parameters of an old datum add to the error of a position, metres."""
    return sum(float(note.values["accuracy_m"] or 0.0) for note in notes if note.code == "datum_transformed")


def _flat(features: list[RawFeature], limits: ReadLimits) -> NDArray[np.object_]:
    """The shapes of the features without heights. Raises BadGeometry, TooLarge."""
    shapes = np.array([feature.geometry for feature in features], dtype=object)
    require_shapes(shapes, features)
    count = int(shapely.get_num_coordinates(shapes).sum())
    if count > limits.vertices:
        raise too_many_vertices(count, limits.vertices)
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _chosen(delivered: Delivered, stated: Statement) -> Delivered:
    """By the notation of degrees that is stated. Raises BadCRS where the file itself states the other."""
    if stated.word in (None, delivered.word):
        return delivered if stated.word is None else replace(delivered, alternatives=())
    for other in delivered.alternatives:
        if other.word == stated.word:
            notes = [*delivered.notes, *other.notes]
            return replace(delivered, features=other.features, notes=notes, word=other.word, alternatives=())
    if delivered.word is None:
        return delivered
    raise BadCRS(
        f"文件写明角度为 {delivered.word}，与指定的 {stated.word} 不符；请改正文件或去掉 {stated.word}",
        f"the file itself writes degrees as {delivered.word}, not as {stated.word}; correct the file or leave "
        f"{stated.word} out",
    )


def _require_one_notation(delivered: Delivered, shapes: NDArray[np.object_], place: Place) -> None:
    """Raises BadCRS where the degrees may be packed or decimal, and nothing says which."""
    if not delivered.alternatives:
        return
    zh, en = place(0)
    x, y = shapely.get_coordinates(shapes)[0]
    raise BadCRS(
        f"{zh}：{x:.10g}, {y:.10g} 可能是度分秒（ddd.mmss）也可能是十进制度；"
        "请写明“计量单位=度分秒”或“计量单位=十进制度”，或用 --crs packed、--crs decimal 指明",
        f"{en}: {x:.10g}, {y:.10g} may be packed degrees (ddd.mmss) or decimal degrees; state 计量单位=度分秒 "
        "(packed) or 计量单位=十进制度 (decimal) in the header, or say --crs packed or --crs decimal",
    )


def _unpacked(xy: Points, source: SourceCRS, place: Place) -> Points:
    if source.is_degrees:
        return unpacked(xy, place)
    raise BadCRS(
        f"{source.name} 的坐标是米，没有度分秒（packed）之说；请去掉 packed",
        f"the coordinates of {source.name} are metres, which are never packed degrees; leave packed out",
    )


def _undecided(fault: BadCRS, delivered: Delivered, stated: Statement, shapes: NDArray[np.object_]) -> BadCRS:
    """The fault with the readings that do fit; the fault itself where none does, or the caller's own word is wrong."""
    old = delivered.declared is not None and delivered.declared.old_datum is not None
    if stated != Statement() or isinstance(fault, AmbiguousCRS) or old:  # of an old datum no other reading is likely
        return fault
    written = [Numbers(shapes, delivered.word)]
    written += [
        Numbers(np.array([feature.geometry for feature in other.features], dtype=object), other.word)
        for other in delivered.alternatives
    ]
    found = fitting(written, datums=delivered.must_state_crs, declared=delivered.declared)
    if not found:
        return fault
    zh, en = _named(found)
    declared = [feature.declared_area_m2 for feature in delivered.features if feature.declared_area_m2 is not None]
    return AmbiguousCRS(
        f"{fault.zh}。{zh}",
        f"{fault.en}. {en}",
        found,
        intake=delivered.intake,
        words=words_of(delivered.features, delivered.texts, delivered.project),
        declared_area_m2=sum(declared) if declared else None,
        notes=delivered.notes,
    )


def _named(found: Sequence[Candidate]) -> tuple[str, str]:
    """A sentence that names the readings that fit: all of a few, of many the first and the last."""
    shown = list(found) if len(found) <= _FEW else [found[0], found[-1]]
    places = [f"{one.state} → {one.lonlat[0]:.4f}, {one.lonlat[1]:.4f}" for one in shown]
    if len(found) <= _FEW:
        return f"落在中国范围内的读法：{'；'.join(places)}", f"Readings that lie in China: {'; '.join(places)}"
    return (
        f"落在中国范围内的读法有 {len(found)} 种，由 {places[0]} 到 {places[1]}",
        f"{len(found)} readings lie in China, from {places[0]} to {places[1]}",
    )


def _source_crs(
    delivered: Delivered, crs: str | None, xy: NDArray[np.float64], place: Place
) -> tuple[SourceCRS, tuple[Note, ...]]:
    given = None if crs is None else parse_crs(crs, old=True)
    declared = delivered.declared
    if given is not None:
        if declared is None or given.same_place(declared):
            return given, ()
        if declared.old_datum is not None and given.old_datum is None:
            raise no_parameters(declared.name, declared.old_datum)  # stating another CRS does not move the points
        return given, (Note("crs_overrides_file", {"given": given.name, "declared": declared.name}),)
    if declared is not None:
        return declared, ()
    if delivered.must_state_crs:
        raise BadCRS(
            "文件没有说明坐标系（缺 .prj 或坐标系未定义）；请用 --crs 指明，例如 EPSG:4490 或 gk3:40",
            "the file does not state its CRS (no .prj, or undefined); name it with --crs, e.g. EPSG:4490 or gk3:40",
        )
    return infer_crs(xy, delivered.default, place)
