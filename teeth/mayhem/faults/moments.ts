// When a fault may strike: seconds of the run.
import { LAST_STRIKE_SEC, TOXIC_SEC } from './load.ts';

/** From the first answers on, with a toxic on and without. */
export const ANY_TIME = [1, LAST_STRIKE_SEC] as const;
/** Before the first toxic, with the time to see what is done. */
export const BEFORE_CHAOS = [1, TOXIC_SEC.from - 1.5] as const;
export const IN_CHAOS = [TOXIC_SEC.from + 1, TOXIC_SEC.to - 2] as const;
/** Not so late that a part that is gone is hardly missed. */
export const EARLY = [1, TOXIC_SEC.to - 1] as const;
/** Everything is done before the run begins. */
export const BEFORE_THE_RUN = [0, 0] as const;
