"""Machine code for the inner loops: numba, one decorator, nothing compiled while a question waits.

Every kernel states its signature, so it is compiled where its module is imported, once per machine, and read from a
cache afterwards: in `NUMBA_CACHE_DIR`, else beside this file, else in the user's cache. Where there is none it is
compiled at every start: slower to start, the same answers. `fastmath` stays off, so that sums
are what they say.

A kernel holds those that it calls. numba looks only at the age of the file that it stands in, so the folder of the
cache is named by the content of all files that a kernel can hold code from: none is ever run in an older form.

`python -m layers.compiled` compiles all of them, as the set-up does.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from numba import types
from numba.core.cgutils import get_null_value
from numba.extending import intrinsic

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
_ROOT: Final = Path(__file__).resolve().parent
_IMPORT: Final = re.compile(r"^from (layers(?:\.\w+)+) import ([\w, ]+|\([^)]*\))", re.M)
_STATED: Final = numba.config.CACHE_DIR


def kernel(signature: Any) -> Callable[[Kernel], Kernel]:
    """A decorator: the function as machine code for one signature, without Python's global lock.

    The signature is a text of numba's types, `f8(f8[::1], i8)`, or made of type objects. Division by zero gives inf or
    nan as numpy does, and indices are not checked: a kernel trusts its caller.
    """

    def compiled(function: Kernel) -> Kernel:
        options = {"nogil": True, "error_model": "numpy", "boundscheck": False}
        folder = _folder()
        if folder is None:
            return cast(Kernel, numba.njit(signature, **options)(function))
        numba.config.CACHE_DIR = str(folder / named_by_sources(Path(function.__code__.co_filename)))
        try:
            return cast(Kernel, numba.njit(signature, cache=True, **options)(function))
        finally:
            numba.config.CACHE_DIR = _STATED

    return compiled


def direct(function: Kernel) -> Kernel:
    """A kernel for callers in Python: its machine code itself, without the look at the types of what it is given.

    That look takes longer than a small question does, above all at an object such as `Index.handle`. What is given has
    to be of the types that the signature states; no keywords.
    """
    (compiled,) = cast(Any, function).overloads.values()
    return cast(Kernel, compiled.entry_point)


def inlined(function: Kernel) -> Kernel:
    """A small function that kernels call: compiled into each of them, with the types they hand it."""
    return cast(Kernel, numba.njit(inline="always", error_model="numpy")(function))


@intrinsic  # type: ignore[untyped-decorator]
def lent(_: Any, array: types.Array) -> tuple[Any, Callable[..., Any]]:
    """Within kernels: the same array, counting no references; whoever lends it keeps it for as long as it is used.

    Looks at an array in a structure count references; that takes longer than the look, and threads that look at the
    same array wait for each other. No kernel may hand back such an array, or a part of it that is not copied.
    """

    def value(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        found = context.make_array(signature.return_type)(context, builder, arguments[0])
        found.meminfo, found.parent = (get_null_value(one.type) for one in (found.meminfo, found.parent))
        return found._getvalue()

    return array(array), value


@cache
def _folder() -> Path | None:
    """The first folder that can be written; else a copy for this process alone of what the set-up compiled; else None.

    numba reads no cache that it could not write.
    """
    beside = _ROOT / "__pycache__" / "kernels"
    for place in [Path(_STATED)] if _STATED else [beside, Path("~/.cache/sanxian/kernels")]:
        with suppress(OSError, RuntimeError):  # RuntimeError: nobody's home is known
            folder = place.expanduser()
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
    if beside.is_dir():
        with suppress(OSError):
            own = Path(tempfile.mkdtemp(prefix="sanxian-kernels-"))
            atexit.register(shutil.rmtree, own, ignore_errors=True)
            shutil.copytree(beside, own, dirs_exist_ok=True)
            return own
    return None


@cache
def named_by_sources(path: Path) -> str:
    """A name for the content of a file and of all files of this floor that it imports, at any depth."""
    digest = hashlib.sha256()
    for source in sorted(_sources(path)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _sources(path: Path) -> set[Path]:
    found: set[Path] = set()
    waiting = [path.resolve()]
    while waiting:
        source = waiting.pop()
        if source in found:
            continue
        found.add(source)
        for module, names in _IMPORT.findall(source.read_text("utf-8")):
            base = _ROOT.parent.joinpath(*module.split("."))
            own = [base / name.strip() for name in names.strip("()").split(",")]
            waiting += [file for file in (part.with_suffix(".py") for part in (base, *own)) if file.is_file()]
    return found


def compile_all() -> int:
    """Compiles, or finds compiled, every kernel of this floor; how many modules have any."""
    count = 0
    for path in sorted(_ROOT.rglob("*.py")):
        if path != Path(__file__).resolve() and "\n@kernel(" in path.read_text("utf-8"):
            import_module(".".join(path.relative_to(_ROOT.parent).with_suffix("").parts))
            count += 1
    return count


if __name__ == "__main__":
    print(f"{compile_all()} modules of kernels are compiled")
