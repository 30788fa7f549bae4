// Links and forms without a full reload: htmx fetches what the browser would have fetched, and morphs
// the document into the answer, so that focus, scroll and open fields stay where they can.
//
// The rules that htmx does not have:
//   · a refused form that comes back as a page with the form in it is shown as it is; an error page in
//     answer to a form becomes a toast with its sentence, and the form stays as it was typed
//   · an answer without a redirect to a POST gets no place in the history, and stays until it is left: <html data-refused>
//   · coming back to the same address replaces it instead of piling it up
//   · a message with its undo outlives the page on which it appeared, until its time is over
//   · a newer click cancels an older page that is still on its way
//   · after an upgrade of the server, the next page is loaded in full, with the new script

import type { HtmxRequestCtx } from "htmx.org";
import { accepted, draftKey } from "./drafts";
import { toast } from "./toasts";
import { word } from "./words";

/** What is being waited for; the newest, when there are several. */
let underWay: HtmxRequestCtx | undefined;
let pathBefore = location.pathname;
/** Messages that a page being opened must not take away. */
let messages: Element[] = [];
/** Where the draft of a form lies that is on its way. */
const drafts = new WeakMap<HtmxRequestCtx, string>();

export function startNavigation(): void {
  listen("htmx:before:request", begin);
  listen("htmx:before:swap", decide);
  listen("htmx:after:swap", arrive);
  listen("htmx:finally:request", end);
  listen("htmx:error", tellTrouble);
  document.addEventListener("htmx:before:history:update", keepHistoryClean);
}

interface Detail {
  ctx?: HtmxRequestCtx;
  error?: unknown;
}

function listen(type: string, handle: (ctx: HtmxRequestCtx, event: CustomEvent<Detail>) => void): void {
  document.addEventListener(type, (event) => {
    const { ctx } = (event as CustomEvent<Detail>).detail;
    if (ctx?.request) handle(ctx, event as CustomEvent<Detail>);
  });
}

function begin(ctx: HtmxRequestCtx): void {
  if (isReading(ctx) && underWay && isReading(underWay)) underWay.request.abort();
  underWay = ctx;
  pathBefore = location.pathname;
  const form = ctx.sourceElement.closest("form");
  const draft = isReading(ctx) ? undefined : draftKey(form);
  if (draft) drafts.set(ctx, draft);
  form?.toggleAttribute("data-sending", true);
  document.documentElement.toggleAttribute("data-loading", true);
}

function end(ctx: HtmxRequestCtx): void {
  ctx.sourceElement.closest("form")?.toggleAttribute("data-sending", false);
  if (underWay !== ctx) return;
  underWay = undefined;
  document.documentElement.toggleAttribute("data-loading", false);
}

/** Before an answer is shown: shall it be? */
function decide(ctx: HtmxRequestCtx, event: CustomEvent<Detail>): void {
  const raw = ctx.response?.raw;
  const text = ctx.text ?? "";
  if (!raw) return;
  if (!isReading(ctx) && keepsForm(raw, text)) {
    event.preventDefault();
  } else if (text.includes(ownScript())) {
    if (raw.ok) accepted(drafts.get(ctx));
    closeDialogs();
    messages = isReading(ctx) ? [...document.querySelectorAll("#toasts .toast")] : [];
  } else {
    event.preventDefault();
    leave(raw, text);
  }
}

/** What came is not of this script's build: another version of the server, or not the server at all. */
function leave(raw: Response, text: string): void {
  if (raw.ok && isWholePage(text)) location.assign(raw.url);
  else toast(word("server-error", { status: raw.status }), { kind: "bad" });
}

/** Whether a form must stay on the page because its answer would lose what was typed; says why. */
function keepsForm(raw: Response, text: string): boolean {
  if (signedOutMeanwhile(raw)) {
    const here = encodeURIComponent(location.pathname + location.search);
    const link = { text: word("sign-in"), href: `/sign-in?next=${here}` };
    toast(word("signed-out"), { kind: "bad", link });
    return true;
  }
  const sentence = raw.ok ? undefined : sentenceOf(text);
  if (sentence) toast(sentence, { kind: "bad" });
  return sentence !== undefined;
}

/** After a page was shown: to its beginning, and its name read out, when it is another one. */
function arrive(ctx: HtmxRequestCtx): void {
  const text = ctx.text ?? "";
  if (!isWholePage(text)) return;
  speakAs(text);
  document.documentElement.toggleAttribute("data-refused", !isReading(ctx) && !ctx.response?.raw.redirected);
  document.getElementById("toasts")?.append(...messages.splice(0));
  if (location.pathname === pathBefore) return;
  pathBefore = location.pathname;
  if (!location.hash) window.scrollTo(0, 0);
  if (document.activeElement?.matches("[autofocus], [data-picker]")) return;
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

/** The language and direction of a page that was morphed in: its <html> is not a part of what is swapped. */
function speakAs(page: string): void {
  const [, lang, dir] = /<html lang="([\w-]+)" dir="(ltr|rtl)"/.exec(page) ?? [];
  if (lang) document.documentElement.lang = lang;
  if (dir) document.documentElement.dir = dir;
}

function tellTrouble(ctx: HtmxRequestCtx, event: CustomEvent<Detail>): void {
  const { error } = event.detail;
  if (error instanceof Error && error.name === "AbortError") return;
  toast(word(isReading(ctx) ? "unreachable" : "unreachable-typed"), { kind: "bad" });
}

interface HistoryDetail {
  history: { type: "push" | "replace"; path: string };
  sourceElement: Element;
  response?: { raw: Response };
}

function keepHistoryClean(event: Event): void {
  const { history, sourceElement, response } = (event as CustomEvent<HistoryDetail>).detail;
  const isPost = sourceElement instanceof HTMLFormElement && sourceElement.method === "post";
  if (isPost && response && !response.raw.redirected) event.preventDefault();
  else if (history.path === location.pathname + location.search) history.type = "replace";
}

function isReading(ctx: HtmxRequestCtx): boolean {
  return ctx.request.method === "GET";
}

/** A form was answered by the sign-in page although its page was for signed-in people. */
function signedOutMeanwhile(raw: Response): boolean {
  return raw.redirected && new URL(raw.url).pathname === "/sign-in" && document.querySelector(".app") !== null;
}

function isWholePage(text: string): boolean {
  return /^\s*<!doctype html/i.test(text);
}

/** The sentence in which an error page says what happened; nothing on any other page. */
function sentenceOf(page: string): string | undefined {
  const parsed = new DOMParser().parseFromString(page, "text/html");
  return parsed.querySelector("[data-error-sentence]")?.textContent?.trim() || undefined;
}

/** The path of this very script; it holds the build's hash. */
function ownScript(): string {
  const script = document.querySelector<HTMLScriptElement>("script[src*='/app.']");
  return script ? new URL(script.src).pathname : "";
}

/** Morphing would leave a modal dialog without its `open` and yet on top. */
function closeDialogs(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
}
