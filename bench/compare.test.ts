import { expect, test } from 'vitest';
import { type Sample, toLines, toTable } from './compare.ts';
import { parseTimes } from './measure.ts';

const sample = (runner: string, cpuSec: number, load: Sample['load'] = 'saturation'): Sample => ({
  runner,
  load,
  requests: 1000,
  rateRps: 100 / cpuSec,
  cpuSec,
});

test('a line has the cheapest round, and the median of the rounds against the bare one beside it', () => {
  const samples = [
    ...[sample('bare', 1), sample('full', 3)],
    ...[sample('bare', 2), sample('full', 4)],
    ...[sample('bare', 1), sample('full', 9)],
    ...[sample('bare', 4, 93.75), sample('full', 6, 93.75)],
  ];
  expect(toLines(samples, 'bare')).toEqual([
    { runner: 'bare', load: 'saturation', rateRps: 100, cpuSecPer1000: 1, timesBare: 1 },
    { runner: 'full', load: 'saturation', rateRps: 100 / 3, cpuSecPer1000: 3, timesBare: 3 },
    { runner: 'bare', load: 93.75, rateRps: 25, cpuSecPer1000: 4, timesBare: 1 },
    { runner: 'full', load: 93.75, rateRps: 100 / 6, cpuSecPer1000: 6, timesBare: 1.5 },
  ]);
});

test('the table names a rate in requests', () => {
  expect(toTable(toLines([sample('bare', 4, 93.75)], 'bare'))).toContain(
    '| 300 requests/s | bare | 25 | 4.00 | 1.0 |',
  );
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
