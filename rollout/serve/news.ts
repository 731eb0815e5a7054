// Whether a decision says something that the one before did not.
import type { Decision } from '../decision/decision.ts';

/** What of a decision is news: what was decided of which canary, and why; not the figures, which change at every look. */
export function toNews({ decision, canary, stable, step, reasons }: Decision): string {
  const why = reasons.map(({ id, outcome }) => `${id}=${outcome}`).sort();
  return JSON.stringify([decision, canary, stable, step, why]);
}
