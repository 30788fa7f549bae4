// What was typed into a form is kept in the tab's sessionStorage until the server accepted it: over a reload, a server
// that is gone, a session that ended. It is kept for the person who typed it and filled in again when the form is back.
//
// Not kept: passwords, files, searches (forms that read), and forms of one field that send themselves.

import { whenShown } from "./document";
import { toast } from "./toasts";
import { word } from "./words";

const PREFIX = "draft ";

interface Draft {
  person: string;
  /** The values by name; the places of the checked boxes of a name, where it has such. */
  fields: Record<string, string | boolean[]>;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function startDrafts(): void {
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && actionOf(event.target).endsWith("/sign-out")) forgetAll();
  });
  whenShown(fillAll);
}

/** The server accepted what this form held. */
export function accepted(key: string | undefined): void {
  if (key) sessionStorage.removeItem(key);
}

/** Where a form is sent to, as it says itself: `form.action` is a field where a form has one of that name. */
function actionOf(form: HTMLFormElement): string {
  return form.getAttribute("action") ?? "";
}

/** Under which a form's draft is kept; nothing for a form that has none. */
export function draftKey(form: HTMLFormElement | null | undefined): string | undefined {
  if (!form || !document.body.dataset.person || !isKept(form)) return undefined;
  const action = actionOf(form);
  const same = [...document.querySelectorAll("form")].filter((other) => actionOf(other) === action);
  return `${PREFIX}${location.pathname} ${action} ${form.getAttribute("id") || same.indexOf(form)}`;
}

function isKept(form: HTMLFormElement): boolean {
  return form.getAttribute("method") === "post" && !form.matches("[data-picker-root], [data-send-on-blur], [data-no-draft], [hx-boost='false']");
}

function keep(event: Event): void {
  const field = event.target;
  if (!isField(field)) return;
  const key = draftKey(field.form);
  if (!key || !field.form) return;
  const draft: Draft = { person: document.body.dataset.person ?? "", fields: {} };
  for (const [name, fields] of byName(field.form)) {
    const first = fields[0]!;
    draft.fields[name] = isBox(first) ? fields.map((box) => (box as HTMLInputElement).checked) : first.value;
  }
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or forbidden: then the form itself is all there is.
  }
}

function fillAll(): void {
  if (!document.body.dataset.person) return;
  const filled = [...document.querySelectorAll("form")].filter(fill);
  for (const form of filled) {
    const details = form.closest("details");
    if (details) details.open = true;
  }
  if (filled.length > 0) toast(word("draft"));
}

const seen = new WeakSet<HTMLFormElement>();

/** Fills a form that was not seen before; whether anything came back. */
function fill(form: HTMLFormElement): boolean {
  const key = draftKey(form);
  if (!key || seen.has(form)) return false;
  seen.add(form);
  const draft = read(key);
  if (!draft) return false;
  if (draft.person !== document.body.dataset.person) {
    sessionStorage.removeItem(key);
    return false;
  }
  let differs = false;
  for (const [name, fields] of byName(form)) {
    const value = draft.fields[name];
    if (value !== undefined) differs = put(fields, value) || differs;
  }
  return differs;
}

function put(fields: Field[], value: string | boolean[]): boolean {
  const first = fields[0]!;
  if (typeof value !== "string") {
    const boxes = fields.filter(isBox);
    const differs = boxes.some((box, place) => box.checked !== (value[place] ?? box.checked));
    boxes.forEach((box, place) => (box.checked = value[place] ?? box.checked));
    return differs;
  }
  if (isBox(first) || first.value === value) return false;
  first.value = value;
  return first.type !== "hidden";
}

/** The fields that are kept. The version that a form was opened with belongs to what was typed over it. */
function byName(form: HTMLFormElement): Map<string, Field[]> {
  const found = new Map<string, Field[]>();
  for (const field of form.elements) {
    if (!isField(field) || !field.name) continue;
    if (["password", "file", "submit", "button"].includes(field.type)) continue;
    if (field.type === "hidden" && field.name !== "version") continue;
    found.set(field.name, [...(found.get(field.name) ?? []), field]);
  }
  return found;
}

function read(key: string): Draft | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function forgetAll(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

function isField(target: unknown): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isBox(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}
