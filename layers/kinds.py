"""Layer kinds as data: what data/layers/<layer>.yaml may say, and the strict loader of those files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from layers.attribute_rules import CONNECTED, Agreement, Assignment, Derivation, listed
from layers.attribute_rules import Name as Name  # noqa: PLC0414 - taken from here by other definition files
from layers.definition_file import DefinitionFolder, StrictModel, Titles, read_folder

AttributeType = Literal["text", "code", "boolean", "number", "integer", "date"]
GeometryType = Literal["polygon", "line", "point"]
Part = Literal["land", "sea"]
AREA_UNITS: Mapping[str, float] = MappingProxyType({"m2": 1.0, "ha": 1e4, "km2": 1e6, "mu": 10_000 / 15})  # in m²


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"{text!r} is not a colour of the form #rrggbb")
    return text.lower()


Colour = Annotated[str, AfterValidator(_colour)]
_BOOLEANS: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("true", "t", "yes", "y", "1", "是"), True)
    | dict.fromkeys(("false", "f", "no", "n", "0", "否"), False)
)


class Attribute(StrictModel):
    """One attribute: its type, the field names it may arrive under, and its list of codes.

    A text must have the form `pattern`, and is warned about where it has not the form `expected`. `holds` says
    what the checks compare it with: the region list, or the area of the geometry (in `unit`: m2, ha, km2 or mu).
    """

    type: AttributeType
    title: Titles
    aliases: tuple[str, ...] = ()
    required: bool = False
    default: str | None = None
    values: Mapping[str, Titles] = Field(default_factory=dict)
    spoken: Mapping[str, str] = Field(default_factory=dict)
    pattern: str | None = None
    expected: str | None = None
    unit: str | None = None
    holds: Literal["region", "area"] | None = None
    derive: Derivation | None = None
    agrees: Agreement | None = None
    assign: Assignment | None = None

    @model_validator(mode="after")
    def _codes(self) -> Attribute:
        if (self.type == "code") != bool(self.values):
            raise ValueError("a code has values, and nothing else has")
        for text, code in self.spoken.items():
            if code not in self.values:
                raise ValueError(f"spoken form {text!r} names {code!r}, which is not among the values")
        if self.default is not None:
            self.typed(self.default)
        for form in (self.pattern, self.expected):
            if form is not None:
                re.compile(form)
        if self.holds == "area" and self.unit not in AREA_UNITS:
            raise ValueError(f"an area has one of the units {', '.join(AREA_UNITS)}, not {self.unit!r}")
        if self.agrees is not None:
            for code in (code for codes in self.agrees.codes.values() for code in codes):
                if code not in self.values:
                    raise ValueError(f"agreement names {code!r}, which is not among the values")
        return self

    def typed(self, text: str) -> str | int | float | bool:
        """`text` as a value of this attribute; raises ValueError saying what is allowed."""
        if self.type == "code":
            code = self.spoken.get(text, text)
            if code not in self.values:
                raise ValueError(f"{text!r} is not one of {', '.join(self.values)}")
            return code
        if self.type == "boolean":
            if text.casefold() not in _BOOLEANS:
                raise ValueError(f"{text!r} is neither true nor false")
            return _BOOLEANS[text.casefold()]
        if self.type == "integer":
            return int(text)
        if self.type == "number":
            number = float(text)
            if number - number != 0.0:
                raise ValueError(f"{text!r} is not a finite number")
            return number
        if self.type == "date":
            return date.fromisoformat(text).isoformat()
        if self.pattern is not None and not re.fullmatch(self.pattern, text, re.ASCII):
            raise ValueError(f"{text!r} does not have the form {self.pattern}")
        return text


class Applies(StrictModel):
    """Where a layer can say anything at all; what it excludes is `not_applicable`, with this source."""

    part: tuple[Part, ...] = ("land", "sea")
    coast: bool = False
    regions: tuple[str, ...] = ()
    basin: tuple[str, ...] = ()
    source: str


class TopologyRule(StrictModel):
    """What holds between the features of a layer, or between those equal in the attribute `by`.

    `partition`: no gap, no overlap; `no_overlap`: no overlap; `nested`: a stricter class (its code is listed first)
    is cut out of the milder ones at publication; `connected`: lines meet end to end.
    """

    rule: Literal["partition", "no_overlap", "nested", "connected"]
    by: Name | None = None


class Style(StrictModel):
    """How the layer is drawn; `by` names the attribute whose codes `classes` colours."""

    fill: Colour | None = None
    line: Colour | None = None
    width: float = 1.0
    opacity: Annotated[float, Field(ge=0, le=1)] = 0.35
    by: Name | None = None
    classes: Mapping[str, Colour] = Field(default_factory=dict)


class LayerKind(StrictModel):
    """One kind of layer as its file defines it.

    `key` is one attribute or several, whose values joined by `:` name a feature within its edition. A `raster` layer is
    delivered as a raster of classes; its one feature is the outline of the grid and names the blob with the cells.
    """

    layer: Name
    title: Titles
    description: Titles | None = None
    geometry: GeometryType
    raster: bool = False
    key: Annotated[tuple[Name, ...], BeforeValidator(listed)] = ()
    class_attribute: Annotated[Name | None, Field(alias="class")] = None
    attributes: Mapping[Name, Attribute]
    applies: Applies
    coverage: Literal["declared", "wall_to_wall"]
    topology: tuple[TopologyRule, ...] = ()
    access: Literal["public", "restricted"] = "public"
    style: Style

    @model_validator(mode="after")
    def _consistent(self) -> LayerKind:
        named: list[tuple[str, str | None]] = [
            *(("key", name) for name in self.key),
            ("class", self.class_attribute),
            ("style.by", self.style.by),
            *((f"topology.{rule.rule}.by", rule.by) for rule in self.topology),
            *((f"{name}.derive.from", a.derive.source) for name, a in self.attributes.items() if a.derive),
            *((f"{name}.agrees.attribute", a.agrees.attribute) for name, a in self.attributes.items() if a.agrees),
        ]
        for role, name in named:
            if name is not None and name not in self.attributes:
                raise ValueError(f"{role} names {name!r}, which is not an attribute")
        if self.raster and (self.geometry != "polygon" or self.class_attribute is not None):
            raise ValueError("a raster layer has polygons (outlines of grids) and no class of its own")
        if self.class_attribute is not None and self.attributes[self.class_attribute].type != "code":
            raise ValueError(f"class attribute {self.class_attribute!r} must be a code")
        if self.style.classes:
            by = self.style.by or self.class_attribute
            known = self.attributes[by].values if by else {}
            for code in self.style.classes:
                if code not in known:
                    raise ValueError(f"style.classes colours {code!r}, which is not a code of {by!r}")
        if any(rule.rule == "nested" for rule in self.topology) and self.class_attribute is None:
            raise ValueError("topology `nested` needs a class attribute whose codes are listed strictest first")
        self._require_assignable()
        taken: dict[str, str] = {}
        for name, attribute in self.attributes.items():
            for alias in (name, *attribute.aliases):
                if taken.setdefault(alias.casefold(), name) != name:
                    raise ValueError(f"{alias!r} names both {taken[alias.casefold()]!r} and {name!r}")
        return self

    def _require_assignable(self) -> None:
        for name, attribute in self.attributes.items():
            rule = attribute.assign
            if rule is None:
                continue
            if self.geometry != "line" or attribute.type != "text":
                raise ValueError(f"{name}.assign: only a text of a line layer is assigned")
            if rule.cut and len(self.key) != 1:
                raise ValueError(f"{name}.assign.cut: pieces are named by a key of one attribute")
            for other, code in rule.when.items():
                if other not in self.attributes or code not in self.attributes[other].values:
                    raise ValueError(f"{name}.assign.when: {other!r} has no code {code!r}")
            named = self.attributes.get(rule.whole or "")
            grouped = named is not None and named.assign is not None and named.assign.whole == CONNECTED
            if rule.whole not in (None, CONNECTED) and not grouped:
                raise ValueError(f"{name}.assign.whole: {rule.whole!r} is no attribute assigned with whole: connected")

    def fields(self) -> dict[str, str]:
        """Every accepted field name (casefolded, the attribute's own and its aliases) → attribute name."""
        return {
            alias.casefold(): name
            for name, attribute in self.attributes.items()
            for alias in (*attribute.aliases, name)
        }


class LayerKinds(DefinitionFolder[LayerKind]):
    """All layer kinds by name."""

    @property
    def of_features(self) -> tuple[str, ...]:
        """The layers of features, by name; a raster is measured, and no verdict reads it."""
        return tuple(sorted(layer for layer, kind in self.items() if not kind.raster))


def load_kinds(folder: Path) -> LayerKinds:
    """Every `*.yaml` of `folder` as a layer kind. Raises DefinitionError naming file and line."""
    kinds = read_folder(folder, LayerKind, "layer")
    for kind in kinds.values():
        for name, attribute in kind.attributes.items():
            rule = attribute.assign
            known = kinds[rule.source].attributes if rule is not None and rule.source in kinds else {}
            if rule is not None and not set(rule.take) <= set(known):
                place = ["attributes", name, "assign"]
                raise kinds.files[kind.layer].error(f"no layer {rule.source} with {', '.join(rule.take)}", place)
    return LayerKinds(kinds, kinds.files)
