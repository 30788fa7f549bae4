// Hours over a great filter come after its page: <div data-sums="/issues/sums?…"> names where, and the answer's
// elements say by data-for which element each line belongs into. What came last for an address is put in at once
// when the page is drawn again, so that nothing flickers while it is asked anew; and nothing is asked anew while nothing
// has changed (<body data-revision>): the server adds up every entry for it.

import { whenShown } from "./document";
import { age } from "./seen";

interface Known {
  html: string;
  /** Which changes it knows of. */
  upTo: string;
  at: number;
}

/** Running timers make it old all the same, in milliseconds. */
const OLD = 60_000;

const known = new Map<string, Known>();
let asking = "";

export function startSums(): void {
  whenShown(() => {
    const address = document.querySelector<HTMLElement>("[data-sums]")?.dataset.sums;
    if (!address) return;
    const last = known.get(address);
    fill(last?.html);
    if (last?.upTo !== upTo() || performance.now() - last.at > OLD) void ask(address);
  });
}

async function ask(address: string): Promise<void> {
  if (asking === address) return;
  asking = address;
  const asked = { upTo: upTo(), at: performance.now() };
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    known.set(address, { html, ...asked });
    if (document.querySelector<HTMLElement>("[data-sums]")?.dataset.sums === address) fill(html);
  } catch {
    // The counts stand there; the hours come with the next page.
  } finally {
    if (asking === address) asking = "";
  }
}

/** The newest change that the page shows, and whether others came that have no number. */
function upTo(): string {
  return `${document.body.dataset.revision} ${age()}`;
}

function fill(html: string | undefined): void {
  if (!html) return;
  const lines = new DOMParser().parseFromString(html, "text/html").querySelectorAll<HTMLElement>("[data-for]");
  for (const line of lines) {
    const place = document.getElementById(line.dataset.for ?? "");
    if (place && place.textContent !== line.textContent) place.textContent = line.textContent;
  }
}
