"""What a reader without the right may learn of restricted layers, by another route than the service takes."""

import math

from world import definitions

RESTRICTED = frozenset(layer for layer, kind in definitions().kinds.items() if kind.access == "restricted")


def half_up(value, step):
    return math.floor(value / step + 0.5)


def told(body):
    """What a reader without the right may learn of restricted layers, read off the whole body by another route."""
    shown = {}
    for finding in body["findings"]:
        if finding["layer"] in RESTRICTED:
            rules = shown.setdefault((finding["layer"], finding["class"]), set())
            rules |= {
                (r["pack"], r["rule"], r["effect"], r["holds"], tuple(r["requirements"]))
                for r in finding["rules"]
                if r["holds"] is not False
            }
    return {
        "verdict": (body["verdict"], tuple(body["range"])),
        "effects": {key: rules for key, rules in shown.items() if rules},
        "rules": [
            (r["pack"], r["rule"], r["holds"], tuple(r["range"]), tuple(r["requirements"])) for r in body["rules"]
        ],
        "review": (body["red_line"]["outcome"], tuple(body["red_line"]["possible"])),
        "hectares": {
            (t["layer"], t["class"]): hectares
            for t in body["totals"]
            if t["layer"] in RESTRICTED and (hectares := half_up(t["overlap_area_m2"], 1e4))
        },
        "taken": half_up(body["red_line"]["occupied"]["area_m2"], 1e4),
        "crossed": body["red_line"]["crossed"] and half_up(body["red_line"]["crossed"]["area_m2"], 1e4),
        "steps": {
            (around["layer"], found["class"]): step
            for around in body["surroundings"]["layers"]
            if around["layer"] in RESTRICTED
            for found in around["classes"]
            if (step := half_up(found["distance_m"], 100.0)) < 50
        },
    }
