// What a gate that held could have seen, in words: the same on a terminal and on the page.
import { toPercent } from '../text/percent.ts';
import type { GateResult } from './gate-result-schema.ts';

/** The smallest true rate that a gate which held would have caught; '' where that is not said. */
export const toDetectable = ({
  outcome,
  minimum_detectable_rate: rate,
}: Pick<GateResult, 'outcome' | 'minimum_detectable_rate'>): string =>
  outcome === 'pass' && rate !== null ? `; detectable from ${toPercent(rate)}` : '';

/** What these words mean. */
export const DETECTABLE_FROM =
  'detectable from: the minimum detectable rate, the smallest true share that this run fails with 95 % probability';
