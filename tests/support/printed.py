"""What stands on the pages of a file, as other libraries read it: its letters and their places, its ink, its codes."""

from __future__ import annotations

import io

import docx
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from docx.oxml.ns import qn
from PIL import Image

ABOVE, BELOW = 68.0, 66.0  # points that the head and the foot of a page take, their margins with them


def pages(content: bytes) -> list[str]:
    """The text of every page of a PDF, as it stands there."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def body(content: bytes) -> str:
    """What stands between the heads and feet of all pages, without the watermark: a text may go on over pages."""
    kept = []
    for page in pypdfium2.PdfDocument(content):
        found, high = page.get_textpage(), page.get_size()[1]
        for n in range(found.count_chars()):
            low = found.get_charbox(n, loose=True)[1]
            if ABOVE < low < high - BELOW and pdfium.FPDFText_GetCharAngle(found, n) < 0.01:
                kept.append(found.get_text_range(n, 1))
    return "".join(kept)


def letters(page: pypdfium2.PdfPage) -> np.ndarray:
    """The place of every letter on a page but those of the watermark, which is turned: (n, 4) points."""
    found = page.get_textpage()
    kept = [
        n
        for n in range(found.count_chars())
        if found.get_text_range(n, 1).strip() and pdfium.FPDFText_GetCharAngle(found, n) < 0.01
    ]
    return np.array([found.get_charbox(n) for n in kept]).reshape(-1, 4)


def ink(page: pypdfium2.PdfPage) -> int:
    """Dark points between the head and the foot of a page, 72 to the inch; a watermark is too pale to count."""
    grey = np.asarray(page.render(scale=1).to_pil().convert("L"))
    return int((grey[int(ABOVE) : -int(BELOW)] < 110).sum())


def read_codes(picture: Image.Image) -> list[str]:
    """What the QR codes in a picture say."""
    return [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def codes(page: pypdfium2.PdfPage) -> list[str]:
    """What the QR codes of a page say, read from its picture as a camera sees it."""
    return read_codes(page.render(scale=2).to_pil())


def word_text(content: bytes) -> str:
    """All texts of the body of a Word document, a break of line as one."""
    marks = {qn("w:t"): lambda one: one.text or "", qn("w:br"): lambda _: "\n", qn("w:p"): lambda _: "\n"}
    opened = docx.Document(io.BytesIO(content))
    return "".join(marks[one.tag](one) for one in opened.element.body.iter() if one.tag in marks)
