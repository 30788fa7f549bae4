// Ticks of rows in a form: data-pick is one row's, data-pick-all ticks those of the page, data-pick-whole means all
// that the filter finds. The bar beneath appears by the style sheet alone. A menu closes when one leaves it.

import { on } from "./document";

export function startPicks(): void {
  on<HTMLInputElement>("change", "[data-pick-all]", (box) => {
    for (const pick of picks(box)) pick.checked = box.checked;
  });
  on<HTMLInputElement>("change", "[data-pick-whole]", (box) => {
    if (!box.checked) return;
    for (const pick of picks(box)) pick.checked = true;
  });
  on<HTMLInputElement>("change", "[data-pick]", (box) => {
    const all = box.form?.querySelector<HTMLInputElement>("[data-pick-all]");
    if (all) all.checked = picks(box).every((pick) => pick.checked);
    const whole = box.form?.querySelector<HTMLInputElement>("[data-pick-whole]");
    if (whole && !box.checked) whole.checked = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
  });
}

function picks(box: HTMLInputElement): HTMLInputElement[] {
  return [...(box.form?.querySelectorAll<HTMLInputElement>("[data-pick]") ?? [])];
}

function closeMenus(target: EventTarget | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!(target instanceof Node) || !menu.contains(target)) menu.open = false;
  }
}
