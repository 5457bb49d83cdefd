/** Brings what was chosen, asked or found into sight, where it is not. */
import { useEffect, useRef } from "preact/hooks";

export function useIntoView<T extends HTMLElement>(depends: readonly unknown[]) {
  const place = useRef<T>(null);
  useEffect(() => {
    // who chose it right there is looking elsewhere by now: at the map
    if (!place.current?.contains(document.activeElement)) place.current?.scrollIntoView({ block: "nearest" });
  }, depends);
  return place;
}
