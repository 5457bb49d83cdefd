"""Which field of a delivery fills which attribute: by the steward's word, by name, by alias, by a name cut short."""

from __future__ import annotations

from collections.abc import Sequence

from layers.errors import BadInput
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.notes import Note

_DBF_NAME_BYTES = 10


def choose_fields(
    kind: LayerKind, mapping: DeliveryMapping, fields: Sequence[str], notes: list[Note]
) -> dict[str, str]:
    """Attribute → field, for the attributes that have one; what was chosen between or left is added to `notes`.

    Raises BadInput where the mapping names a field that `fields` has not, or two fields differ in case only.
    """
    by_name: dict[str, list[str]] = {}
    for field in fields:
        by_name.setdefault(field.strip().casefold(), []).append(field)
    chosen: dict[str, str] = {}
    for name, wanted in mapping.fields.items() if fields else ():
        found = [wanted] if wanted in fields else by_name.get(wanted.strip().casefold(), [])
        if len(found) != 1:
            known = ", ".join(name.strip() for name in fields) or "—"
            raise BadInput(
                f"--map {name}={wanted}：文件中没有字段 {wanted}，或有多个；字段有：{known}",
                f"--map {name}={wanted}: the file has no field {wanted}, or several; it has {known}",
            )
        chosen[name] = found[0]
    mapped = set(chosen.values())
    for name, attribute in kind.attributes.items():
        if name in chosen:
            continue
        accepted = (name, *attribute.aliases)
        found = [field for alias in accepted for field in by_name.get(alias.casefold(), []) if field not in mapped]
        found = list(dict.fromkeys(found))
        if not found:
            continue
        if name in mapping.constants:
            notes.append(Note("field_overridden", {"attribute": name, "field": found[0].strip()}))
            mapped.update(found)
            continue
        if len(by_name[found[0].strip().casefold()]) > 1:
            names = ", ".join(by_name[found[0].strip().casefold()])
            raise BadInput(
                f"字段 {names} 只有大小写或空格之别，请用 --map {name}=字段 指定",
                f"fields {names} differ only in case or blanks; say which with --map {name}=FIELD",
            )
        chosen[name] = found[0]
        if found[1:]:
            others = ", ".join(field.strip() for field in found[1:])
            notes.append(Note("field_chosen", {"attribute": name, "field": found[0].strip(), "others": others}))
    _choose_cut(kind, mapping, [field for field in fields if field not in mapped | set(chosen.values())], chosen, notes)
    used = mapped | set(chosen.values())
    left = [field.strip() for field in fields if field not in used]
    if left:
        notes.append(Note("fields_not_taken", {"fields": ", ".join(left)}))
    return chosen


def _choose_cut(
    kind: LayerKind, mapping: DeliveryMapping, free: Sequence[str], chosen: dict[str, str], notes: list[Note]
) -> None:
    """Match what a shapefile cut to ten bytes, in either encoding, where only one attribute can be meant."""
    meant: dict[str, set[str]] = {}
    for name, attribute in kind.attributes.items():
        for alias in (name, *attribute.aliases):
            for encoding in ("utf-8", "gbk"):
                cut = alias.encode(encoding, "ignore")
                if len(cut) > _DBF_NAME_BYTES:
                    meant.setdefault(cut[:_DBF_NAME_BYTES].decode(encoding, "ignore").casefold(), set()).add(name)
    wanted: dict[str, list[str]] = {}
    for field in free:
        names = meant.get(field.strip().casefold(), set())
        if len(names) > 1:
            notes.append(Note("field_cut_ambiguous", {"field": field.strip(), "attributes": ", ".join(sorted(names))}))
        for name in names if len(names) == 1 else ():
            wanted.setdefault(name, []).append(field)
    for name, found in wanted.items():
        if name in chosen or name in mapping.constants or len(found) > 1:
            continue
        chosen[name] = found[0]
        notes.append(Note("field_cut", {"attribute": name, "field": found[0].strip()}))
