import { expect, it } from 'vitest';
import type { DrillRun } from '../run-drill.ts';
import { computeFigures, type Sightings } from './figures.ts';
import { summarizeDrills, toDrillPage, toDrillTable } from './report.ts';

const SEEN: Sightings = {
  appliedAtMs: 100_000,
  canary: 'new',
  calls: [
    { atMs: 95_000, isBad: false, durationMs: 5 },
    { atMs: 104_000, isBad: true, durationMs: 5 },
    { atMs: 130_000, isBad: false, durationMs: 5 },
  ],
  looks: [
    { atMs: 103_000, cohort: 'new' },
    { atMs: 115_000, cohort: 'new' },
  ],
  decidedAtMs: 110_000,
  abortedAtMs: 111_000,
  promotedAtMs: undefined,
  isHarmful: true,
};
const toRun = (seen: Sightings, ends: 'aborted' | 'promoted'): DrillRun => {
  const figures = computeFigures(seen);
  const canary = { why: 'It is <bad>.', defects: 'x' };
  return {
    drill: { id: 'bad-canary', why: canary.why, canary, upset: 'none', ends, servers: 'ours' },
    figures,
    isAsItMust: figures.end === ends,
    decision: 'abort',
    reasons: ['worse by <more>'],
    sightings: seen,
  };
};

it('puts runs of one drill together', () => {
  const runs = [toRun(SEEN, 'aborted'), toRun({ ...SEEN, decidedAtMs: 108_000 }, 'aborted')];
  expect(summarizeDrills(runs)).toMatchObject([
    { id: 'bad-canary', runs: 2, asItMust: 2, detectS: { median: 5, worst: 6 }, promoteS: null },
  ]);
  expect(toDrillTable(summarizeDrills(runs)).split('\n')[2]).toBe(
    '| `bad-canary` | aborted | 2 of 2 | 5 s, worst 6 s | 11 s | 7 s | – | 1 |',
  );
});

it('says on its page what did not end as it must, and lets nobody write markup', () => {
  const page = toDrillPage([toRun(SEEN, 'aborted'), toRun(SEEN, 'promoted')]);
  expect(page).toContain('1 of 2 ended as they must');
  expect(page).toContain('class="fail">It must end promoted, and ended aborted');
  expect(page).not.toMatch(/<bad>|<more>/);
  // What scrolls is reached by keys: the table, and each chart.
  expect(page.match(/<div class="wide" role="region" tabindex="0" aria-label="[^"]+">/g)).toHaveLength(3);
  expect(page.match(/<svg/g)).toHaveLength(2);
});
