"""What a store refuses, in the same words whichever store it is."""

from __future__ import annotations

from layers.editions import Edition
from layers.errors import NotFound, StoreError
from layers.stores.base import CatalogueMoved, LogEntry, WrongState


def no_edition(edition: Edition) -> NotFound:
    """The edition is not in the store, or another one has its number."""
    return NotFound(f"存储中没有版本 {edition.label}", f"the store holds no edition {edition.label}")


def wrong_state(edition: Edition, *needed: str) -> WrongState:
    """The edition is in another state than the step needs."""
    return WrongState(
        f"版本 {edition.label} 的状态是 {edition.state}，须为 {' 或 '.join(needed)}",
        f"{edition.label} is {edition.state}; it must be {' or '.join(needed)}",
    )


def withdrawn_early(edition: Edition) -> StoreError:
    """A withdrawal that would lie before the publication, or before the proposal of what was never published."""
    if edition.published_at is None:
        return StoreError(
            f"版本 {edition.label} 于 {edition.proposed_at} 提出，不能早于此时撤回",
            f"{edition.label} was proposed at {edition.proposed_at} and cannot be withdrawn before that",
        )
    return StoreError(
        f"版本 {edition.label} 于 {edition.published_at} 发布，不能早于此时撤回",
        f"{edition.label} was published at {edition.published_at} and cannot be withdrawn before that",
    )


def moved(edition: Edition) -> CatalogueMoved:
    """The catalogue is no longer the one that a check saw."""
    return CatalogueMoved(
        f"检查 {edition.label} 之后目录有了变化；请再试一次",
        f"the catalogue changed after {edition.label} was checked; try again",
    )


def number_taken(edition: Edition) -> StoreError:
    """Another edition has the number of one that is taken in."""
    return StoreError(
        f"存储中已有另一个 {edition.label}；请复制到空的存储",
        f"the store holds another {edition.label}; copy into an empty store",
    )


def wrong_content(edition: Edition) -> StoreError:
    """The features taken in are not those of the edition."""
    return StoreError(
        f"收到的要素与版本 {edition.label} 的散列不符，未存入",
        f"the features received do not have the hash of {edition.label}; nothing was stored",
    )


def not_kept(edition: Edition) -> StoreError:
    """An edition taken in whose features were not kept before."""
    return StoreError(
        f"存储中没有版本 {edition.label} 的要素，未接收；请再运行一次",
        f"the store has no features of {edition.label}, so it was not received; run the command again",
    )


def wrong_entry(entry: LogEntry) -> StoreError:
    """An entry taken in that does not continue the log."""
    return StoreError(
        f"台账第 {entry.sequence} 条接不上本存储的台账；请复制到空的存储，并核对来源的台账",
        f"entry {entry.sequence} does not continue this store's log; copy into an empty store, and verify the log"
        " it comes from",
    )
