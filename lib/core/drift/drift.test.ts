// Drift from the answers and readings of whole runs: what must be told, and what must not be taken for it.
import { describe, expect, it, test } from 'vitest';
import { type DriftingRun, FLAT, judgeDrift } from '../../../test/runs/drifting.ts';

const HOUR = 3600;
const LONG = { totalSec: 2 * HOUR, rps: 1 };
const judge = (id: string, run: Partial<DriftingRun>) => judgeDrift(run).find((gate) => gate.id === id)!;
const noise = FLAT.latencyMs;

test.each<[string, Partial<DriftingRun>, number]>([
  [
    '2 ms an answer for a minute',
    { totalSec: 60, latencyMs: (sec, draw) => noise(sec, draw) + 10 * sec },
    20,
  ],
  [
    'a millisecond a minute for hours',
    { ...LONG, latencyMs: (sec, draw) => noise(sec, draw) + sec / 40 },
    20,
  ],
  ['a curve that flattens', { latencyMs: (sec, draw) => noise(sec, draw) + 120 * Math.sqrt(sec) }, 20],
  ['a curve that steepens', { latencyMs: (sec, draw) => noise(sec, draw) + sec ** 2 / 10 }, 20],
  ['from the middle on', { latencyMs: (sec, draw) => noise(sec, draw) + 20 * Math.max(0, sec - 60) }, 20],
  [
    'around a toxic that is left out',
    { toxics: [[40, 60]], latencyMs: (sec, draw) => noise(sec, draw) + 5 * sec },
    20,
  ],
])('latency that rises is told: %s', (_, run) => {
  expect(judge('latency_drift', run)).toMatchObject({ outcome: 'fail' });
});

test.each<[string, Partial<DriftingRun>]>([
  ['flat', {}],
  ['noisy', { latencyMs: (_, draw) => 2000 * draw(1) }],
  ['a step, as after a deployment', { latencyMs: (sec, draw) => noise(sec, draw) + (sec > 60 ? 400 : 0) }],
  ['a step late in the run', { latencyMs: (sec, draw) => noise(sec, draw) + (sec > 95 ? 400 : 0) }],
  ['a warm-up that falls', { latencyMs: (sec, draw) => noise(sec, draw) + 3000 * Math.exp(-sec / 20) }],
  ['one answer of 10 s', { latencyMs: (sec, draw) => (sec === 90 ? 10_000 : noise(sec, draw)) }],
  ['slow by turns', { latencyMs: (sec, draw) => noise(sec, draw) + (Math.floor(sec / 10) % 2) * 500 }],
  ['a rise under 100 ms', { latencyMs: (sec, draw) => noise(sec, draw) + sec / 2 }],
  ['a rise under a quarter', { latencyMs: (sec, draw) => 2000 + 200 * draw(1) + 3 * sec }],
  [
    'slow while a toxic is on',
    { toxics: [[60, 119]], latencyMs: (sec, draw) => noise(sec, draw) + (sec > 60 ? 20 * (sec - 60) : 0) },
  ],
])('latency that is steady is not: %s', (_, run) => {
  const gate = judge('latency_drift', run);
  expect([gate.outcome, gate.because]).toEqual(['pass', expect.any(String)]);
});

test.each<[string, Partial<DriftingRun>]>([
  ['4 MB a second for two minutes', { rssBytes: (sec, draw) => FLAT.rssBytes!(sec, draw) + 4e6 * sec }],
  ['64 kB a second for hours', { ...LONG, rssBytes: (sec, draw) => FLAT.rssBytes!(sec, draw) + 64e3 * sec }],
  ['under a saw-tooth of collections', { ...LONG, rssBytes: (sec) => 120e6 + 64e3 * sec + 1e6 * (sec % 90) }],
])('memory that leaks is told: %s', (_, run) => {
  expect(judge('memory_drift', run)).toMatchObject({ outcome: 'fail' });
});

test.each<[string, Partial<DriftingRun>]>([
  ['a saw-tooth of collections', { rssBytes: (sec) => 120e6 + 12e6 * (sec % 15) }],
  ['a slow saw-tooth', { ...LONG, rssBytes: (sec) => 120e6 + 1e6 * (sec % 400) }],
  ['a cache that fills up', { ...LONG, rssBytes: (sec) => 120e6 + 200e6 * (1 - Math.exp(-sec / 300)) }],
  ['a young process', { rssBytes: (sec) => 80e6 + 100e6 * (1 - Math.exp(-sec / 30)) }],
  ['one that gives back', { ...LONG, rssBytes: (sec) => 900e6 - 50e3 * sec }],
])('memory that is steady is not: %s', (_, run) => {
  const gate = judge('memory_drift', run);
  expect([gate.outcome, gate.because]).toEqual(['pass', expect.any(String)]);
});

test('what fails says what rose, from where, and what each answer added', () => {
  const { because } = judge('latency_drift', { latencyMs: (sec) => 20 + 10 * sec });
  expect(because).toMatch(
    /^\/v1\/\S+( in \w+)? rose by 10\d\d ms in 10\d s, from 2\d\d ms \(2.0 ms with each answer\), and goes on: 100 ms allowed$/,
  );
});

test('how long it took is said as people say it', () => {
  const day = judge('memory_drift', { ...LONG, totalSec: 10_800, rssBytes: (sec) => 120e6 + 40e3 * sec });
  expect(day.because).toMatch(/ MB in 2 h \d+ min, from /);
});

test('what held says what would have been seen', () => {
  const { because } = judge('latency_drift', {});
  expect(because).toMatch(/100 ms allowed; a rise from 1\d\d ms on would have been seen$/);
});

describe('what cannot be told is skipped, with its reason', () => {
  test.each<[string, Partial<DriftingRun>, RegExp]>([
    [
      'latency_drift',
      { totalSec: 14 },
      /^too short to tell: 45 answers of one route at baseline after the first 5 s, 48 needed/,
    ],
    ['latency_drift', { toxics: [[0, 120]] }, /^too short to tell: 0 answers/],
    ['memory_drift', { totalSec: 30 }, /^too short to tell: 24 readings/],
    ['memory_drift', { rssBytes: null }, /tells no process_resident_memory_bytes/],
    ['descriptor_drift', { openFds: null }, /tells no process_open_fds/],
    ['memory_drift', { startedAt: (sec) => 100 + (sec % 2) }, /several replicas/],
    ['latency_drift', { once: true }, /one pass/],
  ])('%s of %o', (id, run, because) => {
    expect(judge(id, run)).toMatchObject({ outcome: 'skipped', because: expect.stringMatching(because) });
  });
});

it('no process start is no reason not to look', () => {
  expect(judge('memory_drift', { startedAt: null }).outcome).toBe('pass');
});

it('a load machine that slows down makes nothing of it', () => {
  const slow = judge('latency_drift', { latencyMs: (sec) => 20 + 10 * sec, lagMs: (sec) => 2 + sec });
  expect(slow).toMatchObject({ outcome: 'inconclusive', because: expect.stringContaining('load machine') });
});
