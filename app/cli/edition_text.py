"""Editions, and the changes between two of them, as rows for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from rich.cells import cell_len

from layers.catalogue import edition_state
from layers.editions import Edition
from layers.errors import Lang
from layers.kinds import LayerKind, LayerKinds
from layers.publication.changes import Changed, Changes, Side

_SHOWN = 40
_HEADINGS = {
    "zh": ("图层", "版本", "效力", "状态", "生效日期", "要素", "精度 m", "来源"),
    "en": ("layer", "edition", "status", "state", "from", "features", "accuracy m", "source"),
}


def edition_rows(
    chosen: Sequence[Edition], editions: Sequence[Edition], kinds: LayerKinds, *, as_of: date, now: datetime, lang: Lang
) -> tuple[str, ...]:
    """One line per chosen edition, with its state among all of them, under a line of headings."""
    rows = [_HEADINGS[lang]]
    for edition in chosen:
        head = edition.head
        kind = kinds.get(head.layer)
        title = head.layer if kind is None else f"{head.layer} {kind.title.zh if lang == 'zh' else ''}".strip()
        rows.append(
            (
                title,
                f"{head.region}/{edition.number}",
                head.standing,
                edition_state(edition, editions, as_of, now),
                head.effective_from.isoformat(),
                str(edition.feature_count),
                f"{head.accuracy_m:g}",
                head.source,
            )
        )
    return aligned(rows)


def change_lines(found: Changes, old: Edition, new: Edition, kind: LayerKind, lang: Lang) -> Iterator[str]:
    """Which editions are compared, and how they differ."""
    chinese = lang == "zh"
    label = kind.title.zh if chinese else kind.title.en
    yield (
        f"{label} {new.head.region}：{old.number} → {new.number}"
        if chinese
        else (f"{label} {new.head.region}: {old.number} → {new.number}")
    )
    yield from difference_lines(found, lang)


def difference_lines(found: Changes, lang: Lang) -> Iterator[str]:
    """Counts, totals per class, then feature by feature; long lists are cut and say so."""
    chinese = lang == "zh"
    unit = {"m2": "m²", "m": "m", None: ""}[found.unit]
    counts = {
        ("新增", "added"): len(found.added),
        ("删除", "removed"): len(found.removed),
        ("改类", "retyped"): len(found.retyped),
        ("改形", "reshaped"): len(found.reshaped),
        ("未变", "unchanged"): found.unchanged,
    }
    yield "  " + "   ".join(f"{names[0 if chinese else 1]} {count}" for names, count in counts.items())
    rows = [("类别", "要素", "合计", "增减") if chinese else ("class", "features", "total", "change")]
    rows += [
        (
            str(total.class_code or "—"),
            f"{total.old_count} → {total.new_count}",
            f"{total.old_measure:.2f} → {total.new_measure:.2f} {unit}".strip(),
            f"{total.new_measure - total.old_measure:+.2f} {unit}".strip(),
        )
        for total in found.totals
    ]
    yield from (f"  {line}" for line in aligned(rows))
    details = [
        *(f"+ {_side(side, unit)}" for side in found.added),
        *(f"- {_side(side, unit)}" for side in found.removed),
        *(f"~ {_changed(change, unit)}" for change in sorted(found.changed, key=_weight)),
    ]
    yield from (f"  {line}" for line in details[:_SHOWN])
    if len(details) > _SHOWN:
        rest = len(details) - _SHOWN
        yield f"  … 另有 {rest} 处，--json 列出全部" if chinese else f"  … {rest} more; --json lists all"


def aligned(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Rows with their columns padded; a Chinese character takes two places."""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return tuple(
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _weight(change: Changed) -> bool:
    """What changed in kind or shape goes before what is only described otherwise."""
    return not (change.retyped or change.reshaped)


def _side(side: Side, unit: str) -> str:
    return f"{side.id}  {side.class_code or ''}  {side.measure:.2f} {unit}".rstrip()


def _changed(change: Changed, unit: str) -> str:
    parts = [change.new.id if not change.renamed else f"{change.old.id} → {change.new.id}"]
    if change.retyped:
        parts.append(f"{change.old.class_code} → {change.new.class_code}")
    if change.reshaped:
        parts.append(f"+{change.gained:.2f} -{change.lost:.2f} {unit}".rstrip())
    parts += [f"{name}: {old} → {new}" for name, (old, new) in sorted(change.attributes.items())]
    return "  ".join(parts)
