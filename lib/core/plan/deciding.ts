// Which gates of a run decide, and over how many answers their promise holds.

import { type ChoiceOption, choice } from '../options/option.ts';
import type { OptionReading } from '../options/read-options.ts';
import { computeMostCalls, type Mix } from '../service/journeys.ts';
import type { Service } from '../service/service.ts';
import { computeJourneysOf, type Timing } from './schedule.ts';

/** Rolling windows, or the sequential tests: docs/power.md. */
const DECIDING = ['rolling', 'sequential'] as const;

export const GATES_OPTION: ChoiceOption = choice(
  'GATES',
  'rolling',
  DECIDING,
  'which gates decide where a rolling and a sequential one are on the same count; the other advises: docs/power.md',
);

export interface Deciding {
  /** Which kind ends a run and fails it where a rolling and a sequential gate are on the same count. */
  readonly by: (typeof DECIDING)[number];
  /** So many answers a sequential gate keeps its promise on false aborts for. */
  readonly withinSamples: number;
  /** Whether a sequential gate begins with a head start, for what is bad from the start on. */
  readonly startsAhead: boolean;
}

/** What the options say, for the most answers that the plan can give: as if every journey due were the longest of its mix. */
export const parseDeciding = (
  { text }: OptionReading,
  service: Service,
  mix: Mix,
  timing: Timing,
): Deciding => ({
  by: DECIDING.find((one) => one === text('GATES')) ?? 'rolling',
  withinSamples: Math.ceil(computeJourneysOf(timing)) * computeMostCalls(service, mix),
  startsAhead: true,
});
