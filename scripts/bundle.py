"""`make bundle`: everything that an installation without a network needs, in one archive under dist/.

Wheels come from requirements-run.lock, each compared with its hash; with them go the project's own wheel (which carries
definitions, demonstration, migrations and the built web desk), the fonts of reports (a wheel too), an installer, and
checksums.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
# file of the tree -> place in the bundle
DOCUMENTS = {
    "deploy/bundle/install.sh": "install.sh",
    "deploy/bundle/README.zh.md": "README.zh.md",
    "deploy/bundle/README.en.md": "README.en.md",
    "deploy/sanxian.service": "sanxian.service",
    "deploy/postgis/20-roles.sh": "postgis/20-roles.sh",
    "deploy/Caddyfile": "Caddyfile",
    ".env.example": "env.example",
    "docs/deployment.md": "docs/deployment.md",
    "docs/operations.md": "docs/operations.md",
    "LICENSE": "LICENSE",
}
SUMS, REQUIREMENTS, MADE_FOR = "SHA256SUMS", "requirements.txt", "MADE_FOR"


def main() -> None:
    """Make the bundle of this interpreter and platform, and print where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TREE / "dist", help="folder for the archive")
    out = parser.parse_args().out
    wheels = out / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    lock = TREE / "requirements-run.lock"
    _run(*PIP, "download", "--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", lock, "-d", wheels)
    own = own_wheel(out / "own")
    desk = "with the web desk" if carries_desk(own) else "WITHOUT the web desk: build it first (make web)"
    shutil.copy2(own, wheels)
    folder = lay_out(out / name_of(own), wheels, own, lock.read_text(encoding="utf-8"))
    archive = pack(folder)
    shutil.rmtree(wheels)
    shutil.rmtree(own.parent)
    print(f"{archive}  {archive.stat().st_size} bytes  SHA-256 {digest(archive)}  {desk}")


def own_wheel(folder: Path) -> Path:
    """The project's own wheel, built with the locked tools of this environment."""
    shutil.rmtree(folder, ignore_errors=True)
    _run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, TREE)
    (wheel,) = folder.glob("sanxian-*.whl")
    return wheel


def carries_desk(own: Path) -> bool:
    """Whether the web desk was built when the wheel was."""
    with zipfile.ZipFile(own) as content:
        return "app/web/dist/index.html" in content.namelist()


def name_of(own: Path) -> str:
    """`sanxian-VERSION-pyXY-PLATFORM`."""
    version = own.name.split("-")[1]
    return f"sanxian-{version}-py{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}"


def lay_out(folder: Path, wheels: Path, own: Path, lock: str) -> Path:
    """The unpacked bundle at `folder`: wheels, what pip is to install with its hashes, documents, checksums."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(wheels, folder / "wheels")
    for source, place in DOCUMENTS.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TREE / source, folder / place)
    version = own.name.split("-")[1]
    own_line = f"sanxian=={version} \\\n    --hash=sha256:{digest(own)}\n"
    (folder / REQUIREMENTS).write_text(lock.rstrip("\n") + "\n" + own_line, encoding="utf-8")
    made_for = f"{sys.version_info.major}.{sys.version_info.minor} {platform.system()} {platform.machine()}\n"
    (folder / MADE_FOR).write_text(made_for, encoding="utf-8")
    (folder / SUMS).write_text("".join(checksums(folder)), encoding="utf-8")
    return folder


def checksums(folder: Path) -> Iterator[str]:
    """A line for `sha256sum -c` of every file but the list itself, by name."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS):
        yield f"{digest(path)}  {path.relative_to(folder).as_posix()}\n"


def pack(folder: Path) -> Path:
    """The folder as `.tar.gz` beside it; the same files give the same bytes. The folder is removed."""
    archive = folder.with_name(folder.name + ".tar.gz")
    with (
        archive.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as container,
    ):
        for path in sorted(folder.rglob("*")):
            place = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            container.add(path, place, recursive=False, filter=_plain)
    sums = archive.with_name(archive.name + ".sha256")
    sums.write_text(f"{digest(archive)}  {archive.name}\n", encoding="utf-8")
    shutil.rmtree(folder)
    return archive


def digest(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without owner and time; executable where the owner may execute it."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def _run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True)


if __name__ == "__main__":
    main()
