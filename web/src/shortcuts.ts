// Single keys, as in Linear. The page says which: an element with data-keys="s" or data-keys="g d" is
// clicked (or, being a field, focused) when those keys are pressed outside of fields. So a shortcut
// exists exactly where its button does, and shows beside it. Who wants none of them has data-keys-off on
// <body>; a link that is only a key is hidden and has data-keys-always. Escape and the palette's Ctrl-K work all the same.

import { isTyping, isUsable } from "./document";

/** How long the first key of two waits for the second, in milliseconds. */
const PATIENCE = 1200;

let first = "";
let forgetFirst: ReturnType<typeof setTimeout> | undefined;

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event) && !event.defaultPrevented) (event.target as HTMLElement).blur();
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (document.querySelector("dialog[open]") || document.body.hasAttribute("data-keys-off")) return;
    if (press(event.key)) event.preventDefault();
  });
}

/** Runs what the key, or the key after the one before, stands for. */
function press(key: string): boolean {
  const keys = first ? `${first} ${key}` : key;
  first = "";
  clearTimeout(forgetFirst);
  if (runKeys(keys)) return true;
  if (document.querySelector(`[data-keys^="${CSS.escape(key)} "]`)) {
    first = key;
    forgetFirst = setTimeout(() => (first = ""), PATIENCE);
  }
  return false;
}

/** Presses what these keys stand for on this page; false where nothing does. */
export function runKeys(keys: string): boolean {
  const candidates = document.querySelectorAll<HTMLElement>(`[data-keys="${CSS.escape(keys)}"]`);
  const element = [...candidates].find((one) => isUsable(one) || one.hasAttribute("data-keys-always"));
  if (!element) return false;
  if (element.matches("input, select, textarea")) focusField(element);
  else element.click();
  return true;
}

function focusField(element: HTMLElement | null): void {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}
