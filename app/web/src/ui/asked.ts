import { useEffect, useState } from "preact/hooks";

export type Asked<T> =
  | { readonly state: "waiting"; readonly value?: T }
  | { readonly state: "here"; readonly value: T }
  | { readonly state: "failed"; readonly fault: unknown };

/** The answer to a question that is asked anew whenever `depends` change; the one before is aborted. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>, depends: readonly unknown[]): Asked<T> {
  const [found, setFound] = useState<Asked<T>>({ state: "waiting" });
  useEffect(() => {
    const stop = new AbortController();
    setFound((before) => ("value" in before ? { state: "waiting", value: before.value } : { state: "waiting" }));
    ask(stop.signal).then(
      (value) => !stop.signal.aborted && setFound({ state: "here", value }),
      (fault: unknown) => !stop.signal.aborted && setFound({ state: "failed", fault }),
    );
    return () => stop.abort();
  }, depends);
  return found;
}
