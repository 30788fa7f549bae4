// Conveniences of forms and buttons, switched on by attributes:
//
//   data-send-on-change     a filter form sends itself: selects at once, text after a pause
//   data-send-on-blur       a one-field form sends itself when its field was changed
//   data-close-dialog       closes the dialog around it
//   data-copy="text"        copies the text and says so
//   data-open-details="id"  opens that <details> and puts the focus into its first field

import { on } from "./document";
import { toast } from "./toasts";
import { word } from "./words";

/** A pause in typing that means "now look", in milliseconds. */
const PAUSE = 250;

let wait: ReturnType<typeof setTimeout> | undefined;

export function startForms(): void {
  // Whatever is asked for first leaves nothing to look for: an answer that came late would undo what was opened since.
  document.addEventListener("htmx:before:request", () => clearTimeout(wait));
  on<HTMLInputElement>("input", "[data-send-on-change] input[type='search']", (field) => {
    clearTimeout(wait);
    wait = setTimeout(() => field.isConnected && field.form?.requestSubmit(), PAUSE);
  });
  on<HTMLSelectElement>("change", "[data-send-on-change] select, [data-send-on-change] input[type='checkbox']", (field) =>
    field.form?.requestSubmit(),
  );
  on<HTMLInputElement>("change", "[data-send-on-blur] input", (field) => field.form?.requestSubmit());
  on("click", "[data-close-dialog]", (button) => button.closest("dialog")?.close());
  on("click", "[data-copy]", (button) => void copy(button.dataset.copy ?? ""));
  on("click", "[data-open-details]", (button, event) => {
    event.preventDefault();
    openDetails(button.dataset.openDetails ?? "");
  });
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(word("copied"));
  } catch {
    toast(word("not-copied"), { kind: "bad" });
  }
}

function openDetails(id: string): void {
  const details = document.getElementById(id);
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = !details.open;
  if (details.open) details.querySelector<HTMLElement>("input:not([type='hidden']), select, textarea")?.focus();
}
