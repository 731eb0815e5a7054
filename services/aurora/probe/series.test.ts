import { expect, test } from 'vitest';
import type { ProbeReport } from './report-schema.ts';
import { toProbeReadings } from './series.ts';

const COUNTS = { judged_count: 7, non_200_count: 2, parse_error_count: 0, no_answer_count: 1 };
const toReport = (change: Partial<ProbeReport>) =>
  ({
    finished_at: '2026-01-02T03:04:05.500Z',
    outcome: 'high',
    summary: COUNTS,
    checks: [
      { id: 'meta_missing', severity: 'high', outcome: 'fired' },
      { id: 'elevated_failures', severity: 'high', outcome: 'clear' },
      { id: 'variant_split_drift', severity: 'warn', outcome: 'inconclusive' },
    ],
    ...change,
  }) as ProbeReport;
const toLines = (report: ProbeReport) =>
  toProbeReadings(report).map(
    ({ name, labels, value }) => `${name.replace('aurora_probe_', '')}{${Object.values(labels)}} ${value}`,
  );

test('a run as series', () => {
  expect(toLines(toReport({}))).toEqual([
    'last_run_timestamp_seconds{} 1767323045.5',
    'samples{judged} 7',
    'samples{non_200} 2',
    'samples{parse_error} 0',
    'samples{no_answer} 1',
    'alert{meta_missing,high} 1',
    'alert{elevated_failures,high} 0',
    'alert{variant_split_drift,warn} 0',
    'outcome{ok} 0',
    'outcome{warn} 0',
    'outcome{high} 1',
    'outcome{inconclusive} 0',
  ]);
});

test('each outcome is 1 for its own', () => {
  for (const outcome of ['ok', 'warn', 'high', 'inconclusive'] as const)
    expect(toLines(toReport({ outcome })).filter((line) => /^outcome.* 1$/.test(line))).toEqual([
      `outcome{${outcome}} 1`,
    ]);
});
