"""Reads a YAML definition file strictly and says file and line of whatever is wrong in it.

Scalars are read as text and typed by the model afterwards, so that `no`, `01` and `1.10` stay what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from layers.errors import DefinitionError

T = TypeVar("T")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled parser, where PyYAML was built with it


class StrictModel(BaseModel):
    """Base of every definition: unknown keys are errors, instances never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _unfolded(text: str) -> str:
    """Chinese without the blanks that a folded YAML line leaves between two characters."""
    return re.sub(rf"(?<={_CHINESE}) (?={_CHINESE})", "", text)


_CHINESE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"


class Titles(StrictModel):
    """A text in both languages."""

    zh: Annotated[str, AfterValidator(_unfolded)]
    en: str


@dataclass(frozen=True)
class DefinitionFile:
    """A parsed file: its text, its data with scalars as text, and its node tree for line numbers."""

    path: Path
    text: str
    data: Any
    root: yaml.Node | None

    def line(self, where: Sequence[str | int]) -> int:
        """The 1-based line of the innermost node that `where` (keys and indices) still reaches."""
        node = self.root
        line = node.start_mark.line if node is not None else 0
        for step in where:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
                if pair is None:
                    continue  # a step that pydantic adds (the tag of a union)
                line, node = pair[0].start_mark.line, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line
        return line + 1

    def error(self, message: str, where: Sequence[str | int] = ()) -> DefinitionError:
        """An error at a place of this file."""
        place = f"{self.path}:{self.line(where)}"
        return DefinitionError(f"{place}：定义有误：{message}", f"{place}: {message}")

    def parse(self, model: type[T] | TypeAdapter[T]) -> T:
        """The file as `model`; raises DefinitionError naming file and line of the first fault."""
        adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
        try:
            return adapter.validate_python(self.data)
        except ValidationError as fault:
            first = fault.errors()[0]
            where = first["loc"]
            name = ".".join(str(step) for step in where)
            raise self.error(f"{name}: {first['msg']}", where) from fault


class DefinitionFolder(Mapping[str, T]):
    """Definitions by name, with the files they came from."""

    def __init__(self, values: Mapping[str, T], files: Mapping[str, DefinitionFile]) -> None:
        self._values = MappingProxyType(dict(values))
        self.files = MappingProxyType(dict(files))

    def __getitem__(self, name: str) -> T:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def read_folder(folder: Path, model: type[T], member: str) -> DefinitionFolder[T]:
    """Every `*.yaml` of `folder` by its `member`, which is also the name of the file. Raises DefinitionError."""
    values: dict[str, T] = {}
    files: dict[str, DefinitionFile] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = read_definition(path)
        value = file.parse(model)
        name = str(getattr(value, member))
        if name != path.stem:
            raise file.error(f"{member} {name!r} must stand in {name}.yaml", [member])
        values[name] = value
        files[name] = file
    return DefinitionFolder(values, files)


def read_definition(path: Path) -> DefinitionFile:
    """Read one YAML file; a duplicate key is an error. Raises DefinitionError."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as fault:
        raise DefinitionError(f"{path}：读不出：{fault}", f"{path}: cannot be read: {fault}") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(fault, "problem", None) or str(fault)
        raise DefinitionError(
            f"{path}:{line}：不是合法的 YAML：{problem}", f"{path}:{line}: not YAML: {problem}"
        ) from fault
    return DefinitionFile(path, text, _plain(root, path) if root is not None else None, root)


def _plain(node: yaml.Node, path: Path) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in ("", "null", "~") else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        raise TypeError(f"unknown YAML node {node!r}")
    out: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value
        if name in out:
            place = f"{path}:{key.start_mark.line + 1}"
            raise DefinitionError(f"{place}：键重复：{name}", f"{place}: duplicate key: {name}")
        out[name] = _plain(value, path)
    return out
