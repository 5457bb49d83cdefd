"""A comparison out of the ledger, as its reader may see it: made of the records of its verdicts, as it was then."""

from __future__ import annotations

import json
from typing import Any

from layers.errors import Withheld
from zoning.alternatives.comparison import Comparison, Made, compare
from zoning.alternatives.criterion import criterion_of
from zoning.alternatives.figures import Record
from zoning.alternatives.showing import Seen, seen, unhashed
from zoning.definitions import Definitions
from zoning.ledger import Ledger
from zoning.verdict import Json


def recalled(record: Record, ledger: Ledger, withheld: frozenset[str], definitions: Definitions) -> Seen:
    """A recorded comparison (with its id) that was not blanked, as `seen` shows it.

    Raises Withheld for one that this version would make otherwise: of such a one it cannot be told what a reader
    without the right would have got. NotFound, StoreError where a record of its verdicts cannot be read.
    """
    made = _made(record, ledger)
    if withheld and compare(made.names, made.records, made.shores, made.criterion).id != record["id"]:
        raise Withheld(
            "本次比选由另一版本的程序作出，无法判断略去受限图层后应是什么结果；请用有权限的密钥查看",
            "the comparison was made by another version, so what is left of it without restricted layers cannot be "
            "told; read it with a key that may",
        )
    return seen(made, withheld, definitions)


def reduced(left: Record, withheld: frozenset[str]) -> Json:
    """What a blanking left of a comparison, as its reader may see it."""
    told: Json = dict(left)
    return {**unhashed(told, withheld), "redacted": True, "withheld": sorted(withheld)} if withheld else told


def _made(record: Record, ledger: Ledger) -> Made:
    rows: list[dict[str, Any]] = record["alternatives"]
    return Made(
        names=tuple(row["name"] for row in rows),
        records=tuple(json.loads(ledger.body(row["verdict_id"])) for row in rows),
        shores=tuple(row["shoreline"] for row in rows),
        criterion=criterion_of(record["criterion"]),
        comparison=Comparison({name: value for name, value in record.items() if name != "id"}),
    )
