// The time of a run inside k6: taken from the machine's clock once, in setup, and counted on by k6's own, which no step can move.
import exec from 'k6/execution';

/** The moment of `run.started`: epoch seconds, and k6's count of its own run then, in ms. Setup hands it to every VU. */
export interface RunStart {
  readonly startedAtSec: number;
  readonly startedAtRunMs: number;
}

let start: RunStart | undefined;
/** Kept, since k6 builds it anew at each reading; its properties are live. */
let instance: typeof exec.instance | undefined;

function readRunMs(): number {
  instance ??= exec.instance;
  return instance.currentTestRunDuration;
}

/** Begins the clock of a run. Only in setup. */
export function startClock(): RunStart {
  start = { startedAtSec: Date.now() / 1000, startedAtRunMs: readRunMs() };
  return start;
}

/** Sets this VU's clock to that of the run. To be called first in each VU function. */
export function setClock(given: RunStart): void {
  start ??= given;
}

/** Seconds since the run began; 0 before. */
export function elapsedSec(): number {
  return start === undefined ? 0 : (readRunMs() - start.startedAtRunMs) / 1000;
}

/** Now, in epoch seconds with milliseconds: the start of the run and what has passed since. */
export function nowSec(): number {
  return start === undefined ? Date.now() / 1000 : toMs(start.startedAtSec + elapsedSec());
}

/** The end of a run of `runMs` by k6's own count, in epoch seconds: for handleSummary, which has no other clock. */
export function computeEndSec(given: RunStart, runMs: number): number {
  return toMs(given.startedAtSec + (runMs - given.startedAtRunMs) / 1000);
}

const toMs = (sec: number) => Math.round(sec * 1000) / 1000;
