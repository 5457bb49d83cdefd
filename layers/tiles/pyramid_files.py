"""Generalised copies kept in files, to be made once and not by every process. A damaged file is made anew."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rfc8785
import shapely

from layers.snapshot import LayerView
from layers.stores.disk import place, written
from layers.tiles.paths import Form, Paths
from layers.tiles.release import METHOD

_DIGEST = hashlib.sha256().digest_size


def content_of(view: LayerView) -> str:
    """A name for what a layer holds, and where its editions speak: SHA-256."""
    entries = [
        [
            entry.edition.label,
            entry.edition.sha256,
            "" if entry.excluded is None else shapely.to_wkb(shapely.normalize(entry.excluded), hex=True, byte_order=1),
        ]
        for entry in view.in_force
    ]
    engine = [shapely.__version__, *shapely.geos_version]
    told: list[Any] = [METHOD, engine, view.kind.layer, view.kind.geometry, entries]
    return hashlib.sha256(rfc8785.dumps(told)).hexdigest()


def kept(path: Path | None, form: Form, make: Callable[[], Paths]) -> Paths:
    """Paths from a file, or made and written there. A file that cannot be written costs time and no answer."""
    if path is None:
        return make()
    found = _read(path, form)
    if found is None:
        found = make()
        with contextlib.suppress(OSError), written(_content(found), path.parent) as temporary:
            place(temporary, path)
    return found


def _content(paths: Paths) -> bytes:
    body = io.BytesIO()
    np.savez(body, units=paths.units.astype(np.int32), starts=paths.starts, owners=paths.owners)
    return hashlib.sha256(body.getbuffer()).digest() + body.getvalue()


def _read(path: Path, form: Form) -> Paths | None:
    """The paths of a file; None where there is none that is whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = content[_DIGEST:]
    if hashlib.sha256(body).digest() != content[:_DIGEST]:
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        return Paths(form, arrays["units"].astype(np.int64), arrays["starts"], arrays["owners"])
