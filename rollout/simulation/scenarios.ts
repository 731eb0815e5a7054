// The canaries that are simulated, as data.
import type { Cohorts } from '../decision/measurements.ts';

/** What one version does. */
export interface Behaviour {
  /** The share of calls that are answered with an error (0..1). */
  readonly errorRatio: number;
  /** The share of whole answers that are none. */
  readonly halfRatio: number;
  /** How much longer an answer takes than usual. */
  readonly slowness: number;
}

export interface Scenario {
  readonly id: string;
  /** As a row of the table begins. */
  readonly title: string;
  /** What both versions do, so many seconds after the canary began. */
  readonly at: (sec: number) => Cohorts<Behaviour>;
  /** Calls per second to both versions together. */
  readonly callsPerS?: number;
  /** Which moment tells what it is in truth, in seconds; the first one where left out. */
  readonly truthAtSec?: number;
  /** True where it is watched after its promotion, too. */
  readonly bakes?: true;
}

const USUAL: Behaviour = { errorRatio: 0.002, halfRatio: 0.003, slowness: 1 };

const withCanary = (id: string, title: string, canary: Partial<Behaviour>): Scenario => ({
  id,
  title,
  at: () => ({ canary: { ...USUAL, ...canary }, stable: USUAL }),
});

const withErrors = (points: number) =>
  withCanary(`errors-${points}`, `errors: ${points} percentage points more`, {
    errorRatio: USUAL.errorRatio + points / 100,
  });
const withSlowness = (slowness: number, title: string) =>
  withCanary(`slow-${slowness}`, `latency: ${title}`, { slowness });

const IN_TROUBLE: Behaviour = { errorRatio: 0.2, halfRatio: 0.3, slowness: 2 };
/** Of the outage of both: when it begins, and how long it lasts. */
const OUTAGE = { fromSec: 60, lengthSec: 60 };
/** Of the leak: when it begins to show, and in how long the canary gets twice as slow. */
const LEAK = { fromSec: 60, doublesSec: 120 };

export const SCENARIOS: readonly Scenario[] = [
  withCanary('healthy', 'healthy', {}),
  withSlowness(1.1, '10 % slower'),
  withSlowness(1.5, '50 % slower'),
  withSlowness(2, 'twice as slow'),
  withErrors(0.1),
  withErrors(0.5),
  withErrors(2),
  withCanary('half', 'answers in half the time, and 5 percentage points more are not whole', {
    slowness: 0.5,
    halfRatio: USUAL.halfRatio + 0.05,
  }),
  {
    id: 'outage',
    title: 'healthy; both fail for a minute (20 % errors)',
    at: (sec) => {
      const isOn = sec >= OUTAGE.fromSec && sec < OUTAGE.fromSec + OUTAGE.lengthSec;
      return isOn ? { canary: IN_TROUBLE, stable: IN_TROUBLE } : { canary: USUAL, stable: USUAL };
    },
  },
  {
    id: 'both',
    title: 'both bad all the time (20 % errors)',
    at: () => ({ canary: IN_TROUBLE, stable: IN_TROUBLE }),
  },
  {
    id: 'quiet',
    title: 'healthy, with one call in five seconds',
    callsPerS: 0.2,
    at: () => ({ canary: USUAL, stable: USUAL }),
  },
  {
    id: 'leak',
    title: 'leaks: after 1 min twice as slow every 2 min; watched after its promotion, too',
    bakes: true,
    truthAtSec: LEAK.fromSec + LEAK.doublesSec,
    at: (sec) => ({
      canary: { ...USUAL, slowness: 2 ** (Math.max(0, sec - LEAK.fromSec) / LEAK.doublesSec) },
      stable: USUAL,
    }),
  },
];
