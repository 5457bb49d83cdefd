"""What measures read: layers in force one at a time, the region asked about, and what is derived from a layer once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from layers.editions import Edition
from layers.errors import BadInput, NoEditions, NotFound
from layers.regions import Region
from layers.snapshot import Feature, LayerView, Snapshots
from zoning.ledger import Ledger
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.memo import Memo
from zoning.measures.question import Question
from zoning.measures.standing import highest_only

T = TypeVar("T")
P = TypeVar("P")


class Sources:
    """Layers as in force for one question, with the definitions; time is that of the question."""

    def __init__(
        self,
        snapshots: Snapshots,
        definitions: MeasureDefinitions,
        derived: Memo,
        question: Question,
        now: datetime,
        *,
        editions: Iterable[Edition] | None = None,
    ) -> None:
        self._snapshots = snapshots
        # one catalogue for all layers, whatever is published meanwhile
        self._editions = snapshots.store.editions() if editions is None else tuple(editions)
        self._views: dict[tuple[str, date], LayerView] = {}
        self.definitions = definitions
        self._derived = derived
        self.as_of = question.as_of
        self.known_at = question.known_at or now
        self.region = self._region(question.region)

    def held(self, layer: str, as_of: date | None = None) -> LayerView:
        """A layer as in force on `as_of` (the question's day); without editions where none is.

        Raises StoreError where an edition cannot be read: a measure without it would be another measure.
        """
        key = (layer, as_of or self.as_of)
        if key not in self._views:
            found = self._snapshots.layer(self._editions, *key, self.known_at)
            regions = self.definitions.base.regions
            self._views[key] = self._derived.of(lambda: highest_only(found, regions), highest_only, found, regions)
        return self._views[key]

    def view(self, layer: str, as_of: date | None = None) -> LayerView:
        """As `held`, but raises NoEditions where no edition of the region, above or below it, is in force."""
        view = self.held(layer, as_of)
        if any(self.speaks(edition.head.region) for edition in view.editions):
            return view
        day = as_of or self.as_of
        title = self.definitions.base.kinds[layer].title
        starts = sorted(
            edition.head.effective_from
            for edition in self._editions
            if edition.head.layer == layer and edition.published_by(self.known_at) and self.speaks(edition.head.region)
        )
        zh = f"最早的版本自 {starts[0]} 起生效" if starts else "仓库中没有该地区已发布的版本"
        en = (
            f"the first takes effect on {starts[0]}"
            if starts
            else "the store holds no published edition of that region"
        )
        raise NoEditions(
            f"{self.region.code} 在 {day} 没有现行的{title.zh}（{layer}）：{zh}",
            f"no {layer} of {self.region.code} is in force on {day}: {en}",
        )

    def speaks(self, region: str) -> bool:
        """Whether an edition for `region` has to do with the region asked about: above, below or the same."""
        regions = self.definitions.base.regions
        return regions.within(region, self.region.code) or regions.within(self.region.code, region)

    def counted(self, view: LayerView, features: Iterable[Feature]) -> tuple[Edition, ...]:
        """The editions that a figure rests on: all that speak for the region, and those of the `features` counted."""
        found = {id(feature.edition) for feature in features}  # features of a view share its editions
        return tuple(e for e in view.editions if id(e) in found or self.speaks(e.head.region))

    def within(self, code: str) -> bool:
        """Whether a region code lies in the region asked about; a retired code lies where its successors do."""
        regions = self.definitions.base.regions
        if regions.within(code, self.region.code):
            return True
        successors = regions[code].successors if code in regions else ()
        return bool(successors) and all(self.within(successor) for successor in successors)

    def derived(self, view: LayerView, build: Callable[[LayerView], T]) -> T:
        """`build(view)`, computed once while the view is in use; `build` must be a module's own function."""
        return self._derived.of(lambda: build(view), build, view)

    def derived_pair(
        self, view: LayerView, other: LayerView, build: Callable[[LayerView, LayerView, P], T], parameters: P
    ) -> T:
        """`build(view, other, parameters)`, kept as `derived`; `parameters` must be hashable."""
        return self._derived.of(lambda: build(view, other, parameters), (build, parameters), view, other)

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """A file that an edition names by hash, there until the block ends. Entering raises NotFound, StoreError."""
        return self._snapshots.store.file(sha256)

    def recorded(self, measure_id: str) -> bytes:
        """The record of a measure that the ledger holds. Raises NotFound, StoreError."""
        return Ledger(self._snapshots.store).whole_measure(measure_id)

    def edition(self, named: Mapping[str, Any]) -> Edition:
        """The edition that a measure's body names by layer, region and number."""
        key = (named["layer"], named["region"], named["edition"])
        return next(e for e in self._editions if (e.head.layer, e.head.region, e.number) == key)

    def _region(self, code: str) -> Region:
        """Raises NotFound for a code that is not listed, BadInput for one not in force on the question's day."""
        regions = self.definitions.base.regions
        if code not in regions:
            raise NotFound(
                f"行政区代码 {code} 不在区划表中；请核对代码",
                f"region code {code} is not in the region list; check the code",
            )
        region = regions[code]
        if regions.retired(code, self.as_of):
            names = "、".join(f"{new} {regions[new].name.zh}" for new in region.successors) or "无"
            plain = ", ".join(f"{new} {regions[new].name.en}" for new in region.successors) or "none"
            raise BadInput(
                f"行政区代码 {code}（{region.name.zh}）已于 {region.valid_to} 停用；后继代码：{names}",
                f"region code {code} ({region.name.en}) was retired on {region.valid_to}; its successors: {plain}",
            )
        if region.valid_from is not None and self.as_of < region.valid_from:
            raise BadInput(
                f"行政区代码 {code}（{region.name.zh}）自 {region.valid_from} 起启用，{self.as_of} 尚无此区划",
                f"region code {code} ({region.name.en}) is in use from {region.valid_from}; {self.as_of} is earlier",
            )
        return region
