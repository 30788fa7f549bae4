// Running clocks. A clock is an element that carries what it counts from:
//
//   <time class="clock" data-started-ms="…" data-break-seconds="0" data-paused-ms="…">1:25:07</time>
//
// The count is always taken anew from the server's time, never added up, so it stays true after a
// laptop slept and on a machine whose own clock is wrong. The server's time comes with every page
// in <body data-now-ms>. `data-format="short"` shows hours and minutes only; `data-plus-seconds` is added.

import { whenShown } from "./document";

/** How far this machine's clock is behind the server's, in milliseconds. */
let behind = 0;

export function startClock(): void {
  whenShown(() => {
    correct();
    tick();
  });
  document.addEventListener("visibilitychange", tick);
  scheduleTick();
}

/** Reads the server's time from the page, once for each page that was sent. */
function correct(): void {
  const sent = document.body.dataset.nowMs;
  if (!sent || sent === document.body.dataset.nowSeen) return;
  behind = Number(sent) - Date.now();
  document.body.dataset.nowSeen = sent;
}

/** Ticks at the turn of each second of the server's clock. */
function scheduleTick(): void {
  const untilNextSecond = 1000 - ((Date.now() + behind) % 1000);
  setTimeout(() => {
    tick();
    scheduleTick();
  }, untilNextSecond);
}

function tick(): void {
  if (document.hidden) return;
  const now = Date.now() + behind;
  for (const clock of document.querySelectorAll<HTMLElement>("[data-started-ms]")) {
    const text = written(workedSeconds(clock.dataset, now), clock.dataset.format === "short");
    if (clock.textContent !== text) clock.textContent = text;
  }
}

/** Seconds worked so far: until now, or until the pause began, without the breaks. */
export function workedSeconds(timer: DOMStringMap, now: number): number {
  const until = timer.pausedMs ? Number(timer.pausedMs) : now;
  const seconds = Math.floor((until - Number(timer.startedMs)) / 1000) - Number(timer.breakSeconds ?? 0);
  return Math.max(0, seconds) + Number(timer.plusSeconds ?? 0);
}

/** `1:25:07`, or `1:25` when short. */
export function written(seconds: number, short: boolean): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const hoursAndMinutes = `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return short ? hoursAndMinutes : `${hoursAndMinutes}:${two(seconds % 60)}`;
}
