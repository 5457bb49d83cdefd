"""Shapes of the measures room: what is asked. What is answered: `measure_answers`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.fields import Day, Metres
from api.models.base import Shape
from api.models.measured import MeasureName
from api.models.questions import AsOf, FileRef, KnownAt, site_of
from layers.errors import BadInput

METHOD = "Id of the method; default: the one so marked by GET /measures."
OF_SITE = ("site", "crs", "accuracy_m")
OWN: Mapping[MeasureName, tuple[str, ...]] = MappingProxyType(
    {
        "shoreline": (*OF_SITE, "sensitivity"),
        "shoreline_changes": ("since", "shoreline_method"),
        "buffers": ("water_body",),
        "areas": ("layers", "since", "plane"),
        "bays": (),
        "land_cover": ("zone", "since", "min_patch_m2"),
        "indicators": (),
    }
)
NEEDED: Mapping[MeasureName, str] = MappingProxyType({"shoreline_changes": "since", "areas": "layers"})
SHARED = ("measure", "region", "as_of", "known_at", "method", "record")


class MeasureRequest(Shape):
    """A measure to compute and, unless `record` is false, to record; each member of one measure names it."""

    measure: MeasureName
    region: str = Field(pattern=r"^[0-9]{6}$", description="Region code, GB/T 2260.")
    as_of: AsOf = None
    known_at: KnownAt = None
    method: str | None = Field(default=None, description=METHOD)
    since: Day | None = Field(default=None, description="shoreline_changes, areas, land_cover: the earlier day.")
    shoreline_method: str | None = Field(default=None, description="shoreline_changes: what counts as natural.")
    water_body: str | None = Field(default=None, description="buffers: one river or lake.")
    layers: list[str] = Field(default_factory=list, max_length=100, description="areas: layers by name.")
    plane: str | None = Field(default=None, description="areas: EPSG:n of the plane areas.")
    zone: str | None = Field(default=None, description="land_cover: a layer, or `layer:class`.")
    min_patch_m2: Metres | None = Field(default=None, description="land_cover: smallest patch listed.")
    sensitivity: bool = Field(default=False, strict=True, description="shoreline: the rate with thinned vertices.")
    site: Annotated[
        FileRef | dict[str, Any] | str | None,
        Field(union_mode="left_to_right", description="shoreline: a project, as in POST /siting/checks."),
        BeforeValidator(lambda value: None if value is None else site_of(value)),
    ] = None
    crs: str | None = Field(default=None, description="CRS of `site`, where it states none.")
    accuracy_m: Metres | None = Field(default=None, description="95 % bound of `site` in metres.")
    record: bool = Field(default=True, strict=True, description="Whether the measure enters the ledger.")

    def own_members(self) -> dict[str, Any]:
        """The members that this measure takes besides the shared ones, without those of `site`.

        Raises BadInput for a member that belongs to another measure, or one that this measure lacks.
        """
        own = OWN[self.measure]
        for name, field in type(self).model_fields.items():
            given = getattr(self, name) != field.get_default(call_default_factory=True)
            if name not in (*SHARED, *own) and given:
                raise BadInput(f"{self.measure} 不用 {name}；请去掉", f"{self.measure} takes no `{name}`; leave it out")
        needed = NEEDED.get(self.measure)
        if needed is not None and not getattr(self, needed):
            raise BadInput(f"{self.measure} 须给出 {needed}", f"{self.measure} needs `{needed}`")
        if self.site is None and (self.crs is not None or self.accuracy_m is not None):
            raise BadInput("crs、accuracy_m 须与 site 同用", "`crs` and `accuracy_m` go with `site`")
        return {name: getattr(self, name) for name in own if name not in OF_SITE}
