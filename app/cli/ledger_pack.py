"""`sanxian ledger pack`, `sanxian ledger verify-pack`, `sanxian keys signing-key`: proof for another office."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand
from layers.errors import BadFile, BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.settings import Settings
    from layers.errors import Lang
    from zoning.packs.manifest import EvidenceChoice
    from zoning.packs.verify import Verified

_SIGNED = {
    "none": ("没有签名", "not signed"),
    "enclosed": (
        "签名成立，但只对照了包内所附公钥；请核对钥匙编号",
        "the signature holds against the key enclosed only; compare the key's id",
    ),
    "pinned": ("签名成立，出自所给公钥", "the signature holds, by the key given"),
}


def register(ledger: typer.Typer, keys: typer.Typer) -> None:
    """Add these commands to the groups they belong to."""
    ledger.command("pack", cls=StrictCommand)(pack)
    ledger.command("verify-pack", cls=StrictCommand)(verify_pack)
    keys.command("signing-key", cls=StrictCommand)(signing_key)


def pack(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="结论或测算编号 id of a verdict or measure")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="写到哪里 where to write it")],
    evidence: Annotated[
        str,
        typer.Option(
            "--evidence",
            metavar="none|public|all",
            help="周边要素；all 含受限图层 features around; all: restricted too",
        ),
    ] = "public",
    to: Annotated[
        int | None, typer.Option("--to", metavar="SEQ", min=1, help="台账链到第几条 last entry of the chain")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """把一份结论或测算封存成证据包 Seal a verdict or measure into a pack that proves it offline."""
    choice = _choice(evidence)
    if out.suffix.lower() != ".zip" or not out.absolute().parent.is_dir():
        raise BadInput(f"--out {out}：须为已有文件夹中的 .zip", f"--out {out}: name a .zip in a folder that exists")
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from layers.access import FULL  # noqa: PLC0415
    from layers.stores import disk  # noqa: PLC0415
    from zoning.packs.pack import make_pack, note_export  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    _require_outside(out, settings)
    with output.working("正在封存" if language == "zh" else "sealing"):
        measures = wiring.open_measures(settings)
        signer = wiring.open_signer(settings)
        reports = wiring.report_settings(settings)
        made = make_pack(measures, record_id, clearance=FULL, choice=choice, to=to, signer=signer, reports=reports)
        with disk.told(out.parent), disk.written(made.content, out.absolute().parent) as ready:
            note_export(measures.desk.store, made, actor=actor(), at=wiring.clock())
            disk.place(ready, out)  # no pack without its entry
    manifest = made.manifest
    if as_json:
        told = manifest.model_dump(exclude={"members"})
        output.document({"file": str(out), "bytes": len(made.content), "sha256": made.sha256, **told})
        return
    key = "" if manifest.signer is None else f" {manifest.signer.key}"
    zh = f"已写入 {out}（{len(made.content)} 字节，SHA-256 {made.sha256}）；{'已签名' if key else '没有签名'}{key}"
    en = f"wrote {out} ({len(made.content)} bytes, SHA-256 {made.sha256}); {'signed by' if key else 'not signed'}{key}"
    output.lines([zh if language == "zh" else en])


def verify_pack(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="证据包 the pack")],
    *,
    head: Annotated[
        str | None, typer.Option("--head", metavar="SEQ:HASH", help="已知的台账锚点 an anchor known from elsewhere")
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option("--public-key", metavar="FILE", help="对方公钥（PEM）the office's key, PEM")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """离线核验证据包；不符时退出码为 1 Verify a pack offline; exit 1 where anything differs."""
    from app.settings import load_settings  # noqa: PLC0415 - not needed for --help
    from zoning.ledger.anchor import anchor  # noqa: PLC0415
    from zoning.packs import keys  # noqa: PLC0415
    from zoning.packs.archive import MOST_BYTES  # noqa: PLC0415
    from zoning.packs.verify import verify_pack as verify  # noqa: PLC0415

    noted = None if head is None else anchor(head)
    language = options.language(lang, load_settings())
    pinned = None if public_key is None else keys.public_key(_bytes(public_key, 100_000), str(public_key))
    content = _bytes(file, MOST_BYTES)
    try:
        found = verify(content, head=noted, pinned=pinned)
    except BadFile as fault:
        _refused(file, fault, language, as_json=as_json)
        raise typer.Exit(1) from fault
    if as_json:
        told = found.manifest.model_dump(exclude={"members"})
        problems = [{"zh": zh, "en": en} for zh, en in found.problems]
        proven = {"signature": found.signature, "anchored": found.anchored, "problems": problems}
        output.document({"sound": found.sound, "answer": found.answer, **told, **proven})
    else:
        output.lines(_lines(file, found, chinese=language == "zh"))
    if not found.sound:
        raise typer.Exit(1)


def signing_key(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pem", help="私钥写到哪里 where the private key goes")],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """新建签名钥匙；公钥写在旁边的 .pub.pem Make a key that signs packs; its public half goes beside it."""
    from app.settings import load_settings  # noqa: PLC0415 - not needed for --help
    from zoning.packs import keys  # noqa: PLC0415

    language = options.language(lang, load_settings())
    pem = keys.new_private_key()
    public = keys.signer(pem, str(out)).public
    beside = out.with_suffix(".pub.pem")
    _write_new(out, pem, 0o600)
    _write_new(beside, public.pem(), 0o644)
    if as_json:
        output.document({"private": str(out), "public": str(beside), "key": public.id})
        return
    zh = f"私钥 {out}（只给服务读，设 SANXIAN_SIGNING_KEY），公钥 {beside}（交给核验者），钥匙编号 {public.id}"
    en = f"private key {out} (for the service alone: SANXIAN_SIGNING_KEY), public key {beside} (for verifiers)"
    output.lines([zh if language == "zh" else f"{en}, key id {public.id}"])


def _choice(text: str) -> EvidenceChoice:
    choices: tuple[EvidenceChoice, ...] = ("none", "public", "all")
    for choice in choices:
        if choice == text:
            return choice
    raise BadInput(
        f"--evidence 只能是 none、public、all，不是 {text!r}", f"--evidence is none, public or all: {text!r}"
    )


def _bytes(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most:
            raise BadInput(f"{path} 有 {size} 字节，超过上限 {most}", f"{path} has {size} bytes, above {most}")
        return path.read_bytes()
    except OSError as fault:
        raise BadInput(f"{path} 读不出：{fault.strerror}", f"{path} cannot be read: {fault.strerror}") from fault


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as fault:
        raise BadInput(f"{path} 已存在；钥匙不覆盖", f"{path} exists; a key is never overwritten") from fault
    except OSError as fault:
        raise BadInput(f"{path} 写不进去：{fault.strerror}", f"{path} cannot be written: {fault.strerror}") from fault
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _require_outside(out: Path, settings: Settings) -> None:
    from app import wiring  # noqa: PLC0415

    store = wiring.store_folder(settings)
    if store is not None and out.resolve().is_relative_to(store.resolve()):
        raise BadInput(f"--out {out} 在数据仓库里；请写到别处", f"--out {out} lies in the store; write it elsewhere")


def _refused(file: Path, fault: BadFile, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        output.document({"sound": False, "problems": [{"zh": fault.zh, "en": fault.en}]})
    else:
        output.lines([f"✗ {file}", f"  {fault.text(lang)}"])


def _lines(file: Path, found: Verified, *, chinese: bool) -> Iterator[str]:
    manifest, place = found.manifest, 0 if chinese else 1
    yield f"{'✓' if found.sound else '✗'} {file}"
    for zh, en in found.problems:
        yield f"  {zh if chinese else en}"
    yield f"  {manifest.kind} {found.answer}  {manifest.id}"
    first, last = manifest.entry, manifest.head
    yield f"  {'台账' if chinese else 'ledger'} {first.sequence} … {last.sequence}:{last.hash}"
    if found.anchored is None:
        yield (
            "  未给锚点：只证明本包前后一致" if chinese else "  no anchor given: it is shown to agree with itself only"
        )
    elif found.anchored:
        yield "  锚点在所附台账链上" if chinese else "  the anchor lies on the chain"
    key = "" if manifest.signer is None else f"  {manifest.signer.key}"
    yield f"  {_SIGNED[found.signature][place]}{key}"
    if manifest.restricted:
        told = "含受限图层的数字" if chinese else "shows figures of restricted layers"
        yield f"  {told}: {', '.join(manifest.restricted)}"
