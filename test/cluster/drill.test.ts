// Drills as anyone plays them: by their command, on real pods. One version that must be taken back, one that must be promoted.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { DRILL_DEADLINE_MS, playDrill } from './play-drill.ts';

describe('a drill', () => {
  it(
    'takes a bad canary back, users first',
    async () => {
      const { code, output, run } = await playDrill('bad-canary');
      expect(code, output).toBe(0);
      expect(run?.figures).toMatchObject({ end: 'aborted', failedAfterwards: 0 });
      expect(run?.figures.failedCalls).toBeGreaterThan(0);
      expect(run?.figures.canaryLooks).toBeGreaterThan(0);
      expect(run?.reasons.join()).toContain('worse by more than');
    },
    DRILL_DEADLINE_MS,
  );

  it(
    'promotes a good one',
    async () => {
      const { code, output, run } = await playDrill('good-canary');
      expect(code, output).toBe(0);
      expect(run?.figures).toMatchObject({ end: 'promoted' });
    },
    DRILL_DEADLINE_MS,
  );

  it('that is not there is told with the nearest', async () => {
    const { code, output } = await playDrill('bad-canari');
    expect([code, output]).toEqual([2, expect.stringContaining('did you mean bad-canary?')]);
  });

  it('without a cluster says how one is had', async () => {
    const { code, output } = await playDrill('good-canary', join(tmpdir(), 'aurora-no-cluster'));
    expect([code, output]).toEqual([2, expect.stringContaining('npm run cluster -- up')]);
  });
});

// All in one file: a drill has the namespace, and some addresses, for itself.
test.each<[string, 'promoted' | 'aborted', RegExp]>([
  // Must not pass: the servers in pods take it back.
  ['servers-in-pods', 'aborted', /worse by more than|Argo ended it by the question/],
  // Must pass: the gate is one of those who say so.
  ['gate-stage', 'promoted', /exit code 0: pass/],
  // Must not pass: nobody but the gate says so.
  ['gate-treatment', 'aborted', /Argo ended it by the question "gate"\.,.*exit code 1: fail/],
  ['paused-after-abort', 'aborted', /worse by more than|Argo ended it by the question/],
])(
  '%s is %s',
  async (name, end, why) => {
    const { code, output, run } = await playDrill(name);
    expect(code, output).toBe(0);
    expect(run?.figures).toMatchObject({ end });
    expect(run?.reasons.join()).toMatch(why);
  },
  DRILL_DEADLINE_MS,
);
