"""Machine code is never older than its source, and found by whoever cannot write beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from layers import compiled

ROOT = Path(__file__).parents[2]
INNER = """from layers.compiled import inlined

@inlined
def twice(x):
    return {factor} * x
"""
OUTER = """from layers.compiled import kernel
from layers.inner import twice

@kernel("f8(f8)")
def asked(x):
    return twice(x)

print(asked(3.0), sum(asked.stats.cache_hits.values()))
"""


@pytest.fixture
def tree(tmp_path):
    """A package `layers` of two modules, one with a kernel that takes code from the other."""
    folder = tmp_path / "tree" / "layers"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "layers" / "compiled.py", folder)
    (folder / "__init__.py").touch()
    (folder / "outer.py").write_text(OUTER)
    (folder / "inner.py").write_text(INNER.format(factor=2))
    return folder


def run(tree, **environment):
    told = subprocess.run(
        [sys.executable, "-m", "layers.outer"],
        cwd=tree.parent,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.split()


def test_a_kernel_is_compiled_anew_where_what_it_calls_changed(tree):
    assert run(tree) == ["6.0", "0"]
    assert run(tree) == ["6.0", "1"]
    before = (tree / "inner.py").stat()
    (tree / "inner.py").write_text(INNER.format(factor=5))
    os.utime(tree / "inner.py", ns=(before.st_atime_ns, before.st_mtime_ns))  # as wheels do: every file of one age
    assert run(tree) == ["15.0", "0"]


def test_a_stated_folder_is_used(tree, tmp_path):
    assert run(tree, NUMBA_CACHE_DIR=str(tmp_path / "kernels")) == ["6.0", "0"]
    assert run(tree, NUMBA_CACHE_DIR=str(tmp_path / "kernels")) == ["6.0", "1"]
    assert not (tree / "__pycache__" / "kernels").exists()


def test_what_the_set_up_compiled_is_found_where_nothing_can_be_written(tree, tmp_path):
    run(tree)
    shut = tmp_path / "file"
    shut.write_text("no folder")
    private = tmp_path / "private"
    private.mkdir()
    told = run(tree, NUMBA_CACHE_DIR=str(shut / "kernels"), TMPDIR=str(private))
    assert told == ["6.0", "1"]
    assert not list(private.iterdir())  # removed at the end


def test_every_file_that_a_kernel_holds_code_from_is_known():
    names = {path.relative_to(ROOT).as_posix() for path in compiled._sources(ROOT / "layers" / "grid" / "overlaid.py")}
    assert {
        "layers/grid/crossed.py",
        "layers/geodesy/kernels.py",
        "layers/grid/index.py",
        "layers/compiled.py",
    } <= names


def test_a_kernel_called_directly_says_the_same_and_refuses_what_it_was_not_made_for():
    @compiled.kernel("f8(f8[::1], i8)")
    def taken(values, at):
        return values[at] / 2.0

    straight = compiled.direct(taken)
    values = np.array([1.0, 5.0])
    assert straight(values, 1) == taken(values, 1) == 2.5
    for wrong in ([1.0], "text", None):
        with pytest.raises(TypeError):
            straight(wrong, 0)
