/** Tabs as links, since each has an address. */
import { tabbed } from "./spot";

interface Props {
  readonly label: string;
  readonly of: readonly { readonly name: string; readonly text: string }[];
  readonly at: string;
}

export function Tabs({ label, of, at }: Props) {
  return (
    <nav class="tabs" aria-label={label}>
      {of.map(({ name, text }) => (
        <a key={name} href={tabbed(name)} aria-current={name === at ? "page" : undefined}>{text}</a>
      ))}
    </nav>
  );
}
