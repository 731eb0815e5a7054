// When a flow is due. Periods are counted from the epoch and the moment within one is drawn from a seed: whoever computes it, before
// or after a restart, comes to the same.
import { drawUnit } from '../../lib/core/stats/draw.ts';

export interface Timetable {
  /** The flow's id: flows of one period are due at different moments. */
  readonly flow: string;
  readonly everyMs: number;
  /** The share of the period, from its beginning, over which the moments are spread; 0..0.5. */
  readonly jitterRatio: number;
  readonly seed: number;
}

const SALT = 41;

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** The number of the period that a moment lies in. @param nowMs epoch milliseconds */
export const toPeriod = ({ everyMs }: Pick<Timetable, 'everyMs'>, nowMs: number): number =>
  Math.floor(nowMs / everyMs);

/** When the flow is due in a period, in epoch milliseconds. */
export function computeDueMs({ flow, everyMs, jitterRatio, seed }: Timetable, period: number): number {
  return period * everyMs + drawUnit((seed ^ hash(flow)) >>> 0, period, SALT) * jitterRatio * everyMs;
}

/** What is remembered of a flow's periods. */
export interface PeriodMemory {
  /** The last period that is counted, as made or as missed. */
  readonly closed: number;
  /** The last period in which a run was begun that came to its end. */
  readonly made: number;
  readonly dueCount: number;
  readonly madeCount: number;
}

/** Nothing is counted before the period in which one begins. */
export const beginPeriods = (table: Timetable, nowMs: number): PeriodMemory => {
  const period = toPeriod(table, nowMs);
  return { closed: period - 1, made: period - 1, dueCount: 0, madeCount: 0 };
};

/** Counts the periods that are over. Those in which nobody was there to make a run are missed. */
export function closePeriods(table: Timetable, memory: PeriodMemory, nowMs: number): PeriodMemory {
  const over = toPeriod(table, nowMs) - 1 - memory.closed;
  if (over <= 0) return memory;
  const isMade = memory.made > memory.closed;
  return {
    closed: memory.closed + over,
    made: memory.made,
    dueCount: memory.dueCount + over,
    madeCount: memory.madeCount + (isMade ? 1 : 0),
  };
}

/** True where a run is to be begun now: the period's moment has come, and it has no run yet. */
export const isDue = (table: Timetable, { made }: PeriodMemory, nowMs: number): boolean => {
  const period = toPeriod(table, nowMs);
  return period > made && nowMs >= computeDueMs(table, period);
};

/** After the clock was set: what lies between was never due, and what lies ahead is not made yet. */
export function skipPeriods(table: Timetable, memory: PeriodMemory, nowMs: number): PeriodMemory {
  const before = toPeriod(table, nowMs) - 1;
  return { ...memory, closed: before, made: Math.min(memory.made, before) };
}
