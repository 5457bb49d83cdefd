"""The suite answered by shapely alone passes as it does by the grid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHORT = ["tests/layers/test_engine.py", "tests/layers/test_snapshot.py", "tests/zoning/test_siting_oracle.py"]


@pytest.mark.parametrize("paths", [SHORT, pytest.param(["tests/layers", "tests/zoning"], marks=pytest.mark.long)])
def test_the_suite_passes_by_the_reference(paths):
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not long", *paths],
        cwd=ROOT,
        env={**os.environ, "SANXIAN_ENGINE": "reference"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-4000:]
    assert " passed" in told.stdout.splitlines()[-1]


def test_by_the_reference_no_layer_has_a_grid():
    code = (
        "import numpy as np\n"
        "from layers import held\n"
        "held.laid_flat = lambda _: None\n"
        "table = held.held('a', None, [], lambda row: {}, np.array([], dtype=object), indexed=True)\n"
        "print(type(table).__name__)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "LooseTable"
