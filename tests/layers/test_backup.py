"""A store written into one file and brought back: the same to the last byte, or refused by name."""

from __future__ import annotations

import hashlib
import io
import json
import random
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import shapely

from layers.editions import EditionHead, Features
from layers.errors import BadFile, BadInput, CorruptEdition, StoreError
from layers.stores.backup import back_up
from layers.stores.backup_file import BackupFile, restore
from layers.stores.files import FilesStore
from layers.stores.moment import moment

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HEAD = EditionHead("bay", "330300", "draft", 0.5, date(2026, 1, 1), "试验", shapely.box(120, 27, 121, 28))


def features(east: float) -> Features:
    shapes = np.array([shapely.box(east, 27.1, east + 0.1, 27.2), shapely.Point(east, 27)], dtype=object)
    return Features(("a", "b"), shapes, {"n": [1, 2.5], "name": ["海湾", None]}, {"a": shapely.box(120, 27, 121, 28)})


@pytest.fixture
def store(tmp_path):
    store = FilesStore(tmp_path / "store")
    published = store.publish(store.propose(HEAD, features(120.1), NOW, actor="key:ann"), NOW, actor="key:bob")
    store.append("verdict", "sha256:1", store.put_blob(b"{}").encode(), NOW)
    store.withdraw(published, LATER)
    store.publish(store.propose(replace(HEAD, replaces=(("330000", 2),)), features(120.2), NOW), LATER)
    store.propose(replace(HEAD, region="330400", coverage=None), features(120.3), LATER)
    store.propose(HEAD, features(120.1), LATER)  # the same content under another number
    store.put_blob(bytes(range(256)) * 9000)
    store.append("key", "k", bytes(range(256)), LATER)
    return store


@pytest.fixture
def file(store, tmp_path):
    back_up(store, tmp_path / "backup.zip", LATER)
    return tmp_path / "backup.zip"


@pytest.fixture
def brought(tmp_path):
    """Restores a file into a new folder, and gives the store; the folder is made only when it is asked for."""

    def bring(file, name="restored"):
        store = None

        def opened():
            nonlocal store
            store = FilesStore(tmp_path / name)
            return store

        restore(file, opened)
        return store

    return bring


def held(store):
    return moment(store), list(store.log()), [_plain(store.features(edition)) for edition in store.editions()]


def _plain(table):
    shapes = [shapely.to_wkb(shape) for shape in table.geometries]
    return table.ids, shapes, {n: list(c) for n, c in table.attributes.items()}, dict(table.delivered)


def rewritten(file, change, seal=True):
    """The backup with its members changed by someone who knows the form; without a right seal where not `seal`."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as given, zipfile.ZipFile(out, "w") as archive:
        members = change({name: given.read(name) for name in given.namelist()})
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = b"\0" * 71
    content = out.getvalue()[:-71]
    file.write_bytes(content + (b"sha256:" + hashlib.sha256(content).hexdigest().encode() if seal else b"\0" * 71))


def test_a_restored_store_is_the_store(store, file, brought):
    assert held(brought(file)) == held(store)


def test_an_empty_store_can_be_backed_up(tmp_path, brought):
    back_up(FilesStore(tmp_path / "empty"), tmp_path / "empty.zip", NOW)
    assert held(brought(tmp_path / "empty.zip")) == (moment(FilesStore(tmp_path / "empty")), [], [])


def test_what_was_written_is_counted_and_hashed(store, file, tmp_path):
    made = back_up(store, tmp_path / "other.zip", LATER)
    assert (made.editions, made.blobs, made.entries, made.head) == (4, 2, 9, store.head().hash)
    assert made.sha256 == hashlib.sha256((tmp_path / "other.zip").read_bytes()).hexdigest()
    assert made.size == (tmp_path / "other.zip").stat().st_size
    assert (tmp_path / "other.zip").read_bytes() == file.read_bytes()  # the same store at the same time
    assert zipfile.ZipFile(file).testzip() is None  # any unzip reads it
    manifest = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    assert set(manifest["members"]) | {"manifest.json"} == set(zipfile.ZipFile(file).namelist())


def test_a_backup_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {path.name for path in file.parent.iterdir()} == {"store", "backup.zip"}


def test_an_existing_file_is_kept(store, file, tmp_path):
    before = file.read_bytes()
    with pytest.raises(BadInput, match="exists"):
        back_up(store, file, LATER)
    assert file.read_bytes() == before
    with pytest.raises(BadInput, match="no folder"):
        back_up(store, tmp_path / "none" / "x.zip", LATER)


def test_a_backup_is_of_one_moment_while_others_write(store, tmp_path, brought):
    before = held(store)

    def write(progress):
        number = progress.done
        store.append("verdict", "meanwhile", store.put_blob(b"meanwhile %d" % number).encode(), LATER)
        if number == 1 and progress.what == "editions":
            store.publish(store.propose(replace(HEAD, region="330500"), features(120.5), LATER), LATER)

    back_up(store, tmp_path / "busy.zip", LATER, write)
    assert held(store) != before
    assert held(brought(tmp_path / "busy.zip")) == before


def test_harm_in_the_store_is_named_and_no_file_is_left(store, tmp_path):
    sha256 = next(store.blobs())
    path = tmp_path / "store" / "blobs" / sha256[:2] / sha256
    content = path.read_bytes()
    path.write_bytes(b"x" + content[1:])
    with pytest.raises(StoreError, match=sha256):
        back_up(store, tmp_path / "harmed.zip", LATER)
    path.write_bytes(content)
    edition = store.editions()[0]
    (tmp_path / "store" / "editions" / f"{edition.sha256}.parquet").write_bytes(b"PAR1")
    with pytest.raises(CorruptEdition, match="330300/1"):
        back_up(store, tmp_path / "harmed.zip", LATER)
    assert {path.name for path in tmp_path.iterdir()} == {"store"}


def test_a_blob_forgotten_under_the_backup_is_told(store, tmp_path):
    last = max(store.blobs())
    with pytest.raises(StoreError, match=f"forgot the content {last}"):
        back_up(store, tmp_path / "b.zip", LATER, lambda progress: store.forget(last))


def test_a_store_that_holds_something_is_not_written_over(store, file, tmp_path):
    before = held(store)
    with pytest.raises(BadInput, match="holds something"):
        restore(file, lambda: store)
    assert held(store) == before
    for name, fill in {
        "blob": lambda other: other.put_blob(b"x"),
        "log": lambda other: other.append("verdict", "x", b"", NOW),
        "edition": lambda other: other.propose(HEAD, features(120.1), NOW),
    }.items():
        other = FilesStore(tmp_path / name)
        fill(other)
        with pytest.raises(BadInput, match="holds something"):
            restore(file, lambda other=other: other)


@pytest.mark.parametrize("what", ["blobs", "editions", "entries"])
def test_a_restore_that_was_interrupted_is_taken_up(store, file, tmp_path, what):
    class Stopped(Exception):
        pass

    def stop(progress):
        if progress.what == what:
            raise Stopped

    target = FilesStore(tmp_path / "restored")
    with pytest.raises(Stopped):
        restore(file, lambda: target, stop)
    assert (target.editions(), target.head()) == ((), None)
    restore(file, lambda: target)
    assert held(target) == held(store)


def test_every_flipped_byte_is_found_before_anything_is_written(file, tmp_path, brought):
    content = file.read_bytes()
    draw = random.Random(5)
    places = [0, 5, 10, len(content) - 1, len(content) - 72, len(content) - 90, *draw.sample(range(len(content)), 150)]
    for place in places:
        harmed = bytearray(content)
        harmed[place] ^= 1 << draw.randrange(8)
        (tmp_path / "harmed.zip").write_bytes(harmed)
        with pytest.raises(BadFile, match="harmed"):
            brought(tmp_path / "harmed.zip", "untouched")
    assert not (tmp_path / "untouched").exists()


@pytest.mark.parametrize("left", [0, 1, 21, 0.3, 0.7, 0.999, -71, -1])
def test_a_cut_file_is_refused(file, tmp_path, brought, left):
    content = file.read_bytes()
    file.write_bytes(content[: int(left * len(content)) if isinstance(left, float) else left])
    with pytest.raises(BadFile, match="backup"):
        brought(file)
    assert not (tmp_path / "restored").exists()


def test_an_altered_member_is_named(file, brought):
    blob = next(name for name in zipfile.ZipFile(file).namelist() if name.startswith("blobs/"))
    rewritten(file, lambda members: members | {blob: b"x" * len(members[blob])})
    with pytest.raises(BadFile, match=blob):
        brought(file)


@pytest.mark.parametrize(
    "name",
    ["../../evil", "/etc/evil", "blobs/../evil", "blobs\\evil", "blobs/" + "0" * 63, "notes.txt", "blobs/"],
)
def test_a_member_that_does_not_belong_is_refused_and_written_nowhere(file, tmp_path, brought, name):
    rewritten(file, lambda members: members | {name: b"evil"})
    with pytest.raises(BadFile):
        brought(file)
    assert {path.name for path in tmp_path.iterdir()} == {"store", "backup.zip"}


def test_even_a_listed_path_is_refused(file, brought):
    def smuggle(members):
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["../evil"] = {"size": 4, "sha256": "0" * 64}
        return members | {"../evil": b"evil", "manifest.json": json.dumps(manifest).encode()}

    rewritten(file, smuggle)
    with pytest.raises(BadFile, match="does not belong"):
        brought(file)


def without(members, name):
    return {other: content for other, content in members.items() if other != name}


@pytest.mark.parametrize("name", ["catalogue.jsonl", "log.jsonl", "manifest.json"])
def test_a_missing_member_is_named(file, brought, name):
    rewritten(file, lambda members: without(members, name))
    with pytest.raises(BadFile, match=name):
        brought(file)


def honest(members):
    """The manifest made to fit what the members hold now, as a forger would."""
    manifest = json.loads(members["manifest.json"])
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
        if name != "manifest.json"
    }
    return members | {"manifest.json": json.dumps(manifest).encode()}


def test_a_forged_log_breaks_its_chain_though_every_hash_of_the_file_fits(file, brought):
    def forge(members):
        lines = members["log.jsonl"].splitlines(keepends=True)
        lines[3] = lines[3].replace(b'"subject":"', b'"subject":"x')
        return honest(members | {"log.jsonl": b"".join(lines)})

    rewritten(file, forge)
    with pytest.raises(BadFile, match="entry 4 of the log"):
        brought(file)


def test_a_log_cut_at_its_end_does_not_fit_the_manifest(file, brought):
    def cut(members):
        return honest(members | {"log.jsonl": b"".join(members["log.jsonl"].splitlines(keepends=True)[:-1])})

    rewritten(file, cut)
    with pytest.raises(BadFile, match="does not fit"):
        brought(file)


@pytest.mark.parametrize(
    "change", [(b'"standing":"draft"', b'"standing":"statutory"'), (b'"accuracy_m":0.5', b'"accuracy_m":5')]
)
def test_a_forged_catalogue_does_not_fit_the_content(file, brought, change):
    rewritten(file, lambda members: honest(members | {"catalogue.jsonl": members["catalogue.jsonl"].replace(*change)}))
    with pytest.raises(StoreError):
        brought(file)


@pytest.mark.parametrize(
    "change",
    [
        (b'"state":"withdrawn"', b'"state":"published"'),
        (b'"state":"proposed","proposed_at":"2026-11-22T09:30:00Z","published_at":null',
         b'"state":"published","proposed_at":"2026-11-22T09:30:00Z","published_at":"2026-11-22T09:30:00Z"'),
        (b'"withdrawn_at":"2026-11-22T09:30:00Z"', b'"withdrawn_at":"2026-11-22T09:30:01Z"'),
    ],
)  # fmt: skip
def test_a_forged_state_is_not_what_the_log_says(file, tmp_path, brought, change):
    def forge(members):
        assert change[0] in members["catalogue.jsonl"], members["catalogue.jsonl"]
        return honest(members | {"catalogue.jsonl": members["catalogue.jsonl"].replace(*change)})

    rewritten(file, forge)
    with pytest.raises(StoreError, match="than in the log"):
        brought(file)
    assert FilesStore(tmp_path / "restored").editions() == ()


def test_no_backup_is_made_of_a_store_that_could_not_be_restored(store, tmp_path):
    with store._database.writing() as connection:
        connection.execute("UPDATE editions SET state = 'withdrawn', withdrawn_at = published_at WHERE number = 2")
    with pytest.raises(StoreError, match="330300/2"):
        back_up(store, tmp_path / "b.zip", LATER)
    with store._database.writing() as connection:
        connection.execute("UPDATE log SET subject = 'other' WHERE sequence = 3")
    with pytest.raises(StoreError, match="entry 3"):
        back_up(store, tmp_path / "b.zip", LATER)
    assert {path.name for path in tmp_path.iterdir()} == {"store"}


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 100])
def test_another_file_is_no_backup(tmp_path, brought, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BadFile, match="no backup"):
        brought(tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("letter.txt", "dear")
    with pytest.raises(BadFile, match="no backup"):
        brought(tmp_path / "y.zip")
    with pytest.raises(BadInput, match="no file"):
        brought(tmp_path / "z.zip")


def test_a_backup_is_read_as_the_store_it_was(store, file):
    with BackupFile(file) as backup:
        assert moment(backup) == moment(store)
        assert list(backup.log(after=7)) == list(store.log(after=7))
