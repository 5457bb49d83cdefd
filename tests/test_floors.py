"""The house: four floors, imports point down only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ["layers", "zoning", "api", "app"]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down_only(floor: str) -> None:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    wrong = {
        str(path.relative_to(ROOT)): sorted(imported(path) & above)
        for path in (ROOT / floor).rglob("*.py")
        if imported(path) & above
    }
    assert wrong == {}


def test_only_app_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for floor in FLOORS[:-1]
        for path in (ROOT / floor).rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("os.environ[", "os.environ.get", "getenv"))
    ]
    assert readers == []


def test_the_http_floor_holds_no_geometry() -> None:
    wrong = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "api").rglob("*.py")
        if imported(p) & {"shapely", "pyproj", "geopandas"}
    ]
    assert wrong == []


def test_the_layers_know_no_rule_and_the_rules_no_http() -> None:
    wrong = [
        str(p.relative_to(ROOT))
        for floor in ("layers", "zoning")
        for p in (ROOT / floor).rglob("*.py")
        if imported(p) & {"fastapi", "starlette", "uvicorn", "typer"}
    ]
    assert wrong == []
