"""What `ledger verify` can find wrong, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.texts import fill
from zoning.verdict import Json

_TEXTS: Mapping[str, Titles] = MappingProxyType(
    {
        "missing": Titles(zh="第 {sequence} 至 {through} 条缺失", en="entries {sequence} to {through} are missing"),
        "altered": Titles(
            zh="第 {sequence} 条被改动：内容与其散列不符",
            en="entry {sequence} was altered: its fields do not have its hash",
        ),
        "unlinked": Titles(
            zh="第 {sequence} 条接不上前一条：两条中有一条被改动、替换或换位",
            en="entry {sequence} does not continue the one before it: one of the two was altered, replaced or moved",
        ),
        "unreadable": Titles(
            zh="第 {sequence} 条读不出：不是本程序写下的样子",
            en="entry {sequence} cannot be read: no store writes it so",
        ),
        "malformed": Titles(
            zh="第 {sequence} 条（{kind}）的内容不成形",
            en="the body of entry {sequence} ({kind}) has not the members of its kind",
        ),
        "blob_missing": Titles(
            zh="第 {sequence} 条所指的{what} {sha256} 不在存储中，也没有清除记录",
            en="the {what} {sha256} that entry {sequence} names is not in the store, and no blanking names it",
        ),
        "blob_altered": Titles(
            zh="第 {sequence} 条所指的{what} {sha256} 已损坏",
            en="the {what} {sha256} that entry {sequence} names is damaged",
        ),
        "body_of_another": Titles(
            zh="第 {sequence} 条（{subject}）所指的内容不是该编号的内容",
            en="the body that entry {sequence} names is not that of {subject}",
        ),
        "blanked_present": Titles(
            zh="第 {sequence} 条清除的内容 {sha256} 仍在存储中；请再运行 sanxian ledger blank {subject}",
            en="{sha256}, which entry {sequence} blanked, is still there; run `sanxian ledger blank {subject}` again",
        ),
        "verdict_unknown": Titles(
            zh="第 {sequence} 条比选所用的结论 {verdict} 此前没有记录",
            en="the verdict {verdict} that the comparison of entry {sequence} names is not recorded before it",
        ),
        "definitions_unknown": Titles(
            zh="第 {sequence} 条所用的定义集 {set} 此前没有记录",
            en="the set of definitions {set} that entry {sequence} names is not recorded before it",
        ),
        "definitions_altered": Titles(
            zh="第 {sequence} 条的定义文件与其定义集编号不符",
            en="the definition files of entry {sequence} are not those of the set it names",
        ),
        "edition_missing": Titles(
            zh="第 {sequence} 条所说的版本 {subject} 不在目录中，或内容不是同一份",
            en="the catalogue has no edition {subject} as entry {sequence} says, or one of other content",
        ),
        "edition_unlike": Titles(
            zh="版本 {subject} 在目录中的状态与时间（{stands}）不是台账所记（{told}）",
            en="the catalogue has {subject} as {stands}, which is not what its entries say: {told}",
        ),
        "edition_altered": Titles(
            zh="第 {sequence} 条所说的版本 {subject} 的内容已损坏：{fault_zh}",
            en="the content of {subject}, of entry {sequence}, is damaged: {fault_en}",
        ),
        "head_cut": Titles(
            zh="台账只到第 {last} 条，此前记下的是第 {sequence} 条：末尾被截去",
            en="the ledger ends at entry {last}, but entry {sequence} was noted before: its end was cut off",
        ),
        "head_replaced": Titles(
            zh="第 {sequence} 条的散列不是此前记下的 {noted}：该条或它之前的内容被换过",
            en="entry {sequence} has not the hash {noted} noted before: it, or one before it, was replaced",
        ),
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: at which entry (0: at none), what, and the values of its text."""

    sequence: int
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang) -> str:
        """In words."""
        return fill(_TEXTS[self.code], {"sequence": self.sequence, **self.values}, lang)

    def as_json(self) -> Json:
        """With both texts."""
        return {
            "sequence": self.sequence,
            "code": self.code,
            "values": dict(self.values),
            "text": {"zh": self.text("zh"), "en": self.text("en")},
        }
