"""docs/start.md can be typed as it stands: from a first layer to a measure of one's own data."""

import re
import shlex
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "start.md").read_text(encoding="utf-8")
OWN = [fence for fence in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) if "<<'END'" in fence]
FILE = re.compile(r"cat > (\S+) <<'END'\n(.*?)END\n", re.DOTALL)
EDIT = re.compile(r"sed 's/(.*?)/(.*?)/' (\S+) > (\S+)\n")


def test_the_commands_of_the_page_give_what_it_says(sanxian, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = []
    for fence in OWN:
        for name, content in FILE.findall(fence):
            Path(name).write_text(content, encoding="utf-8")
        typed = FILE.sub("", fence)
        for old, new, source, target in EDIT.findall(typed):
            Path(target).write_text(Path(source).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        for line in EDIT.sub("", typed).replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            assert words[0] == "sanxian", line
            code, out, err = sanxian(*words[1:])
            assert code == 0, err
            said.append(out)
    assert len(said) == 9
    assert "PROHIBITED" in "".join(said)
    for figure in ("46.13", "2.969", "4.1667"):
        assert figure in PAGE and figure in "".join(said)
    assert "2.969" in Path("retyped.csv").read_text(encoding="utf-8-sig")
