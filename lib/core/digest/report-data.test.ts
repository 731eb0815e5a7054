import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { PLAN, toFigures, toWindow } from '../../../test/runs/good-run.ts';
import { playRun } from '../../../test/runs/played-run.ts';
import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import type { FailureRow } from '../journal/events.ts';
import { toFeedRow } from '../journal/feed-row.ts';
import { toSummary } from '../verdict/summary.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { createDigest } from './digest.ts';
import { toInlineJson } from './inline-json.ts';
import { toMarkdown } from './markdown.ts';
import { toReportData } from './report-data.ts';

const RULES = toDigestRules(SERVICE);

const digest = createDigest(RULES);
const samples: FailureRow[] = [];
for (const row of playRun({ PROFILE: 'quick', SEED: '9' }, { errorRatio: 0.05 })) {
  const feedRow = toFeedRow(row);
  if (feedRow) digest.add(feedRow);
  if (row.type === 'failure') samples.push(row);
}
const gate = {
  severity: 'blocking',
  minimum_detectable_rate: null,
  value: 0,
  limit: 0,
  samples: 900,
} as const;
const VERDICT: Verdict = {
  outcome: 'fail',
  because: 'notice_without_actions: 1 > 0',
  gates: [
    { ...gate, id: 'empty_cards', why: 'an answer has cards', outcome: 'pass', because: '0 in 900 answers' },
    {
      ...gate,
      id: 'notice_without_actions',
      why: 'what next',
      outcome: 'fail',
      because: '1 > 0 (1 of 64 notices)',
    },
  ],
};
const SAMPLE = {
  route: 'chat',
  journey: 'use_photo_false',
  step: 'reco_chat',
  variant: 'EN',
  phase: 'chaos',
  status: 200,
  detail: 'a notice without actions',
  trace_id: 't',
  file: null,
  command: 'npm run soak',
} as const;
const summaryOf = (windows: number) =>
  toSummary({
    service: SERVICE,
    plan: PLAN,
    base: 'http://127.0.0.1:3300',
    status: 'stopped',
    stopReason: 'notice_without_actions: a confidence_notice without actions',
    startedAtSec: 1_800_000_000,
    finishedAtSec: 1_800_000_030,
    figures: toFigures(),
    verdict: VERDICT,
    chaosWindows: Array.from({ length: windows }, (_, window) => toWindow({ window })),
    chaosInjected: true,
  });
const reportOf = (failures: readonly FailureRow[], windows = 2) =>
  toReportData(SERVICE, {
    name: 'chaos_soak_run_1',
    digest: digest.toJSON(),
    summary: summaryOf(windows),
    failures,
  });

describe('what a report carries', () => {
  it('is the last failing samples whole, and the command', () => {
    const { failures, leftOut, command } = reportOf(samples.slice(-3));
    expect(failures).toEqual(samples.slice(-3));
    expect(leftOut).toEqual({ failures: 0, windows: 0 });
    expect(command).toBe('npm run soak -- --seed 9');
  });

  it.each(['x', '<', '面'])('stays in its bound with 50 long bodies of %j', (char) => {
    const body = char.repeat(65_536);
    const long = Array.from({ length: 50 }, (_, n) => ({ ...samples[0]!, n, body }));
    const { failures, leftOut } = reportOf(long);
    expect(new TextEncoder().encode(toInlineJson(failures)).length).toBeLessThan(201_000);
    expect(failures.at(-1)?.n).toBe(49);
    expect(failures.length + leftOut.failures).toBe(50);
    expect(failures[0]?.body).toMatch(/cut; the whole is in failures/);
  });

  it('is the whole body of an answer that a gate points to, so that its line can be marked', () => {
    const body = JSON.stringify({ cards: 'x'.repeat(20_000) });
    const rows = [1, 2].map((n) => ({ ...samples[0]!, n, call: 0, body }));
    const summary = summaryOf(0);
    const gates = summary.verdict.gates.map((one) => ({ ...one, sample: { ...SAMPLE, n: 1, call: 0 } }));
    const { failures } = toReportData(SERVICE, {
      ...{ name: 'chaos_soak_run_1', digest: digest.toJSON(), failures: rows },
      summary: { ...summary, verdict: { ...summary.verdict, gates } },
    });
    expect(failures.map((row) => row.body === body)).toEqual([true, false]);
  });

  it('is the last chaos windows, however many there were', () => {
    const { summary, leftOut } = reportOf([], 1000);
    expect(summary.chaos_windows.at(-1)?.window).toBe(999);
    expect(summary.chaos_windows.length + leftOut.windows).toBe(1000);
    expect(leftOut.windows).toBeGreaterThan(800);
  });
});

describe('summary.md', () => {
  const text = toMarkdown(reportOf(samples));

  it('has the verdict first, then why', () => {
    expect(text.split('\n')[0]).toBe('## FAIL: quick, seed 1');
    expect(text).toContain('- ✗ **notice&#95;without&#95;actions**: 1 &#62; 0');
    expect(text).toContain('| empty&#95;cards | ✓ held | 0 in 900 answers |');
    expect(text).toContain('npm run soak -- --seed 9');
  });

  it('says who played the run where several did, and who did not play on', () => {
    const well = { runner: 1, code: 0, why: '', journeys: 155, calls: 500, behind_s: 0 };
    const lost = { ...well, runner: 2, code: 137, why: 'OOMKilled', journeys: 90 };
    const data = reportOf(samples);
    const told = toMarkdown({ ...data, summary: { ...data.summary, runners: [well, lost] } });
    expect(told).toContain('\n2 runners: 90 to 155 journeys each.\n');
    expect(told).toContain('\n| 2 | 90 | 500 | 0.00 s | exit code 137, OOMKilled |\n');
    expect(told).not.toContain('| 1 | 155 |');
    expect(text).not.toContain('runners');
  });

  test.each([
    ['a cell | of its own |', 'cell | '],
    ['a line\n## of its own', '\n## of'],
    ['<img src=x onerror=alert(1)>', '<img'],
    ['[click](http://evil.example)', '](http'],
    ['![](http://evil.example/x.png)', '!['],
  ])('makes %j plain text', (hostile, trace) => {
    const broken = { ...samples[0]!, detail: hostile, request: { ...samples[0]!.request, path: hostile } };
    const data = reportOf([broken]);
    const gates = VERDICT.gates.map((one) => ({ ...one, because: hostile }));
    const markdown = toMarkdown({
      ...data,
      name: hostile,
      summary: { ...data.summary, base: hostile, verdict: { ...VERDICT, gates } },
    });
    expect(markdown).not.toContain(trace);
  });
});
