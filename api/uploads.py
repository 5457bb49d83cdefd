"""An upload as it arrives: a form with a file and texts, or the bare bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

from api.problems import MalformedRequest

MAX_PARTS = 200


@dataclass(frozen=True)
class SentFile:
    """Bytes and the name they were sent under."""

    content: bytes
    name: str | None


@dataclass(frozen=True)
class Upload:
    """Files and texts of a form by field; a bare body is the file `file`."""

    files: Mapping[str, SentFile]
    texts: Mapping[str, tuple[str, ...]]

    def require(self, files: Collection[str], texts: Collection[str], *, instead: str | None = None) -> None:
        """Raises MalformedRequest for fields that are not known, sent twice as files, or a missing `file`.

        The text `instead` may take the place of the file, and not stand beside it; an empty one counts as none.
        """
        for name in (*self.files, *self.texts):
            if name not in (files if name in self.files else texts):
                allowed = ", ".join((*files, *texts))
                raise MalformedRequest(
                    f"表单没有字段 {name!r}；可用：{allowed}", f"the form has no field {name!r}; there are {allowed}"
                )
        if instead is not None and ("file" in self.files) == (self.one(instead) is not None):
            raise MalformedRequest(
                f"表单须有文件字段 file 或文字字段 {instead}，且只能有一个",
                f"the form must have the file field `file` or the text field `{instead}`, and not both",
            )
        if instead is None and "file" not in self.files:
            raise MalformedRequest("表单缺少文件字段 file", "the form lacks the file field `file`")

    def one(self, name: str) -> str | None:
        """The one text of a field, None where absent or empty. Raises MalformedRequest for several."""
        found = self.texts.get(name, ())
        if len(found) > 1:
            raise MalformedRequest(f"表单字段 {name!r} 只能有一个", f"the form field {name!r} is given twice")
        return found[0] if found and found[0] else None


async def receive(request: Request) -> Upload:
    """The upload of a request; its size was bounded by the route."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return Upload({"file": SentFile(await request.body(), None)}, {})
    files: dict[str, SentFile] = {}
    texts: dict[str, tuple[str, ...]] = {}
    async with request.form(max_files=4, max_fields=MAX_PARTS) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                texts[name] = (*texts.get(name, ()), value)
            elif name in files:
                raise MalformedRequest(f"表单中文件 {name!r} 只能有一个", f"the form has the file {name!r} twice")
            else:
                files[name] = SentFile(await value.read(), value.filename)
    return Upload(files, texts)


Sent = Annotated[Upload, Depends(receive)]
