// Fragments that renew themselves: <div data-poll="/integrations/linear/progress">. While such an element is
// on the page and the page is looked at, its address is fetched every 700 ms and the answer takes its
// place. The server ends it by answering with an element without data-poll; then the frame's own line
// about the sync is renewed as well, and so is every element with data-renewed and an id. When the network fails, the last good state stays, and the tries
// become rarer.

import htmx from "htmx.org";
import { whenShown } from "./document";

const PERIOD = 700;
const LONGEST = 10_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let period = PERIOD;

export function startPolling(): void {
  whenShown(schedule);
  document.addEventListener("visibilitychange", schedule);
}

function schedule(): void {
  clearTimeout(timer);
  if (document.hidden || !document.querySelector("[data-poll]")) return;
  timer = setTimeout(() => void renewAll(), period);
}

async function renewAll(): Promise<void> {
  const fragments = [...document.querySelectorAll<HTMLElement>("[data-poll]")];
  const results = await Promise.all(fragments.map(renew));
  period = results.every(Boolean) ? PERIOD : Math.min(period * 2, LONGEST);
  schedule();
}

async function renew(fragment: HTMLElement): Promise<boolean> {
  const url = fragment.dataset.poll ?? "";
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    const html = await answer.text();
    if (!fragment.isConnected) return true;
    await htmx.swap({ text: html, target: fragment, swap: "outerMorph", sourceElement: fragment });
    if (!html.includes("data-poll")) await renewStatusLine();
    return true;
  } catch {
    return false;
  }
}

/** Takes the sidebar's line and the parts marked for it over from a fresh copy of this page; the rest stays as it is. */
async function renewStatusLine(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of [".sidebar .status-line", ...renewed()]) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    // Whoever is about to choose something there keeps what they see.
    if (!old || !fresh || old.contains(document.activeElement)) continue;
    old.replaceWith(fresh);
    htmx.process(fresh as HTMLElement);
  }
}

function renewed(): string[] {
  return [...document.querySelectorAll<HTMLElement>("[data-renewed][id]")].map((element) => `#${element.id}`);
}
