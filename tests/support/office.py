"""An office suite that opens documents as their readers do."""

import os
import shutil
import subprocess

import pytest

SECONDS = 90


def pdf_of(document, folder):
    """The PDF that LibreOffice makes of a document's bytes; the test is skipped where there is no LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        said = "LibreOffice is not installed: apt-get install libreoffice-writer-nogui"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    source = folder / "report.docx"
    source.write_bytes(document)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", folder, source],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return (folder / "report.pdf").read_bytes()
