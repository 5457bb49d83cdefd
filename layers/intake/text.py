"""Bytes as text, in the encodings that Chinese desktop software writes."""

from __future__ import annotations

from layers.errors import BadFile
from layers.notes import Note

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text, and a note where GBK had to be assumed: by its mark, else UTF-8, else GBK. Raises BadFile."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _decode(data, encoding), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        # GB 18030 reads whatever GBK and GB 2312 wrote
        return _decode(data, "gb18030"), (Note("gbk_assumed"),)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise BadFile(
            f"第 {fault.start + 1} 字节起既不是 UTF-8 也不是 GBK 文本；文件已损坏或不是文本，请重新导出",
            f"from byte {fault.start + 1} on this is neither UTF-8 nor GBK text; the file is damaged or no text, "
            "export it again",
        ) from fault


def fold(text: str) -> str:
    """Full-width letters, digits and marks as plain ASCII, and 【】 as []; for keys and numbers, not for names."""
    return text.translate(_PLAIN).strip()


_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord("【"): "[",
    ord("】"): "]",
    ord("［"): "[",
    ord("］"): "]",
    0xFEFF: None,
    0x00A0: " ",
}
