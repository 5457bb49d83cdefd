/** The caller's key: kept for this tab alone, sent as a bearer token, never put into an address. */
import { effect, signal } from "@preact/signals";

const NAME = "sanxian-key";

export const key = signal(sessionStorage.getItem(NAME) ?? "");
effect(() => {
  if (key.value === "") sessionStorage.removeItem(NAME);
  else sessionStorage.setItem(NAME, key.value);
});
