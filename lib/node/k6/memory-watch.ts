// The memory of k6 while a run is on: an answer that does not end, or unpacks into gigabytes, fills it before any time-out.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ANSWERS_FIT, describeFilled } from '../../core/verdict/filled.ts';
import { readRssBytes } from '../process/memory.ts';

/** An answer on loopback grows by a gigabyte a second; a look at /proc takes microseconds, one at `ps` milliseconds. */
const EVERY_MS = process.platform === 'linux' ? 50 : 500;
/** What k6 had this long ago is told beside what it has. */
const BEFORE_MS = 2_000;
/** How long it gets to let go and write its summary, growing perhaps; the verdict needs no word of it. */
const STOP_DEADLINE_MS = 2_000;
/** Below this the system begins to end processes. */
const LEAST_FREE_BYTES = 100_000_000;

export interface MemoryWatch {
  /** Of k6; undefined where it is not on this machine, which is then watched alone. */
  readonly pid: number | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Ends the load since the service filled k6. */
  readonly stopFor: (
    gate: { readonly id: string; readonly because: string },
    deadlineMs: number,
  ) => Promise<void>;
}

/**
 * Watches until `signal` aborts or k6 has more than its bound, and then ends the load.
 * @throws Error where the machine has no memory left, and k6 is not what fills it
 */
export async function watchMemory({ pid, maxBytes, signal, stopFor }: MemoryWatch): Promise<void> {
  const past: { readonly atMs: number; readonly bytes: number }[] = [];
  while (!signal.aborted) {
    const bytes = pid === undefined ? undefined : await readRssBytes(pid);
    const nowMs = performance.now();
    if (bytes !== undefined) {
      past.push({ atMs: nowMs, bytes });
      while (past.length > 1 && nowMs - (past[0]?.atMs ?? nowMs) > BEFORE_MS) past.shift();
      const [before = { atMs: nowMs, bytes }] = past;
      if (bytes > maxBytes) {
        const because = describeFilled({
          bytes,
          maxBytes,
          beforeBytes: before.bytes,
          withinSec: (nowMs - before.atMs) / 1_000,
        });
        return stopFor({ id: ANSWERS_FIT, because }, STOP_DEADLINE_MS);
      }
    }
    const free = await readFreeBytes();
    if (free !== undefined && free < LEAST_FREE_BYTES)
      throw new Error(
        `this machine has ${Math.floor(free / 1e6)} MB of memory left; end something else, or play the load from another machine`,
      );
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** What could be taken without swapping; undefined where nobody tells. */
async function readFreeBytes(): Promise<number | undefined> {
  const told = await readFile('/proc/meminfo', 'latin1').catch(() => '');
  const [, kilobytes] = /^MemAvailable:\s+(\d+) kB/m.exec(told) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}
