// Single keys, as in Linear. The page says which: an element with data-keys="s" or data-keys="g d" is
// clicked (or, being a field, focused) when those keys are pressed outside of fields. So a shortcut
// exists exactly where its button does, and shows beside it. Ctrl-K or Cmd-K works inside fields too.

import { isTyping, isUsable } from "./document";

/** How long the first key of two waits for the second, in milliseconds. */
const PATIENCE = 1200;

let first = "";
let forgetFirst: ReturnType<typeof setTimeout> | undefined;

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (isPalette(event)) {
      event.preventDefault();
      focusField(document.getElementById("timer-query"));
      return;
    }
    if (event.key === "Escape" && isTyping(event) && !event.defaultPrevented) (event.target as HTMLElement).blur();
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (document.querySelector("dialog[open]")) return;
    if (press(event.key)) event.preventDefault();
  });
}

function isPalette(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
}

/** Runs what the key, or the key after the one before, stands for. */
function press(key: string): boolean {
  const keys = first ? `${first} ${key}` : key;
  first = "";
  clearTimeout(forgetFirst);
  if (run(keys)) return true;
  if (document.querySelector(`[data-keys^="${CSS.escape(key)} "]`)) {
    first = key;
    forgetFirst = setTimeout(() => (first = ""), PATIENCE);
  }
  return false;
}

function run(keys: string): boolean {
  const candidates = document.querySelectorAll<HTMLElement>(`[data-keys="${CSS.escape(keys)}"]`);
  const element = [...candidates].find(isUsable);
  if (!element) return false;
  if (element.matches("input, select, textarea")) focusField(element);
  else element.click();
  return true;
}

function focusField(element: HTMLElement | null): void {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}
