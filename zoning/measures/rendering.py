"""A measure's record with its texts in Chinese and English, added at the edge; they never enter the identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.definition_file import Titles
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.indicators.texts import with_texts
from zoning.titles import both, data_standing, note_text, with_text
from zoning.verdict import Json

TITLES: Mapping[str, Titles] = {
    "shoreline": Titles(zh="自然岸线保有率", en="natural shoreline retention"),
    "shoreline_changes": Titles(zh="岸线变化", en="changes of the shoreline"),
    "buffers": Titles(zh="河湖生态缓冲带", en="ecological buffer strips"),
    "areas": Titles(zh="控制区面积", en="areas held"),
    "bays": Titles(zh="美丽海湾岸线", en="shoreline of built bays"),
    "land_cover": Titles(zh="土地覆盖", en="land cover"),
    "indicators": Titles(zh="规划指标", en="indicators of plans"),
}


def render(record: Mapping[str, Any], definitions: MeasureDefinitions) -> Json:
    """The record with `title`, `region_title`, `data_standing`, `caveat`, and `text` on every note.

    The record itself is left as it was. A code that these definitions no longer hold is shown as itself.
    """
    base = definitions.base
    region = str(record["region"])
    name = base.regions[region].name if region in base.regions else Titles(zh=region, en=region)
    return {
        **record,
        "title": both(TITLES[record["measure"]]),
        "region_title": both(name),
        "data_standing": data_standing(base, record["editions"]),
        "caveat": note_text(base, "measure_caveat", {}),
        "notes": [with_text(base, note) for note in record["notes"]],
        **({"indicators": with_texts(rows, definitions.targets, base)} if (rows := record.get("indicators")) else {}),
    }
