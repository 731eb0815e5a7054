// What a prober keeps in mind ↔ what its file holds.
import type { Bucket } from './budget.ts';
import type { Memory, Probe } from './probe.ts';
import type { ProberState } from './state-schema.ts';
import { beginPeriods, type PeriodMemory, skipPeriods, toPeriod } from './timetable.ts';

/** What is remembered of a flow; nothing of one whose period is another now, or whose periods lie ahead. */
export function recall({ id, table }: Probe, known: ProberState | undefined, nowMs: number): Memory {
  const state = known?.flows[id];
  const fresh: Memory = {
    periods: beginPeriods(table, nowMs),
    last: undefined,
    recent: [],
    beganMs: undefined,
  };
  if (!state || state.every_ms !== table.everyMs) return fresh;
  const periods: PeriodMemory = {
    ...{ closed: state.closed, made: state.made },
    ...{ dueCount: state.due_count, madeCount: state.made_count },
  };
  const { last } = state;
  return {
    periods:
      Math.max(state.closed, state.made) > toPeriod(table, nowMs)
        ? skipPeriods(table, periods, nowMs)
        : periods,
    last: last && {
      ...{ outcome: last.outcome, because: last.because, durationMs: last.duration_ms },
      endedAtMs: Date.parse(last.at),
    },
    recent: state.recent.map(({ outcome, unreached = false, at }) => ({
      ...{ outcome, unreached },
      startedAtMs: Date.parse(at),
    })),
    beganMs: undefined,
  };
}

/** What a restart must not lose. */
export function toState(
  owner: string,
  probes: readonly Probe[],
  get: (probe: Probe) => Memory,
  budgets: ReadonlyMap<string, readonly Bucket[]>,
  nowMs: number,
): ProberState {
  const flows = probes.map((probe) => {
    const { periods, last, recent } = get(probe);
    return [
      probe.id,
      {
        every_ms: probe.table.everyMs,
        ...{ closed: periods.closed, made: periods.made },
        ...{ due_count: periods.dueCount, made_count: periods.madeCount },
        ...(last && {
          last: {
            ...{ outcome: last.outcome, because: last.because },
            at: new Date(last.endedAtMs).toISOString(),
            duration_ms: Math.round(last.durationMs),
          },
        }),
        recent: recent.map(({ outcome, unreached, startedAtMs }) => ({
          outcome,
          ...(unreached ? { unreached } : {}),
          at: new Date(startedAtMs).toISOString(),
        })),
      },
    ] as const;
  });
  return {
    schema_version: 1,
    owner,
    saved_at: new Date(nowMs).toISOString(),
    flows: Object.fromEntries(flows),
    budgets: Object.fromEntries(
      [...budgets].map(([slo, buckets]) => [
        slo,
        buckets.map(({ startMs, passed, failed }) => ({ start_ms: startMs, passed, failed })),
      ]),
    ),
  };
}
