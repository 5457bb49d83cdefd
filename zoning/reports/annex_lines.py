"""The annexes of a rendered verdict as lines for a terminal: only what a reader must see at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from layers.errors import Lang
from zoning.reports.words import said, word

Body = Mapping[str, Any]
_UNDER = " " * 5
_SHOWN = 8


def annex_lines(body: Body, lang: Lang) -> Iterator[Text]:
    """Red-line outcome, lines by chainage, thin contacts, next steps and the EIA hint, each where there is one."""
    for part in (_red_line, _lines, _thin, _steps, _eia):
        lines = list(part(body, lang))
        if lines:
            yield Text("")
            yield from lines


def _red_line(body: Body, lang: Lang) -> Iterator[Text]:
    found = body["red_line"]
    if found["outcome"] == "1":
        return
    area = found["occupied"]["area_ha"] if found["occupied"] else 0.0
    taken = f"   {_hectares(area, lang)}" if area != 0.0 else ""
    name = "" if found["outcome"] == "open" else f"{found['outcome']} "
    yield Text(f"  {word('red_line', lang)}: {name}{said(found['text'], lang)}{taken}", style="bold")
    if found["outcome"] == "open":
        for outcome, text in zip(found["possible"], found["possible_texts"], strict=True):
            yield Text(f"{_UNDER}{outcome}  {said(text, lang)}")
        about = ("、" if lang == "zh" else "; ").join(said(entry["text"], lang) for entry in found["open"])
        if about:
            yield Text(f"{_UNDER}{word('depends', lang)}: {about}", style="dim")
    opinion = found["opinion"]
    if opinion is not None and opinion["complete"] is not True:
        yield Text(
            f"{_UNDER}{word('outside_opinion', lang)}: {_hectares(opinion['outside_ha'], lang)}", style="bold red"
        )


def _hectares(area: float | None, lang: Lang) -> str:
    """None where the layer does not answer there."""
    return word("unknown", lang) if area is None else f"{area:.4f} ha"


def _lines(body: Body, lang: Lang) -> Iterator[Text]:
    for table in body["lines"]:
        live = [row for row in table["crossings"] if any(rule["holds"] is not False for rule in row["rules"])]
        if not live:
            continue
        yield Text(f"  {word('lines', lang)}  {_chainage(0.0)} – {_chainage(table['length_m'])}")
        for row in live[:_SHOWN]:
            ends = _chainage(row["from_m"])
            if row["to_m"] > row["from_m"]:
                ends += f" – {_chainage(row['to_m'])}"
            length = f"  {row['length_m']:.1f} m" if row["length_m"] else ""
            rules = ", ".join(rule["rule"] for rule in row["rules"] if rule["holds"] is not False)
            title = said(row["layer_title"], lang)
            name = row["name"] or row["feature"]
            yield Text(f"{_UNDER}{ends}{length}  {word(row['role'], lang)}  {title} · {name}  {rules}")
        if live[_SHOWN:]:
            yield Text(f"{_UNDER}… +{len(live) - _SHOWN}", style="dim")


def _thin(body: Body, lang: Lang) -> Iterator[Text]:
    for entry in body["thin_contacts"][:_SHOWN]:
        causes = "; ".join(said(cause["text"], lang) for cause in entry["causes"])
        title = said(entry["layer_title"], lang)
        measure = f"{entry['overlap_area_m2']:.2f} m²" if entry["overlap_area_m2"] else ""
        yield Text(
            f"  {word('thin', lang)}: {title} · {entry['name'] or entry['feature']}  {measure}  "
            f"(t = {entry['tolerance_m']:g} m)  {causes}",
            style="dim",
        )


def _steps(body: Body, lang: Lang) -> Iterator[Text]:
    asked = {question["about"] for question in body["questions"]}
    steps = [step for step in body["next_steps"] if step["values"].get("fact") not in asked]
    if not steps:
        return
    yield Text(f"  {word('next_steps', lang)}")
    for step in steps[:_SHOWN]:
        yield Text(f"{_UNDER}· {said(step['text'], lang)}")
    if steps[_SHOWN:]:
        yield Text(f"{_UNDER}… +{len(steps) - _SHOWN}", style="dim")


def _eia(body: Body, lang: Lang) -> Iterator[Text]:
    hint = body["eia"]
    if not hint["rows"] or not hint["levels"] or len(hint["levels"]) > 2:
        return
    levels = " / ".join(said(text, lang) for text in hint["level_texts"])
    raised = ("、" if lang == "zh" else ", ").join(said(area["text"], lang) for area in hint["raised_by"])
    because = f"  ({word('raised_by', lang)} {raised})" if raised else ""
    yield Text(f"  {said(hint['text'], lang)}: {levels}{because}", style="dim")
    if hint["comparison"] in ("milder", "differs"):
        yield Text(f"{_UNDER}{said(hint['comparison_text'], lang)}", style="bold")


def _chainage(at_m: float) -> str:
    """K12+345.6, as surveyors write it."""
    kilometres, rest = divmod(round(at_m, 1), 1000.0)
    return f"K{kilometres:.0f}+{rest:05.1f}"
