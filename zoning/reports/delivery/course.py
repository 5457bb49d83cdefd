"""What the ledger holds of an edition: its check, proposal, publication and withdrawal, with when, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from layers.catalogue import CHINA
from layers.definition_file import Titles
from layers.editions import Edition
from layers.publication.deliveries import Delivered
from layers.publication.history import Step, StepKind
from zoning.measures.tables import Cell, Column, table
from zoning.reports.model import Block, Grid, Paragraph, Section, Tone

_CHECK: Final = Titles(zh="质检", en="checked")
_STEPS: Final[Mapping[StepKind, Titles]] = MappingProxyType(
    {
        "proposal": Titles(zh="提出", en="proposed"),
        "publication": Titles(zh="发布", en="published"),
        "withdrawal-request": Titles(zh="要求撤回", en="withdrawal asked for"),
        "withdrawal": Titles(zh="撤回", en="withdrawn"),
    }
)
_COLUMNS: Final = (
    Column("entry", Titles(zh="台账号", en="Ledger no."), None, 0),
    Column("step", Titles(zh="步骤", en="Step")),
    Column("at", Titles(zh="时间（北京时间）", en="When (China Standard Time)")),
    Column("actor", Titles(zh="办理人", en="By")),
    Column("reason", Titles(zh="理由", en="Reason")),
)


def course(edition: Edition, found: Delivered, steps: Sequence[Step], *, named: bool) -> Section:
    """How far the edition has come, and every entry of the ledger on it.

    Who took the steps, and that a withdrawal was asked for, is told where `named`.
    """
    rows: list[tuple[Cell, ...]] = [(found.sequence, _CHECK, _when(found.at), _who(found.actor, named=named), None)]
    rows += [
        (step.sequence, _STEPS[step.kind], _when(step.at), _who(step.actor, named=named), step.reason)
        for step in steps
        if named or step.kind != "withdrawal-request"
    ]
    listed = table("course", Titles(zh="台账记录", en="Entries of the ledger"), _COLUMNS, rows)
    blocks: tuple[Block, ...] = (_state(edition), Grid(listed, weights=(1, 2, 2.5, 3, 4)))
    return Section(Titles(zh="入库与台账", en="In the store and in the ledger"), blocks)


def _state(edition: Edition) -> Paragraph:
    """How far the edition has come; the last step counts."""
    number = f"{edition.head.region}/{edition.number}"
    told: tuple[str, str, Tone]
    if edition.withdrawn_at is not None:
        at = _when(edition.withdrawn_at)
        told = f"第 {number} 版已于 {at} 撤回。", f"Edition {number} was withdrawn on {at}.", "caution"
    elif edition.published_at is not None:
        at = _when(edition.published_at)
        told = f"第 {number} 版已于 {at} 发布。", f"Edition {number} was published on {at}.", "good"
    else:
        at = _when(edition.proposed_at)
        zh, en = f"第 {number} 版于 {at} 提出，尚未发布。", f"Edition {number} was proposed on {at}, not yet published."
        told = zh, en, "open"
    return Paragraph(Titles(zh=told[0], en=told[1]), told[2])


def _when(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _who(actor: str, *, named: bool) -> Cell:
    """Who it was as the ledger names people; a dash where nobody was named."""
    return (actor or None) if named else Titles(zh="不告知", en="not told")
