// The page of a day, and the forms of the timer bar:
//
//   data-preview="/path"   a line of text shows beneath it what it would be booked as, while it is typed
//   data-edit="length"     a click on this part of an entry's row opens its form at that field
//   data-leave="id"        Escape in this form takes back what was typed and closes the <details> of that id
//   data-focus="id"        a button that puts the focus into a field
//   data-fill="/path"      the options of a field's list, fetched when it is entered
//   data-over-at-ms        on the timer's clock: when the page has to ask whether the timer is right

import htmx from "htmx.org";
import { on } from "./document";

/** A pause in typing that means "what would that be?", in milliseconds. */
const PAUSE = 120;
/** How often it is looked whether a timer runs for too long, in milliseconds. */
const WATCH = 15_000;

let asked: AbortController | undefined;
let wait: ReturnType<typeof setTimeout> | undefined;

export function startDay(): void {
  on<HTMLInputElement>("input", "[data-preview]", (field) => {
    clearTimeout(wait);
    wait = setTimeout(() => void preview(field), PAUSE);
  });
  on<HTMLElement>("click", ".entry > summary", (summary, event) => openAt(summary, event));
  on<HTMLElement>("click", "[data-focus]", (button) => document.getElementById(button.dataset.focus ?? "")?.focus());
  on<HTMLInputElement>("focusin", "[data-fill]", (field) => void fillOptions(field));
  document.addEventListener("keydown", leaveForm);
  document.addEventListener("htmx:after:swap", afterSwap);
  setInterval(() => void watchLimit(), WATCH);
  document.addEventListener("visibilitychange", () => void watchLimit());
}

/** Asks the server what the line would be booked as. */
async function preview(field: HTMLInputElement): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  const url = new URL(field.dataset.preview ?? "", location.href);
  url.searchParams.set("text", field.value);
  const day = field.form?.elements.namedItem("day");
  if (day instanceof HTMLInputElement) url.searchParams.set("day", day.value);
  try {
    const answer = await fetch(url, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) show(field, await answer.text());
  } catch {
    // Aborted by newer typing, or offline: the line can still be sent.
  }
}

function show(field: HTMLInputElement, html: string): void {
  const place = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(place?.id ?? "");
  // The place itself stays: screen readers read what changes in it.
  if (place && fresh) place.innerHTML = fresh.innerHTML;
}

/** After the row opened: the focus goes into the field that was clicked at. */
function openAt(summary: HTMLElement, event: Event): void {
  const part = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-edit]") : null;
  const details = summary.parentElement;
  setTimeout(() => {
    if (!(details instanceof HTMLDetailsElement) || !details.open) return;
    const named = details.querySelector<HTMLInputElement>(`input[name='${part?.dataset.edit ?? "notes"}']`);
    const field = named ?? details.querySelector<HTMLInputElement>("input:not([type='hidden'])");
    field?.focus();
    field?.select();
  });
}

function leaveForm(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
  // An open list of issues is closed first.
  if (event.target.ariaExpanded === "true") return;
  const form = event.target.closest<HTMLFormElement>("form[data-leave]");
  const details = document.getElementById(form?.dataset.leave ?? "");
  if (!form || !(details instanceof HTMLDetailsElement)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.reset();
  details.open = false;
  details.querySelector<HTMLElement>("summary")?.focus();
}

async function fillOptions(field: HTMLInputElement): Promise<void> {
  const list = field.list;
  if (!list) return;
  try {
    const answer = await fetch(field.dataset.fill ?? "", { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
  } catch {
    // Offline: a name can still be typed.
  }
}

function afterSwap(event: Event): void {
  const { ctx } = (event as CustomEvent<{ ctx?: { sourceElement?: Element; request?: { method: string }; response?: { status: number } } }>).detail;
  const line = document.querySelector<HTMLInputElement>("[data-preview]");
  const status = ctx?.response?.status ?? 200;
  const isPost = ctx?.request?.method === "POST";
  if (line && isPost && ctx?.sourceElement?.id === "jot-form") {
    // It is booked, or stands in the fields of the form by now.
    line.value = "";
    clearTimeout(wait);
    asked?.abort();
  }
  if (line?.value) void preview(line);
  if (isPost && status >= 400) showChoice();
  if (isPost && status < 400) closePanel();
}

/** What has to be chosen is brought into view. */
function showChoice(): void {
  const place = document.querySelector<HTMLElement>("details[open] :is(.clash, .versions)");
  const first = place ?? document.querySelector<HTMLElement>("details[open] [aria-invalid='true']");
  if (place) place.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
  else first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "center" });
}

/** The panel of the timer bar has done its work. */
function closePanel(): void {
  const panel = document.getElementById("timer-edit");
  if (panel instanceof HTMLDetailsElement) panel.open = false;
}

let askedFor = "";

/** A page that is left open asks about a timer as soon as it has run for too long, as the server would. */
async function watchLimit(): Promise<void> {
  const overAt = document.querySelector<HTMLElement>(".timer .clock")?.dataset.overAtMs ?? "";
  const isDue = overAt !== "" && Date.now() > Number(overAt) && overAt !== askedFor;
  if (!isDue || document.hidden || document.getElementById("over-limit")) return;
  askedFor = overAt;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const question = page.getElementById("over-limit");
    if (!question || document.getElementById("over-limit")) return;
    document.querySelector("main")?.prepend(question);
    htmx.process(question);
  } catch {
    askedFor = "";
  }
}
