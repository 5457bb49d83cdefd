"""Libraries that read other people's files fail in ways of their own; here each failure becomes a refusal in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from layers.errors import BadFile, SanxianError

_FOLDERS = re.compile(r"/(?:[^\s/']+/)+")  # of this machine, in the words of a library


@contextmanager
def library(zh: str, en: str) -> Iterator[None]:
    """Within it, whatever a reading library raises is a BadFile that begins with `zh` / `en` and says the cause.

    Our own errors and the end of memory pass.
    """
    try:
        yield
    except (SanxianError, MemoryError):
        raise
    except BaseException as fault:
        # a panic of a library in Rust is no Exception
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        # GDAL adds the place in its own source
        said = _FOLDERS.sub("", str(fault).partition("; Error occurred")[0])
        cause = " ".join(said.split())[:120] or type(fault).__name__
        raise BadFile(
            f"{zh}（{cause}）；请用原软件打开核对，另存后再交",
            f"{en} ({cause}); open it in the program it came from, save it anew and send that",
        ) from fault
