// What a gate reads now, for showing it: kept in sixty grains a window, where the judges (lib/core/gates/gate-windows.ts) keep every second.

import { type Gate, hasWindow, toGateValue, toHeadStart } from '../gates/gates.ts';
import type { Id } from '../service/service.ts';

/** A window is never read as longer than it is, and as shorter by a sixtieth at most. */
const GRAINS = 60;

/** `grains`: of a rolling window, which grain of time holds how many of `of` and of `among`. `least`: of a sequential gate. */
export interface GateMeterData {
  readonly worst: number;
  readonly least: number;
  readonly grains: readonly (readonly [grain: number, of: number, among: number])[];
}

export interface GateMeter {
  /**
   * Takes what a call counted, at a second of the run that must not go back, and what the run as a whole has come to by it. Returns the
   * gate's value now.
   */
  add(atSec: number, of: number, among: number, hitsOfRun: number, samplesOfRun: number): number;
  toJSON(): GateMeterData;
}

/** A meter for `gate`, at rest or as `data` has it. */
export function createGateMeter(gate: Gate, data?: GateMeterData): GateMeter {
  let { worst, least } = data ?? { worst: 0, least: -toHeadStart(gate) };
  const grains = (data?.grains ?? []).map(([grain, of, among]) => ({ grain, of, among }));
  let hits = grains.reduce((sum, { of }) => sum + of, 0);
  let samples = grains.reduce((sum, { among }) => sum + among, 0);

  function toWhole(value: number): number {
    if (gate.kind !== 'sequential') return value;
    least = Math.min(least, value);
    return value - least;
  }

  function computeInWindow(windowSec: number, atSec: number, of: number, among: number): number {
    const grain = Math.floor((atSec * GRAINS) / windowSec);
    if (grains.at(-1)?.grain !== grain) grains.push({ grain, of: 0, among: 0 });
    const newest = grains.at(-1);
    if (newest) {
      newest.of += of;
      newest.among += among;
    }
    hits += of;
    samples += among;
    for (let oldest = grains[0]; oldest && oldest.grain <= grain - GRAINS; oldest = grains[0]) {
      hits -= oldest.of;
      samples -= oldest.among;
      grains.shift();
    }
    return toGateValue(gate, hits, samples);
  }

  return {
    add(atSec, of, among, hitsOfRun, samplesOfRun) {
      const now =
        gate.windowSec === undefined
          ? toWhole(toGateValue(gate, hitsOfRun, samplesOfRun))
          : computeInWindow(gate.windowSec, atSec, of, among);
      worst = Math.max(worst, now);
      return now;
    },
    toJSON: () => ({
      worst,
      least,
      grains: grains.map(({ grain, of, among }) => [grain, of, among] as const),
    }),
  };
}

/** A count that is raised with every row of a day: by its name in an object of all counts it takes fifty times as long. */
export interface Counter {
  readonly id: Id;
  count: number;
}

/** A gate with its meter, and the counts of the run that it is about. */
interface Metered {
  readonly gate: Gate;
  readonly meter: GateMeter;
  readonly isWatched: boolean;
  readonly of: Counter;
  readonly among: Counter;
}

/** A gate, and what one answer counts for it: 0 or 1. */
export interface Touched {
  readonly by: Metered;
  readonly hits: number;
  readonly samples: number;
}

/** The meters of the gates of a run. */
export interface GateMeters {
  /** The gates that an answer counts for which raises these counters. */
  listTouched(raised: readonly Id[]): readonly Touched[];
  toJSON(): Readonly<Record<string, GateMeterData>>;
}

/** Meters at rest, or as `data` has them, on the counts of the run. */
export function createGateMeters(
  gates: readonly Gate[],
  data: Readonly<Record<string, GateMeterData>>,
  counterOf: (id: Id) => Counter,
): GateMeters {
  const meters = gates.map(
    (gate): Metered => ({
      gate,
      meter: createGateMeter(gate, data[gate.id]),
      isWatched: hasWindow(gate),
      of: counterOf(gate.of),
      among: counterOf(gate.among),
    }),
  );
  return {
    listTouched: (raised) =>
      meters
        .map((by) => ({
          by,
          hits: Number(raised.includes(by.of.id)),
          samples: Number(raised.includes(by.among.id)),
        }))
        .filter(({ hits, samples }) => hits + samples > 0),
    toJSON: () => Object.fromEntries(meters.map(({ gate, meter }) => [gate.id, meter.toJSON()])),
  };
}
