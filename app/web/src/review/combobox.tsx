/** A combobox with a list, after the ARIA Authoring Practices: focus stays in the field, the list is walked by arrows. */
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { texts } from "../texts";
import { tell } from "../ui/fault";

export interface Option {
  readonly value: string;
  readonly text: string;
}

const t = texts({
  none: { zh: "没有匹配的条目", en: "nothing matches" },
  clear: { zh: "清除：{label}", en: "Clear: {label}" },
  found: { zh: "{count} 个匹配", en: "{count} found" },
});

interface Props {
  readonly label: string;
  readonly hint?: string;
  /** What stands in the field while nobody types. */
  readonly chosen: string;
  readonly find: (typed: string, signal: AbortSignal) => Promise<readonly Option[]>;
  readonly onChoose: (option: Option) => void;
  readonly onClear?: () => void;
}

export function Combobox({ label, hint, chosen, find, onChoose, onClear }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [options, setOptions] = useState<readonly Option[] | null>(null);
  const [active, setActive] = useState(-1);
  const [fault, setFault] = useState<unknown>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (typed === null) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      find(typed, stop.signal).then(
        (found) => {
          if (stop.signal.aborted) return;
          setFault(null);
          setOptions(found);
          setActive(found.length > 0 && typed !== "" ? 0 : -1);
        },
        (found: unknown) => !stop.signal.aborted && setFault(found),
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);

  const open = typed !== null && options !== null;
  const close = () => {
    setTyped(null);
    setOptions(null);
    setActive(-1);
  };
  const choose = (option: Option | undefined) => {
    if (option === undefined) return;
    close();
    onChoose(option);
  };
  const key = (event: KeyboardEvent) => {
    const count = options?.length ?? 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (typed === null) setTyped("");
      else if (count > 0) setActive((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + count) % count);
    } else if (event.key === "Enter" && open) choose(options[active]);
    else if (event.key === "Escape" && typed !== null) close();
    else return;
    event.preventDefault();
  };
  return (
    <div class="field combobox">
      <label for={id}>{label}</label>
      <div class="row">
        <input
          id={id}
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          value={typed ?? chosen}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onClick={() => typed === null && setTyped("")}
          onBlur={close}
          onKeyDown={key}
        />
        {onClear !== undefined && chosen !== "" && <button type="button" aria-label={t("clear", { label })} onClick={onClear}>×</button>}
      </div>
      {hint !== undefined && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <ul id={`${id}-list`} role="listbox" aria-label={label} ref={list} hidden={!open || options.length === 0}>
        {(open ? options : []).map((option, index) => (
          // the field keeps the focus: choosing is done before it could lose it
          <li key={option.value} id={`${id}-${index}`} role="option" aria-selected={index === active} onMouseDown={(event) => { event.preventDefault(); choose(option); }}>
            {option.text}
          </li>
        ))}
      </ul>
      <span class="hidden" role="status">{open ? (options.length > 0 ? t("found", { count: options.length }) : t("none")) : ""}</span>
      {open && options.length === 0 && <p class="hint">{t("none")}</p>}
      {fault !== null && tell(fault)}
    </div>
  );
}
