import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import {
  DURATION_METRIC,
  FINAL_READS_METRIC,
  toMetricName,
  toOverallMetricName,
  toWindowMetricName,
} from '../../../thresholds/to-k6.ts';
import type { Gate } from '../../core/gates/gates.ts';

/** The metrics of a script that is being loaded. */
async function load() {
  vi.resetModules();
  const k6 = await import('../../../test/k6/world.ts');
  const { SERVICE } = await import('../../../test/k6/shop.ts');
  return { ...k6, SERVICE, ...(await import('./metrics.ts')) };
}
let k6: Awaited<ReturnType<typeof load>>;
beforeEach(async () => {
  k6 = await load();
});

describe('counters', () => {
  it('are raised by 1 each, under the tags that the VU carries then', () => {
    k6.tags.phase = 'baseline';
    k6.raiseCounter('journeys');
    k6.tags.phase = 'chaos';
    k6.raiseCounters(['calls', 'responses', 'calls']);
    expect(k6.world.samples).toEqual([
      { metric: toMetricName('journeys'), value: 1, tags: { phase: 'baseline' } },
      { metric: toMetricName('calls'), value: 1, tags: { phase: 'chaos' } },
      { metric: toMetricName('responses'), value: 1, tags: { phase: 'chaos' } },
      { metric: toMetricName('calls'), value: 1, tags: { phase: 'chaos' } },
    ]);
  });

  it('are those of the service as well', () => {
    k6.raiseCounter('sold_out');
    expect(k6.sumOf(toMetricName('sold_out'))).toBe(1);
  });

  it('are all there once touched, and still 0', () => {
    k6.touchCounters();
    const touched = new Map(k6.world.samples.map(({ metric, value }) => [metric, value]));
    for (const id of Object.keys(k6.SERVICE.counters)) expect(touched.get(toMetricName(id)), id).toBe(0);
    expect(touched.get(FINAL_READS_METRIC)).toBe(0);
    expect(new Set(touched.values())).toEqual(new Set([0]));
  });
});

it('records the latency of an answer in ms', () => {
  k6.recordDuration(12.5);
  expect(k6.valuesOf(DURATION_METRIC)).toEqual([12.5]);
});

describe('the metrics of a gate', () => {
  const base = {
    why: '',
    severity: 'blocking',
    onCross: 'fail',
    of: 'http_5xx',
    among: 'responses',
    minSamples: 1,
    minSamplesWhy: '',
  } as const;
  const gates: Readonly<Record<string, Gate>> = {
    count: { ...base, id: 'count', kind: 'count', max: 0, stopAtFirst: true },
    windowedCount: {
      ...base,
      id: 'windowed_count',
      kind: 'count',
      max: 3,
      windowSec: 60,
      stopAtFirst: false,
    },
    ratio: { ...base, id: 'ratio', kind: 'ratio', maxRatio: 0.1, fullWindow: 1 },
    windowedRatio: {
      ...base,
      id: 'windowed_ratio',
      kind: 'ratio',
      maxRatio: 0.1,
      windowSec: 60,
      fullWindow: 9,
    },
    sequential: {
      ...base,
      id: 'sequential',
      kind: 'sequential',
      allowedRatio: 0.1,
      maxExcess: 4,
      headStart: 0,
    },
  };

  test.each<[string, readonly string[]]>([
    ['count', []],
    ['windowedCount', ['window']],
    ['ratio', ['overall']],
    ['windowedRatio', ['window', 'overall']],
    ['sequential', ['window']],
  ])('of a %s are %j', (name, kinds) => {
    const gate = gates[name]!;
    const metrics = k6.createGateMetrics(Object.values(gates));
    metrics.recordWindow(gate, 2);
    metrics.recordOverall(gate, 0.5);
    expect(k6.valuesOf(toWindowMetricName(gate))).toEqual(kinds.includes('window') ? [2] : []);
    expect(k6.valuesOf(toOverallMetricName(gate))).toEqual(kinds.includes('overall') ? [0.5] : []);
    expect(k6.world.samples).toHaveLength(kinds.length);
  });

  it('say when the last reading was made', () => {
    k6.createGateMetrics([]).countFinalRead();
    expect(k6.sumOf(FINAL_READS_METRIC)).toBe(1);
  });
});
