// Answers at an even rate, for tests of what is judged by them.
import type { Answer } from '../../lib/core/chaos/answers.ts';

interface Given extends Partial<Omit<Answer, 'degraded' | 'answered' | 'durationMs'>> {
  /** Calls begin from `from` (s) to before `to` (s), `perSec` of them. */
  readonly from: number;
  readonly to: number;
  readonly perSec: number;
  /** Of the i-th call, which begins at `atSec`. */
  readonly ms?: (i: number, atSec: number) => number;
  readonly degraded?: (i: number, atSec: number) => boolean;
  readonly failed?: (i: number, atSec: number) => boolean;
}

/** Good answers at baseline to calls that always need the upstream, 20 ms each, but for what is given. */
export function toAnswers({ from, to, perSec, ms, degraded, failed, ...rest }: Given): Answer[] {
  return Array.from({ length: Math.ceil((to - from) * perSec) }, (_, i) => {
    const beganSec = from + i / perSec;
    const durationMs = ms?.(i, beganSec) ?? 20;
    return {
      beganSec,
      endedSec: beganSec + durationMs / 1000,
      durationMs,
      phase: 'baseline',
      need: 'always',
      answered: !(failed?.(i, beganSec) ?? false),
      degraded: degraded?.(i, beganSec) ?? false,
      ...rest,
    };
  });
}
