// A flow as the prober plays it, and what it keeps in mind of it.
import type { FlowSlo } from '../flows/files/folder.ts';
import type { FlowOutcome } from '../flows/play/flow-result.ts';
import type { PeriodMemory, Timetable } from './timetable.ts';

/** A flow and where it is played. */
export interface Probe {
  readonly id: string;
  /** The address, as it may be shown. */
  readonly target: string;
  readonly slo: FlowSlo;
  readonly table: Timetable;
  readonly deadlineMs: number;
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
  recent: readonly FlowOutcome[];
  /** When the run under way was begun, by the monotonic clock. */
  beganMs: number | undefined;
}
