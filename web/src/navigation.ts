// Links and forms without a full reload: htmx fetches what the browser would have fetched, and morphs
// the document into the answer, so that focus, scroll and open fields stay where they can.
//
// The rules that htmx does not have:
//   · a refused form that comes back as a page with the form in it is shown as it is; an error page in
//     answer to a form becomes a toast with its sentence, and the form stays as it was typed
//   · an answer without a redirect to a POST gets no place in the history, and stays until it is left: <html data-answer>
//   · coming back to the same address replaces it instead of piling it up
//   · a message with its undo outlives the page on which it appeared, until its time is over
//   · a newer click cancels an older page that is still on its way
//   · a page that was seen and is still true is shown at once (seen.ts), and asked for after that
//   · of another page the first screen is painted first: what is beneath it, the links' wiring and the focus come a frame
//     later. <body data-arriving>, with which every page comes, hides what is beneath (see rows.css)
//   · after an upgrade of the server, the next page is loaded in full, with the new script

import htmx, { type HtmxRequestCtx } from "htmx.org";
import { afterPainted, scriptOf } from "./document";
import { accepted, draftKey } from "./drafts";
import { lookAgain, newestRevision } from "./live";
import { age, forget, linksOf, makeReady, type Page, recall, remember } from "./seen";
import { toast } from "./toasts";
import { word } from "./words";

/** What is being waited for; the newest, when there are several. */
let underWay: HtmxRequestCtx | undefined;
/** The path of the page that stands there; its address is changed before it is. */
let pathShown = location.pathname;
/** Whether a page is being put in whose links are wired when it has been painted. */
let isArriving = false;
/** Messages that a page being opened must not take away. */
let messages: Element[] = [];
/** A page that came since so long, in milliseconds, is not asked for again. */
const NEW = 2000;
/** After how long it is said that something is awaited, in milliseconds. */
const SLOW = 150;
let slow: ReturnType<typeof setTimeout> | undefined;
/** How old what was seen was when something was asked for. */
const ages = new WeakMap<HtmxRequestCtx, number>();
/** Where the draft of a form lies that is on its way. */
const drafts = new WeakMap<HtmxRequestCtx, string>();

export function startNavigation(): void {
  listen("htmx:before:request", (ctx, event) => {
    if (showSeen(ctx)) event.preventDefault();
    else begin(ctx);
  });
  listen("htmx:before:swap", decide);
  listen("htmx:after:swap", arrive);
  listen("htmx:finally:request", end);
  listen("htmx:error", tellTrouble);
  document.addEventListener("htmx:before:history:update", keepHistoryClean);
  document.addEventListener("htmx:before:process", (event) => isArriving && event.preventDefault());
  afterPainted(showAll);
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
  if (isReading(ctx)) abortOlder();
  underWay = ctx;
  const form = ctx.sourceElement.closest("form");
  const draft = isReading(ctx) ? undefined : draftKey(form);
  if (draft) drafts.set(ctx, draft);
  form?.toggleAttribute("data-sending", true);
  document.documentElement.toggleAttribute("data-loading", true);
  clearTimeout(slow);
  slow = setTimeout(() => document.documentElement.toggleAttribute("data-slow", true), SLOW);
  // What was seen is no longer true once this was done, which may be before its answer comes.
  if (!isReading(ctx)) forget();
  ages.set(ctx, age());
}

function abortOlder(): void {
  if (underWay && isReading(underWay)) underWay.request.abort?.();
}

/** Shows another page that was seen and is still true, without a request; tells whether there was one. */
function showSeen(ctx: HtmxRequestCtx): boolean {
  const { action, anchor } = ctx.request as HtmxRequestCtx["request"] & { anchor?: string };
  const newest = newestRevision();
  if (underWay && !isReading(underWay)) return false; // its answer is what will be shown
  if (!isReading(ctx) || anchor || newest === undefined || pathOf(action) === pathShown) return false;
  const page = recall(action, newest);
  if (!page) return false;
  abortOlder();
  if (!isGoingBack(ctx)) push(action);
  put(page);
  settle(ctx);
  if (Date.now() - page.at > NEW) afterPainted(lookAgain);
  return true;
}

/** The browser changed the address already, and goes to the place on the page by itself. */
function isGoingBack(ctx: HtmxRequestCtx): boolean {
  return "HX-History-Restore-Request" in ctx.request.headers;
}

function pathOf(address: string): string {
  return new URL(address, location.href).pathname;
}

/** In the way of htmx, which goes back only to what it has marked. */
function push(address: string): void {
  if (!history.state?.htmx) history.replaceState({ htmx: true }, "", location.href);
  history.pushState({ htmx: true }, "", address);
}

function put({ main, title, revision, current }: Page): void {
  closeDialogs();
  document.getElementById("main")?.replaceWith(main);
  document.title = title;
  linksOf(document).forEach((link, place) => {
    if (current[place]) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  document.body.dataset.revision = String(revision);
  document.body.toggleAttribute("data-arriving", true);
  document.documentElement.toggleAttribute("data-answer", false);
  // What looks at a page that was put in by htmx looks at this one too.
  document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail: {} }));
}

function end(ctx: HtmxRequestCtx): void {
  ctx.sourceElement.closest("form")?.toggleAttribute("data-sending", false);
  if (underWay !== ctx) return;
  isArriving = false;
  underWay = undefined;
  clearTimeout(slow);
  document.documentElement.toggleAttribute("data-loading", false);
  document.documentElement.toggleAttribute("data-slow", false);
}

/** Before an answer is shown: shall it be? */
function decide(ctx: HtmxRequestCtx, event: CustomEvent<Detail>): void {
  const raw = ctx.response?.raw;
  const text = ctx.text ?? "";
  if (!raw) return;
  if (!isReading(ctx) && keepsForm(raw, text)) {
    event.preventDefault();
  } else if (text.includes(scriptOf(document) ?? "")) {
    if (raw.ok) accepted(drafts.get(ctx));
    if (!isReading(ctx)) forget();
    else if (raw.ok && !raw.redirected) remember(ctx.request.action, text, ages.get(ctx) ?? -1);
    closeDialogs();
    messages = isReading(ctx) ? [...document.querySelectorAll("#toasts .toast")] : [];
    isArriving = true;
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

/** After a page was put in. */
function arrive(ctx: HtmxRequestCtx): void {
  const text = ctx.text ?? "";
  if (!isWholePage(text)) return;
  speakAs(text);
  document.documentElement.toggleAttribute("data-answer", !isReading(ctx) && !ctx.response?.raw.redirected);
  document.getElementById("toasts")?.append(...messages.splice(0));
  isArriving = false;
  if (location.pathname === pathShown) finish();
  else settle(ctx);
}

/** After another page was put in: to its beginning, or to where one was on it, and its name read out. */
function settle(ctx: HtmxRequestCtx): void {
  pathShown = location.pathname;
  // The browser goes to where one was as soon as this is done, which may be beneath the first screen.
  if (isGoingBack(ctx)) showAll();
  else if (!location.hash) window.scrollTo(0, 0);
  document.querySelector<HTMLElement>("main [autofocus]")?.focus();
  const focused = document.activeElement;
  afterPainted(() => {
    finish();
    // Whoever went into a field meanwhile stays there.
    if (document.activeElement !== focused || focused?.matches("[autofocus], [data-picker]")) return;
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  });
}

/** The rest of a page: what is beneath the first screen, and links that do not load it in full. */
function finish(): void {
  showAll();
  htmx.process(document.body);
  makeReady();
}

function showAll(): void {
  document.body.removeAttribute("data-arriving");
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

/** Morphing would leave a modal dialog without its `open` and yet on top. */
function closeDialogs(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
}
