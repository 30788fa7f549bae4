// j and k (or the arrow keys, once in the list) move through rows: elements with data-row, whose
// data-row-focus part takes the focus: an issue's start button, an entry's summary. Enter is then the
// element's own; `t` starts the row's timer and `o` opens its link.

import { isTyping, isUsable } from "./document";

export function startRows(): void {
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (act(event.key)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  });
}

function act(key: string): boolean {
  const row = document.activeElement?.closest<HTMLElement>("[data-row]") ?? undefined;
  switch (key) {
    case "j":
      return move(row, 1);
    case "k":
      return move(row, -1);
    case "ArrowDown":
      return row !== undefined && move(row, 1);
    case "ArrowUp":
      return row !== undefined && move(row, -1);
    case "t":
      return click(row, "[data-row-start]");
    case "o":
      return click(row, "[data-row-open]");
    default:
      return false;
  }
}

function move(row: HTMLElement | undefined, by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(isUsable);
  const at = row ? rows.indexOf(row) + by : by === 1 ? 0 : rows.length - 1;
  const part = rows[at]?.querySelector<HTMLElement>("[data-row-focus]");
  part?.focus({ preventScroll: true });
  rows[at]?.scrollIntoView({ block: "nearest" });
  return part != null;
}

function click(row: HTMLElement | undefined, selector: string): boolean {
  const part = row?.querySelector<HTMLElement>(selector);
  part?.click();
  return part != null;
}
