"""What editions hold, kept once for equal content and compared with its hash whenever it is read."""

from __future__ import annotations

import shapely
from psycopg.types.json import Json

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import CorruptEdition
from layers.stores.postgis import rows
from layers.stores.postgis.connections import Connection


def keep(connection: Connection, head: EditionHead, sha256: str, features: Features) -> None:
    """Have the features in the database, unless the same content lies there sound already."""
    names = Json(list(features.attributes))
    made = connection.execute(
        "INSERT INTO contents (sha256, attributes) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING content",
        (sha256, names),
    ).fetchone()
    if made is None:  # whoever wrote it has committed: the conflict waited for that
        if _sound(connection, head, sha256):
            return
        made = connection.execute(
            "UPDATE contents SET attributes = %s WHERE sha256 = %s RETURNING content", (names, sha256)
        ).fetchone()
        assert made is not None  # noqa: S101 - contents are never removed
        connection.execute("DELETE FROM features WHERE content = %s", made)
    rows.insert(connection, made[0], features)


def read(connection: Connection, edition: Edition) -> Features:
    """The features of an edition as the catalogue records it; raises CorruptEdition where they are not those."""
    found = connection.execute(
        "SELECT content, attributes FROM contents WHERE sha256 = %s", (edition.sha256,)
    ).fetchone()
    if found is None:
        raise _corrupt(edition)
    try:
        features = rows.read(connection, *found)
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as fault:
        raise _corrupt(edition) from fault
    if content_hash(edition.head, features) != edition.sha256:
        raise _corrupt(edition)
    return features


def _sound(connection: Connection, head: EditionHead, sha256: str) -> bool:
    content, names = connection.execute(
        "SELECT content, attributes FROM contents WHERE sha256 = %s", (sha256,)
    ).fetchone() or (0, ())
    try:
        return content_hash(head, rows.read(connection, content, names)) == sha256
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError):
        return False  # and is written anew


def _corrupt(edition: Edition) -> CorruptEdition:
    return CorruptEdition(
        f"版本 {edition.label} 的内容与记录的散列不符，不予提供；请从备份恢复数据库，或重新提出同一交付",
        f"{edition.label} does not match its recorded hash and is not served; restore the database from a backup, or"
        " propose the same delivery again",
    )
