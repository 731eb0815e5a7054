// What a run has to say in series, from the rows of its journal as they come, and from its verdict.
import { type Gate, toLimit } from '../gates/gates.ts';
import type { JournalRow } from '../journal/events.ts';
import type { Plan } from '../plan/plan.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import { RUN_SERIES, type RunSeries } from './series.ts';

/** The value of one series. Labels beside those of the run. */
export interface Reading {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A run as its series tell it. */
export interface RunState {
  /** Takes in the next row. True where that changed a value. */
  add(row: JournalRow): boolean;
  /** Takes in what the run came to; undefined where it came to no verdict. Nothing of it is on any more. */
  end(summary: Pick<Summary, 'verdict' | 'chaos_modes'> | undefined): void;
  /** Every series of the run, with its value now. Their number is bounded by the plan. */
  readings(): readonly Reading[];
}

/** A gate that held, one that was crossed, and one of which that cannot be told (yet). */
const STATUS = { pass: 1, fail: 0, inconclusive: -1, skipped: -1 } as const;

/** The state of a run that begins now. */
export function createRunState(plan: Pick<Plan, 'profile' | 'chaos'>, gates: readonly Gate[]): RunState {
  const values = new Map<RunSeries, Map<string, number>>();
  const set = (name: RunSeries, label: string, value: number): boolean => {
    const series = values.get(name) ?? new Map<string, number>();
    values.set(name, series);
    const changes = series.get(label) !== value;
    series.set(label, value);
    return changes;
  };
  const setAll = (name: RunSeries, value: number) => {
    for (const label of values.get(name)?.keys() ?? []) set(name, label, value);
  };
  set('aurora_gate_run', plan.profile, 1);
  for (const gate of gates) {
    set('aurora_gate_bound', gate.id, toLimit(gate));
    set('aurora_gate_status', gate.id, STATUS.inconclusive);
  }
  if (plan.chaos.enabled) for (const mode of plan.chaos.modes) set('aurora_gate_toxic', mode, 0);
  return {
    add(row) {
      switch (row.type) {
        case 'toxic.on':
          return row.read_back && set('aurora_gate_toxic', row.mode, 1);
        case 'toxic.off':
          return row.healed && set('aurora_gate_toxic', row.mode, 0);
        case 'phase.entered':
          setAll('aurora_gate_phase', 0);
          return set('aurora_gate_phase', row.phase, 1);
        case 'gate.crossed':
          return set('aurora_gate_status', row.gate, STATUS.fail);
        case 'k6.summary':
          setAll('aurora_gate_phase', 0);
          return true;
        default:
          return false;
      }
    },
    end(summary) {
      setAll('aurora_gate_run', 0);
      setAll('aurora_gate_phase', 0);
      if (summary === undefined) return;
      for (const { id, outcome } of summary.verdict.gates) set('aurora_gate_status', id, STATUS[outcome]);
      for (const [mode, { recover_s: recoverSec }] of Object.entries(summary.chaos_modes)) {
        if (recoverSec !== null) set('aurora_gate_recovery_seconds', mode, recoverSec);
      }
      set('aurora_gate_verdict', summary.verdict.outcome, 1);
    },
    readings: () =>
      [...values].flatMap(([name, series]) =>
        [...series].map(([label, value]) => ({ name, labels: { [RUN_SERIES[name].label]: label }, value })),
      ),
  };
}
