"""What map libraries are told of the features of a tile: the `vector_layers` of TileJSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from layers.errors import Lang
from layers.kinds import LayerKind

_ADDED: Final[Mapping[str, Mapping[Lang, str]]] = {
    "id": {"zh": "要素名：<区划代码>:<要素编号>", "en": "name of the feature: <region>:<feature id>"},
    "standing": {
        "zh": "法律地位：statutory 法定、draft 草案、illustrative 示例",
        "en": "statutory, draft or illustrative",
    },
    "edition": {"zh": "数据版本：<区划代码>/<版本号>", "en": "edition: <region>/<number>"},
}


def vector_layer(kind: LayerKind, lang: Lang, minzoom: int, maxzoom: int) -> dict[str, Any]:
    """A layer of tiles: its name, its title and its fields in words."""
    own = {
        name: f"{attribute.title.zh if lang == 'zh' else attribute.title.en} ({attribute.type})"
        for name, attribute in kind.attributes.items()
    }
    return {
        "id": kind.layer,
        "description": kind.title.zh if lang == "zh" else kind.title.en,
        "minzoom": minzoom,
        "maxzoom": maxzoom,
        "fields": {**own, **{name: texts[lang] for name, texts in _ADDED.items()}},
    }
