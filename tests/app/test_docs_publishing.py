"""docs/publishing.md can be typed as it stands, after docs/start.md has made its first layer."""

import re
import shlex
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILE = re.compile(r"cat > (\S+) <<'END'\n(.*?)END\n", re.DOTALL)


def typed(sanxian, page: str, last: str | None = None) -> list[str]:
    """The output of every command of the page's fences, up to the fence that holds `last`."""
    said = []
    for fence in re.findall(r"```\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL):
        if "<<'END'" not in fence:
            continue
        for name, content in FILE.findall(fence):
            Path(name).write_text(content, encoding="utf-8")
        for line in FILE.sub("", fence).replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            code, out, err = sanxian(*words[1:])
            assert code == 0, (line, err)
            said.append(out)
        if last is not None and last in fence:
            break
    return said


def test_the_commands_of_the_page_go_through(sanxian, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed(sanxian, "start.md", last="red.geojson")
    said = typed(sanxian, "publishing.md")
    assert len(said) == 9
    preview, impact, rolled, listed = said[4], said[5], said[7], said[8]
    assert "改形 R1" in preview and "-54502033.99 m²" in preview
    assert "结论改变 1" in impact or "数字改变 1" in impact
    assert "330324/1" in rolled
    assert "ecological_red_line 330324/2" in listed
