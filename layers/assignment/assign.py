"""The codes of a delivery's lines: those it came with, compared; those it came without, assigned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.assignment.areas import Areas, areas_of
from layers.assignment.compare import Side, assignments, differences
from layers.assignment.groups import connected, going_whole
from layers.assignment.lines import NONE, Geometries, Indices, Lines, Stretches, overlaid, relabelled, stretches
from layers.assignment.located import located
from layers.assignment.nearest import nearest
from layers.assignment.pieces import keys, originals, pieces
from layers.assignment.runs import joined
from layers.attribute_rules import CONNECTED, Assignment
from layers.checks.report import Problem
from layers.delivery import Delivery
from layers.editions import Features, Value
from layers.notes import Note, NoteValue
from layers.regions import Regions


@dataclass(frozen=True)
class Source:
    """The features of a layer in force, and the editions that they are of, as people name them."""

    features: Features
    editions: str


@dataclass(frozen=True)
class Assigned:
    """A delivery with its codes, in its own order, features cut where one changes.

    Attributes:
        geometries, attributes, sources: as of the delivery, one row per piece.
        delivered: row → what was delivered, where it differs.
        unnamed: attribute → groups of rows that belong together and have no name yet.
        problems, notes: what is to be said of it.
    """

    geometries: Geometries
    attributes: Mapping[str, Sequence[Value]]
    sources: tuple[str, ...]
    delivered: Mapping[int, BaseGeometry]
    unnamed: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()

    def named(self, ids: Sequence[str]) -> Mapping[str, Sequence[Value]]:
        """The attributes with each unnamed group named by the least id of its rows."""
        out = dict(self.attributes)
        for name, groups in self.unnamed.items():
            column = list(out[name])
            for rows in groups:
                for row in rows:
                    column[row] = min(ids[other] for other in rows)
            out[name] = column
        return out


def assign(
    delivery: Delivery,
    geometries: Geometries,
    delivered: Mapping[int, BaseGeometry],
    *,
    source: Callable[[str], Source | None],
    regions: Regions,
    region: str,
) -> Assigned:
    """The attributes that the layer kind has a rule for, where the delivery leaves them out; see Assignment.

    Args:
        delivery: what was taken from the reading.
        geometries: (n,) its geometries after the check, EPSG:4490.
        delivered: the originals of those that the check changed, by row.
        source: the features in force of a layer; None where it is not in force: then nothing is assigned from it.
        regions: the region list.
        region: the code the delivery is published for.

    Lengths are geodesic; those of the pieces of a feature add up to its own.
    """
    rules = {name: a.assign for name, a in delivery.kind.attributes.items() if a.assign is not None}
    if not rules or not len(delivery):
        return Assigned(geometries, delivery.attributes, delivery.sources, delivered)
    work = _Work(delivery, geometries, regions, region)
    for name in sorted(rules, key=lambda name: rules[name].whole != CONNECTED):  # groups before what goes by them
        work.take(name, rules[name], source(rules[name].source))
    return work.result(delivered)


class _Work:
    """One delivery while its attributes are assigned, one after another."""

    def __init__(self, delivery: Delivery, geometries: Geometries, regions: Regions, region: str) -> None:
        self.delivery, self.geometries = delivery, geometries
        self.regions, self.region = regions, region
        self.lines = Lines(geometries)
        self.columns: dict[str, list[Value]] = {name: list(c) for name, c in delivery.attributes.items()}
        self.groups: dict[str, Indices] = {}
        self.cuts: dict[str, tuple[Stretches, Areas]] = {}
        self.problems: list[Problem] = []
        self.notes: list[Note] = []

    def take(self, name: str, rule: Assignment, source: Source | None) -> None:
        """Compare and assign one attribute."""
        column = self.columns[name]
        subject = self._subject(rule)
        given = _rows(row for row in subject if column[row] is not None)
        if rule.whole == CONNECTED:
            self._group(name, subject)
        lacking = _rows(row for row in subject if column[row] is None)
        if rule.blank == "none" and len(given):
            lacking = lacking[:0]
        if source is None:
            if len(lacking):
                values: dict[str, NoteValue] = {"attribute": name, "layer": rule.source, "count": len(lacking)}
                self.notes.append(Note("assignment_without_layer", values))
        elif len(given) or len(lacking):
            areas, found = self._found(name, rule, source, [column[row] for row in given])
            codes = self._region_list(name)
            side = Side(name, rule, source.editions, self.lines, found, areas, self.region)
            told_given, compared = differences(side, column, given, codes)
            told_lacking, assigned = assignments(side, lacking, codes)
            self.problems += [*told_given, *told_lacking]
            self.notes += [*compared, *assigned]
            if rule.cut:
                lacks = np.isin(self.lines.owner[found.part], lacking)
                self.cuts[name] = relabelled(self.lines, found, np.where(lacks, found.label, NONE)), areas
            else:
                self._fill(column, lacking, areas, found)
        if rule.whole == CONNECTED:
            self._group(name, subject)

    def result(self, delivered: Mapping[int, BaseGeometry]) -> Assigned:
        """Everything assigned, features cut."""
        sets = [_plain(self.lines), *(found for found, _ in self.cuts.values())]
        cut = pieces(self.lines, sets, len(self.delivery))
        rows = [piece.row for piece in cut]
        columns = {name: [column[row] for row in rows] for name, column in self.columns.items()}
        for at, (name, (_, areas)) in enumerate(self.cuts.items(), start=1):
            for place, piece in enumerate(cut):
                if piece.labels[at] != NONE:
                    columns[name][place] = areas.codes[piece.labels[at]]
        if any(piece.geometry is not None for piece in cut):
            key = self.delivery.kind.key[0]
            columns[key] = keys(self.columns[key], rows)
            count = len({piece.row for piece in cut if piece.geometry is not None})
            told = {"count": count, "pieces": sum(piece.geometry is not None for piece in cut)}
            self.notes.append(Note("segments_cut", told))
        unnamed = {name: self._unnamed(name, group, rows) for name, group in self.groups.items()}
        for name, groups in unnamed.items():
            if groups:
                self.notes.append(Note("groups_named", {"attribute": name, "count": len(groups)}))
        geometries = np.empty(len(cut), dtype=object)
        geometries[:] = [self.geometries[p.row] if p.geometry is None else p.geometry for p in cut]
        return Assigned(
            geometries,
            columns,
            tuple(self.delivery.sources[row] for row in rows),
            originals(cut, self.delivery.geometries, delivered),
            unnamed,
            tuple(self.problems),
            tuple(self.notes),
        )

    def _subject(self, rule: Assignment) -> Indices:
        """The features that the rule speaks of."""
        when = rule.when.items()
        return _rows(
            row for row in range(len(self.delivery)) if all(self.columns[other][row] == code for other, code in when)
        )

    def _region_list(self, name: str) -> Regions | None:
        return self.regions if self.delivery.kind.attributes[name].holds == "region" else None

    def _found(self, name: str, rule: Assignment, source: Source, given: Sequence[Value]) -> tuple[Areas, Stretches]:
        """Where all lines lie, by exact place, then short runs joined, then what goes whole as one."""
        lines = self.lines
        low, high = lines.xy.min(axis=0), lines.xy.max(axis=0)
        areas = areas_of(source.features, rule, given, np.concatenate([low, high]), self._region_list(name))
        found = _plain(lines)
        for rank in np.unique(areas.rank).tolist():
            labels = areas.of_rank(rank)
            here = located(lines, areas.polygons[labels], labels)
            here = nearest(lines, here, areas.polygons[labels], labels, rule.tolerance_m)
            part, begin, end, both = overlaid(lines, [found, here])
            found = stretches(lines, part, begin, end, np.where(both[:, 0] == NONE, both[:, 1], both[:, 0]))
        group = np.full(len(self.delivery), NONE, dtype=np.intp)
        if rule.whole is not None:
            group = self.groups[name if rule.whole == CONNECTED else rule.whole].copy()
        if rule.cut:
            free = np.flatnonzero(group[lines.owner] == NONE)
            found = joined(lines, found, free, rule.tolerance_m)
        else:
            alone = np.flatnonzero(group == NONE)
            group[alone] = alone
        return areas, going_whole(lines, found, group, rule.least_share)

    def _fill(self, column: list[Value], lacking: Indices, areas: Areas, found: Stretches) -> None:
        label = np.full(len(column), NONE, dtype=np.intp)
        label[self.lines.owner[found.part]] = found.label  # one per feature, since each went whole
        for row in lacking.tolist():
            if label[row] != NONE:
                column[row] = areas.codes[label[row]]

    def _group(self, name: str, subject: Indices) -> None:
        """Group what belongs together; a feature without a name has that of its group."""
        column = self.columns[name]
        group = self.groups[name] = connected(self.lines, self.geometries, subject, column)
        names = {int(group[row]): column[row] for row in subject if column[row] is not None}
        bare = [row for row in subject.tolist() if column[row] is None and int(group[row]) in names]
        for row in bare:
            column[row] = names[int(group[row])]
        if bare:
            self.notes.append(Note("named_by_connection", {"attribute": name, "count": len(bare)}))

    def _unnamed(self, name: str, group: Indices, rows: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        members: dict[int, list[int]] = {}
        for place, row in enumerate(rows):
            if group[row] != NONE and self.columns[name][row] is None:
                members.setdefault(int(group[row]), []).append(place)
        return tuple(tuple(places) for places in members.values())


def _plain(lines: Lines) -> Stretches:
    """Every part as one stretch without a label."""
    part = np.arange(len(lines))
    return stretches(lines, part, np.zeros(len(lines)), lines.edges.astype(float), np.full(len(lines), NONE))


def _rows(rows: Iterable[int]) -> Indices:
    return np.array(list(rows), dtype=np.intp)
