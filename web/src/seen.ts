// Pages that were seen and to which nothing has happened since are shown again at once; live.ts asks for them anew as
// soon as they are painted, for what changes by itself, such as the time of day.
//
// Whether something has happened: a page says which line of the audit log it is true up to (<body data-revision>), and
// /events tells of every later change of time, issues and what they belong to. `forget` is called when something was sent
// from here, when a change came that has no line, when a connection is lost, a session ended: what was asked for before is
// not kept either. What has no events, such as somebody's name, is put right by the second look.

import { scriptOf } from "./document";

/** What of a page differs from the next one; the timer and the frame are those of now. */
export interface Page {
  main: HTMLElement;
  title: string;
  revision: number;
  /** When it came. */
  at: number;
  /** Of the sidebar's links in their order, which lead to where it is. */
  current: boolean[];
}

interface Seen {
  text: string;
  revision: number;
  at: number;
  /** Made ready while nobody waits; it is shown only once. */
  page?: Page;
}

/** Pages that are kept, of about 60 KB each. */
const MOST = 20;
/** Of these, so many are made ready. */
const READY = 6;
/** What is older tells of a time of day that is over, in milliseconds. */
const OLD = 5 * 60_000;

/** By address; the one that came last is at the end. */
const pages = new Map<string, Seen>();
let generation = 0;

/** Changes whenever all that came before may be untrue. */
export function age(): number {
  return generation;
}

/** Keeps a whole page that came in answer to a GET of `address`, asked for at the age of `asked`. */
export function remember(address: string, text: string, asked: number): void {
  pages.delete(address);
  const revision = Number(/<body[^>]* data-revision="(\d+)"/.exec(text)?.[1] ?? 0);
  if (revision === 0 || asked !== generation) return;
  pages.set(address, { text, revision, at: Date.now() });
  const [oldest] = pages.keys();
  if (pages.size > MOST && oldest !== undefined) pages.delete(oldest);
}

/** Whether the page of `address` is here and true up to `revision`. */
export function isKept(address: string, revision: number): boolean {
  const seen = pages.get(address);
  return seen !== undefined && seen.revision >= revision && Date.now() - seen.at <= OLD;
}

/** The page of `address`, where it is true up to `revision`, the newest change there is. */
export function recall(address: string, revision: number): Page | undefined {
  const seen = pages.get(address);
  if (!seen || !isKept(address, revision)) return undefined;
  const page = seen.page ?? read(seen);
  delete seen.page;
  if (!page) pages.delete(address);
  return page;
}

export function forget(): void {
  generation += 1;
  pages.clear();
}

/** Makes pages ready to be shown, the newest first, while nobody waits. */
export function makeReady(): void {
  const here = location.pathname + location.search;
  const newest = [...pages].reverse().slice(0, READY);
  const next = newest.find(([address, seen]) => address !== here && !seen.page);
  if (!next) return;
  whenIdle(() => {
    const [address, seen] = next;
    if (pages.get(address) !== seen || address === location.pathname + location.search) return;
    seen.page = read(seen);
    if (seen.page) makeReady();
    else pages.delete(address);
  });
}

/** The page of this text, where the frame around it is the one that stands here. */
function read({ text, revision, at }: Seen): Page | undefined {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector<HTMLElement>("#main");
  if (!main || frameOf(page) !== frameOf(document)) return undefined;
  return { main: document.adoptNode(main), title: page.title, revision, at, current: linksOf(page).map(isCurrent) };
}

/** Of which build and for whom a page is, in which language and colours, and where its sidebar leads. */
function frameOf(page: Document): string {
  const { lang, dir } = page.documentElement;
  const { person, theme, keysOff } = page.body.dataset;
  return JSON.stringify([scriptOf(page), person, lang, dir, theme, keysOff, linksOf(page).map((link) => link.getAttribute("href"))]);
}

export function linksOf(page: Document): Element[] {
  return [...page.querySelectorAll(".sidebar a[href]")];
}

function isCurrent(link: Element): boolean {
  return link.hasAttribute("aria-current");
}

function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 2000 });
  else setTimeout(run, 200);
}
