// What a gate that held could have seen, in words: the same on a terminal and on the page.
import { toPercent } from '../text/figures.ts';
import type { GateResult } from './gate-result-schema.ts';

export const DETECTABLE = 'detectable from';

/** The smallest true rate that a gate which held would have caught; '' where that is not said. */
export const toDetectable = ({
  outcome,
  minimum_detectable_rate: rate,
}: Pick<GateResult, 'outcome' | 'minimum_detectable_rate'>): string =>
  outcome === 'pass' && rate !== null ? `; ${DETECTABLE} ${toPercent(rate)}` : '';

/** What these words mean. */
export const DETECTABLE_FROM = `"${DETECTABLE} 1 %": at a true share of 1 % or more, a run like this one fails with a probability of at least 95 %`;
