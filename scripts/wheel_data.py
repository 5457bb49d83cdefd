"""A build hook of hatchling: a wheel carries definitions and the built web desk; an editable install has its tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# of the tree -> place in the wheel, where app/settings.py looks for it
DEFINITIONS = {"data": "app/data"}
DESK = {f"app/web/dist/{part}": f"app/web/dist/{part}" for part in ("index.html", "assets")}


class WheelData(BuildHookInterface[Any]):
    """Adds the folders that are no Python package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them to a wheel that is not editable. A desk that is not built is missed with a warning."""
        if version != "standard":
            return
        root = Path(self.root)
        if all((root / part).exists() for part in DESK):
            wanted = DEFINITIONS | DESK
        else:
            self.app.display_warning("app/web/dist is not built (make web): this wheel is without the web desk")
            wanted = DEFINITIONS
        build_data["force_include"] |= {str(root / part): place for part, place in wanted.items()}
