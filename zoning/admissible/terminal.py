"""The answer where a project could stand as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from layers.errors import Lang
from zoning.admissible.answer import WORDS
from zoning.definitions import Definitions
from zoning.logic import VERDICT_WORDS
from zoning.reports.words import word
from zoning.titles import both, layer_title

_SHOWN: Final = 3  # areas of a verdict, and reasons of an area
_STRICTNESS: Final = tuple(VERDICT_WORDS.values())
_WORDS: Mapping[Lang, Mapping[str, str]] = {
    "zh": {
        "study": "研究范围",
        "hectares": "公顷",
        "largest": "最大的几处（括号内为其中一点的经纬度）",
        "why": "主要原因",
        "thin": "数据精度",
        "silent": "图层无答复",
        "missing_facts": "事实未知",
        "tell": "说明以下事实可减少未定",
        "more": "另有 {n} 处分区，见 --json 或 --out",
    },
    "en": {
        "study": "study area",
        "hectares": "ha",
        "largest": "the largest pieces (with longitude and latitude of a place in each)",
        "why": "main reasons",
        "thin": "accuracy of",
        "silent": "silent",
        "missing_facts": "unknown facts",
        "tell": "stating these facts would leave less undetermined",
        "more": "{n} more areas: see --json or --out",
    },
}


def area_lines(body: Mapping[str, Any], definitions: Definitions, lang: Lang) -> Iterator[str]:
    """Lines of an answer in words (`zoning.admissible.words.in_words`); of reasons the strictest first."""
    words = _WORDS[lang]
    if body["data_standing"] is not None:
        yield str(body["data_standing"][lang])
    yield f"{words['study']}  {body['study_ha']:,.2f} {words['hectares']}"
    for verdict in WORDS:
        hectares = body["hectares"][verdict]
        share = hectares / body["study_ha"] if body["study_ha"] else 0.0
        yield f"  {word(verdict, lang)}  {hectares:,.2f} {words['hectares']}  {share:.1%}"
    if body["largest"]:
        yield words["largest"]
        for piece in body["largest"][:_SHOWN] + [p for p in body["largest"][_SHOWN:] if p["verdict"] == "conditional"]:
            lon, lat = piece["centre"]
            said = word(piece["verdict"], lang)
            yield f"  {said}  {piece['hectares']:,.2f} {words['hectares']}  ({lon:.6f}, {lat:.6f})"
    yield words["why"]
    for verdict in WORDS[1:]:
        found = sorted((a for a in body["areas"] if a["verdict"] == verdict), key=lambda area: -area["hectares"])
        for area in found[:_SHOWN]:
            yield f"  {word(verdict, lang)}  {area['hectares']:,.2f} {words['hectares']}"
            yield from (
                f"    {_said(reason, words, definitions, lang)}"
                for reason in sorted(area["reasons"], key=_strictest)[:_SHOWN]
            )
        if len(found) > _SHOWN:
            yield f"  {word(verdict, lang)}  " + words["more"].format(n=len(found) - _SHOWN)
    unknown = dict.fromkeys(f for a in body["areas"] for reason in a["reasons"] for f in reason["missing_facts"])
    if unknown:
        yield f"{words['tell']}: {', '.join(_named('missing_facts', name, definitions, lang) for name in unknown)}"
    for note in body["notes"]:
        yield str(note["text"][lang])


def _strictest(reason: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(-_STRICTNESS.index(end) for end in reversed(reason["range"]))


def _said(reason: Mapping[str, Any], words: Mapping[str, str], definitions: Definitions, lang: Lang) -> str:
    name = f"{reason['text'][lang]} [{reason['rule']}]" if reason["rule"] else str(reason["text"][lang])
    why = [
        f"{words[kind]} {', '.join(_named(kind, one, definitions, lang) for one in reason[kind])}"
        for kind in ("missing_facts", "thin", "silent")
        if reason[kind]
    ]
    return f"{name}  ({'; '.join(why)})" if why else name


def _named(kind: str, name: str, definitions: Definitions, lang: Lang) -> str:
    """A fact as it is typed with its title before it; a layer by its title."""
    if kind != "missing_facts":
        return str(layer_title(definitions, name)[lang])
    return f"{both(definitions.facts[name].title)[lang]} {name}" if name in definitions.facts else name
