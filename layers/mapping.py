"""How the fields of a delivery become the attributes of a layer, as a steward says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from layers.definition_file import StrictModel, read_definition
from layers.errors import BadFile, BadInput, DefinitionError
from layers.kinds import Attribute, LayerKind


class MappingFile(StrictModel):
    """A mapping file; its keys are the words of the command line."""

    map: Mapping[str, str] = Field(default_factory=dict)
    set: Mapping[str, str] = Field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = Field(default_factory=dict)


@dataclass(frozen=True)
class DeliveryMapping:
    """Which field fills an attribute, which attribute is constant, and which values are renamed.

    Attributes:
        fields: attribute → field.
        constants: attribute → the value that every feature has.
        values: attribute → {text as delivered: text as meant, or None for absent}.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)

    def joined(self, over: DeliveryMapping) -> DeliveryMapping:
        """This mapping with everything that `over` says in its place."""
        return DeliveryMapping(
            fields={**{k: v for k, v in self.fields.items() if k not in over.constants}, **over.fields},
            constants={**{k: v for k, v in self.constants.items() if k not in over.fields}, **over.constants},
            values={
                name: {**self.values.get(name, {}), **over.values.get(name, {})}
                for name in (*self.values, *(name for name in over.values if name not in self.values))
            },
        )

    def require_fits(self, kind: LayerKind) -> None:
        """Raises BadInput for an attribute the layer has not, or a value an attribute cannot take."""
        for name in (*self.fields, *self.constants, *self.values):
            if name not in kind.attributes:
                known = ", ".join(kind.attributes)
                raise BadInput(
                    f"图层 {kind.layer} 没有属性 {name}；可用的属性：{known}",
                    f"layer {kind.layer} has no attribute {name}; it has {known}",
                )
        for name in self.fields:
            if name in self.constants:
                raise BadInput(
                    f"属性 {name} 既指定了字段（--map）又指定了常数（--set），只能取其一",
                    f"attribute {name} is given both a field (--map) and a constant (--set); leave one",
                )
        given = [(name, text) for name, text in self.constants.items()]
        given += [(name, to) for name, renamed in self.values.items() for to in renamed.values() if to]
        for name, text in given:
            try:
                kind.attributes[name].typed(text)
            except ValueError as fault:
                raise BadInput(
                    f"属性 {name} 不能取值 {text!r}；应为{_allowed(kind.attributes[name])}",
                    f"attribute {name} cannot be {text!r}: {fault}",
                ) from fault


def load_mapping(path: Path) -> DeliveryMapping:
    """A mapping from a YAML file with the keys `map`, `set`, `values`. Raises BadFile naming file and line."""
    try:
        file = read_definition(path)
        if file.data is None:
            return DeliveryMapping()
        parsed = file.parse(MappingFile)
    except DefinitionError as fault:
        raise BadFile(fault.zh, fault.en) from fault
    return DeliveryMapping(parsed.map, parsed.set, parsed.values)


def parse_mapping(maps: Iterable[str] = (), sets: Iterable[str] = (), values: Iterable[str] = ()) -> DeliveryMapping:
    """A mapping from `ATTR=FIELD`, `ATTR=VALUE` and `ATTR:FROM=TO` texts. Raises BadInput for another form."""
    renamed: dict[str, dict[str, str | None]] = {}
    for text in values:
        name, colon, rest = text.partition(":")
        old, equals, new = rest.rpartition("=")
        if not (name and colon and equals and old):
            raise _wrong_form("--values", text, "ATTR:FROM=TO")
        known, meant = renamed.setdefault(name.strip(), {}), new.strip() or None
        if known.setdefault(old.strip(), meant) != meant:
            raise BadInput(
                f"--values 把 {name.strip()} 的“{old.strip()}”译成了两种；请只留一个",
                f'--values translates "{old.strip()}" of {name.strip()} in two ways; leave one',
            )
    return DeliveryMapping(
        fields=_pairs("--map", maps, "ATTR=FIELD"), constants=_pairs("--set", sets, "ATTR=VALUE"), values=renamed
    )


def _pairs(flag: str, texts: Iterable[str], form: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise _wrong_form(flag, text, form)
        if pairs.setdefault(name, value) != value:
            raise BadInput(
                f"{flag} 两次给出属性 {name}：{pairs[name]}、{value}",
                f"{flag} gives attribute {name} twice: {pairs[name]}, {value}",
            )
    return pairs


def _allowed(attribute: Attribute) -> str:
    if attribute.type == "text":
        return f"符合 {attribute.pattern} 的文字"
    if attribute.type == "code":
        return f" {', '.join(attribute.values)} 之一"
    return {"boolean": "是或否", "integer": "整数", "number": "有限的数", "date": "日期，如 2026-08-15"}[attribute.type]


def _wrong_form(flag: str, text: str, form: str) -> BadInput:
    return BadInput(f"{flag} {text!r} 的写法应为 {form}", f"{flag} {text!r} must have the form {form}")
