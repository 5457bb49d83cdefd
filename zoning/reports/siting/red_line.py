"""Section 4, further: the outcome of the red-line review, and lines by chainage."""

from __future__ import annotations

from collections.abc import Iterator

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Fields, Grid, Paragraph, Section
from zoning.reports.siting.said import (
    DASH,
    Body,
    beside,
    chainage,
    codes,
    column,
    feature_of,
    ground_of,
    hectares,
    joined,
    same,
    say,
    two,
    word,
)
from zoning.titles import class_title

_UNKNOWN = two("未知（图层在此没有答复）", "unknown (the layer does not answer here)")


def red_line(body: Body, definitions: Definitions) -> Section:
    """The outcome (or those still possible), what it rests on, what is taken, and how far an opinion reaches."""
    found = body["red_line"]
    rows: list[tuple[Titles, Cell]] = []
    name = "" if found["outcome"] in ("open", "none") else f"{found['outcome']} "
    text = say(found["text"])
    rows.append((two("审查结论", "outcome"), two(f"{name}{text.zh}", f"{name}{text.en}")))
    if found["outcome"] == "open":
        possible = zip(found["possible"], found["possible_texts"], strict=True)
        rows.append(
            (
                two("可能的结论", "still possible"),
                joined((beside(same(code), say(one)) for code, one in possible), "；", "; "),
            )
        )
        rows.append((word("depends"), joined(say(one["text"]) for one in found["open"])))
    by = [_ground(one) for one in found["by"]]
    if by:
        rows.append((two("所依规则", "by rules"), joined(by)))
    if found["not_claimed"]:
        rows.append((two("未主张的例外", "exceptions not claimed"), codes(found["not_claimed"])))
    if found["law_not_covered"]:
        rows.append((two("规则未齐的法律", "law not covered"), codes(found["law_not_covered"])))
    occupied, crossed, opinion = found["occupied"], found["crossed"], found["opinion"]
    if occupied is not None and found["outcome"] != "1":
        rows.append((two("占用红线", "taken of the line"), _area(occupied)))
    if crossed is not None:
        length = f"{crossed['length_m']:.3f} m" if crossed["length_m"] else ""
        area = _area(crossed)
        rows.append(
            (
                two("穿越、跨越红线（不占地）", "crossed without taking land"),
                two(
                    f"{area.zh}{f'；线长 {length}' if length else ''}",
                    f"{area.en}{f'; line {length}' if length else ''}",
                ),
            )
        )
    if opinion is not None:
        outside = opinion["outside_ha"]
        state = {
            True: two("全部在意见范围内", "all inside the opinion's area"),
            False: two("部分在意见范围外", "partly outside the opinion's area"),
        }
        said = state.get(
            opinion["complete"],
            two("是否全部在意见范围内，精度不足以判定", "whether all is inside the opinion's area cannot be told"),
        )
        more = _UNKNOWN if outside is None else same(f"{outside:.4f} ha")
        outside_said = two(f"范围外 {more.zh}", f"outside {more.en}")
        rows.append((two("论证意见的范围", "area of the opinion"), beside(said, outside_said)))
    return Section(
        two("生态保护红线审查结论", "Outcome of the red-line review"),
        (Fields(tuple(rows)), *_by_class(found, definitions)),
    )


def _ground(one: Body) -> Titles:
    state, exception = word(one["state"]), one["exception"]
    zh, en = (f" 例外 {exception}", f" exception {exception}") if exception else ("", "")
    return two(f"{one['rule']}{zh} {state.zh}", f"{one['rule']}{en} {state.en}")


def _by_class(found: Body, definitions: Definitions) -> Iterator[Block]:
    by = () if found["occupied"] is None else found["occupied"]["by_class"]
    if not by:
        return
    layer = definitions.red_line.layer
    rows = [
        [say(class_title(definitions, layer, entry["class"]), str(entry["class"] or DASH)), hectares(entry["area_m2"])]
        for entry in by
    ]
    columns = [column("class", "类别", "class"), column("area", "面积", "area", "ha", 4)]
    yield Grid(table("red_line_classes", two("占用红线按类别", "Taken of the line, by class"), columns, rows))


def _area(measured: Body) -> Titles:
    area, bounds = hectares(measured["area_m2"]), measured["area_range_m2"]
    if area is None:
        return _UNKNOWN
    if bounds is None:
        return two(f"{area:.0f} ha（取整公顷）", f"{area:.0f} ha (full hectares)")
    return same(f"{area:.4f} ha ({bounds[0] / 10_000:.4f}–{bounds[1] / 10_000:.4f})")


def lines(body: Body) -> list[Section]:
    """Every line of the project by chainage: its sections, what it crosses, and the metres in each class."""
    return [_line(number, line, len(body["lines"])) for number, line in enumerate(body["lines"], start=1)]


def _line(number: int, line: Body, count: int) -> Section:
    whole = f"{chainage(0.0)} – {chainage(line['length_m'])}"
    title = two(
        f"线路桩号{f' {number}' if count > 1 else ''}（{whole}）",
        f"Line by chainage{f' {number}' if count > 1 else ''} ({whole})",
    )
    note = Paragraph(
        two(
            "桩号自所交线的起点起，按部分次序连续计算，为椭球面上的长度。",
            "Chainage runs from the start of the line as delivered, on over its parts, in metres on the ellipsoid.",
        ),
        "faint",
    )
    return Section(
        title,
        (note, _sections(line, number), *_crossings(line, number), *_classes(line, number), *_segments(line, number)),
    )


def _sections(line: Body, number: int) -> Block:
    rows: list[list[Cell]] = [
        [
            one["section"],
            chainage(one["from_m"]),
            chainage(one["to_m"]),
            one["length_m"],
            word(one["role"]),
            one["width_m"],
            codes(one["parts"]),
        ]
        for one in line["sections"]
    ]
    columns = [
        column("section", "区段", "section", digits=0),
        column("from", "起", "from"),
        column("to", "止", "to"),
        column("length", "长度", "length", "m", 3),
        column("role", "性质", "role"),
        column("width", "宽度", "width", "m", 1),
        column("parts", "部分", "parts"),
    ]
    return Grid(table(f"sections_{number}", two("区段", "Sections"), columns, rows))


def _crossings(line: Body, number: int) -> Iterator[Block]:
    rows: list[list[Cell]] = []
    for row in line["crossings"]:
        of, name = ground_of(row), feature_of(row)
        end = chainage(row["to_m"]) if row["to_m"] > row["from_m"] else None
        live = [str(rule["rule"]) for rule in row["rules"] if rule["holds"] is not False]
        rows.append(
            [
                chainage(row["from_m"]),
                end,
                row["length_m"] or None,
                word(row["role"]),
                say(row["text"]),
                two(f"{of.zh}：{name.zh}", f"{of.en}: {name.en}"),
                hectares(row["beside_area_m2"]) or None,
                codes(live),
            ]
        )
    if not rows:
        return
    columns = [
        column("from", "起", "from"),
        column("to", "止", "to"),
        column("length", "长度", "length", "m", 3),
        column("role", "性质", "role"),
        column("kind", "方式", "how"),
        column("ground", "图层·类别：要素", "layer · class: feature"),
        column("beside", "宽度内旁侧面积", "beside, within the width", "ha", 4),
        column("rules", "规则", "rules"),
    ]
    title = two("穿越、跨越与经过", "What the line crosses")
    yield Grid(table(f"crossings_{number}", title, columns, rows))


def _classes(line: Body, number: int) -> Iterator[Block]:
    if not line["by_class"]:
        return
    rows = [[ground_of(entry), entry["length_m"]] for entry in line["by_class"]]
    columns = [column("ground", "图层·类别", "layer · class"), column("length", "长度", "length", "m", 3)]
    yield Grid(table(f"by_class_{number}", two("各图层内的长度", "Metres in each class"), columns, rows))


def _segments(line: Body, number: int) -> Iterator[Block]:
    """The partition of the whole line by what covers it."""
    if not line["segments"]:
        return
    rows: list[list[Cell]] = [
        [
            chainage(one["from_m"]),
            chainage(one["to_m"]),
            one["length_m"],
            one["section"],
            joined((ground_of(cover) for cover in one["covers"]), "；", "; "),
        ]
        for one in line["segments"]
    ]
    columns = [
        column("from", "起", "from"),
        column("to", "止", "to"),
        column("length", "长度", "length", "m", 3),
        column("section", "区段", "section", digits=0),
        column("covers", "所在图层·类别", "covered by"),
    ]
    yield Grid(
        table(f"segments_{number}", two("全线分段", "The whole line, stretch by stretch"), columns, rows),
    )
