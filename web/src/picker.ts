// The combobox over issues, in the timer bar and wherever else an issue is chosen:
//
//   <div class="picker" data-picker-root>
//     <input role="combobox" data-picker aria-controls="…" data-suggest="/issues/suggest">
//     <input type="hidden" name="task_id" data-picked>
//     <ul id="…" role="listbox" hidden></ul>
//   </div>
//
// The server answers /issues/suggest?q=… with <li role="option" id data-task-id data-label> elements, best
// first; for a pasted link of Linear or an identifier the issue meant is the first. Without scripts the typed
// text is sent as it is and the server makes the same choice. Enter takes the marked option and, in
// the timer bar, starts it; with nothing typed beside a running timer it stops that.

import { on } from "./document";

/** Typing pauses at least this long before the server is asked, in milliseconds. */
const PAUSE = 80;

let asked: AbortController | undefined;
let wait: ReturnType<typeof setTimeout> | undefined;

export function startPicker(): void {
  on<HTMLInputElement>("input", "[data-picker]", (input) => {
    forget(input);
    clearTimeout(wait);
    wait = setTimeout(() => void suggest(input), PAUSE);
  });
  on<HTMLInputElement>("focusin", "[data-picker]", (input) => void suggest(input));
  on<HTMLInputElement>("focusout", "[data-picker]", (input) => close(input));
  on<HTMLInputElement>("keydown", "[data-picker]", (input, event) => steer(input, event as KeyboardEvent));
  // mousedown, not click: a click would come after the field lost its focus and the list was closed
  on<HTMLElement>("mousedown", "[role='listbox'] [role='option']", (option, event) => {
    event.preventDefault();
    const input = document.querySelector<HTMLInputElement>(`[data-picker][aria-controls="${option.parentElement?.id}"]`);
    if (input) take(input, option);
  });
  document.addEventListener("htmx:after:swap", clearAnswered);
}

function listOf(input: HTMLInputElement): HTMLElement | null {
  return document.getElementById(input.getAttribute("aria-controls") ?? "");
}

function optionsOf(input: HTMLInputElement): HTMLElement[] {
  return [...(listOf(input)?.querySelectorAll<HTMLElement>("[role='option']") ?? [])];
}

function markedOf(input: HTMLInputElement): HTMLElement | undefined {
  return optionsOf(input).find((option) => option.ariaSelected === "true");
}

/** Asks the server what the text may mean and shows the answer. */
async function suggest(input: HTMLInputElement): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  const url = new URL(input.dataset.suggest ?? "", location.href);
  url.searchParams.set("q", input.value.trim());
  try {
    const answer = await fetch(url, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok || document.activeElement !== input) return;
    show(input, await answer.text());
  } catch {
    // Aborted by newer typing, or offline: the typed text can still be sent.
  }
}

function show(input: HTMLInputElement, html: string): void {
  const list = listOf(input);
  if (!list) return;
  list.innerHTML = html;
  list.hidden = list.childElementCount === 0;
  input.ariaExpanded = String(!list.hidden);
  const first = optionsOf(input)[0];
  if (first && input.value.trim()) mark(input, first);
  else input.removeAttribute("aria-activedescendant");
}

function close(input: HTMLInputElement): void {
  asked?.abort();
  clearTimeout(wait);
  const list = listOf(input);
  if (list) list.hidden = true;
  input.ariaExpanded = "false";
  input.removeAttribute("aria-activedescendant");
}

function mark(input: HTMLInputElement, option: HTMLElement): void {
  const before = markedOf(input);
  if (before) before.ariaSelected = "false";
  option.ariaSelected = "true";
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function steer(input: HTMLInputElement, event: KeyboardEvent): void {
  if (event.isComposing) return;
  const isOpen = input.ariaExpanded === "true";
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp":
      event.preventDefault();
      if (isOpen) step(input, event.key === "ArrowDown" ? 1 : -1);
      else void suggest(input);
      break;
    case "Enter":
      enter(input, event, isOpen);
      break;
    case "Escape":
      event.preventDefault();
      if (isOpen) close(input);
      else if (input.value) setValue(input, "");
      else input.blur();
      break;
  }
}

function step(input: HTMLInputElement, by: 1 | -1): void {
  const options = optionsOf(input);
  const marked = markedOf(input);
  const at = marked ? options.indexOf(marked) + by : by === 1 ? 0 : -1;
  const next = options.at(at % options.length);
  if (next) mark(input, next);
}

function enter(input: HTMLInputElement, event: KeyboardEvent, isOpen: boolean): void {
  const marked = isOpen ? markedOf(input) : undefined;
  if (marked) {
    event.preventDefault();
    take(input, marked);
  } else if (!input.value.trim() && input.dataset.whenEmpty) {
    event.preventDefault();
    document.querySelector<HTMLElement>(input.dataset.whenEmpty)?.click();
  }
}

/** Takes an option: it becomes the field's value, and where the field says so, the form is sent. */
function take(input: HTMLInputElement, option: HTMLElement): void {
  setValue(input, option.dataset.label ?? option.textContent ?? "");
  const picked = pickedOf(input);
  if (picked) picked.value = option.dataset.taskId ?? "";
  close(input);
  if (input.hasAttribute("data-send-at-once")) input.form?.requestSubmit();
}

function setValue(input: HTMLInputElement, value: string): void {
  input.value = value;
  forget(input);
}

/** A choice stands for the text it was made with; new text undoes it. */
function forget(input: HTMLInputElement): void {
  const picked = pickedOf(input);
  if (picked) picked.value = "";
}

function pickedOf(input: HTMLInputElement): HTMLInputElement | null {
  return input.closest("[data-picker-root]")?.querySelector<HTMLInputElement>("[data-picked]") ?? null;
}

/** After a timer was started from the bar, the field is ready for the next one. */
function clearAnswered(event: Event): void {
  const { ctx } = (event as CustomEvent<{ ctx?: { request?: { method: string }; response?: { status: number } } }>).detail;
  if (ctx?.request?.method !== "POST" || (ctx.response?.status ?? 500) >= 400) return;
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-picker][data-send-at-once]")) setValue(input, "");
}
