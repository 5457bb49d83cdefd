"""`sanxian screen --layers a,b --points FILE`: which features hold each of many places; no rules, no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import output
from app.cli.files import put, require_place
from app.cli.kinds import require_kind
from layers.errors import BadInput

if TYPE_CHECKING:
    from app.settings import Settings
    from layers.errors import Lang
    from layers.kinds import LayerKinds
    from zoning.definitions import Definitions
    from zoning.screening.points import Located

_SHOWN = 10  # problems of rows on the terminal; the file has them all


def locate(
    points: Path, layers: str, out: Path, said: Mapping[str, Any], settings: Settings, lang: Lang, *, as_json: bool
) -> bool:
    """Read the places, ask the layers, write the file and tell; whether a row states no place. Raises BadInput."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from zoning.reports.screening.points_sheet import write  # noqa: PLC0415
    from zoning.screening.desk import Asking  # noqa: PLC0415

    if out.suffix.lower() != ".csv":
        raise BadInput(f"--out {out}：点的结果写成 .csv", f"--out {out}: what lies at points is written as .csv")
    require_place(out, store=wiring.store_folder(settings))
    if out.exists() and points.exists() and out.samefile(points):
        raise BadInput(
            f"--out {out} 就是输入本身；请换一个文件名", f"--out {out} is the input itself; name another file"
        )
    with output.working("正在查询" if lang == "zh" else "asking the layers"):
        desk = wiring.open_desk(settings)
        names = _layers(layers, desk.definitions.kinds)
        screenings = wiring.open_screenings(desk, settings)
        asking = Asking(name=points.name, **said, lang=lang)
        found = screenings.located(points, asking.as_json(), names, wiring.clock())
        put(out, write(found, lang), "", lang)
    if as_json:
        output.document(_document(found, desk.definitions, out))
    else:
        output.lines(_lines(found, desk.definitions, out, lang))
    return bool(found.read.wrong) or any(one.cause is not None for one in found.layers)


def _layers(text: str, kinds: LayerKinds) -> tuple[str, ...]:
    """The layers named, each once. Raises NotFound naming those there are, BadInput."""
    names = tuple(dict.fromkeys(name.strip() for name in text.replace("，", ",").split(",")))
    for name in names:
        if not name:
            raise BadInput("--layers 中有空的图层名", "--layers names an empty layer")
        if require_kind(kinds, name).raster:
            raise BadInput(f"{name} 是栅格图层，没有要素", f"{name} is a raster, which has no features")
    return names


def _document(found: Located, definitions: Definitions, out: Path) -> dict[str, Any]:
    from zoning.titles import with_text  # noqa: PLC0415

    return {
        "points": len(found.read.spots),
        "layers": found.counts(),
        "failed": {one.layer: one.cause for one in found.layers if one.cause is not None},
        "problems": [{"row": row, "point": key, **fault.as_json()} for row, key, fault in found.read.wrong],
        "notes": [{**with_text(definitions, note.as_json()), "points": count} for note, count in found.read.notes],
        "ignored": list(found.read.ignored),
        "file": str(out),
    }


def _lines(found: Located, definitions: Definitions, out: Path, lang: Lang) -> Iterator[str]:
    from zoning.reports.screening.points_sheet import answer  # noqa: PLC0415 - not needed for --help
    from zoning.titles import layer_title, note_text  # noqa: PLC0415

    zh = lang == "zh"
    wrong = found.read.wrong
    places = len(found.read.spots)
    yield (
        f"{places} 个点；{len(wrong)} 行没有可用的位置"
        if zh
        else f"{places} points; {len(wrong)} rows without a usable place"
    )
    for layer, counts in found.counts().items():
        told = "  ".join(f"{answer(said, lang)} {count}" for said, count in counts.items())
        title = layer_title(definitions, layer)[lang]
        yield f"{title}（{layer}）：{told}" if zh else f"{title} ({layer}): {told}"
    if any(one.cause is not None for one in found.layers):
        yield "有图层数据读不出；请运行 sanxian doctor" if zh else "a layer could not be read: run `sanxian doctor`"
    for note, count in found.read.notes:
        text = note_text(definitions, note.code, note.values)[lang]
        yield f"注意（{count} 个点）：{text}" if zh else f"note ({count} points): {text}"
    for column in found.read.ignored:
        yield f"没有使用的列：{column}" if zh else f"column not used: {column}"
    for row, _, fault in wrong[:_SHOWN]:
        yield f"第 {row} 行：{fault.zh}" if zh else f"row {row}: {fault.en}"
    if len(wrong) > _SHOWN:
        more = len(wrong) - _SHOWN
        yield f"另有 {more} 行，见文件" if zh else f"and {more} rows more, see the file"
    yield f"已写入 {out}" if zh else f"written: {out}"
