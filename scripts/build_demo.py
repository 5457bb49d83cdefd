"""Build data/demo: illustrative layers over Wenzhou on the published GSHHG shore, and example projects.

Needs the dependency group `demo-data` (the package that carries GSHHG) beside the project's own dependencies:

    uv pip install --group demo-data        # or: pip install --group demo-data
    python scripts/build_demo.py            # writes data/demo, under a minute
    python scripts/build_demo.py --out DIR  # elsewhere, to compare: same bytes with the locked shapely and numpy

What is real and what is invented is told in data/ATTRIBUTION.md. Nothing here reads a clock or an unseeded
random number. The manifest lists the deliveries in the order in which they are to be published.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import shapely
from demo import areas, coast, cover, new_sites, rivers, sites, units, write
from demo.board import Board
from demo.controls import CONTROLS, lay_all
from demo.overlay import lay_out
from demo.plane import to_plane

ROOT = Path(__file__).resolve().parent.parent
REGION = "330300"
FIRST, SECOND = "2020-01-01", "2025-01-01"
# layer, file, accuracy in metres, effective from, declared coverage or not, what it is (zh, en)
DELIVERIES: tuple[tuple[str, str, float, str, bool, str, str], ...] = (
    ("admin_area", "admin_area", 1.0, FIRST, False, "县级陆域与海域（示意划分）", "county land and sea, sketched"),
    ("control_unit", "control_unit", 2.0, FIRST, False, "环境管控单元（虚构）", "control units, invented"),
    (
        "ecological_red_line",
        "ecological_red_line_2020",
        2.0,
        FIRST,
        True,
        "生态保护红线（虚构）",
        "red lines, invented",
    ),
    (
        "ecological_red_line",
        "ecological_red_line_2025",
        2.0,
        SECOND,
        True,
        "生态保护红线（虚构）",
        "red lines, invented",
    ),
    ("water_source_zone", "water_source_zone", 2.0, FIRST, True, "饮用水水源保护区（虚构）", "water zones, invented"),
    ("industrial_area", "industrial_area", 2.0, FIRST, True, "工业功能区（虚构）", "industrial areas, invented"),
    ("coastline", "coastline_2020", 5.0, FIRST, True, "海岸线（GSHHG 岸线，类型虚构）", "GSHHG shore, types invented"),
    ("coastline", "coastline_2025", 5.0, SECOND, True, "海岸线（GSHHG 岸线，类型虚构）", "GSHHG shore, types invented"),
    ("bay", "bay", 10.0, FIRST, True, "海湾单元（示意范围）", "bays, rough outlines"),
    ("water_line", "water_line", 2.0, FIRST, True, "河湖水边线（部分虚构）", "water lines, partly invented"),
    ("buffer_strip", "buffer_strip", 2.0, FIRST, True, "生态缓冲带（虚构）", "buffer strips, invented"),
)


# raster, effective from, year shown
RASTERS = (("land_cover_2020", FIRST, 2020), ("land_cover_2024", SECOND, 2024))


def _manifest() -> str:
    lines = [
        "# Deliveries of the demonstration data, in the order in which they are published. All of it is illustrative.",
        "# Written by scripts/build_demo.py; what is real and what is invented: data/ATTRIBUTION.md.",
        'version: "1"',
        f'region: "{REGION}"',
        "crs: EPSG:4490",
        "deliveries:",
    ]
    controlled = [(layer, layer, accuracy, FIRST, True, zh, en) for layer, (accuracy, zh, en) in CONTROLS.items()]
    for layer, file, accuracy, effective, declared, zh, en in [*DELIVERIES, *controlled]:
        lines += [
            f"  - layer: {layer}",
            f"    file: {file}.geojson",
            f'    region: "{REGION}"',
            "    standing: illustrative",
            f"    accuracy_m: {accuracy}",
            f"    effective_from: {effective}",
            f'    source: "演示数据，非法定成果：{zh} / illustrative data, not statutory: {en}"',
        ]
        if declared:
            lines.append("    coverage: region")
    for file, effective, year in RASTERS:
        lines += [
            "  - layer: land_cover",
            f"    file: {file}.tif",
            f'    region: "{REGION}"',
            "    standing: illustrative",
            "    accuracy_m: 25.0",
            f"    effective_from: {effective}",
            '    source: "演示数据，非法定成果：土地覆盖（虚构） / illustrative, not statutory: land cover, invented"',
            f'    set: {{class_table: demo, year: "{year}"}}',
        ]
    return "\n".join(lines) + "\n"


def build(out: Path) -> None:
    """Write every layer, the manifest and the example projects under `out`."""
    ground = lay_out()
    first = coast.survey(ground)
    features = {
        "admin_area": areas.admin_areas(ground),
        "control_unit": units.control_units(ground),
        "ecological_red_line_2020": areas.red_lines(ground, "red_2020"),
        "ecological_red_line_2025": areas.red_lines(ground, "red_2025"),
        "water_source_zone": areas.water_source_zones(ground),
        "industrial_area": areas.industrial_areas(ground),
        "coastline_2020": coast.features(first, 2019),
        "coastline_2025": coast.features(coast.resurvey(first), 2024),
        "bay": areas.bays(ground),
        "water_line": rivers.water_lines(ground),
        "buffer_strip": rivers.buffer_strips(ground),
    }
    in_force = {layer: features[file] for layer, file, *_ in DELIVERIES}  # the later edition stands last
    examples = sites.sites(ground, in_force)
    ordinary = shapely.union_all([to_plane(part) for site in examples for *_, part in site.parts])
    laid = lay_all(Board(ground, in_force, coast.resurvey(first), first, ordinary))
    examples += new_sites.sites(ground, in_force | laid)
    (out / "sites").mkdir(parents=True, exist_ok=True)
    for name, rows in (features | laid).items():
        write.write_layer(out / f"{name}.geojson", rows)
    for name, cells in cover.covers(features | laid).items():
        cover.write_cover(out / f"{name}.tif", cells)
    (out / "manifest.yaml").write_text(_manifest(), encoding="utf-8")
    for site in examples:
        write.write_site(out / "sites" / f"{site.file}.geojson", site)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the demonstration data.")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "demo", help="folder to write (default: data/demo)")
    build(parser.parse_args().out)
