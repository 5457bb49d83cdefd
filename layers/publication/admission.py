"""Whether an edition may enter the catalogue as it stands: what it replaces is there, and its place is free."""

from __future__ import annotations

from datetime import datetime

from layers.coverage import overlaps
from layers.editions import Edition, EditionHead
from layers.errors import Refused


def as_published(head: EditionHead, editions: tuple[Edition, ...], at: datetime) -> Edition:
    """What a delivery would be if it were published at once, under the number it would get."""
    taken = [e.number for e in editions if (e.head.layer, e.head.region) == (head.layer, head.region)]
    return Edition(head, max(taken, default=0) + 1, "", 0, "published", at, published_at=at)


def require_replaceable(head: EditionHead, editions: tuple[Edition, ...], at: datetime) -> None:
    """Raises Refused where an edition names one to replace that it cannot replace."""
    if head.replaces and head.coverage is None:
        raise Refused(
            "--replaces 须有 --coverage：说明在何处取代", "--replaces needs --coverage: say where it replaces"
        )
    published = {
        (edition.head.region, edition.number): edition
        for edition in editions
        if edition.head.layer == head.layer and edition.published_by(at)
    }
    for other, number in head.replaces:
        if other == head.region:
            raise Refused(
                f"--replaces {other}/{number}：同一行政区的新版本自动取代旧版本，请去掉",
                f"--replaces {other}/{number}: the newer edition of a region replaces the earlier by itself; drop it",
            )
        if (other, number) not in published:
            raise Refused(
                f"--replaces {other}/{number}：图层 {head.layer} 没有这个已发布的版本",
                f"--replaces {other}/{number}: layer {head.layer} has no such published edition",
            )
        if published[other, number].head.standing != head.standing:
            theirs = published[other, number].head.standing
            raise Refused(
                f"--replaces {other}/{number}：该版本的效力是 {theirs}，只能取代同一效力（{head.standing}）的版本",
                f"--replaces {other}/{number}: that edition is {theirs}; only one of the same standing"
                f" ({head.standing}) can be replaced, and a higher standing goes first by itself",
            )


def require_place(candidate: Edition, editions: tuple[Edition, ...], at: datetime) -> None:
    """Raises Refused naming the edition of another region in whose place the candidate would speak."""
    for overlap in overlaps(candidate, editions, at):
        other = overlap.other
        point = overlap.place.representative_point()
        name = f"{other.head.region}/{other.number}"
        raise Refused(
            f"覆盖范围与 {other.label} 重叠（自 {overlap.since} 起，如 {point.x:.6f},{point.y:.6f}）；若要取代它，请加"
            f" --replaces {name}",
            f"the coverage overlaps that of {other.label} (from {overlap.since} on, e.g. at"
            f" {point.x:.6f},{point.y:.6f}); to put this edition in its place say --replaces {name}",
        )
