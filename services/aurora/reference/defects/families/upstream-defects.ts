// A service that does not take its upstream's failure as it should: it hides it, or does not recover.
import type { Defect } from '../defect.ts';

/** Defects in what a route makes of a failed upstream call. */
export const UPSTREAM_DEFECTS = {
  hide_upstream_failure: {
    breaks: 'chaos_degraded_honestly',
    why: 'an invented answer in perfect form, where the upstream call failed',
    effect: { kind: 'handler', fault: 'hide_failure' },
  },
  recover_late: {
    breaks: 'chaos_recovered',
    why: 'goes on degrading for 60 s (ms=) after its upstream is back, as a circuit breaker that rests too long',
    effect: { kind: 'handler', fault: 'outlast_failure', ms: 60_000 },
  },
} as const satisfies Record<string, Defect>;
