import { expect, it, test } from 'vitest';
import { type GameDayReport, hasPassed, toHowTo, toReportPage } from './report.ts';

const HEAD = 'b'.repeat(64);
const REPORT: GameDayReport = {
  parts: [
    { id: 'a', title: 'A <part>', outcome: 'pass', text: 'seen' },
    { id: 'b', title: 'Another', outcome: 'fail', text: '<script>alert(1)</script>' },
  ],
  runs: [],
  records: [],
  broke: undefined,
  head: HEAD,
  keyId: 'k'.repeat(64),
  commit: 'c'.repeat(40),
  startedAt: '2026-01-31T12:00:00.000Z',
  endedAt: '2026-01-31T12:09:00.000Z',
};

test.each<[readonly ('pass' | 'fail')[], boolean]>([
  [['pass', 'pass'], true],
  [['pass', 'fail'], false],
  // Nothing that was judged is nothing that has passed.
  [[], false],
])('parts that came to %j', (outcomes, passed) =>
  expect(hasPassed(outcomes.map((outcome) => ({ id: '', title: '', text: '', outcome })))).toBe(passed));

it('says at its top that it failed, and lets nobody write markup', () => {
  const page = toReportPage({ ...REPORT, broke: 'the <cluster> ended' });
  expect(page).toContain('<h1>Game day: failed</h1>');
  expect(page).toContain('1 of 2 parts passed');
  expect(page).toContain('It broke off: the &lt;cluster&gt; ended');
  // What scrolls is reached by keys.
  expect(page).toContain(
    '<div class="wide" role="region" tabindex="0" aria-label="Records of the evidence log">',
  );
  expect(page).not.toMatch(/<script>alert|<part>|https?:\/\/|src=/);
});

it('names the key, the head and the command by which both are held against the log', () => {
  const text = toHowTo(REPORT);
  for (const part of [REPORT.keyId, HEAD, REPORT.commit, 'npm run evidence -- verify evidence'])
    expect(text).toContain(part);
});
