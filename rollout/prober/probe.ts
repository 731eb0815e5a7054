// A flow as the prober plays it, and what it keeps in mind of it.
import type { FlowSlo } from '../flows/files/folder.ts';
import type { FlowOutcome } from '../flows/play/flow-result.ts';
import type { PeriodMemory, Timetable } from './timetable.ts';

/** A flow and where it is played. */
export interface Probe {
  /** The flow's id; with its target where it is played at several. */
  readonly id: string;
  /** The flow's id. */
  readonly flow: string;
  /** The name of the target where it has one, else its address, as it may be shown. */
  readonly target: string;
  readonly slo: FlowSlo;
  readonly table: Timetable;
  readonly deadlineMs: number;
}

/** One of the last runs. */
export interface RecentRun {
  readonly outcome: FlowOutcome;
  /** It failed since the target could not be reached. */
  readonly unreached: boolean;
  readonly startedAtMs: number;
}

export interface LastRun {
  readonly outcome: FlowOutcome;
  readonly because: string;
  readonly endedAtMs: number;
  readonly durationMs: number;
}

/** What is kept in mind of a flow. */
export interface Memory {
  periods: PeriodMemory;
  last: LastRun | undefined;
  recent: readonly RecentRun[];
  /** When the run under way was begun, by the monotonic clock. */
  beganMs: number | undefined;
}
