// What every row of a way has in common, so that a service's rows say only what is their own.
import type { OptionValues } from '../lib/core/options/option.ts';
import { BASELINE } from './loads.ts';
import { HARD_STOP_MS, type Tooth } from './teeth.ts';

/** A row `gate/disguised/name`: a fault that looks like something else, or like nothing. One answer is enough unless `extra` says otherwise. */
export const disguised = (
  gate: string,
  name: string,
  defects: string,
  why: string,
  extra: Partial<Pick<Tooth, 'beside' | 'hole' | 'withinMs'>> = {},
  options: OptionValues = BASELINE,
): Tooth => ({
  id: `${gate}/disguised/${name}`,
  gate,
  way: 'disguised',
  expect: 'fail',
  defects,
  options,
  withinMs: HARD_STOP_MS,
  why,
  ...extra,
});

/** A row `gate/near-miss/name`: unusual, slow or nearly bad, and fine. */
export const nearMiss = (
  gate: string,
  name: string,
  defects: string,
  why: string,
  options: OptionValues = BASELINE,
  extra: Partial<Pick<Tooth, 'hole' | 'means' | 'p95AtLeastMs' | 'modesShown'>> = {},
): Tooth => ({
  id: `${gate}/near-miss/${name}`,
  gate,
  way: 'near miss',
  expect: 'pass',
  defects,
  options,
  withinMs: null,
  why,
  ...extra,
});
