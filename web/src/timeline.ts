// The day as a line: blocks are dragged to move them, by their edges to resize them, and opened with a click; a gap
// opens the form for adding, filled. The arrow keys do what dragging does: alone they move the block, with Shift its
// end, with Alt its start; Enter keeps that and Escape leaves it. Everything the line does, the entry's form does too.
//
//   <svg class="line" data-from-ms data-to-ms data-zone>
//     <a class="block" data-entry="4" data-version="2" data-from-ms data-to-ms [data-running]><svg x="10%" width="5%">
//     <a class="gap" href="/?day=…&from=9:05&to=9:40">
//   <form data-line-form><input name="from_ms"><input name="to_ms"><input name="version"></form>

import { on } from "./document";

/** Blocks move in steps of so many milliseconds. */
const STEP = 300_000;
/** An edge can be grasped within so many pixels; a narrow block keeps a middle to be moved by. */
const EDGE = 7;
/** A pointer that moved fewer pixels meant to click. */
const STILL = 4;

type Part = "whole" | "start" | "end";

interface Shift {
  block: Element;
  part: Part;
  /** Where the block was, and where it is held. */
  was: Span;
  span: Span;
  pointer?: number;
  x: number;
}

interface Span {
  from: number;
  to: number;
}

let shift: Shift | undefined;
let clickIsOver = false;

export function startTimeline(): void {
  on<HTMLElement>("pointerdown", ".line .block[data-entry]", (block, event) => grasp(block, event as PointerEvent));
  on<HTMLElement>("pointermove", ".line .block[data-entry]", (block, event) => hint(block, event as PointerEvent));
  // A link would be dragged away as a link.
  on("dragstart", ".line a", (_, event) => event.preventDefault());
  document.addEventListener("pointermove", (event) => shift?.pointer === event.pointerId && drag(event));
  document.addEventListener("pointerup", (event) => shift?.pointer === event.pointerId && drop());
  document.addEventListener("pointercancel", (event) => shift?.pointer === event.pointerId && leave());
  on<HTMLElement>("keydown", ".line .block[data-entry]", (block, event) => steer(block, event as KeyboardEvent));
  on<HTMLElement>("focusout", ".line .block[data-entry]", () => shift && shift.pointer === undefined && leave());
  on<HTMLElement>("click", ".line .block", (block, event) => open(block, event));
  on<HTMLElement>("click", ".line a.gap", (gap, event) => fill(gap, event));
}

function spanOf(element: Element): Span {
  const { fromMs, toMs } = (element as HTMLElement).dataset;
  return { from: Number(fromMs), to: Number(toMs) };
}

function lineOf(block: Element): Element | null {
  return block.closest(".line");
}

/** Milliseconds of a pixel on the line. */
function scale(block: Element): number {
  const line = lineOf(block);
  if (!line) return 0;
  const { from, to } = spanOf(line);
  return (to - from) / Math.max(1, line.getBoundingClientRect().width);
}

/** Which part of a block lies under the pointer; a running timer has only a start to move. */
function partAt(block: Element, x: number): Part {
  if (block.hasAttribute("data-running")) return "start";
  const box = block.querySelector("rect")?.getBoundingClientRect();
  if (!box) return "whole";
  const edge = Math.min(EDGE, box.width / 3);
  if (x - box.left < edge) return "start";
  return box.right - x < edge ? "end" : "whole";
}

function hint(block: Element, event: PointerEvent): void {
  if (!shift) block.setAttribute("data-part", partAt(block, event.clientX));
}

function grasp(block: Element, event: PointerEvent): void {
  if (event.button !== 0 || !event.isPrimary) return;
  if (shift) leave();
  // Links have a dragging of their own.
  if (event.pointerType === "mouse") event.preventDefault();
  (block as HTMLElement).focus({ preventScroll: true });
  const was = spanOf(block);
  shift = { block, part: partAt(block, event.clientX), was, span: was, pointer: event.pointerId, x: event.clientX };
}

function drag(event: PointerEvent): void {
  if (!shift) return;
  const pixels = event.clientX - shift.x;
  if (Math.abs(pixels) < STILL && shift.span === shift.was) return;
  event.preventDefault();
  hold(moved(shift, pixels * scale(shift.block)));
}

function drop(): void {
  if (!shift) return;
  clickIsOver = !same(shift.span, shift.was);
  // The click that follows belongs to the drag; where none follows, the next one counts again.
  if (clickIsOver) setTimeout(() => (clickIsOver = false));
  if (same(shift.span, shift.was)) leave();
  else keep();
}

function same(one: Span, other: Span): boolean {
  return one.from === other.from && one.to === other.to;
}

function snapped(ms: number): number {
  return Math.round(ms / STEP) * STEP;
}

/** Where a block is after its part was shifted by so many milliseconds. */
function moved({ part, was, block }: Shift, by: number): Span {
  if (part === "end") return { from: was.from, to: Math.max(snapped(was.to + by), was.from + STEP) };
  if (part === "start") return { from: Math.min(snapped(was.from + by), was.to - (block.hasAttribute("data-running") ? 0 : STEP)), to: was.to };
  const from = snapped(was.from + by);
  return { from, to: from + was.to - was.from };
}

/** Shows a block where it is held. */
function hold(span: Span): void {
  if (!shift) return;
  shift.span = span;
  shift.block.setAttribute("data-held", "");
  place(shift.block, span);
  const label = document.getElementById("drag-label");
  if (!label) return;
  label.hidden = false;
  label.textContent = written(shift.block, span);
}

function place(block: Element, span: Span): void {
  const line = lineOf(block);
  const box = block.querySelector("svg");
  if (!line || !box) return;
  const { from, to } = spanOf(line);
  const percent = (ms: number) => (100 * (Math.min(Math.max(ms, from), to) - from)) / (to - from);
  box.setAttribute("x", `${percent(span.from)}%`);
  box.setAttribute("width", `${percent(span.to) - percent(span.from)}%`);
}

/** `9:05–10:05, 1:00` on the clocks of the person's zone. */
function written(block: Element, { from, to }: Span): string {
  const timeZone = (lineOf(block) as HTMLElement | null)?.dataset.zone;
  const minutes = Math.round((to - from) / 60_000);
  const length = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return `${timeOfDay(from, timeZone)}–${timeOfDay(to, timeZone)}, ${length}`;
}

/** `9:05`, or `9:05 AM` where the page is in American English: as the server writes it. */
function timeOfDay(ms: number, timeZone: string | undefined): string {
  const isAmerican = document.documentElement.lang === "en-US";
  const format = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", hourCycle: isAmerican ? "h12" : "h23", timeZone });
  return isAmerican ? format.format(ms) : format.format(ms).replace(/^0(?=\d)/, "");
}

/** Sends where the block is now. */
function keep(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-line-form]");
  if (!shift || !form) return;
  const { block, span } = shift;
  const { entry, version } = (block as HTMLElement).dataset;
  form.action = `/time-entries/${entry}/times`;
  const set = (name: string, value: string) => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  };
  set("from_ms", String(span.from));
  set("to_ms", String(span.to));
  set("version", version ?? "");
  end();
  form.requestSubmit();
}

/** Puts the block back where it was. */
function leave(): void {
  if (!shift) return;
  place(shift.block, shift.was);
  end();
}

function end(): void {
  shift?.block.removeAttribute("data-held");
  shift = undefined;
  const label = document.getElementById("drag-label");
  if (label) label.hidden = true;
}

function steer(block: Element, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey) return;
  const isOther = shift?.block !== block;
  switch (event.key) {
    case "ArrowLeft":
    case "ArrowRight":
      event.preventDefault();
      nudge(block, event.key === "ArrowRight" ? STEP : -STEP, event.shiftKey ? "end" : event.altKey ? "start" : "whole");
      break;
    case "Enter":
      if (isOther) return;
      event.preventDefault();
      keep();
      break;
    case "Escape":
      if (isOther) return;
      event.preventDefault();
      leave();
      break;
  }
}

function nudge(block: Element, by: number, wanted: Part): void {
  const part = block.hasAttribute("data-running") ? "start" : wanted;
  const from = shift?.block === block ? shift : undefined;
  const was = from?.was ?? spanOf(block);
  const held = { block, part, was: from?.span ?? was, span: was, x: 0 };
  shift = { ...held, was };
  hold(moved(held, by));
}

/** A click opens the entry's row. */
function open(block: Element, event: Event): void {
  event.preventDefault();
  if (clickIsOver) {
    clickIsOver = false;
    return;
  }
  const row = document.querySelector(block.getAttribute("href") ?? "");
  const details = row?.querySelector("details");
  if (!row || !details) return;
  details.open = true;
  row.scrollIntoView({ block: "nearest" });
  const field = details.querySelector<HTMLInputElement>("input[name='from']") ?? details.querySelector("summary");
  field?.focus();
}

/** A click on a gap fills the form for adding with its times. */
function fill(gap: Element, event: Event): void {
  const details = document.getElementById("add");
  if (!(details instanceof HTMLDetailsElement)) return;
  event.preventDefault();
  const times = new URL(gap.getAttribute("href") ?? "", location.href).searchParams;
  const field = (name: string) => details.querySelector<HTMLInputElement>(`input[name='${name}']`);
  for (const name of ["day", "from", "to"]) {
    const input = field(name);
    if (input) input.value = times.get(name) ?? "";
  }
  const length = field("length");
  if (length) length.value = "";
  details.open = true;
  field("issue")?.focus();
}
