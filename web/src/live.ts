// Pages that are true: when something changed, on whichever device, the page asks for itself again and morphs.
//
// The server says what kind of thing changed on /events, with a revision; <body data-revision> is what the page shows
// already. One tab of a browser listens and tells the others (Web Locks, BroadcastChannel), since HTTP/1.1 allows
// six connections to a host; where the browser has no locks (plain http), only the tab that is looked at listens.
// A lost connection says so in one quiet line, is tried again with growing pauses, and healed by looking again.
//
// What is being typed stays: a form whose fields were changed, or that has the focus, is left as it is.

import htmx from "htmx.org";
import { scriptOf, whenShown } from "./document";
import { age, forget, remember } from "./seen";
import { toast } from "./toasts";
import { word } from "./words";

/** How long a lost connection is nobody's business, in milliseconds. */
const QUIET = 3000;
/** Pauses between tries, in milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** Changes in so short a time are one change. */
const TOGETHER = 40;
/** How long after one refresh the next begins at the earliest, in milliseconds: whoever looks at a busy team's page, or at
 *  a running import, does not ask for it without end. */
const REST = 400;
/** A clock that jumped so far means that the machine slept. */
const SLEPT = 20_000;

interface Change {
  kind: "change" | "lost" | "found" | "ended" | "ask";
  revision: number;
  late?: boolean;
}

let source: EventSource | undefined;
let pause = FIRST_PAUSE;
let again: ReturnType<typeof setTimeout> | undefined;
let newest = 0;
let isLost = false;
/** Whether this tab is told of every change, by the server or by the tab that listens. */
let isTold = false;
/** When it was last seen that the machine does not sleep. */
let awakeAt = Date.now();
let lostLine: ReturnType<typeof setTimeout> | undefined;
let refreshedAt = -REST;
let refreshing: ReturnType<typeof setTimeout> | undefined;
let isStale = false;
let isRefreshing = false;
/** Whether a button or a row is being held, as when it is dragged. */
let isHeld = false;
const others = "BroadcastChannel" in window ? new BroadcastChannel("timetracker-live") : undefined;

export function startLive(): void {
  if (!isPageOfSomebody() || !("EventSource" in window)) return;
  if (others) others.onmessage = (event: MessageEvent<Change>) => hear(event.data);
  document.addEventListener("visibilitychange", lookedAt);
  window.addEventListener("online", () => reconnect());
  document.addEventListener("htmx:finally:request", () => isStale && refreshSoon());
  document.addEventListener("focusout", () => isStale && refreshSoon());
  whenShown(() => isStale && refreshSoon());
  document.addEventListener("pointerdown", () => (isHeld = true));
  // A drag begins with the end of its pointer.
  document.addEventListener("dragstart", () => setTimeout(() => (isHeld = true)));
  for (const end of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(end, letGo);
  noticeSleep();
  if (navigator.locks) void navigator.locks.request("timetracker-live", lead);
  else if (!document.hidden) connect();
  tell({ kind: "ask", revision: 0 });
}

function letGo(): void {
  isHeld = false;
  if (isStale) refreshSoon();
}

/** Listens for all tabs, for as long as this one is open. */
function lead(): Promise<void> {
  connect();
  return new Promise(() => undefined);
}

function connect(): void {
  isTold = false;
  forget();
  clearTimeout(again);
  source?.close();
  source = new EventSource("/events");
  source.addEventListener("hello", (event) => {
    pause = FIRST_PAUSE;
    found();
    changed(event);
  });
  for (const topic of ["timer", "entries", "tasks", "sync"]) source.addEventListener(topic, changed);
  source.addEventListener("ended", () => {
    source?.close();
    both({ kind: "ended", revision: 0 });
  });
  source.onerror = () => {
    source?.close();
    both({ kind: "lost", revision: 0 });
    again = setTimeout(connect, pause + Math.random() * pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };
}

function reconnect(): void {
  if (source) {
    pause = FIRST_PAUSE;
    connect();
  }
}

function changed(event: MessageEvent<string>): void {
  const { revision, late } = JSON.parse(event.data) as { revision: number; late: boolean };
  both({ kind: "change", revision, late });
}

function found(): void {
  if (isLost) both({ kind: "found", revision: newest });
}

/** For this tab and the others. */
function both(change: Change): void {
  hear(change);
  tell(change);
}

function tell(change: Change): void {
  others?.postMessage(change);
}

function hear(change: Change): void {
  switch (change.kind) {
    case "change":
      newest = Math.max(newest, change.revision);
      isTold = true;
      if (change.late) forget();
      if (change.late || change.revision > shownRevision()) refreshSoon();
      break;
    case "lost":
      isLost = true;
      isTold = false;
      forget();
      lostLine ??= setTimeout(() => showLost(true), QUIET);
      break;
    case "found":
      isLost = false;
      showLost(false);
      refreshSoon();
      break;
    case "ended":
      isTold = false;
      forget();
      refreshSoon();
      break;
    case "ask":
      if (source && isTold) tell({ kind: "change", revision: newest });
  }
}

/** A page that nobody looks at waits until somebody does. */
function lookedAt(): void {
  if (document.hidden) {
    if (!navigator.locks) {
      source?.close();
      source = undefined;
    }
    return;
  }
  if (!navigator.locks) connect();
  if (isStale) refreshSoon();
}

/** After sleep the connection may be dead without knowing it. */
function noticeSleep(): void {
  setInterval(() => {
    const slept = Date.now() - awakeAt > SLEPT;
    awakeAt = Date.now();
    if (!slept) return;
    isTold = false;
    forget();
    tell({ kind: "ask", revision: 0 });
    reconnect();
    refreshSoon();
  }, 5000);
}

/** Asks for this page again although nothing is known to have changed. */
export const lookAgain = refreshSoon;

/** The newest change that this tab was told of; undefined where it is not told. */
export function newestRevision(): number | undefined {
  return isTold && Date.now() - awakeAt <= SLEPT ? newest : undefined;
}

function refreshSoon(): void {
  isStale = true;
  if (document.hidden) return;
  clearTimeout(refreshing);
  const rest = refreshedAt + REST - performance.now();
  refreshing = setTimeout(() => void refresh(), Math.max(TOGETHER, rest));
}

/** Fetches this page again and takes over what changed. */
async function refresh(): Promise<void> {
  // What is under way brings a newer page itself, or is followed by a refresh.
  if (isRefreshing || isBusy() || !isPageOfSomebody() || document.documentElement.hasAttribute("data-loading")) return;
  isRefreshing = true;
  isStale = false;
  const address = location.pathname + location.search;
  const asked = age();
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", Accept: "text/html" } });
    const text = await answer.text();
    const isElsewhere = address !== location.pathname + location.search;
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") offerSignIn();
    else if (isBusy() || document.documentElement.hasAttribute("data-loading")) isStale = true;
    else if (answer.ok && !isElsewhere) {
      if (!answer.redirected) remember(address, text, asked);
      await take(new DOMParser().parseFromString(text, "text/html"));
    }
  } catch {
    // The connection is gone: when it is found again, the page is fetched again.
  } finally {
    isRefreshing = false;
    refreshedAt = performance.now();
    if (isStale && !isBusy()) refreshSoon();
  }
}

/** Whether something is in somebody's hands: held, being moved by keys, or an answer to what was sent, which its address does not show. */
function isBusy(): boolean {
  const isMoving = document.querySelector("#drag-label:not([hidden])") !== null;
  return isHeld || isMoving || document.documentElement.hasAttribute("data-answer");
}

async function take(fresh: Document): Promise<void> {
  // After an upgrade of the server the next click loads everything anew; until then this page stays as it is.
  if (scriptOf(fresh) !== scriptOf(document)) return;
  const { nowMs, revision } = fresh.body.dataset;
  // What was asked for before a form was sent is older than the form's answer.
  if (Number(revision ?? 0) < shownRevision()) return;
  for (const selector of ["#main", "section.timer", ".status-line"]) await morph(selector, fresh);
  if (nowMs) document.body.dataset.nowMs = nowMs;
  if (revision) document.body.dataset.revision = revision;
  document.dispatchEvent(new CustomEvent("live:refreshed"));
}

async function morph(selector: string, fresh: Document): Promise<void> {
  const [old, now] = [document.querySelector<HTMLElement>(selector), fresh.querySelector<HTMLElement>(selector)];
  if (!old || !now) return;
  if (old.outerHTML === now.outerHTML) return;
  keepOpen(old, now);
  const kept = typedIn(old);
  for (const part of kept) part.setAttribute("hx-morph-skip", "");
  try {
    await htmx.swap({ text: now.outerHTML, target: old, swap: "outerMorph", sourceElement: old });
  } finally {
    for (const part of kept) part.removeAttribute("hx-morph-skip");
  }
}

/** The forms in which something was typed or chosen, and open dialogs. */
function typedIn(part: HTMLElement): Element[] {
  const fields = [...part.querySelectorAll<HTMLElement>("input, textarea, select")].filter(isTouched);
  return [...new Set(fields.map((field) => field.closest("form") ?? field)), ...part.querySelectorAll("dialog[open]")];
}

function isTouched(field: HTMLElement): boolean {
  if (field instanceof HTMLInputElement && ["checkbox", "radio", "hidden", "submit", "button"].includes(field.type)) return false;
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    return field.value !== field.defaultValue || (field === document.activeElement && field.value !== "");
  }
  if (!(field instanceof HTMLSelectElement)) return false;
  if (field === document.activeElement) return true;
  const options = [...field.options];
  return options.some((option) => option.defaultSelected) && options.some((option) => option.selected !== option.defaultSelected);
}

/** What a person opened or closed stays so. */
function keepOpen(old: HTMLElement, now: HTMLElement): void {
  for (const details of old.querySelectorAll("details")) {
    const same = counterpart(details, old, now);
    if (same) same.open = details.open;
  }
}

function counterpart(details: HTMLDetailsElement, old: HTMLElement, now: HTMLElement): HTMLDetailsElement | null {
  if (details.id) return now.querySelector<HTMLDetailsElement>(`details#${CSS.escape(details.id)}`);
  const around = details.parentElement?.closest("[id]");
  if (!around || !old.contains(around)) return null;
  const place = [...around.querySelectorAll("details")].indexOf(details);
  const there = around === old ? now : now.querySelector(`#${CSS.escape(around.id)}`);
  return there?.querySelectorAll("details")[place] ?? null;
}

function offerSignIn(): void {
  const here = encodeURIComponent(location.pathname + location.search);
  toast(word("signed-out"), { kind: "bad", link: { text: word("sign-in"), href: `/sign-in?next=${here}` } });
}

/** One quiet line, until the connection is there again. */
function showLost(isShown: boolean): void {
  clearTimeout(lostLine);
  lostLine = undefined;
  document.getElementById("connection")?.remove();
  if (!isShown) return;
  const line = document.createElement("p");
  line.id = "connection";
  line.className = "connection";
  line.setAttribute("role", "status");
  line.textContent = word("lost");
  document.body.append(line);
}

function isPageOfSomebody(): boolean {
  return document.body.dataset.revision !== undefined;
}

function shownRevision(): number {
  return Number(document.body.dataset.revision ?? 0);
}
