// The board's cards: dragged with the pointer, moved with [ and ] from the keyboard. Both send the form #move-card,
// which the menu on each card does as well; what the server refuses comes back as a message and the card stays.

import { isTyping } from "./document";

let dragged: HTMLElement | undefined;

export function startBoard(): void {
  document.addEventListener("dragstart", (event) => {
    dragged = cardOf(event.target);
    if (!dragged) return;
    event.dataTransfer?.setData("text/plain", dragged.dataset.card ?? "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    dragged.toggleAttribute("data-dragged", true);
  });
  document.addEventListener("dragend", endDrag);
  document.addEventListener("dragover", (event) => {
    const lane = laneOf(event.target);
    markLane(dragged ? lane : undefined);
    if (dragged && lane) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const lane = laneOf(event.target);
    if (!dragged || !lane) return;
    event.preventDefault();
    const card = dragged;
    endDrag();
    if (card.closest("[data-lane]") !== lane) move(card, lane);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "[" && event.key !== "]") return;
    if (isTyping(event) || document.body.hasAttribute("data-keys-off") || document.querySelector("dialog[open]")) return;
    const card = cardOf(document.activeElement);
    const lane = card && beside(card, event.key === "]" ? 1 : -1);
    if (!card || !lane) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    move(card, lane);
  });
}

function cardOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>("[data-card]") : null) ?? undefined;
}

function laneOf(target: EventTarget | null): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>("[data-lane]") : null) ?? undefined;
}

function beside(card: HTMLElement, by: 1 | -1): HTMLElement | undefined {
  const lanes = [...document.querySelectorAll<HTMLElement>("[data-lane]")];
  return lanes[lanes.findIndex((lane) => lane.contains(card)) + by];
}

function markLane(lane: HTMLElement | undefined): void {
  for (const other of document.querySelectorAll("[data-lane][data-over]")) {
    if (other !== lane) other.removeAttribute("data-over");
  }
  lane?.toggleAttribute("data-over", true);
}

function endDrag(): void {
  dragged?.removeAttribute("data-dragged");
  dragged = undefined;
  markLane(undefined);
}

function move(card: HTMLElement, lane: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>("form#move-card");
  const field = (name: string) => form?.querySelector<HTMLInputElement>(`[name='${name}']`);
  const [id, to] = [field("id"), field("to")];
  if (!form || !id || !to) return;
  id.value = card.dataset.card ?? "";
  to.value = lane.dataset.lane ?? "";
  form.requestSubmit();
  focusAgain(card.id);
}

/** The card keeps the focus wherever it lands. */
function focusAgain(id: string): void {
  const again = () => document.getElementById(id)?.querySelector<HTMLElement>("[data-row-focus]")?.focus({ preventScroll: true });
  document.addEventListener("htmx:after:swap", () => requestAnimationFrame(again), { once: true });
}
