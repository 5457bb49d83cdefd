"""The part of the ledger that a pack carries: the links from an entry to the head, bodies by their hash only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers.canonical import canonical
from layers.errors import BadFile
from layers.stores.base import LogEntry
from layers.stores.chain import link_hash, utc_text
from zoning.ledger.anchor import Anchor, Number, Sha256
from zoning.packs.manifest import CHAIN, sha256


class Link(BaseModel):
    """One entry without its body."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sequence: Number
    at: Annotated[str, Field(max_length=40)]
    kind: str
    subject: str
    body_sha256: Sha256
    previous: Sha256
    hash: Sha256

    @property
    def point(self) -> Anchor:
        """Where it stands."""
        return Anchor(sequence=self.sequence, hash=self.hash)

    @property
    def sound(self) -> bool:
        """Whether its hash is that of its fields."""
        return link_hash(**self.model_dump(exclude={"hash"})) == self.hash


def link(entry: LogEntry) -> Link:
    """An entry as a link."""
    return Link(
        sequence=entry.sequence,
        at=utc_text(entry.at),
        kind=entry.kind,
        subject=entry.subject,
        body_sha256=sha256(entry.body),
        previous=entry.previous,
        hash=entry.hash,
    )


def written(links: Iterable[Link]) -> bytes:
    """The links as JSON lines, one RFC 8785 object each."""
    return b"".join(canonical(one.model_dump()) + b"\n" for one in links)


def parsed(content: bytes) -> tuple[Link, ...]:
    """The links of a pack. Raises BadFile naming the line that is none."""
    links = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            links.append(Link.model_validate_json(line))
        except ValidationError as fault:
            raise BadFile(
                f"{CHAIN} 第 {number} 行不是台账条目：{fault.errors()[0]['msg']}",
                f"{CHAIN} line {number} is no entry of a ledger: {fault.errors()[0]['msg']}",
            ) from fault
    if not links or written(links) != content:
        raise BadFile(f"{CHAIN} 为空，或写法不是 RFC 8785", f"{CHAIN} is empty or not written as RFC 8785 has it")
    return tuple(links)


def first_broken(links: tuple[Link, ...]) -> int | None:
    """The sequence number at which links stop being a chain; None where they are one."""
    before: Link | None = None
    for one in links:
        expected = one.sequence if before is None else before.sequence + 1
        if not one.sound or one.sequence != expected or (before is not None and one.previous != before.hash):
            return expected
        before = one
    return None
