/** The region: typed by name or code, or taken from the tree of province, city and county. */
import { useId, useState } from "preact/hooks";

import { texts, title } from "../texts";
import type { Names, Region } from "./names";

const t = texts({
  region: { zh: "行政区", en: "Region" },
  hint: { zh: "输入名称或代码", en: "type a name or a code" },
  tree: { zh: "按层级选择（省—市—县）", en: "choose from the tree (province, city, county)" },
  none: { zh: "没有名称或代码含“{typed}”的行政区", en: "no region has “{typed}” in its name or code" },
  count: { zh: "{count} 个相符", en: "{count} match" },
  here: { zh: "有数据", en: "has data" },
});

interface Props {
  readonly names: Names;
  readonly region: string | null;
  readonly onChoose: (code: string) => void;
}

export function RegionPicker({ names, region, onChoose }: Props) {
  const id = useId();
  const current = names.regions.find((one) => one.code === region);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const found = typed === null ? [] : matching(names.regions, typed);
  const take = (one: Region | undefined) => {
    if (one === undefined) return;
    setTyped(null);
    setOpen(false);
    onChoose(one.code);
  };
  const key = (event: KeyboardEvent) => {
    if (typed === null) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((was) => (found.length === 0 ? 0 : (was + step + found.length) % found.length));
      event.preventDefault();
    } else if (event.key === "Enter") {
      take(found[active]);
      event.preventDefault();
    } else if (event.key === "Escape") {
      setTyped(null);
    }
  };
  return (
    <div class="field region" onFocusOut={(event) => !(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null) && setTyped(null)}>
      <label for={id}>{t("region")}</label>
      <input
        id={id}
        role="combobox"
        autocomplete="off"
        aria-expanded={typed !== null && found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={typed !== null && found[active] ? `${id}-${found[active].code}` : undefined}
        placeholder={t("hint")}
        value={typed ?? (current === undefined ? (region ?? "") : `${title(current)} ${current.code}`)}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => { setTyped(event.currentTarget.value); setActive(0); }}
        onKeyDown={key}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t("region")} class="options" hidden={typed === null || found.length === 0}>
        {found.map((one, place) => (
          <li
            key={one.code}
            id={`${id}-${one.code}`}
            role="option"
            aria-selected={place === active}
            onPointerDown={(event) => { event.preventDefault(); take(one); }}
          >
            {title(one)} {one.code} <span class="hint">{above(names.regions, one).map(title).join(" › ")}</span>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {typed !== null && typed.trim() !== "" && (found.length === 0 ? t("none", { typed }) : t("count", { count: found.length }))}
      </p>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("tree")}</summary>
        {open && <Branch names={names} parent={null} region={region} onChoose={(code) => { setOpen(false); onChoose(code); }} />}
      </details>
    </div>
  );
}

function Branch({ names, parent, region, onChoose }: Props & { readonly parent: string | null }) {
  const here = names.regions.filter((one) => one.parent === parent);
  return (
    <ul class="tree">
      {here.map((one) => {
        const below = names.regions.some((other) => other.parent === one.code);
        const pick = (
          <button type="button" class="plain" aria-current={one.code === region ? "true" : undefined} onClick={() => onChoose(one.code)}>
            {title(one)} {one.code}{held(names, one.code) && <span class="hint"> · {t("here")}</span>}
          </button>
        );
        return (
          <li key={one.code}>
            {pick}
            {below && (
              <details open={one.parent === null || (region !== null && region.startsWith(one.code.slice(0, 4)))}>
                <summary><span class="hidden">{title(one)}</span></summary>
                <Branch names={names} parent={one.code} region={region} onChoose={onChoose} />
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Whether editions in force were delivered for the region, or for one above it. */
function held(names: Names, code: string): boolean {
  const above = [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`];
  return names.layers.some((layer) => layer.editions.some((edition) => above.includes(edition.region)));
}

function above(regions: readonly Region[], of: Region): readonly Region[] {
  const parent = regions.find((one) => one.code === of.parent);
  return parent === undefined ? [] : [...above(regions, parent), parent];
}

function matching(regions: readonly Region[], typed: string): readonly Region[] {
  const wanted = typed.normalize("NFKC").trim().toLowerCase();
  if (wanted === "") return [];
  return regions.filter((one) => one.code.startsWith(wanted) || one.zh.includes(wanted) || one.en.toLowerCase().includes(wanted)).slice(0, 12);
}
