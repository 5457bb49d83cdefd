"""The manifest of a sealed pack: what it proves, and the SHA-256 of every member; the one thing that is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers.canonical import canonical
from layers.errors import BadFile
from zoning.ledger.anchor import Anchor, Sha256

MANIFEST, SUMS, SIGNATURE, SIGNER = "manifest.json", "SHA256SUMS", "manifest.sig", "signer.pem"
RECORD, QUESTION, EDITIONS, ENTRY, CHAIN, EVIDENCE = (
    "record.json",
    "question.json",
    "editions.json",
    "ledger/entry.json",
    "ledger/chain.jsonl",
    "evidence.gpkg",
)
EvidenceChoice = Literal["none", "public", "all"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Key(_Strict):
    """Whose signature stands over the manifest: the SHA-256 of the raw public key."""

    algorithm: Literal["Ed25519"]
    key: Sha256


class Member(_Strict):
    """One file of the pack."""

    name: str
    bytes: int = Field(ge=0, le=2**53 - 1)
    sha256: Sha256


class LeftOut(_Strict):
    """What could have been in the pack and is not, and why."""

    what: str
    zh: str
    en: str


class Manifest(_Strict):
    """`restricted` names the layers of restricted access whose figures the pack shows; `head` is where its chain ends.

    `signer` is null in an unsigned pack. No time is named: the same record, choice and head give the same bytes.
    """

    format: Literal["sanxian-sealed-pack"] = "sanxian-sealed-pack"
    version: Literal[1] = 1
    kind: Literal["verdict", "measure"]
    id: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    entry: Anchor
    head: Anchor
    evidence: EvidenceChoice
    restricted: list[str]
    left_out: list[LeftOut]
    signer: Key | None
    members: list[Member]

    def content(self) -> bytes:
        """The bytes of manifest.json, RFC 8785."""
        return canonical(self.model_dump())

    def sums(self) -> bytes:
        """The bytes of SHA256SUMS, for `sha256sum -c`: every member, and the manifest."""
        lines = [f"{member.sha256}  {member.name}\n" for member in self.members]
        return "".join([*lines, f"{sha256(self.content())}  {MANIFEST}\n"]).encode("ascii")


def listed(members: Mapping[str, bytes]) -> list[Member]:
    """The members as a manifest lists them, by name."""
    return [Member(name=name, bytes=len(members[name]), sha256=sha256(members[name])) for name in sorted(members)]


def parsed(content: bytes) -> Manifest:
    """The manifest of a pack. Raises BadFile for another format, or JSON written in another way."""
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or MANIFEST
        raise BadFile(
            f"{MANIFEST} 不是证据包清单：{place}：{first['msg']}",
            f"{MANIFEST} is no manifest of a sealed pack: {place}: {first['msg']}",
        ) from fault
    if manifest.content() != content:
        raise BadFile(f"{MANIFEST} 的写法不是 RFC 8785", f"{MANIFEST} is not written as RFC 8785 has it")
    return manifest


def sha256(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
