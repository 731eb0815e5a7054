// Toxicity is drawn for a connection, not for a call: how often it must be drawn anew where a service keeps few connections, and how
// likely all draws miss.
import type { Toxic } from './fault.ts';

/** Toxics that strike only a share of connections, and how often each connection is to be drawn for anew. */
export interface Redraw {
  readonly toxics: readonly Toxic[];
  readonly everyMs: number;
}

/** Twenty calls a second on one connection each meet a draw of their own; a draw takes Toxiproxy a few ms. */
const MIN_EVERY_MS = 50;
/** A draw ends what the one before it had begun: most of the toxics that were drawn must come to their end. */
const TIMES_ITS_TIME = 4;
/** A call that meets two draws is struck more often than it should be. */
const TIMES_A_CALL = 2;

/**
 * What to draw anew of these toxics; undefined where each of them strikes every connection anyway.
 * @param toxics each with the time that it takes to act, ms
 */
export function toRedraw(toxics: readonly (readonly [toxic: Toxic, actsMs: number])[]): Redraw | undefined {
  const drawn = toxics.filter(([{ toxicity }]) => toxicity < 1);
  if (drawn.length === 0) return undefined;
  const actsMs = Math.max(...drawn.map(([, ms]) => ms));
  return {
    toxics: drawn.map(([toxic]) => toxic),
    everyMs: Math.max(MIN_EVERY_MS, TIMES_ITS_TIME * actsMs),
  };
}

/** How long to wait for the next draw where a call takes `callMs` (mean), in ms. */
export function computeDrawEveryMs({ everyMs }: Redraw, callMs: number): number {
  return Math.max(everyMs, TIMES_A_CALL * callMs);
}

/** More connections at once would be a load of their own. */
const MOST_PROBES = 50;

/** How many connections of our own tell whether a toxic strikes: all miss one in a hundred times, for a toxicity of 0.09 and more. */
export function computeProbes(strikes: number): number {
  return strikes >= 1 ? 1 : Math.min(MOST_PROBES, Math.ceil(Math.log(0.01) / Math.log(1 - strikes)));
}

/** The chance (0..1) that so many draws, each of which strikes with the chance `strikes`, all miss. */
export function computeMissChance(strikes: number, draws: number): number {
  return (1 - Math.min(1, strikes)) ** draws;
}
