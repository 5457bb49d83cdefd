"""Runs the reader of outside files in a process of its own, and stops it at its limits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import layers
from layers.errors import ReaderStopped
from layers.intake.types import Reading, ReadLimits
from layers.intake.vector_files import GDAL_ENVIRONMENT
from layers.intake.wire import MEMORY_EXIT, decode

_ROOT = Path(layers.__file__).resolve().parent.parent
_TAIL = 2000
_OUT_OF_MEMORY = ("bad_alloc", "memory allocation of")  # as libraries in C++ and Rust say it


def read_in_child(
    folder: Path, name: str, crs: str | None, layer: str | None, limits: ReadLimits, *, may_be_empty: bool = False
) -> Reading:
    """The reading of `folder/input`, or of the shapefile `folder/part.*`, by a child process.

    The child sees a bare environment, its own folder and nothing of ours. Raises what the reader raised, or
    ReaderStopped when it went over a limit or crashed.
    """
    request = {"name": name, "crs": crs, "layer": layer, "limits": asdict(limits), "may_be_empty": may_be_empty}
    return decode(answer_of_child("layers.intake.child", folder, request, name, limits=limits, gdal=GDAL_ENVIRONMENT))


def answer_of_child(
    module: str, folder: Path, request: Mapping[str, object], name: str, *, limits: ReadLimits, gdal: Mapping[str, str]
) -> str:
    """What `python -m module` writes to `folder/answer.json` for `request`, in an environment of `gdal` and no more.

    Raises ReaderStopped when it went over a limit or crashed.
    """
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    with (folder / "stderr").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            cwd=folder,
            env=_environment(folder) | dict(gdal),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        try:
            code = child.wait(timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired as fault:
            raise ReaderStopped(
                f"读取 {name} 超过 {limits.wall_seconds} 秒，已停止；请拆分或简化文件",
                f"reading {name} took longer than {limits.wall_seconds} s and was stopped; split or simplify the file",
            ) from fault
        finally:
            _end(child)
    if code != 0:
        raise _stopped(code, name, limits, folder)
    return (folder / "answer.json").read_text(encoding="utf-8")


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        # threads of a linear algebra that is not used would each take address space
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started, if any of it is still there."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _stopped(code: int, name: str, limits: ReadLimits, folder: Path) -> ReaderStopped:
    tail = (folder / "stderr").read_bytes()[-_TAIL:].decode("utf-8", "replace").strip()
    if code == -signal.SIGXCPU:
        zh, en = f"处理器时间超过 {limits.cpu_seconds} 秒", f"more than {limits.cpu_seconds} s of processor time"
    elif code == MEMORY_EXIT or any(words in tail for words in _OUT_OF_MEMORY):
        zh, en = f"内存超过 {limits.memory_bytes} 字节", f"more than {limits.memory_bytes} bytes of memory"
    elif code < 0:
        zh, en = f"进程被信号 {-code} 终止", f"it was ended by signal {-code}"
    else:
        zh, en = "读取程序出错", "the reader failed"
    error = ReaderStopped(
        f"读取 {name} 已停止：{zh}；请检查、拆分或重新导出文件",
        f"reading {name} was stopped: {en}; check, split or export the file again",
    )
    if tail:
        error.add_note(tail)
    return error
