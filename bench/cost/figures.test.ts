import { expect, test } from 'vitest';
import {
  type Line,
  toAgainst,
  toLines,
  toLoadText,
  toMachineNote,
  toStartLines,
  toStartTable,
  toTable,
} from './figures.ts';
import { parseTimes } from './measure.ts';
import type { Sample } from './rounds.ts';

const sample = (
  runner: string,
  round: number,
  cpuMsPerRequest: number,
  load: Sample['load'] = 'saturation',
): Sample => ({
  ...{ runner, load, round, cpuMsPerRequest },
  requests: 1000,
  rateRps: 100 / cpuMsPerRequest,
  startCpuSec: cpuMsPerRequest / 4,
  startSec: cpuMsPerRequest / 2,
  foreignCpus: cpuMsPerRequest / 100,
});

const SAMPLES = [
  ...[sample('bare', 0, 1), sample('full', 0, 3)],
  // The order within a round is another each time.
  ...[sample('full', 1, 4), sample('bare', 1, 2)],
  ...[sample('bare', 2, 1), sample('full', 2, 9)],
  ...[sample('bare', 0, 4, 93.75), sample('full', 0, 6, 93.75)],
];
const spread = (median: number, least = median, most = median) => ({ median, least, most });

test('a line has median and spread, and those of each round against the bare one beside it', () => {
  expect(toLines(SAMPLES, 'bare')).toEqual<Line[]>([
    {
      ...{ runner: 'bare', load: 'saturation', rateRps: 100 },
      cpuMsPerRequest: spread(1, 1, 2),
      timesBare: spread(1),
    },
    {
      ...{ runner: 'full', load: 'saturation', rateRps: 25 },
      cpuMsPerRequest: spread(4, 3, 9),
      timesBare: spread(3, 2, 9),
    },
    { runner: 'bare', load: 93.75, rateRps: 25, cpuMsPerRequest: spread(4), timesBare: spread(1) },
    { runner: 'full', load: 93.75, rateRps: 100 / 6, cpuMsPerRequest: spread(6), timesBare: spread(1.5) },
  ]);
});

test('without a floor there is no ratio', () => {
  const [line] = toLines([sample('full', 0, 3)], 'bare');
  expect(line?.timesBare).toBeUndefined();
  expect(toTable(line ? [line] : [])).toContain('| saturation | full | 33 | 3.000 [3.000–3.000] | – |');
});

test('the start is that of all loads together', () => {
  expect(toStartLines(SAMPLES)).toEqual([
    { runner: 'bare', cpuSec: spread(0.375, 0.25, 1), sec: spread(0.75, 0.5, 2) },
    { runner: 'full', cpuSec: spread(1.25, 0.75, 2.25), sec: spread(2.5, 1.5, 4.5) },
  ]);
});

test('tables name a rate in requests', () => {
  expect(toLoadText(93.75)).toBe('300 requests/s');
  expect(toTable(toLines([sample('bare', 0, 4, 93.75)], 'bare'))).toBe(
    [
      '| load | runner | requests/s | CPU-ms a request | × bare |',
      '| --- | --- | --- | --- | --- |',
      '| 300 requests/s | bare | 25 | 4.000 [4.000–4.000] | 1.00 [1.00–1.00] |',
    ].join('\n'),
  );
  expect(toStartTable(toStartLines([sample('bare', 0, 4)]))).toContain(
    '| bare | 1.00 [1.00–1.00] | 2.00 [2.00–2.00] |',
  );
});

test('one runner is held against another in a sentence', () => {
  const lines = toLines([sample('full', 0, 3), sample('beside', 0, 4)], 'beside');
  expect(toAgainst(lines, 'full')).toEqual([
    'full: 0.75 [0.75–0.75] of the CPU of the suite beside, at saturation',
  ]);
});

test.each([
  [1, 'Idle machine'],
  [19, 'Idle machine'],
  [21, '**Busy machine**'],
])('other work on %d hundredths of a processor, of two', (hundredths, word) => {
  const note = toMachineNote([sample('bare', 0, hundredths)], 2, 0.42);
  expect(note).toMatch(new RegExp(`^${word.replaceAll('*', '\\*')}: other work took 0\\.\\d\\d `));
  expect(note).toContain('the load average was 0.4 before');
});

test.each([
  ['dash', '0m0.010000s 0m0.000000s\n1m2.500000s 0m0.250000s\n', 62.75],
  ['bash', '0m0.001s 0m0.002s\n0m1.230s 0m0.450s\n', 1.68],
  ['busybox', '0m0.00s 0m0.00s\n0m0.10s 0m0.05s\n', 0.15],
])('times of %s', (_, text, cpuSec) => {
  expect(parseTimes(text)).toBeCloseTo(cpuSec, 6);
});

test('what is no times is said', () => {
  expect(() => parseTimes('sh: times: not found')).toThrow('sh told no times');
});
