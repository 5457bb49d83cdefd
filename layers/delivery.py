"""A delivery: what a reading holds, as the typed attributes of one layer kind."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.checks.report import Problem, error
from layers.editions import Value
from layers.fields import choose_fields
from layers.intake.declared_area import contradictions
from layers.intake.types import AttributeValue, Reading
from layers.kinds import Attribute, LayerKind
from layers.mapping import DeliveryMapping
from layers.notes import Note

_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _MIDNIGHT)
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Delivery:
    """Features of one layer as parallel columns, in the order delivered.

    Attributes:
        kind: the layer kind.
        geometries: (n,) geometries as delivered, EPSG:4490.
        attributes: every attribute of the kind → n typed values, None where absent.
        sources: the name of each feature in messages.
        problems: values that could not be typed, required ones that are missing.
        notes: fields chosen, cut or not taken; defaults and derived values.
    """

    kind: LayerKind
    geometries: NDArray[np.object_]
    attributes: Mapping[str, Sequence[Value]]
    sources: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.sources)


def take(reading: Reading, kind: LayerKind, mapping: DeliveryMapping | None = None) -> Delivery:
    """The features of `reading` with their attributes typed by `kind`.

    A field is taken for the attribute of the same name or alias (in any case, blanks at its ends ignored) unless
    `mapping` says otherwise. Values that cannot be typed, and required ones that are missing, are problems of the
    delivery, and so are areas that the file states more than 1 % wrong. Raises BadInput where the mapping names a
    field or an attribute that does not exist.
    """
    mapping = mapping or DeliveryMapping()
    mapping.require_fits(kind)
    fields = tuple(dict.fromkeys(name for feature in reading.features for name in feature.attributes))
    notes: list[Note] = []
    chosen = choose_fields(kind, mapping, fields, notes)
    sources = tuple(feature.source for feature in reading.features)
    problems: list[Problem] = [_contradiction(note) for note in contradictions(reading.notes)]
    columns: dict[str, list[Value]] = {}
    for name, attribute in kind.attributes.items():
        field = chosen.get(name)
        if name in mapping.constants:
            columns[name] = [attribute.typed(mapping.constants[name])] * len(sources)
        elif field is None:
            columns[name] = [None] * len(sources)
        else:
            raw = [feature.attributes.get(field) for feature in reading.features]
            column = _Column(name, field, attribute, mapping.values.get(name, {}))
            columns[name] = column.typed(raw, sources, problems)
            renamed = mapping.values.get(name, {})
            if sources and renamed and not renamed.keys() & {_text(value) for value in raw}:
                notes.append(Note("value_map_unused", {"attribute": name, "values": ", ".join(renamed)}))
    for name, attribute in kind.attributes.items():
        _fill(name, attribute, columns, notes)
        if attribute.required:
            told = {problem.source for problem in problems if problem.values.get("attribute") == name}
            absent = [s for s, value in zip(sources, columns[name], strict=True) if value is None and s not in told]
            problems += _missing(name, attribute, chosen.get(name), absent)
    if sources and any(all(value is None for value in columns[name]) for name in kind.key):
        notes.append(Note("ids_assigned", {"key": ":".join(kind.key), "count": len(sources)}))
    geometries = np.empty(len(sources), dtype=object)
    geometries[:] = [feature.geometry for feature in reading.features]
    return Delivery(kind, geometries, columns, sources, tuple(problems), tuple(notes))


def _contradiction(note: Note) -> Problem:
    said = {name: note.values[name] for name in ("declared_ha", "computed_ha", "percent")}
    return error("declared_area_contradicts", str(note.values["source"]), None, **said)


@dataclass(frozen=True)
class _Column:
    """Types one column; equal texts are typed once."""

    name: str
    field: str
    attribute: Attribute
    renamed: Mapping[str, str | None]

    def typed(self, raw: Sequence[AttributeValue], sources: Sequence[str], problems: list[Problem]) -> list[Value]:
        known: dict[str, Value | Problem] = {}
        out: list[Value] = []
        for value, source in zip(raw, sources, strict=True):
            text = _text(value)
            if text not in known:
                known[text] = self._one(text)
            result = known[text]
            if isinstance(result, Problem):
                problems.append(Problem(result.severity, result.code, source, None, result.values))
                result = None
            out.append(result)
        return out

    def _one(self, text: str) -> Value | Problem:
        text = self.renamed.get(text, text) or ""
        if not text:
            return None
        try:
            return self.attribute.typed(_prepared(text, self.attribute))
        except ValueError:
            told = {"attribute": self.name, "field": self.field.strip(), "value": text}
            if self.attribute.type == "code":
                return error("value_not_in_list", **told, allowed=", ".join(self.attribute.values))
            if self.attribute.type == "text":
                return error("value_not_of_form", **told, form=self.attribute.pattern)
            return error(f"value_not_{self.attribute.type}", **told)


def _text(value: AttributeValue) -> str:
    """A value as the text it would be written as; a whole number without its `.0`; empty where absent."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def _prepared(text: str, attribute: Attribute) -> str:
    if attribute.type == "date" and (match := _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)):
        year, month, day = match.groups()
        return f"{year}-{int(month):02d}-{int(day):02d}"
    if attribute.type == "integer" and re.fullmatch(r"[+-]?\d+\.0+", text):
        return text.partition(".")[0]
    return text


def _fill(name: str, attribute: Attribute, columns: dict[str, list[Value]], notes: list[Note]) -> None:
    column = columns[name]
    absent = [index for index, value in enumerate(column) if value is None]
    if not absent:
        return
    if attribute.derive is not None:
        derived = 0
        for index in absent:
            basis = columns[attribute.derive.source][index]
            if basis is not None and attribute.derive.fits(str(basis)):
                column[index] = attribute.typed(attribute.derive.value(str(basis)))
                derived += 1
        if derived:
            notes.append(Note("value_derived", {"attribute": name, "basis": attribute.derive.source, "count": derived}))
    elif attribute.default is not None:
        default = attribute.typed(attribute.default)
        for index in absent:
            column[index] = default
        notes.append(Note("default_taken", {"attribute": name, "value": attribute.default, "count": len(absent)}))


def _missing(name: str, attribute: Attribute, field: str | None, absent: Sequence[str]) -> list[Problem]:
    if absent and field is None:
        return [error("required_field_missing", attribute=name, accepted=", ".join((name, *attribute.aliases)))]
    return [error("required_missing", source, attribute=name, field=(field or "").strip()) for source in absent]
