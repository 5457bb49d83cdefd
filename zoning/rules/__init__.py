"""Legal provisions as data: selectors, places, tables, packs and their strict loader."""
