"""Problem details (RFC 9457): which status and title a cause has, and the answer built from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from layers.errors import BadInput, Lang, SanxianError

MEDIA_TYPE = "application/problem+json"


class MalformedRequest(BadInput):
    """A body or query that cannot be read at all."""

    slug = "malformed-request"


class Unauthorized(SanxianError):
    """No token, or one that is not known; `refused` says that there was one."""

    slug = "unauthorized"

    def __init__(self, zh: str, en: str, *, refused: bool = False) -> None:
        super().__init__(zh, en)
        self.refused = refused


class Forbidden(SanxianError):
    """Known or not, nobody or not this one may do it."""

    slug = "forbidden"


class Later(SanxianError):
    """Not now; `seconds` until it is worth asking again."""

    def __init__(self, zh: str, en: str, seconds: int) -> None:
        super().__init__(zh, en)
        self.seconds = seconds


class TooManyRequests(Later):
    """The caller has asked as much as one may in a while."""

    slug = "too-many-requests"


class Busy(Later):
    """Everything that can be worked on at once is, and the line is full."""

    slug = "busy"


class TimedOut(SanxianError):
    """The answer took longer than it may; nothing was recorded."""

    slug = "timed-out"


class SlowRequest(SanxianError):
    """A body that arrives too slowly."""

    slug = "slow-request"


class Conflict(SanxianError):
    """What is asked does not fit the present state."""

    slug = "conflict"


class NotReady(SanxianError):
    """The service cannot answer yet."""

    slug = "not-ready"


@dataclass(frozen=True)
class Cause:
    """How a cause is told over HTTP."""

    status: int
    zh: str
    en: str


CAUSES: Mapping[str, Cause] = {
    "malformed-request": Cause(400, "请求无法读取", "The request cannot be read"),
    "invalid-request": Cause(422, "请求不符合约定", "The request does not fit the contract"),
    "bad-input": Cause(422, "输入有误", "The input cannot be used"),
    "bad-geometry": Cause(422, "图形有误", "The geometry cannot be used"),
    "bad-file": Cause(422, "文件无法读取", "The file cannot be read"),
    "bad-crs": Cause(422, "坐标系有误", "The coordinate reference system cannot be used"),
    "ambiguous-crs": Cause(422, "坐标有多种读法", "The coordinates can be read in more than one way"),
    "bad-fact": Cause(422, "事实有误", "The fact cannot be used"),
    "bad-filter": Cause(400, "过滤条件有误", "The filter cannot be used"),
    "too-large": Cause(413, "输入过大", "The input is too large"),
    "reader-stopped": Cause(422, "读取文件被停止", "Reading the file was stopped"),
    "no-editions": Cause(422, "没有可用的数据版本", "No edition answers"),
    "not-found": Cause(404, "不存在", "Not found"),
    "method-not-allowed": Cause(405, "不支持此方法", "Method not allowed"),
    "unauthorized": Cause(401, "需要令牌", "A token is needed"),
    "forbidden": Cause(403, "不允许", "Not allowed"),
    "withheld": Cause(403, "无权查看受限图层", "A restricted layer is withheld"),
    "gone": Cause(410, "已不存在", "Gone"),
    "store-unavailable": Cause(503, "暂时连不上存储", "The store cannot be reached for now"),
    "too-many-requests": Cause(429, "请求过于频繁", "Too many requests"),
    "busy": Cause(503, "服务繁忙", "The service is busy"),
    "slow-request": Cause(408, "请求传得太慢", "The request arrives too slowly"),
    "timed-out": Cause(503, "未能在时限内算完", "Not answered within the time limit"),
    "provider-unavailable": Cause(503, "暂时连不上身份提供方", "The identity provider cannot be reached for now"),
    "conflict": Cause(409, "与当前状态冲突", "Conflict with the present state"),
    "refused": Cause(409, "交付被拒绝", "The delivery was refused"),
    "store-error": Cause(503, "存储无法完成", "The store could not do it"),
    "corrupt-edition": Cause(500, "数据版本已损坏", "An edition is corrupt"),
    "invalid-feature": Cause(500, "数据版本中有无效图形", "An edition holds an invalid feature"),
    "time-out": Cause(503, "存储未及时应答", "The store did not answer in time"),
    "definition-error": Cause(500, "定义文件有误", "A definition is wrong"),
    "not-ready": Cause(503, "尚未就绪", "Not ready"),
    "internal-error": Cause(500, "内部错误", "Internal error"),
}


class Fault(BaseModel):
    """One thing wrong in a request."""

    where: str = Field(description="Place in the request, such as `body.project.accuracy_m`.")
    message: str


class Successor(BaseModel):
    """A feature in force in the place of one that is gone, and the share of that one's area or length it took over."""

    region: str
    edition: int
    feature: str
    share: float
    href: str


class LayersToChoose(BaseModel):
    """The layers, or sheets, of a file that leave open which is meant."""

    names: list[str]
    several: bool = Field(description="Whether more than one may be named, with commas.")


class Problem(BaseModel):
    """Problem details after RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(pattern=r"^urn:sanxian:problem:[a-z-]+$")
    title: str
    status: int
    detail: str = Field(description="One line: what was seen, where, and how to mend it.")
    slug: str
    errors: list[Fault] | None = Field(default=None, description="Every fault, where the request had several.")
    report: dict[str, Any] | None = Field(default=None, description="The check report of a refused delivery.")
    successors: list[Successor] | None = Field(
        default=None, description="What took the place of a feature that is gone, the largest share first."
    )
    layers: LayersToChoose | None = Field(
        default=None, description="What the field `layer` may name, where a file leaves open which layer is meant."
    )


def problem(
    slug: str,
    detail: str,
    lang: Lang,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """The answer for a cause; `members` are extension members of the problem."""
    cause = CAUSES.get(slug, CAUSES["internal-error"])
    body = {
        "type": f"urn:sanxian:problem:{slug}",
        "title": cause.zh if lang == "zh" else cause.en,
        "status": status or cause.status,
        "detail": " ".join(detail.split()),
        "slug": slug,
        **members,
    }
    return Response(
        orjson.dumps(body),
        status_code=status or cause.status,
        media_type=MEDIA_TYPE,
        headers={
            "Cache-Control": "no-store",
            "Content-Language": lang,
            "Vary": "Accept-Language",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )


def problems(*slugs: str) -> dict[int | str, dict[str, Any]]:
    """The problem answers of a route for its documents."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[int | str, dict[str, Any]] = {}
    for slug in slugs:
        cause = CAUSES[slug]
        before = told.get(cause.status, {}).get("description")
        told[cause.status] = {"description": f"{before}; {cause.en}" if before else cause.en, "content": content}
    return {**told, "default": {"description": "Any other problem", "content": content}}
