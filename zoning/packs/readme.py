"""The page that explains a pack to whoever receives it, in Chinese and in English."""

from __future__ import annotations

from zoning.packs.manifest import Manifest

_ZH = """# 封存证据包

本包封存一份三线（sanxian）台账中的{kind}，供另一单位离线核验。

- 编号：{id}
- 台账条目：第 {entry} 条，散列 {entry_hash}
- 所附台账链到第 {head} 条，散列 {head_hash}
- 签名：{signature}
- 证据图形：{evidence}
- 受限图层：{restricted}
- 未收入：{left_out}

## 核验

装有 sanxian 的单位，离线运行：

    sanxian ledger verify-pack 本包.zip --head 序号:散列 --public-key 公钥.pem

`--head` 是从别处得知的台账锚点（例如对方公布的台账末条）；`--public-key` 是事先取得的对方公钥。两者都可省略，
省略时只能证明本包自身前后一致，不能证明出自谁手。

没有 sanxian 时，解开后核对散列：

    unzip 本包.zip -d pack && cd pack && sha256sum -c SHA256SUMS
{openssl}
## 内容

| 文件 | 内容 |
|---|---|
| record.json | 台账所记原文（RFC 8785 JSON）；编号是去掉 id 后的 SHA-256 |
| question.json | 当时所问，用于重放 |
| rendered.json、*.txt、*.pdf、*.html、*.xlsx | 同一内容，加上中英文文字，供阅读；报告中的地图与证据图形的范围相同 |
| ledger/entry.json | 该台账条目的内容：何人、何时、何请求、软件版本 |
| ledger/chain.jsonl | 从该条目到末条的散列链；其他条目只有散列，没有内容 |
| editions.json | 所用数据版本的说明与散列 |
| definitions/ | 所用的全部定义文件（规则、代码、图层、方法） |
| evidence.gpkg | 项目范围与其周边要素，按范围裁切（EPSG:4490） |
| manifest.json、SHA256SUMS | 各文件的 SHA-256 |

record.json、question.json 由编号与台账链证明；其余文件由清单（及签名）证明。
结论为初步的空间研判，以主管部门的决定为准。ledger/entry.json 含操作人标识，请按个人信息妥善保管。
"""

_EN = """# Sealed pack

This pack seals a {kind} of a sanxian ledger, so that another office can verify it offline.

- Id: {id}
- Ledger entry: {entry}, hash {entry_hash}
- The chain enclosed goes up to entry {head}, hash {head_hash}
- Signature: {signature}
- Evidence: {evidence}
- Restricted layers: {restricted}
- Left out: {left_out}

## Verifying

Where sanxian is installed, offline:

    sanxian ledger verify-pack PACK.zip --head SEQ:HASH --public-key KEY.pem

`--head` is an anchor of the ledger that you know from elsewhere (such as the last entry the office has made public);
`--public-key` is the office's public key, which you had before. Both may be left out; then the pack is only shown to
agree with itself, not whose it is.

Without sanxian, unpack it and compare the hashes:

    unzip PACK.zip -d pack && cd pack && sha256sum -c SHA256SUMS
{openssl}
## Contents

| file | what it is |
|---|---|
| record.json | the record as the ledger keeps it (RFC 8785 JSON); the id is the SHA-256 of it without `id` |
| question.json | what was asked, for a replay |
| rendered.json, *.txt, *.pdf, *.html, *.xlsx | the same to be read; maps show the layers of the evidence |
| ledger/entry.json | what the ledger entry says: who, when, which request, versions of the software |
| ledger/chain.jsonl | the hash chain from that entry to the last; of other entries only the hash, never the content |
| editions.json | the editions used: metadata and hashes |
| definitions/ | every definition file used (rules, codes, layers, methods) |
| evidence.gpkg | the footprint and the features around it, cut to its neighbourhood (EPSG:4490) |
| manifest.json, SHA256SUMS | SHA-256 of the files |

record.json and question.json are proven by the id and the chain; the other files by the manifest (and its signature).
A verdict is a preliminary spatial finding; the competent authority decides. ledger/entry.json names who acted: keep it
as personal data is kept.
"""

_OPENSSL = "    openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in manifest.json -sigfile manifest.sig\n"
_KINDS = {"verdict": ("结论", "verdict"), "measure": ("测算", "measure")}
_EVIDENCE = {
    "none": ("无", "none"),
    "public": ("公开图层", "public layers"),
    "all": ("全部图层，含受限图层", "every layer, restricted ones too"),
}


def readmes(manifest: Manifest) -> dict[str, bytes]:
    """README members by name; `manifest` says what they are about, its own list of members may be empty."""
    signer = manifest.signer
    signature = f"Ed25519 {signer.key}" if signer else None
    common = {
        "id": manifest.id,
        "entry": manifest.entry.sequence,
        "entry_hash": manifest.entry.hash,
        "head": manifest.head.sequence,
        "head_hash": manifest.head.hash,
        "openssl": _OPENSSL if signer else "",
    }
    kind, evidence = _KINDS[manifest.kind], _EVIDENCE[manifest.evidence]
    shown = ", ".join(manifest.restricted)
    zh = _ZH.format(
        **common,
        kind=kind[0],
        signature=signature or "没有签名",
        evidence=evidence[0],
        restricted=f"本包含有由受限图层得出的数字：{shown}；不得转给无权者" if shown else "未涉及",
        left_out="；".join(f"{one.what}（{one.zh}）" for one in manifest.left_out) or "无",
    )
    en = _EN.format(
        **common,
        kind=kind[1],
        signature=signature or "none, this pack is not signed",
        evidence=evidence[1],
        restricted=f"figures computed from restricted layers are inside: {shown}; not for readers without the right"
        if shown
        else "none involved",
        left_out="; ".join(f"{one.what} ({one.en})" for one in manifest.left_out) or "nothing",
    )
    return {"README.zh.md": zh.encode("utf-8"), "README.en.md": en.encode("utf-8")}
