"""The life of an edition as lines for people: its steps, what it would change, how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.cli.edition_text import difference_lines
from layers.editions import Edition
from layers.errors import Lang
from layers.publication.history import Step
from layers.publication.preview import Preview, covered_m2
from layers.publication.withdrawal import Withdrawal

_SHOWN = 20
_STEPS = {
    "proposal": ("提出", "proposed"),
    "publication": ("发布", "published"),
    "withdrawal-request": ("要求撤回", "withdrawal asked for"),
    "withdrawal": ("撤回", "withdrawn"),
}
_PLACES = {
    "added": ("新增", "added"),
    "removed": ("删除", "removed"),
    "retyped": ("改类", "retyped"),
    "reshaped": ("改形", "reshaped"),
}


def preview_lines(found: Preview, lang: Lang) -> Iterator[str]:
    """From when, in whose place, what changes, how much more or less is covered, and where."""
    chinese = lang == "zh"
    label = found.edition.label
    if found.day is None:
        yield (
            f"{label}：已有生效更晚的版本，发布后也不会现行"
            if chinese
            else f"{label}: a later edition stands already; published, it would never be in force"
        )
        return
    others = ", ".join(f"{edition.head.region}/{edition.number}" for edition in found.affected)
    if chinese:
        yield f"{label} 若发布，自 {found.day} 起" + (f"取代 {others}" if others else "现行，不取代任何版本")
    else:
        yield f"{label}, if published: from {found.day} " + (
            f"in the place of {others}" if others else "in force, in the place of none"
        )
    yield from difference_lines(found.changes, lang)
    gained, lost = covered_m2(found.gained), covered_m2(found.lost)
    yield (f"  覆盖范围 +{gained:.2f} -{lost:.2f} m²" if chinese else f"  coverage +{gained:.2f} -{lost:.2f} m²")
    for place in found.places[:_SHOWN]:
        word = _PLACES[place.change][0 if chinese else 1]
        yield f"  {word} {place.id} @ {place.point[0]:.6f},{place.point[1]:.6f}"
    if len(found.places) > _SHOWN:
        rest = len(found.places) - _SHOWN
        yield f"  … 另有 {rest} 处，--json 列出全部" if chinese else f"  … {rest} more places; --json lists all"


def step_lines(
    edition: Edition, steps: Sequence[Step], mapping: Mapping[str, object] | None, lang: Lang
) -> Iterator[str]:
    """Who did what with an edition, and when."""
    chinese = lang == "zh"
    yield f"{edition.label}：{edition.head.source}" if chinese else f"{edition.label}: {edition.head.source}"
    for step in steps:
        word = _STEPS[step.kind][0 if chinese else 1]
        reason = "" if step.reason is None else (f"：{step.reason}" if chinese else f": {step.reason}")
        yield f"  {step.at.isoformat(timespec='seconds')}  {step.actor or '—'}  {word}{reason}"
    if mapping is not None:
        used = f"{mapping['office']}/{mapping['name']} v{mapping['version']}"
        yield f"  对应关系 {used}" if chinese else f"  mapping {used}"


def withdrawal_lines(found: Withdrawal, lang: Lang) -> Iterator[str]:
    """What became of a withdrawal, and what holds instead."""
    chinese = lang == "zh"
    label = found.edition.label
    if not found.done:
        yield (
            f"已记下撤回 {label} 的要求；启用了双人复核，须另一人在 30 天内作同样操作，此前它继续现行"
            if chinese
            else f"the request to withdraw {label} is kept; four-eyes is on, so another person has to do the same"
            " within 30 days, and until then it stays in force"
        )
        return
    if found.edition.published_at is None:
        yield f"已取消：{label}" if chinese else f"taken back: {label}"
        return
    yield f"已撤回：{label}" if chinese else f"withdrawn: {label}"
    for edition in found.in_force:
        yield (
            f"  恢复现行：{edition.label}（{edition.head.effective_from} 起生效）"
            if chinese
            else f"  in force again: {edition.label} (from {edition.head.effective_from})"
        )
    if not found.in_force:
        yield "  此后没有现行版本" if chinese else "  nothing is in force instead"
    for overlap in found.overlaps:
        point = overlap.place.representative_point()
        yield (
            f"  与 {overlap.other.label} 重叠，如 {point.x:.6f},{point.y:.6f}；两者在该处同时现行"
            if chinese
            else f"  overlaps {overlap.other.label}, e.g. at {point.x:.6f},{point.y:.6f}; both speak there"
        )
