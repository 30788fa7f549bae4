// The page of a link is asked for a moment before it is clicked: when the mouse rests on the link. Pages are read by GET,
// which changes nothing. What comes is kept as a page that was seen (seen.ts); what has not come when something is clicked
// is not waited for.

import { newestRevision } from "./live";
import { age, isKept, makeReady, remember } from "./seen";

/** So long the mouse has to rest on a link, in milliseconds; moving across a list asks for nothing. */
const REST = 60;
/** What takes longer than that, in milliseconds, is of no use any more. */
const PATIENCE = 5000;

let resting: ReturnType<typeof setTimeout> | undefined;
/** One page at a time. */
let asking: AbortController | undefined;

export function startAhead(): void {
  document.addEventListener("pointerover", (event) => {
    clearTimeout(resting);
    asking?.abort();
    const address = addressOf(event);
    if (address) resting = setTimeout(() => void ask(address), REST);
  });
  document.addEventListener("htmx:before:request", () => {
    clearTimeout(resting);
    asking?.abort();
  });
}

/** Another page of this server that the mouse is on. A finger that touches a link may only scroll. */
function addressOf(event: PointerEvent): string | undefined {
  if (event.pointerType !== "mouse" || !(event.target instanceof Element)) return undefined;
  const link = event.target.closest<HTMLAnchorElement>("a[href]");
  if (!link || link.origin !== location.origin || link.target || link.hash) return undefined;
  if (link.pathname === location.pathname || link.closest("[download], [data-in-dialog], [hx-boost='false']")) return undefined;
  return link.pathname + link.search;
}

async function ask(address: string): Promise<void> {
  const newest = newestRevision();
  // Without news of changes nothing would be shown from what was asked for.
  if (newest === undefined || isKept(address, newest)) return;
  const asked = age();
  const mine = (asking = new AbortController());
  const late = setTimeout(() => mine.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", Accept: "text/html" }, signal: mine.signal });
    if (answer.ok && !answer.redirected) remember(address, await answer.text(), asked);
    makeReady();
  } catch {
    // Left, or not reached: whoever clicks is told.
  } finally {
    clearTimeout(late);
  }
}
