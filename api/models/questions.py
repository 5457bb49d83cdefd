"""Shapes of siting questions: a site, and what is said about the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.fields import AS_OF, KNOWN_AT, Day, Metres, Moment
from api.models.base import Shape

AsOf = Annotated[Day | None, Field(description=AS_OF)]
KnownAt = Annotated[Moment | None, Field(description=KNOWN_AT)]
Include = Annotated[list[str], Field(max_length=10, description="Lower standings to judge with: draft, illustrative.")]
Role = Annotated[str | None, Field(min_length=1, description="Role of parts that name none; default occupied.")]
Width = Annotated[Metres | None, Field(description="Width of lines that name none.")]


class ProjectStated(Shape):
    """What is said about the project; a fact not given is unknown."""

    name: Annotated[str, Field(max_length=500)] | None = None
    industry: str | None = Field(default=None, description="GB/T 4754-2017, e.g. C2614.")
    accuracy_m: Metres | None = Field(default=None, description="95 % bound in metres; default by kind of input.")
    facts: dict[str, Any] = Field(default_factory=dict, description="Values by name; names are listed by GET /facts.")


class FileRef(Shape):
    """A file sent before to POST /siting/files."""

    file: str


def site_of(value: object) -> object:
    """One message for a site of another shape, rather than one for each shape that it has not."""
    if isinstance(value, Mapping) and set(value) == {"file"} and not isinstance(value["file"], str):
        raise ValueError("file 应为 POST /siting/files 给出的编号 | file must be an id from POST /siting/files")
    if isinstance(value, Mapping | str):
        return value
    raise ValueError(
        '应为 GeoJSON 对象、{"file": 编号} 或文字 "经度,纬度"'
        ' | must be a GeoJSON object, {"file": id} or the text "LON,LAT"'
    )


class SiteQuestion(Shape):
    """A siting question, of which nothing is recorded."""

    site: Annotated[
        FileRef | dict[str, Any] | str,
        Field(
            union_mode="left_to_right",
            description='GeoJSON, {"file": id}, or a text: `LON,LAT`, a place in any other notation, a map link, or '
            "pasted lines of points.",
        ),
        BeforeValidator(site_of),
    ]
    crs: str | None = Field(default=None, description="EPSG:n, GCJ02, BD09, gk3:40, gk6:20; default: as the site says.")
    project: ProjectStated = ProjectStated()
    role: Role = None
    width_m: Width = None
    as_of: AsOf = None
    known_at: KnownAt = None
    include: Include = Field(default_factory=list)


class CheckRequest(SiteQuestion):
    """A siting question."""

    record: bool = Field(default=True, strict=True, description="Whether the verdict enters the ledger.")
