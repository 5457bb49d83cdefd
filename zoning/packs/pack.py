"""Makes sealed packs, and notes in the ledger that one was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layers.access import Clearance
from layers.canonical import canonical
from layers.editions import Edition
from layers.errors import BadInput, StoreError
from layers.exports.exporting import EXPORT
from layers.stores.base import LogEntry, Store
from zoning.ledger.book import blanked
from zoning.ledger.entries import MEASURE, VERDICT, said
from zoning.measures.desk import MeasureDesk
from zoning.packs import archive, chain
from zoning.packs.evidence import evidence
from zoning.packs.keys import ALGORITHM, Signer
from zoning.packs.manifest import (
    CHAIN,
    EDITIONS,
    ENTRY,
    EVIDENCE,
    MANIFEST,
    QUESTION,
    RECORD,
    SIGNATURE,
    SIGNER,
    SUMS,
    EvidenceChoice,
    Key,
    LeftOut,
    Manifest,
    listed,
    sha256,
)
from zoning.packs.readme import readmes
from zoning.packs.written import written_measure, written_verdict
from zoning.reports.siting.report import PLAIN, ReportSettings
from zoning.verdict import Json


@dataclass(frozen=True)
class Pack:
    """A finished pack: its bytes, and its manifest."""

    content: bytes
    manifest: Manifest

    @property
    def sha256(self) -> str:
        """SHA-256 of the whole file, as the ledger notes it."""
        return sha256(self.content)


def make_pack(
    measures: MeasureDesk,
    record_id: str,
    *,
    clearance: Clearance,
    choice: EvidenceChoice = "public",
    to: int | None = None,
    signer: Signer | None = None,
    reports: ReportSettings = PLAIN,
) -> Pack:
    """The sealed pack of a recorded verdict or measure; the same record, options and head give the same bytes.

    Args:
        measures: the desk over the ledger.
        record_id: the id of the verdict or measure.
        clearance: of whoever takes it; a record shows whatever it was computed from.
        choice: whether evidence goes in, and whether that of restricted layers as well.
        to: sequence number of the last entry of the chain; None: the head of the ledger.
        signer: whose signature stands over the manifest; None: the pack says that it has none.
        reports: what the office sets for its reports.

    Raises NotFound, Gone for what was blanked, Withheld where the record rests on a layer that the clearance does not
    see, BadInput for a `to` before the entry or beyond the head, StoreError where something recorded cannot be read.
    """
    desk = measures.desk
    entry = desk.ledger.first(record_id, VERDICT, MEASURE)
    if desk.ledger.blanking(record_id) is not None:
        raise blanked(record_id)
    named = said(entry)
    record_bytes = desk.store.blob(named["body"])
    record = json.loads(record_bytes)
    restricted = _restricted(record, measures, clearance)
    editions = _editions(record, desk.store)
    if entry.kind == VERDICT:
        layers = {e.head.layer for e in editions}
        hidden = {"none": layers, "public": set(restricted), "all": set[str]()}[choice]
        members, left_out = written_verdict(record, measures, entry, layers - hidden, reports)
        if choice != "none":
            members[EVIDENCE] = evidence(record, editions, desk.store, layers - hidden)
            if kept := sorted(layers & hidden):
                left_out.append(LeftOut(what=f"evidence: {', '.join(kept)}", zh="受限图层", en="restricted layers"))
    else:
        members, left_out = written_measure(record, measures.definitions)
    if named.get("question") is not None:
        members[QUESTION] = desk.store.blob(named["question"])
    links = tuple(_links(desk.store, entry, to))
    members |= {
        RECORD: record_bytes,
        EDITIONS: canonical({"editions": [_edition_json(edition) for edition in editions]}),
        ENTRY: entry.body,
        CHAIN: chain.written(links),
        **{f"definitions/{d['file']}": desk.store.blob(d["sha256"]) for d in record["definitions"]},
    }
    manifest = Manifest(
        kind="verdict" if entry.kind == VERDICT else "measure",
        id=record_id,
        entry=links[0].point,
        head=links[-1].point,
        evidence=choice if entry.kind == VERDICT else "none",
        restricted=restricted,
        left_out=left_out,
        signer=None if signer is None else Key(algorithm=ALGORITHM, key=signer.public.id),
        members=[],
    )
    members |= readmes(manifest)
    return _sealed(manifest.model_copy(update={"members": listed(members)}), members, signer)


def note_export(store: Store, pack: Pack, *, actor: str, at: datetime) -> LogEntry:
    """Note in the ledger that a pack was given out: an `export` entry about the record, naming the pack's SHA-256."""
    manifest = pack.manifest
    body: Json = {
        "what": "pack",
        "sha256": pack.sha256,
        "bytes": len(pack.content),
        "head": manifest.head.sequence,
        "evidence": manifest.evidence,
        "restricted": manifest.restricted,
        "signer": None if manifest.signer is None else manifest.signer.key,
        "actor": actor,
    }
    return store.append(EXPORT, manifest.id, canonical(body), at)


def _sealed(manifest: Manifest, members: Mapping[str, bytes], signer: Signer | None) -> Pack:
    whole = {**members, MANIFEST: manifest.content(), SUMS: manifest.sums()}
    if signer is not None:
        whole |= {SIGNATURE: signer.sign(manifest.content()), SIGNER: signer.public.pem()}
    return Pack(archive.write(whole), manifest)


def _links(store: Store, entry: LogEntry, to: int | None) -> Iterator[chain.Link]:
    head = store.head()
    last = head.sequence if head is not None else entry.sequence
    if to is not None and not entry.sequence <= to <= last:
        raise BadInput(
            f"--to {to} 不在第 {entry.sequence} 条（本记录）与第 {last} 条（台账末条）之间",
            f"--to {to} does not lie between entry {entry.sequence}, the record, and {last}, the head of the ledger",
        )
    yield chain.link(entry)
    for later in store.log(after=entry.sequence):
        if later.sequence > (last if to is None else to):
            return
        yield chain.link(later)


def _restricted(record: Mapping[str, Any], measures: MeasureDesk, clearance: Clearance) -> list[str]:
    """The restricted layers that a record rests on; a layer no longer defined counts. Raises Withheld."""
    kinds = measures.desk.definitions.kinds
    rests_on = sorted({str(edition["layer"]) for edition in record["editions"]})
    for layer in rests_on:
        if layer in kinds:
            clearance.require(kinds[layer])
    return [layer for layer in rests_on if layer not in kinds or kinds[layer].access != "public"]


def _editions(record: Mapping[str, Any], store: Store) -> list[Edition]:
    """The editions that a record names, as they stand. Raises StoreError where one is not what it was."""
    held = {(e.head.layer, e.head.region, e.number): e for e in store.editions()}
    found = []
    for named in record["editions"]:
        edition = held.get((named["layer"], named["region"], named["edition"]))
        if edition is None or edition.sha256 != named["sha256"]:
            label = f"{named['layer']} {named['region']}/{named['edition']}"
            raise StoreError(
                f"存储中的版本 {label} 不是记录所用的那一个；请从备份恢复",
                f"the store's edition {label} is not the one the record was computed from; restore it from a backup",
            )
        found.append(edition)
    return found


def _edition_json(edition: Edition) -> Json:
    head = edition.head
    times: Sequence[tuple[str, datetime | None]] = (
        ("proposed_at", edition.proposed_at),
        ("published_at", edition.published_at),
        ("withdrawn_at", edition.withdrawn_at),
    )
    return {
        "layer": head.layer,
        "region": head.region,
        "edition": edition.number,
        "sha256": edition.sha256,
        "state": edition.state,
        "status": head.standing,
        "accuracy_m": head.accuracy_m,
        "effective_from": head.effective_from.isoformat(),
        "source": head.source,
        "replaces": [list(pair) for pair in head.replaces],
        "features": edition.feature_count,
        **{name: None if at is None else at.isoformat() for name, at in times},
    }
