// j and k (or the arrow keys, once in the list) move through rows: elements with data-row, whose
// data-row-focus part takes the focus: an issue's start button, an entry's summary. Enter is then the
// element's own. On a row
//
//   t        starts its timer (data-row-start)
//   o        opens it (data-row-open)
//   e        edits it: the form of its page in a dialog (data-row-edit names the address), or opens its details
//   x        selects it (data-row-pick); X from the last one selected to this one; Escape selects none

import { isTyping, isUsable, on } from "./document";
import { openSheet } from "./sheet";

let lastPicked = "";

export function startRows(): void {
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" ? pickNone() : !document.body.hasAttribute("data-keys-off") && act(event.key)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  });
  on<HTMLInputElement>("change", "[data-row-pick]", tellPicked);
  on("click", "[data-pick-none]", pickNone);
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx?: { request?: { method: string } } }>).detail;
    // What was selected has been dealt with.
    if (ctx?.request?.method === "POST") pickNone();
    else tellPicked();
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
    case "e":
      return edit(row);
    case "x":
      return pick(row);
    case "X":
      return pickThrough(row);
    default:
      return false;
  }
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(isUsable);
}

function move(row: HTMLElement | undefined, by: 1 | -1): boolean {
  const all = rows();
  const at = row ? all.indexOf(row) + by : by === 1 ? 0 : all.length - 1;
  const part = all[at]?.querySelector<HTMLElement>("[data-row-focus]");
  part?.focus({ preventScroll: true });
  all[at]?.scrollIntoView({ block: "nearest" });
  return part != null;
}

function click(row: HTMLElement | undefined, selector: string): boolean {
  const part = row?.querySelector<HTMLElement>(selector);
  part?.click();
  return part != null;
}

function edit(row: HTMLElement | undefined): boolean {
  const link = row?.querySelector<HTMLAnchorElement>("a[data-row-edit]");
  if (link) {
    void openSheet(link.href, link.dataset.rowEdit ?? "#own");
    return true;
  }
  const summary = row?.querySelector<HTMLElement>("details > summary[data-row-focus]");
  summary?.click();
  return summary != null;
}

function boxOf(row: Element | undefined): HTMLInputElement | null {
  return row?.querySelector<HTMLInputElement>("[data-row-pick]") ?? null;
}

function pick(row: HTMLElement | undefined): boolean {
  const box = boxOf(row);
  if (!row || !box) return false;
  box.checked = !box.checked;
  lastPicked = row.id;
  tellPicked();
  return true;
}

function pickThrough(row: HTMLElement | undefined): boolean {
  const all = rows().filter((other) => boxOf(other));
  const [from, to] = [all.findIndex((other) => other.id === lastPicked), row ? all.indexOf(row) : -1];
  if (!row || to < 0) return false;
  if (from < 0) return pick(row);
  for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    const box = boxOf(other);
    if (box) box.checked = true;
  }
  lastPicked = row.id;
  tellPicked();
  return true;
}

function picked(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-row-pick]:checked")];
}

function pickNone(): boolean {
  const boxes = [...picked(), ...document.querySelectorAll<HTMLInputElement>("[data-pick-all]:checked, [data-pick-whole]:checked")];
  for (const box of boxes) box.checked = false;
  if (boxes.length > 0) tellPicked();
  return boxes.length > 0;
}

/** Says how many are selected, in the words of the page: <b data-picked-count data-words="%n selected">. */
function tellPicked(): void {
  const count = document.querySelector<HTMLElement>("[data-picked-count]");
  const text = (count?.dataset.words ?? "%n").replace("%n", String(picked().length));
  if (count && count.textContent !== text) count.textContent = text;
}
