"""Tests of the grid itself; a run by the reference has none."""

import os

collect_ignore_glob = ["test_*.py"] if os.environ.get("SANXIAN_ENGINE") == "reference" else []
