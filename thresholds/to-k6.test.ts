import { describe, expect, it, test } from 'vitest';
import { type Gate, toLimit } from '../lib/core/gates/gates.ts';
import { PHASES } from '../lib/core/plan/schedule.ts';
import { SERVICE } from '../services/aurora/service.ts';
import { GATES, PLAN } from '../test/runs/good-run.ts';
import { listGates } from './gates.ts';
import {
  FINAL_READS_METRIC,
  toK6Thresholds,
  toMetricName,
  toOverallMetricName,
  toWindowMetricName,
} from './to-k6.ts';

const DUE = { due: 1000, least: 975 };
const thresholds = toK6Thresholds(SERVICE, GATES, false, PHASES, DUE);
const onePass = listGates(SERVICE, { ...PLAN, once: true });

/** The thresholds that bound what a gate counts. */
const boundsOf = (gate: Gate, all: Readonly<Record<string, string[]>>) =>
  [toMetricName(gate.of), toWindowMetricName(gate), toOverallMetricName(gate)].flatMap((metric) =>
    (all[metric] ?? []).filter((expression) => expression.includes('<=')),
  );

describe.each(GATES.filter((gate) => gate.severity === 'blocking'))('$id', (gate) => {
  it('is bounded in k6', () => {
    expect(boundsOf(gate, thresholds)).not.toEqual([]);
  });

  it('needs its samples in k6 too, where an empty metric passes', () => {
    expect(thresholds[toMetricName(gate.among)]).toContain(`count>=${gate.minSamples}`);
  });
});

test.each(onePass.filter((gate) => gate.severity === 'blocking'))('in one pass $id is bounded', (gate) => {
  const all = toK6Thresholds(SERVICE, onePass, true, ['baseline'], { due: 8, least: 0 });
  expect(boundsOf(gate, all)).not.toEqual([]);
  expect(all[toMetricName(gate.among)]).toContain(`count>=${gate.minSamples}`);
});

test.each<[string, string[]]>([
  ['gate_http_4xx', ['count<=0']],
  ['gate_http_4xx{phase:chaos}', ['count<=0']],
  ['gate_responses', ['count>=1', 'count>=200']],
  ['gate_window_http_5xx_rate_5m', ['max<=0.005']],
  ['gate_overall_http_5xx_rate_5m', ['value<=0.005']],
  ['gate_window_transport_errors_2h', ['max<=3']],
  ['dropped_iterations', ['count<=10']],
  ['gate_journeys', ['count>=1', 'count>=966']],
  ['gate_sentinel_reads', ['count>0']],
  [FINAL_READS_METRIC, ['count>0']],
  ['gate_duration{phase:spike}', []],
  ['gate_calls{journey:photo_usable,variant:CN}', ['count>=0']],
])('%s: %j', (metric, expressions) => {
  expect(thresholds[metric]).toEqual(expressions);
});

test('windows and overall shares are bounded for the gates that have them, and for no others', () => {
  const blocking = GATES.filter(({ severity }) => severity === 'blocking');
  const boundedAs = (start: string) => Object.keys(thresholds).filter((metric) => metric.startsWith(start));
  const windows = blocking.filter(({ windowSec }) => windowSec !== undefined).map(toWindowMetricName);
  const shares = blocking.filter(({ kind, of }) => kind === 'ratio' && of !== 'journeys_dropped');
  expect(boundedAs('gate_window_')).toEqual(windows);
  expect(boundedAs('gate_overall_')).toEqual(shares.map(toOverallMetricName));
  expect(thresholds.gate_transport_errors).toBeUndefined();
});

test('one pass has no sentinel to wait for', () => {
  const all = toK6Thresholds(SERVICE, onePass, true, ['baseline'], { due: 8, least: 0 });
  expect(all).not.toHaveProperty(FINAL_READS_METRIC);
  expect(all).not.toHaveProperty(toMetricName('sentinel_reads'));
});

test('where the sequential gates decide, k6 is bounded by them, and not by the windows on the same count', () => {
  const deciding = listGates(SERVICE, { ...PLAN, deciding: { ...PLAN.deciding, by: 'sequential' } });
  const sequential = deciding.find((gate) => gate.kind === 'sequential')!;
  const all = toK6Thresholds(SERVICE, deciding, false, PHASES, DUE);
  expect(all[toWindowMetricName(sequential)]).toEqual([`max<=${toLimit(sequential)}`]);
  expect(all).not.toHaveProperty('gate_window_http_5xx_rate_5m');
  expect(all).not.toHaveProperty('gate_overall_http_5xx_rate_5m');
  expect(all).toHaveProperty('gate_window_transport_error_rate_5m');
});

test('a phase that the run does not come to has no threshold', () => {
  const all = toK6Thresholds(SERVICE, GATES, false, ['baseline', 'spike'], DUE);
  expect(Object.keys(all).filter((metric) => metric.includes('chaos'))).toEqual([]);
  expect(Object.keys(all).some((metric) => metric.includes('phase:spike'))).toBe(true);
});

test('an advisory gate bounds nothing', () => {
  const advice: Gate = { ...GATES[0]!, severity: 'advisory', of: 'transport_retries', among: 'calls' };
  expect(toK6Thresholds(SERVICE, [advice], true, PHASES, DUE)).toEqual(
    toK6Thresholds(SERVICE, [], true, PHASES, DUE),
  );
});

test('journeys that nobody can miss are not asked for', () => {
  const few = toK6Thresholds(SERVICE, GATES, false, PHASES, { due: 3, least: 0 });
  expect(few.gate_journeys).toEqual(['count>=1']);
});
