"""The form of a backup file: its members, and editions and log entries as lines of JSON.

A zip of `catalogue.jsonl`, `log.jsonl`, `editions/<sha256>.parquet`, `blobs/<sha256>`, at last `manifest.json`, which
names all others with size and SHA-256; the archive's comment seals every byte before it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Final, Literal

import shapely
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from layers.editions import Edition, EditionHead, Standing, State
from layers.stores.base import LogEntry
from layers.stores.chain import utc, utc_text

FORMAT: Final = "sanxian-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CATALOGUE: Final = "catalogue.jsonl"
LOG: Final = "log.jsonl"
MEMBER: Final = re.compile(r"catalogue\.jsonl|log\.jsonl|editions/[0-9a-f]{64}\.parquet|blobs/[0-9a-f]{64}", re.ASCII)
SEAL_PREFIX: Final = b"sha256:"
SEAL_BYTES: Final = len(SEAL_PREFIX) + 64

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def edition_member(sha256: str) -> str:
    """Where the features of an edition lie."""
    return f"editions/{sha256}.parquet"


def blob_member(sha256: str) -> str:
    """Where a blob lies."""
    return f"blobs/{sha256}"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Form):
    """One member of the archive; its size in bytes before compression."""

    size: int = Field(ge=0)
    sha256: Sha256


class Manifest(_Form):
    """What the file holds: the state of a store at one moment, up to the log entry with the hash `head`."""

    format: Literal["sanxian-backup"]
    version: Literal[1]
    taken_at: AwareDatetime
    head: Sha256 | None
    entries: int = Field(ge=0)
    editions: int = Field(ge=0)
    blobs: int = Field(ge=0)
    members: Mapping[str, Member]


class EditionLine(_Form):
    """One edition of the catalogue, `attributes` in their stored order; `coverage` is WKB in hex."""

    layer: str
    region: str
    number: int = Field(ge=1, le=2**31 - 1)
    sha256: Sha256
    feature_count: int = Field(ge=0, le=2**31 - 1)
    standing: Standing
    accuracy_m: float
    effective_from: date
    source: str
    coverage: str | None
    replaces: tuple[tuple[str, int], ...]
    state: State
    proposed_at: AwareDatetime
    published_at: AwareDatetime | None
    withdrawn_at: AwareDatetime | None
    attributes: tuple[str, ...]

    @classmethod
    def of(cls, edition: Edition, attributes: tuple[str, ...]) -> EditionLine:
        """The line of an edition."""
        head = edition.head
        return cls(
            layer=head.layer,
            region=head.region,
            number=edition.number,
            sha256=edition.sha256,
            feature_count=edition.feature_count,
            standing=head.standing,
            accuracy_m=head.accuracy_m,
            effective_from=head.effective_from,
            source=head.source,
            coverage=None if head.coverage is None else shapely.to_wkb(head.coverage, hex=True, byte_order=1),
            replaces=head.replaces,
            state=edition.state,
            proposed_at=edition.proposed_at,
            published_at=edition.published_at,
            withdrawn_at=edition.withdrawn_at,
            attributes=attributes,
        )

    def edition(self) -> Edition:
        """The edition of a line. Raises ValueError or shapely's errors for a coverage that is no WKB."""
        head = EditionHead(
            self.layer,
            self.region,
            self.standing,
            self.accuracy_m,
            self.effective_from,
            self.source,
            None if self.coverage is None else shapely.from_wkb(self.coverage),
            self.replaces,
        )
        return Edition(
            head,
            self.number,
            self.sha256,
            self.feature_count,
            self.state,
            self.proposed_at,
            self.published_at,
            self.withdrawn_at,
        )


class EntryLine(_Form):
    """One entry of the log; its body, which may be any bytes, in base64."""

    sequence: int = Field(ge=1, le=2**63 - 1)
    at: str
    kind: str
    subject: str
    body: str
    previous: str
    hash: str

    @classmethod
    def of(cls, entry: LogEntry) -> EntryLine:
        """The line of an entry."""
        return cls(
            sequence=entry.sequence,
            at=utc_text(entry.at),
            kind=entry.kind,
            subject=entry.subject,
            body=base64.b64encode(entry.body).decode("ascii"),
            previous=entry.previous,
            hash=entry.hash,
        )

    def entry(self) -> LogEntry:
        """The entry of a line. Raises ValueError."""
        return LogEntry(
            self.sequence,
            utc(datetime.fromisoformat(self.at)),
            self.kind,
            self.subject,
            base64.b64decode(self.body, validate=True),
            self.previous,
            self.hash,
        )
