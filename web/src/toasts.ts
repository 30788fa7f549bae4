// Messages at the foot of the page. The server's own come in the page (`.toast` in #toasts); scripts
// add theirs with `toast`. They leave after a while, not while the pointer or the focus is on them.

import { on, whenShown } from "./document";

/** How long a message stays, in milliseconds: long enough to read it and reach its button. */
const STAY = 7000;

interface Options {
  kind?: "good" | "bad";
  link?: { text: string; href: string };
}

export function startToasts(): void {
  whenShown(() => document.querySelectorAll<HTMLElement>(".toast").forEach(expire));
  on("click", "[data-dismiss]", (button) => button.closest(".toast")?.remove());
}

/** Shows a message of the script's own. */
export function toast(text: string, { kind = "good", link }: Options = {}): void {
  const region = document.getElementById("toasts");
  const blank = document.querySelector<HTMLTemplateElement>("template#toast")?.content.firstElementChild;
  if (!region || !(blank instanceof HTMLElement)) return;
  const message = blank.cloneNode(true) as HTMLElement;
  message.dataset.kind = kind;
  message.querySelector(".text")!.textContent = text;
  if (link) message.querySelector(".text")!.append(" ", anchor(link));
  for (const other of region.querySelectorAll(".toast")) {
    if (other.querySelector(".text")?.textContent === message.querySelector(".text")?.textContent) other.remove();
  }
  region.append(message);
  expire(message);
}

function anchor({ text, href }: { text: string; href: string }): HTMLAnchorElement {
  const link = document.createElement("a");
  link.textContent = text;
  link.href = href;
  return link;
}

const expiring = new WeakSet<HTMLElement>();

function expire(message: HTMLElement): void {
  if (expiring.has(message) || message.dataset.kind === "bad") return;
  expiring.add(message);
  let left = STAY;
  const count = setInterval(() => {
    if (document.hidden || message.matches(":hover, :focus-within")) return;
    left -= 250;
    if (left > 0) return;
    clearInterval(count);
    message.remove();
  }, 250);
}
