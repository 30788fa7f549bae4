// Hours over a great filter come after its page: <div data-sums="/issues/sums?…"> names where, and the answer's
// elements say by data-for which element each line belongs into. What came last for an address is put in at once
// when the page is drawn again, so that nothing flickers while it is asked anew.

import { whenShown } from "./document";

const known = new Map<string, string>();
let asking = "";

export function startSums(): void {
  whenShown(() => {
    const address = document.querySelector<HTMLElement>("[data-sums]")?.dataset.sums;
    if (!address) return;
    fill(known.get(address));
    void ask(address);
  });
}

async function ask(address: string): Promise<void> {
  if (asking === address) return;
  asking = address;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    known.set(address, await answer.text());
    if (document.querySelector<HTMLElement>("[data-sums]")?.dataset.sums === address) fill(known.get(address));
  } catch {
    // The counts stand there; the hours come with the next page.
  } finally {
    if (asking === address) asking = "";
  }
}

function fill(html: string | undefined): void {
  if (!html) return;
  const lines = new DOMParser().parseFromString(html, "text/html").querySelectorAll<HTMLElement>("[data-for]");
  for (const line of lines) {
    const place = document.getElementById(line.dataset.for ?? "");
    if (place && place.textContent !== line.textContent) place.textContent = line.textContent;
  }
}
