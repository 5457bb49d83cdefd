"""Verifies a sealed pack with nothing but the pack: no store, no definitions, no network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from layers.canonical import canonical
from layers.errors import BadFile, BadInput
from zoning.ledger.anchor import Anchor
from zoning.packs import archive, chain
from zoning.packs.keys import PublicKey, public_key
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
    Manifest,
    parsed,
    sha256,
)

Signature = Literal["none", "enclosed", "pinned"]
Problem = tuple[str, str]
_NEEDED = (RECORD, EDITIONS, ENTRY, CHAIN, "README.zh.md", "README.en.md", "rendered.json")


@dataclass
class Verified:
    """What a pack proves. It is sound when `problems`, each (zh, en), is empty.

    `signature`: `pinned` where it is that of the key given, `enclosed` where only the key in the pack vouches for it.
    `anchored`: whether a head known from elsewhere lies on the chain; None where none was given.
    """

    manifest: Manifest
    answer: str = ""
    signature: Signature = "none"
    anchored: bool | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify_pack(content: bytes, *, head: Anchor | None = None, pinned: PublicKey | None = None) -> Verified:
    """Check all that a pack claims; with `head`, that it lies on the chain; with `pinned`, whose signature it is.

    Raises BadFile where it is no pack at all (its container or manifest is not in the one form there is), TooLarge.
    """
    members = archive.read(content)
    if MANIFEST not in members:
        raise BadFile(f"缺少 {MANIFEST}，不是证据包", f"{MANIFEST} is missing: this is no sealed pack")
    found = Verified(parsed(members[MANIFEST]))
    found.problems += _members(found.manifest, members)
    if found.sound:  # what follows reads members that are as listed
        try:
            links = chain.parsed(members[CHAIN])
            record, entry = json.loads(members[RECORD]), json.loads(members[ENTRY])
            found.answer = str(record.get("verdict") or record.get("measure"))
            found.problems += _record(found.manifest, record, members)
            found.problems += _chain(found.manifest, links, entry, members)
            if head is not None:
                anchor = list(_anchor(links, head))
                found.anchored = not anchor
                found.problems += anchor
        except BadFile as fault:
            found.problems.append((fault.zh, fault.en))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            found.problems.append((f"内容不合格式：{fault!r}", f"a member is not in its form: {fault!r}"))
    found.problems += _signed(found, members, pinned)
    return found


def _members(manifest: Manifest, members: Mapping[str, bytes]) -> Iterator[Problem]:
    own = {MANIFEST, SUMS} | ({SIGNATURE, SIGNER} if manifest.signer else set())
    names = [member.name for member in manifest.members]
    if names != sorted(set(names)) or own & set(names):
        yield f"{MANIFEST} 的清单重复或次序不对", f"the list in {MANIFEST} repeats a member or is out of order"
    for name in sorted({*names, *own, *_NEEDED} - members.keys()):
        yield f"缺少 {name}", f"{name} is missing"
    for name in sorted(members.keys() - {*names, *own}):
        yield f"多出 {name}，清单中没有", f"{name} is not in the manifest"
    for member in manifest.members:
        held = members.get(member.name)
        if held is not None and (len(held), sha256(held)) != (member.bytes, member.sha256):
            yield f"{member.name} 被改动：散列与清单不符", f"{member.name} was altered: its hash is not the manifest's"
    if members.get(SUMS) not in (None, manifest.sums()):
        yield f"{SUMS} 与清单不符", f"{SUMS} does not agree with the manifest"
    for name in _NEEDED:
        if name in members and name not in names:
            yield f"{name} 不在清单中", f"{name} is not listed in the manifest"


def _record(manifest: Manifest, record: dict[str, Any], members: Mapping[str, bytes]) -> Iterator[Problem]:
    body = {name: value for name, value in record.items() if name != "id"}
    own = f"sha256:{hashlib.sha256(canonical(body)).hexdigest()}"
    if canonical(record) != members[RECORD] or record["id"] != own:
        yield f"{RECORD} 与其编号不符", f"{RECORD} does not have the id it states"
    if manifest.id != record["id"]:
        yield "清单所写编号不是记录的编号", "the manifest names another id than the record"
    if ("verdict" if "verdict" in record else "measure") != manifest.kind:
        yield "清单所写类别不是记录的类别", "the manifest names another kind than the record"
    for named in record["definitions"]:
        held = members.get(f"definitions/{named['file']}")
        if held is None or sha256(held) != named["sha256"]:
            yield (
                f"定义文件 {named['file']} 不是记录所用的那一个",
                f"the definition {named['file']} is not the one the record was computed by",
            )
    told = {
        (e["layer"], e["region"], e["edition"]): (e["sha256"], e["status"])
        for e in json.loads(members[EDITIONS])["editions"]
    }
    used = {(e["layer"], e["region"], e["edition"]): (e["sha256"], e["status"]) for e in record["editions"]}
    if told != used:
        yield f"{EDITIONS} 与记录所用版本不符", f"{EDITIONS} does not name the editions of the record"
    if (EVIDENCE in members) != (manifest.evidence != "none"):
        yield f"{EVIDENCE} 的有无与清单不符", f"the manifest says otherwise whether there is {EVIDENCE}"


def _chain(
    manifest: Manifest, links: tuple[chain.Link, ...], entry: dict[str, Any], members: Mapping[str, bytes]
) -> Iterator[Problem]:
    broken = chain.first_broken(links)
    if broken is not None:
        yield f"台账链自第 {broken} 条起断开", f"the chain of the ledger breaks at entry {broken}"
    first, last = links[0], links[-1]
    if (first.kind, first.subject) != (manifest.kind, manifest.id) or first.body_sha256 != sha256(members[ENTRY]):
        yield f"{ENTRY} 不是台账链的首条", f"{ENTRY} is not the first of the chain"
    if (first.point, last.point) != (manifest.entry, manifest.head):
        yield "清单所写首末两条与台账链不符", "the manifest names other ends than the chain has"
    if entry["body"] != sha256(members[RECORD]):
        yield f"台账条目所指的不是 {RECORD}", f"the ledger entry names another record than {RECORD}"
    asked = sha256(members[QUESTION]) if QUESTION in members else None
    if entry.get("question") != asked:
        yield f"台账条目所指的不是 {QUESTION}", f"the ledger entry names another question than {QUESTION}"


def _anchor(links: tuple[chain.Link, ...], head: Anchor) -> Iterator[Problem]:
    first, last = links[0].sequence, links[-1].sequence
    if not first <= head.sequence <= last:
        yield (
            f"锚点第 {head.sequence} 条不在所附台账链（第 {first} 至 {last} 条）之内，无从核对",
            f"the anchor, entry {head.sequence}, lies outside the chain enclosed ({first} to {last}), which cannot be "
            "held against it",
        )
    elif links[head.sequence - first].hash != head.hash:
        yield (
            f"第 {head.sequence} 条的散列不是锚点的散列：这不是同一本台账",
            f"entry {head.sequence} does not have the anchor's hash: this is not the same ledger",
        )


def _signed(found: Verified, members: Mapping[str, bytes], pinned: PublicKey | None) -> Iterator[Problem]:
    signer = found.manifest.signer
    if signer is None:
        if pinned is not None:
            yield "本包没有签名，而给出了公钥", "this pack is not signed, and a public key was given"
        return
    if SIGNATURE not in members or SIGNER not in members:
        return  # told as missing
    try:
        enclosed = public_key(members[SIGNER], SIGNER)
    except BadInput as fault:
        yield fault.zh, fault.en
        return
    if enclosed.id != signer.key or enclosed.pem() != members[SIGNER]:
        yield f"{SIGNER} 不是清单所写的公钥", f"{SIGNER} is not the key that the manifest names"
    elif not enclosed.signed(members[MANIFEST], members[SIGNATURE]):
        yield "签名不成立", "the signature does not hold"
    elif pinned is None:
        found.signature = "enclosed"
    elif pinned.id != signer.key:
        yield (
            f"签名出自另一把钥匙 {signer.key}，不是所给的 {pinned.id}",
            f"it is signed by another key, {signer.key}, not by the one given, {pinned.id}",
        )
    else:
        found.signature = "pinned"
