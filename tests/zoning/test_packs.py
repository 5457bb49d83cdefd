"""Sealed packs: the same record gives the same bytes, and whatever is done to them is told."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyogrio
import pypdfium2
import pytest
import shapely
from shore_world import fill_shore

from layers.access import FULL, PUBLIC
from layers.editions import EditionHead, Features
from layers.errors import BadFile, BadInput, Gone, NotFound, Withheld
from layers.intake import read_geojson
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.ledger import Context
from zoning.ledger.anchor import Anchor
from zoning.ledger.blanking import blank
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import ShorelineQuestion
from zoning.packs import archive, keys
from zoning.packs.manifest import MANIFEST, SUMS, listed, parsed
from zoning.packs.pack import make_pack, note_export
from zoning.packs.verify import verify_pack

DATA = Path(__file__).resolve().parents[2] / "data"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = date(2026, 11, 22)
CONTEXT = Context(NOW, "key:tests", "request", "zh", {})
SITE = shapely.box(120.61, 27.905, 120.617, 27.91)  # across the eastern edge of the red line


@pytest.fixture(scope="module")
def measures(tmp_path_factory):
    definitions = load_definitions(DATA)
    store = FilesStore(tmp_path_factory.mktemp("store"))
    fill_shore(store, definitions)
    _county(store, definitions)
    return MeasureDesk(Desk(store, definitions, Limits()), load_measure_definitions(DATA, definitions))


@pytest.fixture(scope="module")
def verdict(measures):
    """The id of a recorded verdict on a site across a restricted red line."""
    site = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(SITE)}
    reading = read_geojson(site)
    found = measures.desk.check(SitingQuestion(reading, ProjectInput(name="某厂", accuracy_m=1.0), DAY), NOW)
    measures.desk.record(found, CONTEXT)
    measures.desk.store.append("note", "later", b"{}", NOW)
    return found.id


@pytest.fixture(scope="module")
def measure(measures, verdict):
    found = measures.answer(ShorelineQuestion(region="330300", as_of=DAY), NOW)
    measures.record(found, CONTEXT)
    return found.id


@pytest.fixture(scope="module")
def signer():
    return keys.signer(keys.new_private_key(), "a fresh key")


@pytest.fixture(scope="module")
def pack(measures, verdict, signer):
    return make_pack(measures, verdict, clearance=FULL, signer=signer)


@pytest.fixture(scope="module")
def members(pack):
    return archive.read(pack.content)


def _county(store, definitions):
    names = definitions.kinds["admin_area"].attributes
    own = {"code": "330302", "name": "鹿城区", "level": "county", "part": "land"}
    land = shapely.box(120.5, 27.8, 120.9, 28.2)
    geometries = np.empty(1, dtype=object)
    geometries[0] = land
    rows = Features(("a",), geometries, {name: (own.get(name),) for name in names}, {})
    head = EditionHead("admin_area", "330300", "illustrative", 5.0, date(2020, 1, 1), "手工 by hand", land)
    store.publish(store.propose(head, rows, NOW), NOW)


def problems(content, **asked):
    """What verification finds, in English."""
    return [en for _, en in verify_pack(content, **asked).problems]


def resealed(members, signer=None, **changed):
    """A pack whose manifest lists its members as they now are: what a forger without the office's key can make."""
    manifest = parsed(members[MANIFEST])
    own = {MANIFEST, SUMS, "manifest.sig", "signer.pem"}
    rest = {name: content for name, content in members.items() if name not in own}
    forged = manifest.model_copy(update={"members": listed(rest), "signer": None, **changed})
    return archive.write({**rest, MANIFEST: forged.content(), SUMS: forged.sums()})


def test_the_reports_of_a_verdict_are_in_its_pack_and_show_what_the_evidence_shows(measures, verdict):
    held = {c: archive.read(make_pack(measures, verdict, clearance=FULL, choice=c).content) for c in ("public", "all")}
    for lang in ("zh", "en"):
        public, whole = (held[choice][f"report.{lang}.pdf"] for choice in ("public", "all"))
        assert public.startswith(b"%PDF-") and verdict in text_of(public) and verdict in text_of(whole)
        assert public != whole  # the red line that the site meets is drawn in one alone


def text_of(pdf):
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)).replace("\r\n", "")


def test_the_same_record_and_options_give_the_same_bytes(measures, verdict, signer, pack):
    assert make_pack(measures, verdict, clearance=FULL, signer=signer).content == pack.content


def test_a_pack_is_sound_and_says_whose_signature_it_bears(pack, signer):
    enclosed, pinned = verify_pack(pack.content), verify_pack(pack.content, pinned=signer.public)
    assert enclosed.sound and enclosed.signature == "enclosed"
    assert pinned.sound and pinned.signature == "pinned"
    assert enclosed.answer in ("prohibited", "undetermined", "conditional", "admissible")


def test_an_unsigned_pack_says_so_and_is_refused_where_a_key_is_pinned(measures, verdict, signer):
    unsigned = make_pack(measures, verdict, clearance=FULL)
    assert verify_pack(unsigned.content).signature == "none"
    assert "not signed" in archive.read(unsigned.content)["README.en.md"].decode()
    assert problems(unsigned.content, pinned=signer.public) == ["this pack is not signed, and a public key was given"]


def test_a_pack_of_another_key_is_refused(pack):
    other = keys.signer(keys.new_private_key(), "another")
    assert "signed by another key" in problems(pack.content, pinned=other.public)[0]


def test_the_record_in_the_pack_is_the_recorded_bytes(measures, verdict, members):
    assert members["record.json"] == measures.desk.ledger.body(verdict)
    assert json.loads(members["record.json"])["id"] == verdict


def test_every_definition_the_verdict_used_is_in_the_pack(members):
    named = {f"definitions/{d['file']}" for d in json.loads(members["record.json"])["definitions"]}
    assert named == {name for name in members if name.startswith("definitions/")}


@pytest.mark.parametrize(
    "name", ["record.json", "editions.json", "ledger/entry.json", "ledger/chain.jsonl", "verdict.zh.txt"]
)
def test_an_altered_member_is_named(members, name):
    altered = {**members, name: members[name].replace(b"a", b"b", 1) + b" "}
    assert f"{name} was altered: its hash is not the manifest's" in problems(archive.write(altered))


def test_a_flipped_byte_of_any_member_is_found(members):
    for name in sorted(members):
        if name.startswith("definitions/") and "accuracy" not in name:
            continue  # these are all of one kind
        flipped = bytearray(members[name])
        flipped[len(flipped) // 2] ^= 1
        try:
            assert problems(archive.write({**members, name: bytes(flipped)})), name
        except BadFile:
            assert name == MANIFEST


def test_missing_extra_and_renamed_members_are_named(members):
    assert "verdict.zh.txt is missing" in problems(
        archive.write({n: c for n, c in members.items() if n != "verdict.zh.txt"})
    )
    assert problems(archive.write({**members, "more.txt": b"x"})) == ["more.txt is not in the manifest"]
    renamed = {("verdict.de.txt" if name == "verdict.zh.txt" else name): content for name, content in members.items()}
    assert problems(archive.write(renamed)) == ["verdict.zh.txt is missing", "verdict.de.txt is not in the manifest"]


def test_a_changed_verdict_under_a_fresh_manifest_has_another_id(members):
    record = json.loads(members["record.json"])
    record["project"]["name"] = "另一厂"
    forged = {**members, "record.json": json.dumps(record).encode()}
    found = problems(resealed(forged))
    assert "record.json does not have the id it states" in found
    assert "the ledger entry names another record than record.json" in found


def test_another_definition_under_a_fresh_manifest_is_named(members):
    forged = {**members, "definitions/codes/accuracy.yaml": b"version: x"}
    assert problems(resealed(forged)) == [
        "the definition codes/accuracy.yaml is not the one the record was computed by"
    ]


def test_a_chain_with_an_altered_entry_breaks_there(members):
    lines = members["ledger/chain.jsonl"].splitlines(keepends=True)
    second = json.loads(lines[1])["sequence"]
    forged = {
        **members,
        "ledger/chain.jsonl": lines[0] + lines[1].replace(b'"later"', b'"other"') + b"".join(lines[2:]),
    }
    assert f"the chain of the ledger breaks at entry {second}" in problems(resealed(forged))


def test_a_chain_with_a_missing_entry_breaks_there(measures, verdict, measure):
    members = archive.read(make_pack(measures, verdict, clearance=FULL).content)
    lines = members["ledger/chain.jsonl"].splitlines(keepends=True)
    forged = {**members, "ledger/chain.jsonl": lines[0] + b"".join(lines[2:])}
    missing = json.loads(lines[1])["sequence"]
    assert f"the chain of the ledger breaks at entry {missing}" in problems(resealed(forged))


def test_an_anchor_on_the_chain_holds_and_any_other_is_refused(measures, verdict, pack):
    head = pack.manifest.head
    assert verify_pack(pack.content, head=head).anchored is True
    other = Anchor(sequence=head.sequence, hash="0" * 64)
    assert "not the same ledger" in problems(pack.content, head=other)[0]
    beyond = Anchor(sequence=head.sequence + 100, hash="0" * 64)
    assert "lies outside the chain" in problems(pack.content, head=beyond)[0]
    assert verify_pack(pack.content, head=beyond).anchored is False


def test_the_chain_can_end_at_an_entry_asked_for(measures, verdict, pack):
    first = pack.manifest.entry.sequence
    short = make_pack(measures, verdict, clearance=FULL, to=first)
    assert short.manifest.head == short.manifest.entry == pack.manifest.entry
    assert verify_pack(short.content).sound
    with pytest.raises(BadInput, match="does not lie between"):
        make_pack(measures, verdict, clearance=FULL, to=10_000)


def test_restricted_features_are_evidence_only_when_asked_for(measures, verdict, members, tmp_path):
    assert _layers(members["evidence.gpkg"], tmp_path / "public.gpkg") >= {"footprint", "admin_area"}
    assert "ecological_red_line" not in _layers(members["evidence.gpkg"], tmp_path / "public.gpkg")
    full = archive.read(make_pack(measures, verdict, clearance=FULL, choice="all").content)
    assert "ecological_red_line" in _layers(full["evidence.gpkg"], tmp_path / "all.gpkg")
    red_line = pyogrio.read_dataframe(tmp_path / "all.gpkg", layer="ecological_red_line")
    assert red_line.found.all() and red_line.cut.all()
    assert shapely.area(red_line.geometry.to_numpy()).max() < 0.015 * 0.02  # the whole of the feature
    none = make_pack(measures, verdict, clearance=FULL, choice="none")
    assert "evidence.gpkg" not in archive.read(none.content) and verify_pack(none.content).sound


def _layers(content, path):
    path.write_bytes(content)
    return {name for name, _ in pyogrio.list_layers(path)}


def test_who_may_not_see_a_restricted_layer_gets_no_pack_of_what_rests_on_it(measures, verdict, pack):
    assert pack.manifest.restricted == ["ecological_red_line"]
    with pytest.raises(Withheld):
        make_pack(measures, verdict, clearance=PUBLIC)


def test_a_measure_is_sealed_with_its_page_and_workbook(measures, measure):
    sealed = make_pack(measures, measure, clearance=FULL)
    assert sealed.manifest.kind == "measure" and verify_pack(sealed.content).sound
    assert {"measure.zh.html", "measure.en.xlsx", "measure.zh.txt"} <= archive.read(sealed.content).keys()
    assert make_pack(measures, measure, clearance=FULL).content == sealed.content


def test_another_question_under_a_fresh_manifest_is_named(members):
    forged = {**members, "question.json": b"{}"}
    assert problems(resealed(forged)) == ["the ledger entry names another question than question.json"]


def test_of_what_was_blanked_there_is_no_pack(measures):
    site = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(SITE)}
    question = SitingQuestion(read_geojson(site), ProjectInput(name="将被清除", accuracy_m=1.0), DAY)
    found = measures.desk.check(question, NOW)
    measures.desk.record(found, CONTEXT)
    blank(measures.desk.store, found.id, "应本人要求", actor="key:tests", at=NOW)
    with pytest.raises(Gone):
        make_pack(measures, found.id, clearance=FULL)


def test_what_is_not_recorded_is_not_found(measures):
    with pytest.raises(NotFound):
        make_pack(measures, "sha256:" + "0" * 64, clearance=FULL)


def test_giving_a_pack_out_is_noted_in_the_ledger(measures, verdict, pack):
    entry = note_export(measures.desk.store, pack, actor="key:tests", at=NOW)
    body = json.loads(entry.body)
    assert (entry.kind, entry.subject) == ("export", verdict)
    assert (body["sha256"], body["actor"], body["what"]) == (pack.sha256, "key:tests", "pack")
    assert measures.desk.store.verify_log() is None


def test_it_is_checked_without_sanxian_by_unzip_sha256sum_and_openssl(pack, signer, tmp_path):
    with zipfile.ZipFile(io.BytesIO(pack.content)) as container:
        container.extractall(tmp_path / "pack")
    (tmp_path / "key.pem").write_bytes(signer.public.pem())
    sums = subprocess.run(
        ["sha256sum", "-c", "--strict", SUMS], cwd=tmp_path / "pack", capture_output=True, check=False
    )
    assert sums.returncode == 0
    signature = ["-rawin", "-in", "pack/manifest.json", "-sigfile", "pack/manifest.sig"]
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", *signature]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "pack" / "record.json").write_bytes(b"{}")
    again = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path / "pack", capture_output=True, check=False)
    assert again.returncode == 1


# --- the container ---


def zipped(*entries, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as container:
        for name, content in entries:
            container.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip at all", "no sound zip"),
        (zipped(("../../etc/passwd", b"x")), "leaves the folder"),
        (zipped(("/etc/passwd", b"x")), "leaves the folder"),
        (zipped(("a\\..\\b", b"x")), "leaves the folder"),
        (zipped(("a/./b", b"x")), "leaves the folder"),
        (zipped(("folder/", b"")), "leaves the folder"),
        (zipped(("文件", b"x")), "leaves the folder"),
        (zipped(("bomb", b"0" * 1_000_000), compression=zipfile.ZIP_DEFLATED), "compressed"),
        (zipped(("a", b"x"), ("A", b"y")), "is there twice"),
        (zipped(("a", b"x")), "not written as its members would be"),
    ],
)
def test_another_container_is_refused(content, said):
    with pytest.raises(BadFile, match=said):
        archive.read(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused():
    with pytest.raises(BadFile, match="is there twice"):
        archive.read(zipped(("a", b"x"), ("a", b"y")))


def test_what_hides_around_the_members_is_found(pack):
    buffer = io.BytesIO(pack.content)
    with zipfile.ZipFile(buffer, "a") as container:
        container.comment = b"hidden"
    for altered in (buffer.getvalue(), b"MZ" + pack.content, pack.content + b"\0", pack.content[:-30]):
        with pytest.raises(BadFile):
            verify_pack(altered)


def test_members_that_share_their_bytes_are_refused(members):
    """The trick of a small file whose many entries all point to the same bytes."""
    content = bytearray(zipped(("a", b"x" * 100), ("b", b"")))
    central = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[central + 42 : central + 46] = (0).to_bytes(4, "little")  # b now begins where a does
    with pytest.raises(BadFile):
        archive.read(bytes(content))


def test_keys_of_another_kind_are_refused():
    with pytest.raises(BadInput, match="no unencrypted PEM private key"):
        keys.signer(b"nothing", "key.pem")
    with pytest.raises(BadInput, match="no unencrypted PEM public key"):
        keys.public_key(b"nothing", "key.pem")


def test_a_signer_does_not_show_its_key(signer):
    assert "PrivateKey" not in repr(signer)
    assert signer.public.id in repr(signer)


@pytest.mark.parametrize("member", ["entry", "head"])
def test_a_manifest_with_a_number_that_nobody_can_write_is_no_manifest(members, member):
    manifest = json.loads(members[MANIFEST])
    manifest[member]["sequence"] = 2**60
    with pytest.raises(BadFile, match=member):
        verify_pack(archive.write({**members, MANIFEST: json.dumps(manifest).encode()}))
