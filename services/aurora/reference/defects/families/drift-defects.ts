// A service that gets worse the longer it runs.
import type { Defect } from '../defect.ts';

/** Defects that no single answer shows. */
export const DRIFT_DEFECTS = {
  slow_down: {
    breaks: 'latency_drift',
    why: 'each answer is 2 ms (ms=) later than the one before, as where a list is searched that only grows',
    effect: { kind: 'delay', ms: 2, grows: true },
  },
  leak_memory: {
    breaks: 'memory_drift',
    why: 'each call leaves 100 kB (kb=) behind, up to 1.5 GB',
    effect: { kind: 'leak', of: 'memory', kb: 100, atMost: Number.POSITIVE_INFINITY },
  },
  leak_descriptor: {
    breaks: 'descriptor_drift',
    why: 'each call opens a file that nobody closes, up to 2,000',
    effect: { kind: 'leak', of: 'descriptors' },
  },
  healthy_saw_tooth: {
    breaks: 'nothing',
    why: 'each call takes 300 kB (kb=), and all are given back after 150 calls, as by a garbage collector',
    effect: { kind: 'leak', of: 'memory', kb: 300, atMost: 150 },
  },
} as const satisfies Record<string, Defect>;
