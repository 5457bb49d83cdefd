"""The service keeps what it loaded for good out of collections, whatever questions come later."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVED = """
import gc
import socket
import sys
from pathlib import Path
import uvicorn
from app.cli.serve import listen, run_service
from app.settings import load_settings

uvicorn.Server.run = lambda self, sockets: print("left", gc.get_freeze_count(), "walked", len(gc.get_objects()))
run_service(load_settings(), listen("127.0.0.1", 0), "en")
"""


def test_the_law_is_not_walked_while_the_service_answers(held) -> None:
    env = {**os.environ, "SANXIAN_STORE": str(held), "SANXIAN_LOG_LEVEL": "error"}
    done = subprocess.run(
        [sys.executable, "-c", SERVED], cwd=ROOT, env=env, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    _, left, _, walked = done.stdout.split()[-4:]
    assert int(left) > 100_000
    assert int(walked) < int(left) / 10
