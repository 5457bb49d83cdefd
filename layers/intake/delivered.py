"""What a format reader hands over, still in its own CRS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from layers.crs import CGCS2000, SourceCRS
from layers.errors import BadGeometry, TooLarge
from layers.intake.statement import Word
from layers.intake.types import RawFeature
from layers.notes import Note

_LONGEST_WORD, _MOST_WORDS = 200, 500


@dataclass(frozen=True)
class Alternative:
    """The same features by the other notation of degrees, which callers choose by its `word`."""

    word: Word
    features: list[RawFeature]
    notes: tuple[Note, ...] = ()


@dataclass
class Delivered:
    """Features whose geometry is in the CRS of the file; `declared` is the CRS that the file itself states.

    Where it states none and the caller neither, `default` is taken for degrees and a zone is inferred from
    8-digit eastings; `must_state_crs` is for formats in which a missing CRS is a fault. `word` says how degrees were
    read, where the format writes them in two ways; where nothing tells which, `alternatives` has the other.
    `texts` are the file's own words about the place, beside the names and attributes of its features; `beside` are the
    names of files and sheets and other words that may speak of a datum, which count where nothing else states one.
    `sexagesimal`: degrees were written in minutes or seconds; `unit`: of the last place written, where that was seen;
    `said_precision_m` as in `Reading`.
    """

    intake: str
    features: list[RawFeature]
    declared: SourceCRS | None = None
    default: SourceCRS = CGCS2000
    must_state_crs: bool = False
    notes: list[Note] = field(default_factory=list)
    project: Mapping[str, object] | None = None
    word: Word | None = None
    alternatives: tuple[Alternative, ...] = ()
    texts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    sexagesimal: bool = False
    unit: float | None = None
    said_precision_m: float | None = None


def words_of(
    features: Iterable[RawFeature], texts: Iterable[str], project: Mapping[str, object] | None
) -> tuple[str, ...]:
    """What a file says in words: its texts, the names and texts of its features, the name of its project."""
    found = [*texts]
    if project is not None and isinstance(project.get("name"), str):
        found.append(str(project["name"]))
    for feature in features:
        found += [feature.name or "", *(value for value in feature.attributes.values() if isinstance(value, str))]
    return tuple(dict.fromkeys(text[:_LONGEST_WORD] for text in found if text))[:_MOST_WORDS]


def too_many_vertices(count: int, limit: int) -> TooLarge:
    """The error for an input above the limit of vertices."""
    return TooLarge(
        f"共有 {count} 个顶点，超过上限 {limit}；请拆分文件或抽稀",
        f"{count} vertices are more than the limit of {limit}; split the file or thin it out",
    )


def too_few_places(source: str, count: int, least: int) -> BadGeometry:
    """The error for a ring of fewer than three different points, or a line of one."""
    zh, en = ("环", "a ring") if least == 3 else ("线", "a line")
    return BadGeometry(
        f"{source}：{zh}只有 {count} 个不同的点，至少需要 {least} 个；请补全",
        f"{source}: {en} with only {count} different point(s), at least {least} are needed; complete it",
    )
