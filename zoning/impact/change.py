"""A change of the catalogue that is supposed, or looked back on: the editions before it and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from layers.catalogue import civil_date
from layers.editions import Edition, State
from layers.errors import BadInput
from layers.once import once

Action = Literal["publication", "withdrawal", "published"]
ACTIONS: tuple[Action, ...] = ("publication", "withdrawal", "published")


@dataclass(frozen=True)
class Change:
    """Two catalogues that differ in `editions` only, as known at `at` (aware).

    Attributes:
        action: `publication` and `withdrawal` are supposed to happen at `at`; `published` happened already.
        before: every edition without the change.
        after: every edition with it.
        editions: those published or withdrawn, as they stand in the store.
    """

    action: Action
    before: tuple[Edition, ...]
    after: tuple[Edition, ...]
    editions: tuple[Edition, ...]
    at: datetime

    @once
    def effective(self) -> date:
        """The first day on which all of them tell."""
        return max(edition.head.effective_from for edition in self.editions)

    @once
    def layers(self) -> tuple[str, ...]:
        """The layers it concerns, by name."""
        return tuple(sorted({edition.head.layer for edition in self.editions}))

    @property
    def first_day(self) -> date:
        """The day on which questions that go along with time meet the change."""
        return max(civil_date(self.at), self.effective)

    def day(self, as_of: date, *, historical: bool) -> date:
        """The day on which a question of `as_of` meets the change.

        A historical question, asked of a day that had passed, stays with its day: what changes is what is now known of
        it. Any other goes along with time, to the day on which the change tells.
        """
        return as_of if historical else max(as_of, self.first_day)

    @once
    def known_since(self) -> datetime | None:
        """Since when answers rest on the change already; None for one that is only supposed."""
        if self.action != "published":
            return None
        return max(edition.published_at for edition in self.editions if edition.published_at is not None)


def change(action: Action, editions: Iterable[Edition], chosen: Sequence[Edition], at: datetime) -> Change:
    """The change that `chosen` make to a catalogue at an aware time; what happened after it does not count.

    Raises BadInput where none is chosen, one twice, or one is not in the state that the action needs: a publication
    needs proposed editions, the others published ones.
    """
    everything = tuple(_as_known(edition, at) for edition in editions)
    chosen = tuple(_as_known(edition, at) for edition in chosen)
    names = {_name(edition) for edition in chosen}
    if not chosen or len(names) < len(chosen):
        raise BadInput("请给出至少一个版本，且每个只给一次", "name at least one edition, and each only once")
    needed = "proposed" if action == "publication" else "published"
    for edition in chosen:
        if edition.state != needed:
            raise BadInput(
                f"{edition.label} 的状态是 {edition.state}；{action} 的影响只能对 {needed} 的版本计算",
                f"{edition.label} is {edition.state}; the impact of a {action} is asked of a {needed} edition",
            )
    before, after = _SIDES[action](everything, names, at)
    return Change(action, before, after, chosen, at)


_Names = set[tuple[str, str, int]]
_Sides = tuple[tuple[Edition, ...], tuple[Edition, ...]]


def _publication(editions: tuple[Edition, ...], names: _Names, at: datetime) -> _Sides:
    published = (replace(edition, state="published", published_at=at, withdrawn_at=None) for edition in editions)
    return editions, tuple(new if _name(new) in names else old for old, new in zip(editions, published, strict=True))


def _withdrawal(editions: tuple[Edition, ...], names: _Names, at: datetime) -> _Sides:
    withdrawn = (replace(edition, state="withdrawn", withdrawn_at=at) for edition in editions)
    return editions, tuple(new if _name(new) in names else old for old, new in zip(editions, withdrawn, strict=True))


def _published(editions: tuple[Edition, ...], names: _Names, _: datetime) -> _Sides:
    return tuple(edition for edition in editions if _name(edition) not in names), editions


_SIDES: dict[Action, Callable[[tuple[Edition, ...], _Names, datetime], _Sides]] = {
    "publication": _publication,
    "withdrawal": _withdrawal,
    "published": _published,
}


def _as_known(edition: Edition, at: datetime) -> Edition:
    """An edition as it stood at a time."""
    if edition.withdrawn_at is not None and edition.withdrawn_at > at:
        state: State = "proposed" if edition.published_at is None else "published"
        edition = replace(edition, state=state, withdrawn_at=None)
    if edition.published_at is not None and edition.published_at > at:
        edition = replace(edition, state="proposed", published_at=None)
    return edition


def _name(edition: Edition) -> tuple[str, str, int]:
    return edition.head.layer, edition.head.region, edition.number
