// The command palette: Ctrl-K or Cmd-K opens it anywhere. The server finds and orders (/palette?q=…, one question
// for each pause in typing); here is only the keyboard. An option says what taking it does:
//
//   data-act="go"     opens data-href; with Ctrl or Cmd and Enter an issue's timer is started (data-starts)
//   data-act="send"   posts data-name=data-value to data-href
//   data-act="press"  presses the key data-key, once the palette is closed
//
// The dialog is left alone when the page is morphed (hx-morph-skip): a page that renews itself takes nothing away
// from whoever is typing here.

import htmx from "htmx.org";
import { on } from "./document";
import { runKeys } from "./shortcuts";

/** A pause in typing that means "now look", in milliseconds. */
const PAUSE = 60;

let asked: AbortController | undefined;
let wait: ReturnType<typeof setTimeout> | undefined;

export function startPalette(): void {
  document.addEventListener("keydown", (event) => {
    if (!isPaletteKey(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toggle();
  });
  on("click", "[data-open-palette]", (_, event) => {
    event.preventDefault();
    open();
  });
  on<HTMLInputElement>("input", "#palette-query", () => {
    clearTimeout(wait);
    wait = setTimeout(() => void ask(), PAUSE);
  });
  on<HTMLInputElement>("keydown", "#palette-query", (_, event) => steer(event as KeyboardEvent));
  on<HTMLElement>("mousedown", "#palette-options [role='option']", (_, event) => event.preventDefault());
  on<HTMLElement>("click", "#palette-options [role='option']", (option, event) => {
    const { ctrlKey, metaKey } = event as MouseEvent;
    take(option, ctrlKey || metaKey);
  });
  on<HTMLElement>("mousemove", "#palette-options [role='option']", (option) => mark(option, false));
  // A click on the backdrop is a click on the dialog itself: all that it shows lies in one element.
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.id === "palette") event.target.close();
  });
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
}

function dialog(): HTMLDialogElement | null {
  return document.querySelector<HTMLDialogElement>("dialog#palette");
}

function field(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("#palette-query");
}

function options(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("#palette-options [role='option']")];
}

function marked(): HTMLElement | undefined {
  return options().find((option) => option.ariaSelected === "true");
}

function toggle(): void {
  if (dialog()?.open) dialog()?.close();
  else open();
}

function open(): void {
  const [palette, query] = [dialog(), field()];
  if (!palette || !query || palette.open) return;
  for (const other of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) other.close();
  query.value = "";
  palette.showModal();
  query.focus();
  void ask();
}

/** Asks the server what was meant and shows the answer, the best of it marked. */
async function ask(): Promise<void> {
  const [query, list] = [field(), document.getElementById("palette-options")];
  if (!query || !list) return;
  asked?.abort();
  asked = new AbortController();
  const url = `/palette?q=${encodeURIComponent(query.value.trim())}`;
  try {
    const answer = await fetch(url, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (answer.redirected) location.assign(answer.url);
    if (!answer.ok || answer.redirected) return;
    list.innerHTML = await answer.text();
    list.scrollTop = 0;
    const first = options()[0];
    if (first) mark(first, false);
    else query.removeAttribute("aria-activedescendant");
  } catch {
    // Newer typing took over, or the server is gone: what was found last stays.
  }
}

function mark(option: HTMLElement, scroll: boolean): void {
  const before = marked();
  if (before === option) return;
  if (before) before.ariaSelected = "false";
  option.ariaSelected = "true";
  if (scroll) option.scrollIntoView({ block: "nearest" });
  field()?.setAttribute("aria-activedescendant", option.id);
}

function steer(event: KeyboardEvent): void {
  if (event.isComposing) return;
  const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  const step = by[event.key];
  if (step !== undefined) {
    event.preventDefault();
    move(step);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const option = marked();
    if (option) take(option, event.ctrlKey || event.metaKey);
  }
}

function move(by: number): void {
  const all = options();
  const at = all.findIndex((option) => option.ariaSelected === "true");
  const last = all.length - 1;
  // One step goes round at the ends, a page stops there.
  const to = Math.abs(by) === 1 ? (at + by + all.length) % all.length : Math.min(last, Math.max(0, at + by));
  if (all[to]) mark(all[to], true);
}

function take(option: HTMLElement, starts: boolean): void {
  dialog()?.close();
  const { act, href = "", key = "", name = "", value = "", starts: task } = option.dataset;
  if (starts && task) send("/timer/start", "task_id", task);
  else if (act === "send") send(href, name, value);
  else if (act === "press") runKeys(key);
  else go(href);
}

/** Follows an address as a link of the page would. */
function go(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.hidden = true;
  document.body.append(link);
  htmx.process(link);
  link.click();
  link.remove();
}

/** Sends a form of one field as one of the page would be sent. */
function send(action: string, name: string, value: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  form.hidden = true;
  // Who signs out leaves the page for good.
  if (action === "/sign-out") form.setAttribute("hx-boost", "false");
  if (name) {
    const input = document.createElement("input");
    [input.type, input.name, input.value] = ["hidden", name, value];
    form.append(input);
  }
  document.body.append(form);
  htmx.process(form);
  form.requestSubmit();
  document.addEventListener("htmx:finally:request", () => form.remove(), { once: true });
}
