// Small questions asked of the document by several modules.

/** Calls `handle` for an event of type `type` whose target lies in an element that matches `selector`. */
export function on<E extends HTMLElement>(
  type: string,
  selector: string,
  handle: (element: E, event: Event) => void,
): void {
  document.addEventListener(type, (event) => {
    if (!(event.target instanceof Element)) return;
    const element = event.target.closest<E>(selector);
    if (element) handle(element, event);
  });
}

/** Whether keys typed now belong to a field, a menu or an open dialog rather than to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  const isTextField =
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  return isTextField || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Whether the element can be seen and used at present. */
export function isUsable(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && !element.matches(":disabled, [aria-disabled='true']");
}

/** Calls `run` once the document stands, and again after every swap of a part of it. */
export function whenShown(run: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
  else run();
  document.addEventListener("htmx:after:swap", run);
}

/** Calls `run` when what stands in the document now has been painted, which is when the next frame begins; at once
 *  where nobody looks. */
export function afterPainted(run: () => void): void {
  if (document.hidden) run();
  else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(run)));
}

/** The address of a page's script, which holds the hash of its build; undefined for what is not a page of ours. */
export function scriptOf(page: Document): string | undefined {
  return page.querySelector("script[src*='/app.']")?.getAttribute("src") ?? undefined;
}
