// Which run is drawn, and from when to when: asked of a Prometheus that is played by a list of samples.
import { expect, test } from 'vitest';
import { SERVICE } from '../../services/example/service.ts';
import type { Query } from '../draw/query.ts';
import { findRun } from './draw.ts';

const STALE_SEC = 300;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, d: 86_400 };
const toSec = (text: string) => Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 1);

/** Answers `min|max_over_time(timestamp(…)[window:step])`, as Prometheus does: by the points of the step within the window. */
const playPrometheus = (runs: Readonly<Record<string, readonly number[]>>): Query => ({
  over: async () => [],
  at: async (expression, atSec) => {
    const [, figure = '', windowText = '', stepText = ''] =
      /^(min|max)_over_time\(.*\[(\w+):(\w+)\]\)$/.exec(expression) ?? [];
    const [, only] = /run="([^"]+)"/.exec(expression) ?? [];
    const [windowSec, stepSec] = [toSec(windowText), toSec(stepText)];
    return Object.entries(runs).flatMap(([run, samples]) => {
      if (only !== undefined && only !== run) return [];
      const seen: number[] = [];
      for (
        let at = Math.floor(atSec / stepSec) * stepSec;
        at > atSec - windowSec && at > samples[0]!;
        at -= stepSec
      ) {
        const latest = samples.findLast((sample) => sample <= at && at - sample <= STALE_SEC);
        if (latest !== undefined) seen.push(latest);
      }
      if (seen.length === 0) return [];
      const value = figure === 'min' ? Math.min(...seen) : Math.max(...seen);
      return [{ labels: { run }, points: [[atSec, value] as const] }];
    });
  },
});

/** Samples every five seconds. */
const runOf = (startSec: number, lengthSec: number) =>
  Array.from({ length: Math.floor(lengthSec / 5) + 1 }, (_, n) => startSec + n * 5);
const MINUTE = 1_800_000_000;

test.each([
  ['of five minutes', 17.3, 300],
  ['that begins in the second before a whole minute', 58.789, 300],
  ['that begins with a whole minute', 0, 300],
  ['that begins in the second after a whole minute', 0.4, 300],
  ['of two minutes', 31, 120],
  ['of half a minute', 20.5, 30],
  ['of a few seconds across a whole minute', 57, 5],
  ['of an hour', 59.9, 3_600],
])('a run %s is drawn from its first figure to its last', async (_, offsetSec, lengthSec) => {
  const startSec = MINUTE + offsetSec;
  const samples = runOf(startSec, lengthSec);
  const endSec = samples.at(-1)!;
  const request = { toSec: endSec + 150 } as Parameters<typeof findRun>[2];
  const query = playPrometheus({ older: runOf(MINUTE - 1_000, 60), newest: samples });
  const { run, span } = await findRun(query, SERVICE.id, request);
  expect(run).toBe('newest');
  const edgeSec = Math.max(5, (endSec - startSec) * 0.03);
  expect(Math.abs(span.fromSec + edgeSec - startSec)).toBeLessThan(2);
  expect(Math.abs(span.toSec - edgeSec - endSec)).toBeLessThan(2);
});

test('a run by its name, and one that is not there', async () => {
  const query = playPrometheus({ older: runOf(MINUTE, 60), newest: runOf(MINUTE + 500, 60) });
  const request = { toSec: MINUTE + 570 } as Parameters<typeof findRun>[2];
  expect((await findRun(query, SERVICE.id, { ...request, run: 'older' })).run).toBe('older');
  await expect(findRun(query, SERVICE.id, { ...request, run: 'none' })).rejects.toThrow('knows no run none');
});
