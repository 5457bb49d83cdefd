"""Section 2: the data that the verdict rests on, edition by edition."""

from __future__ import annotations

from layers.definition_file import Titles
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Paragraph, Section, Tone
from zoning.reports.siting.conclusion import standing
from zoning.reports.siting.ground import EditionFacts, Ground
from zoning.reports.siting.said import DASH, Body, column, say, two, word
from zoning.titles import layer_title

_SHORT = 12  # signs of a hash; the whole one stands in the record


def sources(body: Body, ground: Ground) -> Section:
    """Every edition of the body with what the catalogue says of it, and the definitions that were read."""
    rows: list[list[Cell]] = []
    tones: list[tuple[int, Tone]] = []
    unknown = 0
    for place, named in enumerate(body["editions"]):
        facts = ground.edition(named)
        unknown += facts is None
        rows.append(
            [
                say(layer_title(ground.definitions, named["layer"])),
                _edition(named, ground, facts),
                DASH if facts is None else facts.source,
                None if facts is None else facts.effective_from.isoformat(),
                None if facts is None else facts.accuracy_m,
                two("受限", "withheld") if named["sha256"] is None else str(named["sha256"])[:_SHORT],
            ]
        )
        if named["status"] != "statutory":
            tones.append((place, "faint"))
    columns = [
        column("layer", "图层", "layer"),
        column("edition", "地区／版本，性质", "region/edition, standing"),
        column("source", "来源文件", "source document"),
        column("effective_from", "生效日期", "effective from"),
        column("accuracy_m", "精度", "accuracy", "m", 1),
        column("sha256", "散列（前 12 位）", "hash (first 12)"),
    ]
    blocks: list[Block] = []
    blocks += [Paragraph(text, "caution") for text in standing(body)]
    blocks.append(
        Grid(
            table("editions", two("所用数据版本", "Editions used"), columns, rows),
            weights=(2.0, 2.2, 5.0, 1.2, 0.8, 1.6),
            tones=tuple(tones),
            note=two(
                "精度为 95 % 界限。注明未声明覆盖范围的版本：其中所载者可以发现，未载者不能说明没有。",
                "Accuracies are 95 % bounds. Of an edition that declares no coverage, what it holds is found; what it "
                "does not hold is not said to be absent.",
            ),
        )
    )
    if unknown:
        blocks.append(
            Paragraph(
                two(
                    f"有 {unknown} 个版本在目录中查不到（或散列不符），其来源、精度未列出。",
                    f"{unknown} of these editions are not in the catalogue, or with another hash: their source and "
                    "accuracy are not given.",
                ),
                "caution",
            )
        )
    count = len(body["definitions"])
    blocks.append(
        Paragraph(
            two(
                f"规则、图层定义和代码表共 {count} 个文件，其名称和散列载于结论记录（definitions），"
                "与本结论编号一并固定；"
                f"计算方法版本 {body['method']}。",
                f"Rules, layers and code lists are {count} definition files; their names and hashes stand in the "
                "record of "
                f"the verdict (definitions) and are fixed by its number. Version of the method: {body['method']}.",
            ),
            "faint",
        )
    )
    return Section(two("数据清单", "Data used"), tuple(blocks))


def _edition(named: Body, ground: Ground, facts: EditionFacts | None) -> Titles:
    """`Wenzhou City 330300/1, illustrative`, and that no coverage is declared where none is."""
    region, number, standing = str(named["region"]), named["edition"], word(named["status"])
    known = ground.definitions.regions[region].name if region in ground.definitions.regions else two("", "")
    silent = facts is not None and not facts.declares_coverage
    zh, en = ("，未声明覆盖范围", ", no coverage declared") if silent else ("", "")
    return two(
        f"{known.zh} {region}/{number}，{standing.zh}{zh}".strip(),
        f"{known.en} {region}/{number}, {standing.en}{en}".strip(),
    )
