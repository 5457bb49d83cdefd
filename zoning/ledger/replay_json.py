"""A replay as command and service give it, in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.definition_file import Titles
from zoning.ledger.replay import Replay
from zoning.verdict import Json

_OUTCOMES: Mapping[str, Titles] = MappingProxyType(
    {
        "identical": Titles(zh="逐字节一致", en="identical"),
        "same_conclusion": Titles(
            zh="结论相同，数字相差不超过末位一个单位",
            en="same conclusion, numbers within one unit in the last place",
        ),
        "different": Titles(zh="不一致", en="different"),
        "not_replayable": Titles(zh="无法重放", en="not replayable"),
    }
)
_REASONS: Mapping[str, Titles] = MappingProxyType(
    {
        "method": Titles(zh="此后测算规则换了版本", en="the measuring rules have another version since"),
        "blanked": Titles(zh="内容已清除", en="its content was blanked"),
        "no_question": Titles(zh="记录时没有保存提问", en="the question was not kept when it was recorded"),
        "definitions": Titles(
            zh="当时的定义文件取不出或装不上", en="the definitions of then are not to be had, or no longer load"
        ),
        "store": Titles(zh="存储中的内容读不出", en="what it rests on cannot be read from the store"),
        "refused": Titles(zh="现在的程序不接受这个提问", en="the present program refuses the question"),
    }
)


def replay_text(replay: Replay) -> Titles:
    """What came of a replay, on one line."""
    outcome = _OUTCOMES[replay.outcome]
    if replay.reason is None:
        return outcome
    reason = _REASONS[replay.reason]
    zh, en = replay.fault or ("", "")
    return Titles(
        zh=f"{outcome.zh}：{reason.zh}" + (f"（{zh}）" if zh else ""),
        en=f"{outcome.en}: {reason.en}" + (f" ({en})" if en else ""),
    )


def replay_json(replay: Replay, *, shown: bool = True) -> Json:
    """All of it; differences only where what they show may be `shown`."""
    text = replay_text(replay)
    return {
        "id": replay.id,
        "kind": replay.kind,
        "sequence": replay.sequence,
        "known_at": replay.known_at.isoformat(),
        "outcome": replay.outcome,
        "reason": replay.reason,
        "text": {"zh": text.zh, "en": text.en},
        "difference_count": replay.count,
        "differences": [difference.as_json() for difference in replay.differences] if shown else [],
    }
