"""The air-gapped installation: what is laid out, what is refused, and that it works with no network."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SPEC = importlib.util.spec_from_file_location("bundle", ROOT / "scripts" / "bundle.py")
bundle = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bundle)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The project's own wheel."""
    return bundle.own_wheel(tmp_path_factory.mktemp("wheel") / "own")


@pytest.fixture
def laid_out(own, tmp_path):
    """A bundle with nothing but the project's own wheel."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    shutil.copy2(own, wheels)
    return bundle.lay_out(tmp_path / "sanxian-x", wheels, own, "")


def install(folder, target, *, no_network=False):
    """Run the installer as a person would, with an empty environment."""
    command = ["sh", str(folder / "install.sh"), str(target)]
    if no_network and shutil.which("unshare") and os.geteuid() == 0:
        command = ["unshare", "--net", *command]
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHON": sys.executable, "HOME": str(target.parent)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)


def test_the_wheel_carries_definitions_demonstration_migrations_and_examples(own):
    names = subprocess.run([sys.executable, "-m", "zipfile", "-l", own], capture_output=True, text=True, check=True)
    for path in (ROOT / "data").rglob("*"):
        if path.is_file():
            assert f"app/data/{path.relative_to(ROOT / 'data').as_posix()} " in names.stdout
    sql = list((ROOT / "layers").rglob("*.sql"))
    assert sql
    for path in [*sql, *(ROOT / "api" / "examples").glob("*.json")]:
        assert f"{path.relative_to(ROOT).as_posix()} " in names.stdout


def test_the_wheel_carries_the_built_desk_and_neither_its_sources_nor_what_built_it(own):
    dist = ROOT / "app" / "web" / "dist"
    built = {path.relative_to(ROOT).as_posix() for path in dist.rglob("*") if path.is_file() and path.name != ".built"}
    with zipfile.ZipFile(own) as content:
        carried = {name for name in content.namelist() if name.startswith("app/web/")}
    assert carried == (built if "app/web/dist/index.html" in built else set())
    assert bundle.carries_desk(own) == bool(carried)


def test_every_file_has_its_checksum_and_every_wheel_its_hash(laid_out, own):
    listed = {line.split("  ")[1] for line in (laid_out / "SHA256SUMS").read_text().splitlines()}
    there = {path.relative_to(laid_out).as_posix() for path in laid_out.rglob("*") if path.is_file()}
    assert listed == there - {"SHA256SUMS"}
    assert {"install.sh", "README.zh.md", "README.en.md", "env.example", "docs/deployment.md"} <= listed
    assert f"sha256:{bundle.digest(own)}" in (laid_out / "requirements.txt").read_text()


def test_what_is_installed_is_the_locked_packages_and_the_project(own, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    lock = (ROOT / "requirements-run.lock").read_text()
    folder = bundle.lay_out(tmp_path / "b", wheels, own, lock)
    wanted = (folder / "requirements.txt").read_text()
    assert wanted.startswith(lock.rstrip("\n")) and "\nsanxian==" in wanted


def test_the_same_files_give_the_same_archive(laid_out, tmp_path):
    again = tmp_path / "again" / laid_out.name
    shutil.copytree(laid_out, again)
    assert bundle.digest(bundle.pack(laid_out)) == bundle.digest(bundle.pack(again))


def test_the_installer_can_be_run_from_the_archive(laid_out, tmp_path):
    archive = bundle.pack(laid_out)
    with tarfile.open(archive) as container:
        container.extractall(tmp_path / "out", filter="data")
    assert os.access(tmp_path / "out" / "sanxian-x" / "install.sh", os.X_OK)
    check = ["sha256sum", "-c", archive.name + ".sha256"]
    sums = subprocess.run(check, cwd=archive.parent, capture_output=True, check=False)
    assert sums.returncode == 0


@pytest.mark.parametrize("name", ["requirements.txt", "install.sh", "README.en.md", "MADE_FOR"])
def test_an_altered_bundle_is_not_installed(laid_out, tmp_path, name):
    with (laid_out / name).open("a") as file:
        file.write("\n")
    done = install(laid_out, tmp_path / "target")
    assert done.returncode == 1 and "altered" in done.stderr
    assert not (tmp_path / "target").exists()


def test_a_bundle_for_another_interpreter_is_not_installed(laid_out, tmp_path):
    (laid_out / "MADE_FOR").write_text("2.7 Plan9 vax\n")
    (laid_out / "SHA256SUMS").write_text("".join(bundle.checksums(laid_out)))
    done = install(laid_out, tmp_path / "target")
    assert done.returncode == 1 and "2.7 Plan9 vax" in done.stderr


def test_a_folder_with_something_in_it_is_left_alone(laid_out, tmp_path):
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "precious").touch()
    done = install(laid_out, tmp_path / "target")
    assert done.returncode == 1 and "not empty" in done.stderr
    assert [path.name for path in (tmp_path / "target").iterdir()] == ["precious"]


def test_the_scripts_are_sound_shell():
    for path in (*(ROOT / "deploy").rglob("*.sh"),):
        assert os.access(path, os.X_OK)
        assert subprocess.run(["sh", "-n", path], check=False).returncode == 0


@pytest.mark.long
def test_the_bundle_installs_with_no_network_and_answers_as_the_tree_does(tmp_path):
    """Everything: downloaded by the lock, installed and used where there is no network, from an empty environment."""
    subprocess.run([sys.executable, ROOT / "scripts" / "bundle.py", "--out", tmp_path / "dist"], check=True)
    (archive,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as container:
        container.extractall(tmp_path, filter="data")
    folder = tmp_path / archive.name.removesuffix(".tar.gz")
    done = install(folder, tmp_path / "installed", no_network=True)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "installed" / "bin" / "sanxian"

    def run(*arguments):
        cut = ["unshare", "--net"] if shutil.which("unshare") and os.geteuid() == 0 else []
        clean = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        command = [*cut, program, *arguments]
        found = subprocess.run(command, env=clean, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
        return found.stdout

    assert "ADMISSIBLE" in run("demo", "--no-serve")
    told = json.loads(run("doctor", "--json"))
    assert told["data"]["path"].startswith(str(tmp_path / "installed"))
    assert told["store"]["path"] == str(tmp_path / "home" / ".sanxian" / "store")
    site = ROOT / "data" / "demo" / "sites" / "assembly_shop.geojson"
    asked = ["check", str(site), "--as-of", "2026-11-22", "--json"]
    here = subprocess.run(
        [Path(sys.executable).parent / "sanxian", *asked], capture_output=True, text=True, check=True,
        env={**os.environ, "SANXIAN_STORE": str(tmp_path / "home" / ".sanxian" / "store")},
    )  # fmt: skip
    assert json.loads(run(*asked))["id"] == json.loads(here.stdout)["id"]
