// Connections that misbehave, and answers that take their time.
import type { Defect } from '../defect.ts';

/** Defects in the connection and in the time an answer takes. */
export const TRANSPORT_DEFECTS = {
  connection_reset: {
    breaks: 'transport_error',
    why: 'the connection is reset (RST) before a byte was answered',
    effect: { kind: 'transport', way: 'reset' },
  },
  body_cut_off: {
    breaks: 'transport_error',
    why: 'status and half of the promised bytes, then the connection is gone',
    effect: { kind: 'transport', way: 'cut' },
  },
  hang: {
    breaks: 'transport_error',
    why: 'no answer, ever: the caller has to give up by itself',
    effect: { kind: 'transport', way: 'hang' },
  },
  slow_drip: {
    breaks: 'latency',
    why: 'a healthy answer that trickles in over 3 s (ms=)',
    effect: { kind: 'transport', way: 'drip', ms: 3_000 },
  },
  slow: {
    breaks: 'latency',
    why: 'a healthy answer 1 s late (ms=)',
    effect: { kind: 'delay', ms: 1_000 },
  },
} as const satisfies Record<string, Defect>;
