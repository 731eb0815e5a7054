// The schedule kept: what is due is begun, each flow once at a time and few at once, and what comes of it is remembered.
import { toMessage } from '../../lib/core/text/message.ts';
import type { FlowSlo } from '../flows/files/folder.ts';
import type { FlowResult } from '../flows/play/flow-result.ts';
import { addRun, type Bucket, type Budget, computeBudget } from './budget.ts';
import { type ClockReading, computeJumpMs } from './clock-watch.ts';
import type { LastRun, Memory, Probe, RecentRun } from './probe.ts';
import { recall, toState } from './remember.ts';
import type { ProberState } from './state-schema.ts';
import { closePeriods, computeDueMs, isDue, type PeriodMemory, skipPeriods, toPeriod } from './timetable.ts';

/** What is known of a flow. */
export interface ProbeView {
  readonly probe: Probe;
  readonly periods: PeriodMemory;
  readonly last: LastRun | undefined;
  /** The newest last. */
  readonly recent: readonly RecentRun[];
  readonly isRunning: boolean;
}

export interface ProberIo {
  readonly now: () => ClockReading;
  /** Plays a flow once; undefined where the run was ended with us and counts for nothing. */
  readonly play: (probe: Probe) => Promise<FlowResult | undefined>;
  /** Called for each run that counts. */
  readonly onRun: (probe: Probe, result: FlowResult, period: number) => void;
  /** Called when there is something to save. */
  readonly save: () => void;
  readonly tell: (line: string) => void;
}

export interface Prober {
  /** Begins what is due; to be called often. */
  readonly tick: () => void;
  readonly views: () => readonly ProbeView[];
  readonly budgets: () => readonly { readonly slo: FlowSlo; readonly budget: Budget }[];
  readonly toState: (owner: string) => ProberState;
  /** Why the schedule is not kept; '' where it is. */
  readonly findStall: () => string;
  /** Resolves when no run is under way. */
  readonly settled: () => Promise<void>;
}

const MOST_RECENT = 20;
/** A tick comes every 100 ms: after so long without one nothing is begun any more. */
const LONGEST_WITHOUT_TICK_MS = 5_000;
/** What a run may take beyond its deadline, to end its calls. */
const GRACE_MS = 10_000;

/** A prober of these probes that goes on from `known`. */
export function createProber(
  probes: readonly Probe[],
  { concurrency, known }: { readonly concurrency: number; readonly known: ProberState | undefined },
  { now, play, onRun, save, tell }: ProberIo,
): Prober {
  let lastTick = now();
  const memories = new Map<string, Memory>(
    probes.map((probe) => [probe.id, recall(probe, known, lastTick.wallMs)]),
  );
  const budgets = new Map<string, readonly Bucket[]>(
    probes.map(({ slo }) => [
      slo.id,
      (known?.budgets[slo.id] ?? []).map(({ start_ms: startMs, passed, failed }) => ({
        startMs,
        passed,
        failed,
      })),
    ]),
  );
  const underWay = new Set<Promise<void>>();
  const get = ({ id }: Probe): Memory => {
    const memory = memories.get(id);
    if (!memory) throw new Error(`no flow ${id}`);
    return memory;
  };

  const begin = (probe: Probe, at: ClockReading) => {
    const memory = get(probe);
    const period = toPeriod(probe.table, at.wallMs);
    memory.beganMs = at.monotonicMs;
    const run = play(probe)
      .then((result) => {
        if (!result) return;
        const endedAtMs = now().wallMs;
        const { outcome, because, unreached, startedAtMs, durationMs } = result;
        memory.periods = { ...memory.periods, made: period };
        memory.last = { outcome, because, endedAtMs, durationMs };
        memory.recent = [...memory.recent, { outcome, unreached, startedAtMs }].slice(-MOST_RECENT);
        budgets.set(probe.slo.id, addRun(budgets.get(probe.slo.id) ?? [], probe.slo, endedAtMs, outcome));
        onRun(probe, result, period);
        save();
      })
      .catch((error: unknown) => tell(`${probe.id} broke off: ${toMessage(error)}`))
      .finally(() => {
        memory.beganMs = undefined;
        underWay.delete(run);
      });
    underWay.add(run);
  };

  const jump = (jumpMs: number, wallMs: number) => {
    tell(`the clock was set by ${Math.round(jumpMs / 1000)} s; no period that it jumped over is counted`);
    for (const probe of probes) {
      const memory = get(probe);
      memory.periods = skipPeriods(probe.table, memory.periods, wallMs);
    }
    save();
  };

  return {
    tick() {
      const at = now();
      const jumpMs = computeJumpMs(lastTick, at);
      lastTick = at;
      if (jumpMs !== 0) jump(jumpMs, at.wallMs);
      const due = probes
        .filter((probe) => {
          const memory = get(probe);
          if (memory.beganMs !== undefined) return false;
          memory.periods = closePeriods(probe.table, memory.periods, at.wallMs);
          return isDue(probe.table, memory.periods, at.wallMs);
        })
        .toSorted((a, b) => toMoment(a, at.wallMs) - toMoment(b, at.wallMs));
      for (const probe of due.slice(0, Math.max(0, concurrency - underWay.size))) begin(probe, at);
    },
    views: () =>
      probes.map((probe) => {
        const { periods, last, recent, beganMs } = get(probe);
        return { probe, periods, last, recent, isRunning: beganMs !== undefined };
      }),
    budgets: () => {
      const slos = new Map(probes.map(({ slo }) => [slo.id, slo]));
      return [...slos.values()].map((slo) => ({
        slo,
        budget: computeBudget(budgets.get(slo.id) ?? [], slo, now().wallMs),
      }));
    },
    toState: (owner) => toState(owner, probes, get, budgets, now().wallMs),
    findStall() {
      const { monotonicMs } = now();
      const silentMs = monotonicMs - lastTick.monotonicMs;
      if (silentMs > LONGEST_WITHOUT_TICK_MS) return `nothing was begun for ${Math.round(silentMs)} ms`;
      const stuck = probes.find((probe) => {
        const { beganMs } = get(probe);
        return beganMs !== undefined && monotonicMs - beganMs > probe.deadlineMs + GRACE_MS;
      });
      return stuck ? `the run of ${stuck.id} does not end` : '';
    },
    settled: async () => void (await Promise.allSettled([...underWay])),
  };
}

const toMoment = ({ table }: Probe, nowMs: number): number => computeDueMs(table, toPeriod(table, nowMs));
