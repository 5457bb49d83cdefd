"""What is to be said beside a map: where its data come from, and that some of it is not statutory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles
from layers.editions import STANDINGS, Edition, Standing
from layers.errors import Lang
from layers.kinds import LayerKind

WORDS: Final[Mapping[Standing, Titles]] = MappingProxyType(
    {
        "statutory": Titles(zh="法定数据", en="statutory data"),
        "draft": Titles(zh="尚未批准的草案，非法定", en="draft, not yet approved: not statutory"),
        "illustrative": Titles(
            zh="示例数据，非法定，不得用于决策", en="illustrative, not statutory: not for decisions"
        ),
    }
)
SHIFTED: Final = Titles(
    zh="仅供显示：位置已按 GCJ-02 偏移，不得量算、不得用作坐标。",
    en="For display only: positions are shifted by GCJ-02, never to be measured or taken for coordinates. ",
)
_SOURCES: Final = 3  # named of one layer and standing; of more it is told how many


def standing_word(standing: Standing) -> Titles:
    """A standing in words."""
    return WORDS[standing]


def shifted_word(lang: Lang) -> str:
    """What is to be said of a map whose positions are shifted."""
    return SHIFTED.zh if lang == "zh" else SHIFTED.en


def attribution(held: Iterable[tuple[LayerKind, Iterable[Edition]]], lang: Lang) -> str:
    """Sources of the editions in force by layer, with their standing where it is not statutory.

    It is HTML without tags: map libraries put an attribution into a page as it is, and a source is written by whoever
    delivers data.
    """
    layers = [(kind, list(editions)) for kind, editions in held]
    standings = {one.head.standing for _, editions in layers for one in editions}
    alike = next(iter(standings)) if len(standings) == 1 else None  # then it is said once, at the end
    layers_of: dict[str, list[str]] = {}  # by what is said of them: layers from one delivery are named together
    for kind, editions in layers:
        said = _said(editions, lang, with_standing=alike is None)
        if said:
            layers_of.setdefault(said, []).append(kind.title.zh if lang == "zh" else kind.title.en)
    if lang == "zh":
        told = "；".join(f"{'、'.join(titles)}：{said}" for said, titles in layers_of.items())
    else:
        told = "; ".join(f"{', '.join(titles)}: {said}" for said, titles in layers_of.items())
    return escape(told + ("" if alike is None else _unless_statutory(alike, lang, all_of=len(layers_of) > 1)))


def _said(editions: list[Edition], lang: Lang, *, with_standing: bool) -> str:
    parts = []
    for standing in STANDINGS:
        sources = list(dict.fromkeys(one.head.source for one in editions if one.head.standing == standing))
        if sources:
            parts.append(_sources(sources, lang) + (_unless_statutory(standing, lang) if with_standing else ""))
    return ("、" if lang == "zh" else ", ").join(parts)


def _sources(sources: list[str], lang: Lang) -> str:
    named = ("、" if lang == "zh" else ", ").join(" ".join(one.split()) for one in sources[:_SOURCES])
    more = len(sources) - _SOURCES
    if more <= 0:
        return named
    return f"{named}等 {len(sources)} 份" if lang == "zh" else f"{named} and {more} more"


def _unless_statutory(standing: Standing, lang: Lang, *, all_of: bool = False) -> str:
    if standing == "statutory":
        return ""
    word = WORDS[standing]
    if lang == "zh":
        return f"（{'以上均为' if all_of else ''}{word.zh}）"
    return f" ({'all of it ' if all_of else ''}{word.en})"
