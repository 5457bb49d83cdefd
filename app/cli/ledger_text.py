"""The ledger in lines for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zoning.ledger.listing import Page, row
from zoning.ledger.replay_json import replay_text

if TYPE_CHECKING:
    from layers.errors import Lang
    from zoning.ledger.blanking import Blanking
    from zoning.ledger.replay import Replay
    from zoning.ledger.verification import Verification

_WIDE = 71
_SHOWN_FAULTS = 100
_OUTCOMES = {
    "zh": {"identical": "一致", "same_conclusion": "结论相同", "different": "不一致", "not_replayable": "无法重放"},
    "en": {
        "identical": "identical",
        "same_conclusion": "same conclusion",
        "different": "different",
        "not_replayable": "not replayable",
    },
}


def entry_lines(found: Page, lang: Lang) -> Iterator[str]:
    """A line to an entry."""
    for entry in found.entries:
        said = row(entry)
        at = entry.at.strftime("%Y-%m-%d %H:%M:%SZ")
        yield f"{entry.sequence:>7}  {at}  {entry.kind:<12} {entry.subject:<{_WIDE}}  {said['actor'] or '-'}"
    if not found.entries:
        yield "没有符合的记录" if lang == "zh" else "no entry fits"
    if found.next is not None:
        yield f"… 续：--after {found.next}" if lang == "zh" else f"… more: --after {found.next}"


def whole_lines(entries: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """Every member of each entry."""
    for place, entry in enumerate(entries):
        if place:
            yield ""
        yield f"{'第' if lang == 'zh' else 'entry'} {entry['sequence']} {'条' if lang == 'zh' else ''}".rstrip()
        for name in ("at", "kind", "subject", "hash", "previous"):
            yield f"  {name:<12} {entry[name]}"
        for name, value in entry["body"].items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"  {name:<12} {shown}"


def verification_lines(found: Verification, lang: Lang) -> Iterator[str]:
    """What was found wrong and where, or that nothing was; then the head, to be noted elsewhere."""
    chinese = lang == "zh"
    for fault in found.faults[:_SHOWN_FAULTS]:
        yield f"✗ {fault.text(lang)}"
    if len(found.faults) > _SHOWN_FAULTS:
        more = len(found.faults) - _SHOWN_FAULTS
        yield f"  另有 {more} 处" if chinese else f"  and {more} more"
    entries = sum(found.kinds.values())
    if found.sound:
        deep = ("，含版本内容" if chinese else ", the content of editions among them") if found.deep else ""
        yield (
            f"✓ 台账完好：{entries} 条、{found.blobs} 份内容{deep}"
            if chinese
            else f"✓ the ledger is sound: {entries} entries and {found.blobs} contents{deep}"
        )
    if found.blanked:
        yield f"  已清除 {found.blanked} 份" if chinese else f"  {found.blanked} blanked"
    if found.head is not None:
        note = "末条（请另处记下，供 --head 核对）" if chinese else "head (note it elsewhere, for --head)"
        yield f"  {note} {found.head}"


def replay_lines(one: Replay, lang: Lang) -> Iterator[str]:
    """What came of one replay, and the first differences."""
    text = replay_text(one)
    mark = {"identical": "✓", "same_conclusion": "≈"}.get(one.outcome, "✗")
    yield f"{mark} {one.id}  {text.zh if lang == 'zh' else text.en}"
    for difference in one.differences:
        yield f"    {difference.path}: {_value(difference.recorded)} → {_value(difference.replayed)}"
    if one.count > len(one.differences):
        more = one.count - len(one.differences)
        yield f"    另有 {more} 处不同" if lang == "zh" else f"    and {more} more"


def summary_line(outcomes: Mapping[str, int], lang: Lang) -> str:
    """How many came out how."""
    words = _OUTCOMES[lang]
    told = [f"{words[name]} {count}" for name, count in outcomes.items() if count or name == "identical"]
    return ("重放：" if lang == "zh" else "replayed: ") + ("，" if lang == "zh" else ", ").join(told)


def blanking_lines(done: Blanking, lang: Lang) -> Iterator[str]:
    """What was removed, and what this cannot reach."""
    if lang == "zh":
        yield f"已清除 {done.entry.subject}（台账第 {done.entry.sequence} 条，{len(done.removed)} 份内容）"
        yield "  留下：结论字样、日期、方法、版本与定义"
        yield "  清不到：交来的原始文件、同一地块的其他结论、已发出的证据包、备份；请分别处理"
        return
    yield f"blanked {done.entry.subject} (entry {done.entry.sequence}, {len(done.removed)} contents)"
    yield "  left: the word of the verdict, dates, method, editions and definitions"
    yield "  out of reach: site files sent in, other verdicts on the site, packs handed out, backups; see to each"


def _value(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
