// Small pages in a dialog: a link with data-in-dialog leads to a page whose part #sheet-content (or the part that
// data-sheet names) is shown in <dialog id="sheet"> instead. Without scripts the link is a link. A #fragment opens
// that <details> of it. Menus (<details data-menu>) close when something else is done.

import htmx from "htmx.org";
import { on } from "./document";
import { toast } from "./toasts";
import { word } from "./words";

export function startSheet(): void {
  // On the way down, before htmx follows the link.
  document.addEventListener("click", intercept, { capture: true });
  on<HTMLInputElement>("input", "[data-narrow]", narrow);
  document.addEventListener("formdata", (event) => dropEmpty(event as FormDataEvent));
  document.addEventListener("click", closeOtherMenus);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenu(event));
  on<HTMLElement>("keydown", ".filter-chip a", (link, event) => {
    const { key } = event as KeyboardEvent;
    if (key !== "Delete" && key !== "Backspace") return;
    link.parentElement?.querySelector<HTMLElement>("[data-remove]")?.click();
    document.getElementById("add-filter")?.focus();
  });
  on<HTMLElement>("click", "[data-focus-form]", (link, event) => {
    const form = document.getElementById(link.dataset.focusForm ?? "");
    if (!form) return;
    event.preventDefault();
    form.scrollIntoView({ block: "center" });
    form.querySelector<HTMLElement>("input:not([type='hidden']), select, textarea")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.id === "sheet") event.target.close();
  });
  // What the dialog showed would stand beside the same things of a later page.
  document.addEventListener("htmx:after:swap", () => {
    document.querySelector("dialog#sheet:not([open]) [data-sheet-place]")?.replaceChildren();
  });
}

function intercept(event: MouseEvent): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-in-dialog]") : null;
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  void openSheet(link.href, link.dataset.sheet ?? "#sheet-content");
}

/** Shows a part of a page in the dialog; where that cannot be had, goes there. */
export async function openSheet(href: string, part: string): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#sheet");
  const place = dialog?.querySelector<HTMLElement>("[data-sheet-place]");
  try {
    const answer = await fetch(href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.querySelector<HTMLElement>(part);
    if (!dialog || !place || !answer.ok || !content) throw new Error("no such part");
    show(dialog, place, content, new URL(href).hash);
  } catch (error) {
    // What cannot be reached is not gone to: what is typed here would be left.
    if (error instanceof TypeError) toast(word("unreachable"), { kind: "bad" });
    else location.assign(href);
  }
}

function show(dialog: HTMLDialogElement, place: HTMLElement, content: HTMLElement, hash: string): void {
  dialog.ariaLabel = content.querySelector("h1, h2")?.textContent ?? "";
  place.replaceChildren(document.importNode(content, true));
  htmx.process(place);
  if (!dialog.open) dialog.showModal();
  const details = hash ? place.querySelector<HTMLDetailsElement>(`details${hash}`) : null;
  if (details) details.open = true;
  const within = details ?? place;
  const first = within.querySelector<HTMLElement>("details[open] summary, [autofocus], input:not([type='hidden']), select, textarea");
  (details?.querySelector<HTMLElement>("summary") ?? first)?.focus();
  details?.scrollIntoView({ block: "nearest" });
}

/** Leaves of a long list what holds the typed words. */
function narrow(field: HTMLInputElement): void {
  const words = field.value.toLowerCase().split(/\s+/);
  const list = document.getElementById(field.dataset.narrow ?? "");
  for (const line of list?.children ?? []) {
    const text = line.textContent?.toLowerCase() ?? "";
    line.toggleAttribute("hidden", !words.every((word) => text.includes(word)));
  }
}

/** An address says nothing about what was left open. */
function dropEmpty(event: FormDataEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.id !== "filter-form") return;
  for (const [name] of [...event.formData.entries()]) {
    const values = event.formData.getAll(name).filter((value) => value !== "");
    event.formData.delete(name);
    values.forEach((value) => event.formData.append(name, value));
  }
}

function closeOtherMenus(event: MouseEvent): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
  }
}

function closeMenu(event: KeyboardEvent): void {
  const menu = event.target instanceof Element ? event.target.closest<HTMLDetailsElement>("details[data-menu][open]") : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}
