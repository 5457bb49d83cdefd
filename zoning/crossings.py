"""Lines by chainage: what a project's lines cross, and the partition of the whole by what covers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import shapely

from layers.chainage import Walk, walk
from layers.crossings import walks
from layers.engine import Measure, dissolved
from layers.snapshot import Feature, LayerView
from zoning.abreast import abreast
from zoning.alignment import Alignment, Section, alignment
from zoning.case import Case
from zoning.evaluation import RuleResult
from zoning.findings import Contact, FeatureKey, by_feature
from zoning.projects import OCCUPYING, Role
from zoning.rules.model import Reads
from zoning.verdict import Json, metres, square_metres

Kind = Literal["inside", "along", "cross", "touch", "corridor"]
KINDS: tuple[Kind, ...] = ("inside", "along", "cross", "touch", "corridor")
NOTHING = Measure()
MEETING_M = 0.01  # a footprint is drawn round its axis to a millimetre
ClassKey = tuple[str, str | None]
Millimetres = int


@dataclass(frozen=True)
class Crossing:
    """A row of the table: a stretch (m of chainage) of one section and a feature.

    `inside`: the axis in the interior of an area; `along`: the axis on the border of an area or on a line; `cross`: a
    position in common with a line or point; `touch`: a position in common with an area that is not entered;
    `corridor`: only the width reaches the feature, by `beside`.
    """

    kind: Kind
    section: int
    from_m: float
    to_m: float
    feature: Feature
    beside: Measure = NOTHING


@dataclass(frozen=True)
class Segment:
    """An interval of chainage in whole mm, its section, and per layer and class that covers it the features there."""

    section: int
    from_mm: Millimetres
    to_mm: Millimetres
    covers: tuple[tuple[ClassKey, tuple[Feature, ...]], ...]


@dataclass(frozen=True)
class Chainage:
    """A project's lines walked through everything they meet."""

    lines: Alignment
    crossings: tuple[Crossing, ...]
    segments: tuple[Segment, ...]


def chainage(case: Case, found: Iterable[Contact]) -> Chainage | None:
    """The lines of a project by chainage against the features it meets; None where it has no line."""
    lines = alignment(case.project)
    if lines is None:
        return None
    met = sorted((c.feature for c in found if c.near.distance_m <= MEETING_M), key=lambda feature: feature.order)
    walked = list(zip(met, walks(met, lines.axis), strict=True))
    rows = [
        row for feature, steps in walked for row in (*_on_axis(lines, feature, steps), *_beside(lines, feature, steps))
    ]
    rows.sort(key=lambda row: (row.section, row.from_m, row.to_m, KINDS.index(row.kind), row.feature.order))
    return Chainage(lines, tuple(rows), tuple(_segments(lines, walked, case.snapshot.views)))


def _on_axis(lines: Alignment, feature: Feature, steps: Walk) -> Iterator[Crossing]:
    for stretch in steps.inside:
        yield from (Crossing("inside", *cut, feature) for cut in lines.cut(stretch.run, stretch.from_m, stretch.to_m))
    for stretch in steps.along:
        yield from (Crossing("along", *cut, feature) for cut in lines.cut(stretch.run, stretch.from_m, stretch.to_m))
    kind: Kind = "touch" if shapely.get_dimensions(feature.geometry) == 2 else "cross"
    for place in steps.points:
        yield from (Crossing(kind, *cut, feature) for cut in lines.cut(place.run, place.at_m, place.at_m))


def _beside(lines: Alignment, feature: Feature, steps: Walk) -> Iterator[Crossing]:
    for piece in abreast(lines, feature, steps):
        yield Crossing("corridor", piece.section, piece.from_m, piece.to_m, feature, piece.measure)


def _mm(value: float) -> Millimetres:
    return round(metres(value) * 1000)


@dataclass(frozen=True)
class _Cover:
    """Intervals (section, from, to in mm) of the axis that one class of a layer covers, and those of each feature."""

    key: ClassKey
    intervals: frozenset[tuple[int, Millimetres, Millimetres]]
    features: Mapping[FeatureKey, tuple[Feature, frozenset[tuple[int, Millimetres, Millimetres]]]]


def _segments(
    lines: Alignment, walked: Sequence[tuple[Feature, Walk]], views: Mapping[str, LayerView]
) -> Iterator[Segment]:
    """The partition of every section at each place where the features that cover it change."""
    covers = list(_covers(lines, walked, views))
    for index, section in enumerate(lines.sections):
        here = [
            (cover, _in(cover.intervals, index), {k: (f, _in(own, index)) for k, (f, own) in cover.features.items()})
            for cover in covers
        ]
        here = [(cover, own, by) for cover, own, by in here if own]
        ends = {_mm(section.from_m), _mm(section.to_m)}
        for _, own, by in here:
            ends.update(end for interval in (*own, *(i for _, many in by.values() for i in many)) for end in interval)
        last: Segment | None = None
        for begin, end in pairwise(sorted(ends)):
            inside = tuple(
                (cover.key, _holding(by.values(), begin, end)) for cover, own, by in here if _covered(own, begin, end)
            )
            if last is not None and last.covers == inside:
                last = Segment(index, last.from_mm, end, inside)
                continue
            if last is not None:
                yield last
            last = Segment(index, begin, end, inside)
        if last is not None:
            yield last


def _in(intervals: Iterable[tuple[int, Millimetres, Millimetres]], section: int) -> list[tuple[int, int]]:
    return [(begin, end) for index, begin, end in intervals if index == section and begin < end]


def _covered(intervals: Iterable[tuple[int, int]], begin: int, end: int) -> bool:
    return any(first <= begin and end <= last for first, last in intervals)


def _holding(features: Iterable[tuple[Feature, list[tuple[int, int]]]], begin: int, end: int) -> tuple[Feature, ...]:
    """The features that hold an interval; where a seam between two leaves it to neither, both."""
    every = list(features)
    own = [feature for feature, many in every if _covered(many, begin, end)]
    return tuple(own or [f for f, many in every if any(first <= end and begin <= last for first, last in many)])


def _covers(
    lines: Alignment, walked: Sequence[tuple[Feature, Walk]], views: Mapping[str, LayerView]
) -> Iterator[_Cover]:
    """Per layer and class what it covers of the axis: the interior of its dissolved areas, and its lines.

    An axis on the seam of two areas of one class is inside the class, though inside neither of them.
    """
    classes: dict[ClassKey, list[tuple[Feature, Walk]]] = {}
    for feature, steps in walked:
        if steps.inside or steps.along:
            classes.setdefault((feature.layer, views[feature.layer].class_of(feature)), []).append((feature, steps))
    whole = lines.axis.lines()
    for key, members in sorted(classes.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1] or "")):
        areas = [member for member in members if shapely.get_dimensions(member[0].geometry) == 2]
        joined = Walk()
        if len(areas) == 1:
            joined = areas[0][1]
        elif areas:
            joined = walk(lines.axis, dissolved([feature for feature, _ in areas], whole, 1.0))
        on_lines = [steps for feature, steps in members if shapely.get_dimensions(feature.geometry) == 1]
        stretches = [*joined.inside, *(stretch for steps in on_lines for stretch in steps.along)]
        yield _Cover(
            key,
            _millimetres(lines, [(s.run, s.from_m, s.to_m) for s in stretches]),
            {
                feature.order: (
                    feature,
                    _millimetres(lines, [(s.run, s.from_m, s.to_m) for s in (*steps.inside, *steps.along)]),
                )
                for feature, steps in members
            },
        )


def _millimetres(
    lines: Alignment, stretches: Iterable[tuple[int, float, float]]
) -> frozenset[tuple[int, Millimetres, Millimetres]]:
    """Stretches by section in whole mm, those that follow on one another joined."""
    pieces = sorted((index, _mm(a), _mm(b)) for stretch in stretches for index, a, b in lines.cut(*stretch))
    out: list[tuple[int, Millimetres, Millimetres]] = []
    for index, begin, end in pieces:
        if out and out[-1][0] == index and begin <= out[-1][2]:
            out[-1] = (index, out[-1][1], max(out[-1][2], end))
        else:
            out.append((index, begin, end))
    return frozenset(out)


def lines_json(case: Case, found: Iterable[Contact], results: Iterable[RuleResult]) -> Json | None:
    """Sections, crossing table, segments and metres per layer and class; None for a project without lines.

    Lengths are differences of printed chainages, so that segments sum to `length_m` exactly. `rules` are those that
    hold or may hold and read parts of the section's role.
    """
    walked = chainage(case, found)
    if walked is None:
        return None
    concerning = by_feature(results)
    sections = walked.lines.sections
    return {
        "length_m": metres(walked.lines.axis.length_m),
        "sections": [_section_json(sections, index) for index in range(len(sections))],
        "crossings": [
            {
                **_crossing_json(row, sections[row.section], case.snapshot.views[row.feature.layer]),
                "rules": [
                    _rule_json(result, row.feature)
                    for result in concerning.get(row.feature.order, ())
                    if result.holds is not False
                    and _read(result.rule.entry.reads, sections[row.section].role, case.project.draws_outlet)
                ],
            }
            for row in walked.crossings
        ],
        "segments": [_segment_json(segment) for segment in walked.segments],
        "by_class": _by_class(walked.segments),
    }


def _section_json(sections: Sequence[Section], index: int) -> Json:
    section = sections[index]
    return {
        "section": index + 1,
        **_stretch(_mm(section.from_m), _mm(section.to_m)),
        "role": section.role,
        "width_m": section.width_m,
        "parts": [part + 1 for part in section.parts],
        "joined": index > 0 and sections[index - 1].run == section.run,
        "start": list(section.start),
        "end": list(section.end),
    }


def _stretch(begin: Millimetres, end: Millimetres) -> Json:
    return {"from_m": begin / 1000, "to_m": end / 1000, "length_m": (end - begin) / 1000}


def _crossing_json(row: Crossing, section: Section, view: LayerView) -> Json:
    stretch = _stretch(_mm(row.from_m), _mm(row.to_m))
    if row.kind == "corridor":
        stretch["length_m"] = 0.0  # no metre of the axis lies in the feature
    return {
        "kind": row.kind,
        **stretch,
        "section": row.section + 1,
        "role": section.role,
        "width_m": section.width_m,
        "layer": row.feature.layer,
        **_named(row.feature),
        "name": row.feature.attributes.get("name"),
        "class": view.class_of(row.feature),
        "beside_area_m2": square_metres(row.beside.area_m2),
        "beside_length_m": metres(row.beside.length_m),
    }


def _named(feature: Feature) -> Json:
    return {"region": feature.edition.head.region, "edition": feature.edition.number, "feature": feature.id}


def _read(reads: Reads, role: Role, outlets: bool) -> bool:
    """Whether a rule that reads so concerns a part of that role (see `Project.footprint`)."""
    if reads == "occupation":
        return role in OCCUPYING
    if reads == "route":
        return role == "route"
    return role == "outlet" or not outlets if reads in ("outlet", "drawn_outlet") else True


def _rule_json(result: RuleResult, feature: Feature) -> Json:
    holds, outcome = result.for_feature(feature)
    effect = result.rule.effect
    if result.rule.table_layer is not None:
        effect = ("inform", "require", "prohibit")[outcome.worst]
    return {"pack": result.rule.pack, "rule": result.rule.entry.id, "effect": effect, "holds": holds}


def _segment_json(segment: Segment) -> Json:
    return {
        **_stretch(segment.from_mm, segment.to_mm),
        "section": segment.section + 1,
        "covers": [
            {"layer": layer, "class": code, "features": [_named(feature) for feature in features]}
            for (layer, code), features in segment.covers
        ],
    }


def _by_class(segments: Iterable[Segment]) -> list[Json]:
    sums: dict[ClassKey, Millimetres] = {}
    for segment in segments:
        for key, _ in segment.covers:
            sums[key] = sums.get(key, 0) + segment.to_mm - segment.from_mm
    order = sorted(sums, key=lambda key: (key[0], key[1] is None, key[1] or ""))
    return [{"layer": layer, "class": code, "length_m": sums[layer, code] / 1000} for layer, code in order]
