"""Releases: a short name for what layers hold at one time, which a tile's address carries so that it never changes."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import rfc8785
import shapely

from layers.catalogue import CHINA, InForce, civil_date, current, in_force
from layers.editions import Edition
from layers.errors import NotFound

METHOD = "tiles/3"  # of cutting, simplifying and encoding; another one gives other bytes, and so other names
LENGTH = 16  # hexadecimal figures: 64 bits
_KEEP = 4096
_HISTORIES = 256
_BUDGET = 100_000  # states of layers that one search looks at beyond what was once the present: some 0.3 s


@dataclass(frozen=True)
class Moment:
    """A legal day and a time of knowledge at which layers are as a release has them."""

    as_of: date
    known_at: datetime


def release(editions: Sequence[Edition], layers: Iterable[str], moment: Moment, shift: str | None = None) -> str:
    """The name of what the layers hold at a moment: the editions in force, where each speaks, and the method.

    `shift` is that of the grid in which they are drawn.
    """
    return _named({layer: _digest(editions, layer, moment) for layer in layers}, shift)


def _named(digests: Mapping[str, str], shift: str | None) -> str:
    method = METHOD if shift is None else f"{METHOD}+{shift}"
    told = "".join(f"{layer}:{digests[layer]}\n" for layer in sorted(digests))
    return hashlib.sha256(f"{method}\n{told}".encode()).hexdigest()[:LENGTH]


def _digest(editions: Iterable[Edition], layer: str, moment: Moment) -> str:
    """The hash of what one layer holds."""
    held = [_told(entry) for entry in in_force(editions, layer, moment.as_of, moment.known_at)]
    return hashlib.sha256(rfc8785.dumps(held)).hexdigest()


def _told(entry: InForce) -> list[str | int]:
    """The label with the hash, and the hash of where it is silent."""
    silent = b"" if entry.excluded is None else shapely.to_wkb(shapely.normalize(entry.excluded), byte_order=1)
    return [entry.edition.label, entry.edition.sha256, hashlib.sha256(silent).hexdigest()]


class Releases:
    """Finds the moment of a release: one that was named lately, else the latest of the store's whole life.

    What a catalogue has been searched for is remembered, so that a name which no release has costs one search of it.
    `shift` is that of the grid in which they are drawn.
    """

    def __init__(self, shift: str | None = None) -> None:
        self._shift = shift
        self._known: OrderedDict[tuple[str, tuple[str, ...]], Moment] = OrderedDict()
        self._histories: OrderedDict[tuple[object, ...], _History] = OrderedDict()
        self._lock = threading.Lock()

    def name(self, editions: Sequence[Edition], layers: Iterable[str], moment: Moment) -> str:
        """As `release`; it will be found at once."""
        layers = tuple(sorted(set(layers)))
        found = release(editions, layers, moment, self._shift)
        self._keep(found, layers, moment)
        return found

    def known(self, layers: Iterable[str], name: str) -> Moment | None:
        """The moment of a release that was named or found lately; None: it has to be searched for."""
        with self._lock:
            return self._known.get((name, tuple(sorted(set(layers)))))

    def moment(self, editions: Sequence[Edition], layers: Iterable[str], name: str, now: datetime) -> Moment:
        """A moment at which the layers are as `name` has them. Raises NotFound."""
        layers = tuple(sorted(set(layers)))
        found = self.known(layers, name) or self._history(editions, layers, now).moment(name)
        if found is None:
            raise NotFound(
                f"没有名为 {name} 的发布（图层 {', '.join(layers)}）；当前的见 tilejson.json",
                f"there is no release {name} of {', '.join(layers)}; tilejson.json names the present one",
            )
        self._keep(name, layers, found)
        return found

    def _keep(self, name: str, layers: tuple[str, ...], moment: Moment) -> None:
        with self._lock:
            self._known[name, layers] = moment
            self._known.move_to_end((name, layers))
            while len(self._known) > _KEEP:
                self._known.popitem(last=False)

    def _history(self, editions: Sequence[Edition], layers: tuple[str, ...], now: datetime) -> _History:
        concerned = [e for e in editions if e.head.layer in layers and e.published_at is not None]
        told = tuple(
            (e.label, e.sha256, *(at for at in (e.published_at, e.withdrawn_at) if at is not None and at <= now))
            for e in concerned
        )
        with self._lock:
            if (layers, told) not in self._histories:
                self._histories[layers, told] = _History(concerned, layers, now, self._shift)
                while len(self._histories) > _HISTORIES:
                    self._histories.popitem(last=False)
            self._histories.move_to_end((layers, told))
            return self._histories[layers, told]


class _History:
    """Every release of some layers by one catalogue, searched from the latest backwards and no further than asked."""

    def __init__(self, concerned: Sequence[Edition], layers: Sequence[str], now: datetime, shift: str | None) -> None:
        self._shift = shift
        self._lives = {layer: _Life([e for e in concerned if e.head.layer == layer], layer) for layer in layers}
        self._left = _moments(concerned, now, _BUDGET // len(layers))
        self._found: dict[str, Moment] = {}
        self._lock = threading.Lock()

    def moment(self, name: str) -> Moment | None:
        """The latest moment of a name."""
        with self._lock:
            while name not in self._found:
                moment = next(self._left, None)
                if moment is None:
                    return None
                found = _named({layer: life.digest(moment) for layer, life in self._lives.items()}, self._shift)
                self._found.setdefault(found, moment)
            return self._found[name]


class _Life:
    """What one layer held when; each of its states is hashed once."""

    def __init__(self, editions: Sequence[Edition], layer: str) -> None:
        self._editions, self._layer = editions, layer
        self._steps, self._days = sorted(_steps(editions)), sorted({e.head.effective_from for e in editions})
        self._at: dict[tuple[int, int], str] = {}
        self._of: dict[tuple[str, ...], str] = {}  # by the editions: most steps and days change nothing

    def digest(self, moment: Moment) -> str:
        """As `_digest`."""
        at = bisect_right(self._steps, moment.known_at), bisect_right(self._days, moment.as_of)
        if at not in self._at:
            held = tuple(e.label for e in current(self._editions, self._layer, moment.as_of, moment.known_at))
            if held not in self._of:
                self._of[held] = _digest(self._editions, self._layer, moment)
            self._at[at] = self._of[held]
        return self._at[at]


def _steps(editions: Iterable[Edition]) -> set[datetime]:
    return {at for e in editions for at in (e.published_at, e.withdrawn_at) if at is not None}


def _moments(concerned: Sequence[Edition], now: datetime, budget: int) -> Iterator[Moment]:
    """Moments at which something of the layers became otherwise, as far as is known at `now`.

    First, the latest first, all that were ever the present; then other days as known now, and as known earlier, these
    up to `budget` in number: of many layers with a long life there are more than one search may take.
    """
    steps = sorted((at for at in _steps(concerned) if at <= now), reverse=True)
    days = sorted({e.head.effective_from for e in concerned} or {civil_date(now)}, reverse=True)
    midnights = [Moment(day, datetime.combine(day, time(), CHINA)) for day in days]
    present = [Moment(civil_date(at), at) for at in steps] + [one for one in midnights if one.known_at <= now]
    yield from sorted(present, key=lambda one: one.known_at, reverse=True)
    days.append(days[-1] - timedelta(days=1))  # before all, nothing is
    yield from islice((Moment(day, at) for at in steps or [now] for day in days), max(budget, len(days)))
