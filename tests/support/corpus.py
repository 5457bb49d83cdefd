"""The corpus of intake: every folder below tests/intake, its files and what is expected of each.

A folder holds `expected.yaml` and the files it names below `good/` and `bad/`; files that are better made than kept
come from `files()` in its `make.py`, which gives name → bytes for each.

    good:
      a.txt:
        crs: gk3:40          # what the caller states; left out where nothing
        layer: 红线          # likewise
        intake: corner_txt   # as Reading.intake
        parts: [{kind: Polygon, vertices: 5, centroid: [121.4010000, 28.6010000], area_m2: 43360.1, name: 地块1}]
        notes: [gbk_assumed] # every code, each once
    bad:
      b.txt: {error: bad-crs, zh: [words of the message], en: [words]}

`centroid` is that of the geometry in degrees (1e-7), `area_m2` the ellipsoidal one (1e-6 of it; left out for points
and lines), `name` may be left out where there is none.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).resolve().parents[1] / "intake"


@dataclass(frozen=True)
class Case:
    """One file of the corpus: `kind` is `good` or `bad`."""

    folder: Path
    kind: str
    name: str
    expected: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.folder.name}/{self.kind}/{self.name}"

    @property
    def crs(self) -> str | None:
        """What the caller states, if anything."""
        return self.expected.get("crs")

    @property
    def layer(self) -> str | None:
        """The layer the caller asks for, if any."""
        return self.expected.get("layer")

    def content(self) -> bytes:
        """The bytes of the file, kept or made."""
        path = self.folder / self.kind / self.name
        return path.read_bytes() if path.exists() else _made(self.folder)[f"{self.kind}/{self.name}"]


def folders() -> list[Path]:
    """The folders of the corpus."""
    return sorted(path.parent for path in HOME.glob("*/expected.yaml"))


def cases(kind: str) -> Iterator[Case]:
    """Every expected file of a kind (`good`, `bad`)."""
    for folder in folders():
        table = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
        for name, expected in (table.get(kind) or {}).items():
            yield Case(folder, kind, name, expected)


def unexpected() -> list[str]:
    """Files of the corpus that no table speaks of."""
    told = {str(case) for kind in ("good", "bad") for case in cases(kind)}
    held = {f"{path.parents[1].name}/{path.parent.name}/{path.name}" for path in HOME.glob("*/*/*") if path.is_file()}
    made = {f"{folder.name}/{name}" for folder in folders() for name in _made(folder)}
    return sorted(one for one in (held | made) - told if "__pycache__" not in one)


@cache
def _made(folder: Path) -> Mapping[str, bytes]:
    if not (folder / "make.py").exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"corpus_{folder.name}", folder / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Mapping[str, bytes] = module.files()
    return made
