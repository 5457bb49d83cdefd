/** A table with a caption and headers, which scrolls by itself where it is wider than the page. */
import type { ComponentChildren } from "preact";

export interface Head {
  readonly text: string;
  /** Stands to the right, with its digits under each other. */
  readonly figure?: boolean;
}

export interface Row {
  readonly key: string;
  readonly cells: readonly ComponentChildren[];
  readonly chosen?: boolean;
}

export function Table({ caption, heads, rows }: { caption: string; heads: readonly Head[]; rows: readonly Row[] }) {
  return (
    <>
      <p class="caption" aria-hidden="true">{caption}</p>
      <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head.text} scope="col" class={head.figure ? "figure" : undefined}>
                  {head.text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} class={row.chosen ? "chosen" : undefined} aria-current={row.chosen ? "true" : undefined} data-row={row.key}>
                {row.cells.map((cell, place) =>
                  place === 0 ? (
                    <th key={place} scope="row">{cell}</th>
                  ) : (
                    <td key={place} class={heads[place]?.figure ? "figure" : undefined}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
