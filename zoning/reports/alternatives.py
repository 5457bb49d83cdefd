"""Comparisons, moves and detours as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from layers.errors import Lang
from zoning.reports.terminal import TONES
from zoning.reports.words import word

Body = Mapping[str, Any]
_UNKNOWN = "?"
_NAMED = 6  # silent layers of one alternative
_HEADS: Mapping[str, tuple[str, str]] = {
    "rank": ("名次", "rank"),
    "alternative": ("方案", "alternative"),
    "verdict": ("结论", "verdict"),
    "prohibited": ("确定禁止", "certainly prohibited"),
    "shoreline": ("占自然岸线", "natural shore"),
    "requirements": ("要求", "requirements"),
    "questions": ("待定", "open"),
    "score": ("加权和", "score"),
    "layer": ("图层", "layer"),
    "overlaps": ("重叠（面积 m² 或长度 m）", "overlaps (m², or m of lines)"),
    "distances": ("最近距离（m；≥ 数据所及的最小值；? 未知）", "nearest (m; ≥ as far as data tell; ? unknown)"),
    "needs": ("各方案须办", "what each would need"),
    "open": ("各方案待定", "what is still open"),
    "silent": (
        "各方案下没有答复的图层（其禁止与要求未知）",
        "layers that do not answer (what they prohibit is unknown)",
    ),
    "criterion": ("准则", "criterion"),
    "stretch": ("里程（m）", "chainage (m)"),
    "side": ("侧", "side"),
    "offset": ("偏移（m）", "offset (m)"),
    "either": ("左 / 右（m）", "left / right (m)"),
    "conflict": ("冲突", "conflict"),
    "everywhere": ("处处禁止的规定（移动无济于事）", "rules that prohibit wherever it is moved to"),
    "here": ("原位", "here"),
    "there": ("移动后", "there"),
    "led": ("绕行后", "led around"),
}


def comparison_lines(body: Body, lang: Lang) -> tuple[Text, ...]:
    """The lines of a comparison with its texts."""
    return tuple(_comparison(body, lang))


def move_lines(body: Body, lang: Lang) -> tuple[Text, ...]:
    """The lines of a move with its texts."""
    return tuple(_move(body, lang))


def detour_lines(body: Body, lang: Lang) -> tuple[Text, ...]:
    """The lines of detours with their texts."""
    return tuple(_detours(body, lang))


def _comparison(body: Body, lang: Lang) -> Iterator[Text]:
    rows = {row["number"]: row for row in body["alternatives"]}
    ordered = [rows[number] for number in body["order"]]
    weighed = body["criterion"]["kind"] == "weighed"
    columns = ["rank", "alternative", "verdict", "prohibited", "shoreline", "requirements", "questions"]
    heads = [_head(name, lang) for name in [*columns, *(["score"] if weighed else [])]]
    table = [heads, *(_row(row, lang, weighed=weighed) for row in ordered)]
    tones = [None, *(TONES[row["verdict"]] for row in ordered)]
    yield from _table(table, tones)
    keys = ", ".join(_key(key, lang) for key in body["criterion"]["keys"])
    yield Text(f"  {_head('criterion', lang)}: {keys}", style="dim")
    numbers = [str(row["number"]) for row in body["alternatives"]]
    if body["overlaps"]:
        yield Text("")
        yield from _table(
            [[_head("overlaps", lang), *numbers], *(_cells(row, lang, _overlap) for row in body["overlaps"])]
        )
    if body["distances"]:
        yield Text("")
        yield from _table(
            [[_head("distances", lang), *numbers], *(_cells(row, lang, _distance) for row in body["distances"])]
        )
    for name, member in (("needs", "requirements"), ("open", "questions")):
        if any(row[member] for row in ordered):
            yield Text("")
            yield Text(f"  {_head(name, lang)}")
            for row in ordered:
                for entry in row[member]:
                    yield Text(f"     {row['number']}  {entry['text'][lang]}")
    yield from _silent(ordered, lang)
    yield from _foot(body, lang)


def _silent(rows: Sequence[Body], lang: Lang) -> Iterator[Text]:
    if any(row["silent"] for row in rows):
        yield Text("")
        yield Text(f"  {_head('silent', lang)}")
    for row in (row for row in rows if row["silent"]):
        titles = [one["layer_title"][lang] for one in row["silent"]]
        more = f" … +{len(titles) - _NAMED}" if len(titles) > _NAMED else ""
        yield Text(f"     {row['number']}  {('、' if lang == 'zh' else ', ').join(titles[:_NAMED])}{more}")


def _row(row: Body, lang: Lang, *, weighed: bool) -> list[str]:
    return [
        f"{row['rank']}{'=' if row['tied_with'] else ''}",
        f"{row['number']} {row['name']}",
        _verdict(row, lang),
        _ground(row["prohibited"]),
        _shore(row["shoreline"], lang),
        str(len(row["requirements"])),
        str(len(row["questions"])),
        *([_number(row["score"])] if weighed else []),
    ]


def _key(key: Body, lang: Lang) -> str:
    weight = "" if key["weight"] is None else f" ×{_number(key['weight'])}"
    return f"{key['text'][lang]}{weight} ({key['better_text'][lang]})"


def _move(body: Body, lang: Lang) -> Iterator[Text]:
    here, there, move = body["here"], body["there"], body["move"]
    if move is None:
        yield Text(f"{_head('here', lang)}: {_verdict(here, lang)}", style=TONES[here["verdict"]])
    else:
        east, north = move["east_m"], move["north_m"]
        zh = f"移动 {move['metres']:g} 米，方位角 {move['bearing_deg']:g}°（东 {east:g}，北 {north:g} 米）"
        en = f"move {move['metres']:g} m, bearing {move['bearing_deg']:g}° (east {east:g} m, north {north:g} m)"
        yield Text(zh if lang == "zh" else en, style="bold")
        yield Text(f"  {_head('here', lang)}: {_verdict(here, lang)}")
        yield Text(f"  {_head('there', lang)}: {_verdict(there, lang)}   {there['id']}", style=TONES[there["verdict"]])
    if body["everywhere"]:
        yield Text(f"  {_head('everywhere', lang)}")
        for rule in body["everywhere"]:
            yield Text(f"     {rule['rule']}  {rule['text'][lang]}")
    yield from _foot(body, lang)


def _detours(body: Body, lang: Lang) -> Iterator[Text]:
    yield Text(f"{_head('here', lang)}: {_verdict(body['here'], lang)}", style=TONES[body["here"]["verdict"]])
    if body["detours"]:
        heads = [_head(name, lang) for name in ("stretch", "side", "offset", "either", "conflict")]
        yield from _table([heads, *(_detour(detour, lang) for detour in body["detours"])])
    if body["there"] is not None:
        there = body["there"]
        yield Text(f"  {_head('led', lang)}: {_verdict(there, lang)}   {there['id']}", style=TONES[there["verdict"]])
    yield from _foot(body, lang)


def _detour(detour: Body, lang: Lang) -> list[str]:
    met = "; ".join(
        f"{conflict['layer_title'][lang]} {', '.join(str(f['name'] or f['feature']) for f in conflict['features'])}"
        f" ({', '.join(rule['rule'] for rule in conflict['rules'])})"
        for conflict in detour["conflicts"]
    )
    side = detour["state_text"][lang] if detour["side"] is None else detour["side_text"][lang]
    return [
        f"{detour['from_m']:.1f}–{detour['to_m']:.1f}",
        side,
        _number(detour["offset_m"]),
        f"{_number(detour['left_m'])} / {_number(detour['right_m'])}",
        met,
    ]


def _foot(body: Body, lang: Lang) -> Iterator[Text]:
    yield Text("")
    for note in body["notes"]:
        yield Text(f"  {note['text'][lang]}")
    lower = [one for one in ("illustrative", "draft") if one in {edition["status"] for edition in body["editions"]}]
    if lower:  # which layers they are of the JSON says
        names = ("、" if lang == "zh" else ", ").join(word(one, lang) for one in lower)
        zh, en = f"用到{names}数据，不得用于决策", f"rests on {names} data: not for decisions"
        yield Text(f"  {zh if lang == 'zh' else en}", style="bold")
    yield Text(f"  {body['as_of']}   {body['id']}", style="dim")


def _head(name: str, lang: Lang) -> str:
    return _HEADS[name][0 if lang == "zh" else 1]


def _verdict(row: Body, lang: Lang) -> str:
    told = word(row["verdict"], lang)
    if row["verdict"] != "undetermined":
        return told
    return f"{told} ({word(row['range'][0], lang)} … {word(row['range'][1], lang)})"


def _cells(row: Body, lang: Lang, cell: Any) -> list[str]:
    title = row["layer_title"][lang]
    if row["class_title"] is not None:
        title += f" · {row['class_title'][lang]}"
    return [title, *(cell(one) for one in row["cells"])]


def _overlap(cell: Body) -> str:
    if cell["area_m2"] is None:
        return _UNKNOWN
    return _number(cell["area_m2"] or cell["length_m"] or 0.0)


def _distance(cell: Body) -> str:
    if cell["distance_m"] is None or cell["at_least_m"] < cell["distance_m"]:
        return f"≥ {_number(cell['at_least_m'])}"
    return _number(cell["distance_m"])


def _ground(ground: Body) -> str:
    if ground["area_m2"] is None:
        return _UNKNOWN
    if ground["area_m2"] == 0.0 and ground["length_m"]:
        return f"{_number(ground['length_m'])} m"
    return f"{_number(ground['area_m2'])} m²"


def _shore(shore: Body, lang: Lang) -> str:
    if shore["state"] != "measured":
        return str(shore["text"][lang])
    mainland, island = shore["natural_mainland"]["taken_m"], shore["natural_island"]["taken_m"]
    if not island:
        return f"{_number(mainland)} m"
    return f"{_number(mainland)} + {'岛 ' if lang == 'zh' else 'island '}{_number(island)} m"


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.1f}".removesuffix(".0")


def _table(rows: Sequence[Sequence[str]], tones: Sequence[str | None] | None = None) -> Iterator[Text]:
    """Columns side by side, as wide as their widest cell; the last one is not padded."""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for index, row in enumerate(rows):
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        style = "bold" if index == 0 else (tones[index] if tones else None) or ""
        yield Text(f"  {'   '.join(padded).rstrip()}", style=style)
