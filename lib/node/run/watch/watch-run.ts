// A run while it is on: its journal is followed, its chaos played, its place shown, the room for its results kept in sight.

import { listGates } from '../../../../thresholds/gates.ts';
import { createLatencyLog } from '../../../core/drift/latency.ts';
import type { GateResult } from '../../../core/gates/gate-result-schema.ts';
import { listAnswers } from '../../../core/journal/counts/answers.ts';
import type { JournalRow, UpstreamTotals } from '../../../core/journal/events.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { computeToxicSlots } from '../../../core/plan/schedule.ts';
import { computeLongestJourneySec } from '../../../core/service/journeys.ts';
import type { Service } from '../../../core/service/service.ts';
import { createTally } from '../../../core/verdict/tally.ts';
import { runChaos } from '../../chaos/chaos.ts';
import { watchBaseline } from '../../chaos/proxy-watch.ts';
import { createLinePrinter, type LinePrinter, toLiveLine, toTurn } from '../../cli/terminal/live-line.ts';
import { findShortage } from '../../files/disk.ts';
import { watchMemory } from '../../k6/memory-watch.ts';
import type { LiveFeed } from '../../live/start-live.ts';
import type { Load } from '../../process/child.ts';
import { followJournal } from '../../run-folder/journal.ts';
import type { RunFiles } from '../../run-folder/run-files.ts';
import type { RunClock } from '../run-clock.ts';
import type { Surroundings } from '../surroundings.ts';
import { countLooks, watchDrift } from './drift-watch.ts';
import { describeOverdue } from './overdue.ts';
import { watchResources } from './resource-watch.ts';

export interface SoakIo {
  /** Where lines of progress go. */
  readonly progress: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** Aborts with the name of a signal as its reason, or with an error that nobody caught. */
  readonly stop: AbortSignal;
  /** k6's script where it is built already: runs side by side must not build over each other's. */
  readonly bundle?: string;
  /** Takes over the live feed where that is to stay on after the end (`LIVE_STAY`); left out: it ends with the run. */
  readonly keepLive?: (feed: LiveFeed) => void;
}

const LIVE_EVERY_MS = 250;
const LOOK_EVERY_MS = 1_000;
/** The longest that every journey once may take. */
const ONCE_SEC = 600;

/** One run under way. */
export interface Watch {
  readonly service: Service;
  readonly plan: Plan;
  readonly files: RunFiles;
  readonly chaos: Surroundings['chaos'];
  readonly write: (row: JournalRow) => Promise<void>;
  /** Ends the load since this gate failed. */
  readonly stopFor: (gate: Pick<GateResult, 'id' | 'because'>, deadlineMs?: number) => Promise<void>;
  readonly clock: RunClock;
  readonly child: Pick<Load, 'pid'>;
  /** The memory that k6 may have. */
  readonly maxK6Bytes: number;
  readonly io: SoakIo;
  /** Told each row. */
  readonly onRow: (row: JournalRow) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows the journal: begins the chaos when the run begins, and shows where it stands.
 * @throws Error where the chaos cannot be played, something else took its proxy, the disk of the results is full, the
 * machine has no memory left, the journal is moved away, or k6 does not begin or does not end
 */
export async function watchRun({
  service,
  plan,
  files,
  chaos,
  write,
  stopFor,
  clock,
  child,
  maxK6Bytes,
  io,
  onRow,
  signal,
}: Watch): Promise<void> {
  const gates = listGates(service, plan);
  const tally = createTally(service, gates);
  const line: LinePrinter = createLinePrinter(io.progress);
  let started = false;
  let toxic = '';
  let injecting: Promise<void> = Promise.resolve();
  let watching: Promise<void> = Promise.resolve();
  let reading: Promise<void> = Promise.resolve();
  const latency = createLatencyLog(service);
  const rows: JournalRow[] = [];
  const looks = countLooks(plan);
  const healed = new AbortController();
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, io.stop, failed.signal]);
  let trouble: string | undefined;
  const beganMs = performance.now();
  // As scenarios/soak.ts has it.
  const dueSec = plan.once ? ONCE_SEC : plan.timing.totalSec + computeLongestJourneySec(service);

  // Faults on the edge are seen in k6's own calls. Where the service's counters cannot be believed, its answers are read.
  const readUpstream = async (): Promise<UpstreamTotals> => {
    const totals = await chaos?.readUpstream();
    if (plan.chaos.leg === 'edge')
      return { ...tally.edgeTotals(), bytes: totals?.bytes ?? null, source: 'edge' };
    const unknown = { calls: null, errors: null, durationMs: null, bytes: null };
    return { ...(totals ?? unknown), answers: tally.upstreamAnswers() };
  };
  const slots = computeToxicSlots(plan.timing, plan.chaos.modes);
  const isBaseline = () => {
    const nowSec = clock.elapsedSec();
    return toxic === '' && !slots.some(({ fromSec, toSec }) => nowSec >= fromSec && nowSec < toSec);
  };
  const watch = async (proxied: NonNullable<Surroundings['chaos']>) => {
    const found = await watchBaseline({
      ...proxied,
      isBaseline,
      nowSec: clock.nowSec,
      signal: healed.signal,
    });
    if (!found) return;
    await write({ ts: clock.nowSec(), type: 'baseline.disturbed', since: found.sinceSec, why: found.why });
    throw new Error(found.why);
  };
  const watchForDrift = async (startedAtSec: number) => {
    if (plan.once) return;
    const metricsUrl = plan.metricsUrl || `${plan.base}/metrics`;
    const found = watchDrift({ plan, latency, rows, startedAtSec, clock, signal: ending });
    await Promise.all([
      watchResources({ metricsUrl, totalSec: plan.timing.totalSec, clock, write, signal: ending }),
      found.then((gate) => gate && stopFor(gate)),
    ]);
  };
  /** Lets the chaos heal what it did, and the proxy be read once more after that. */
  const endChaos = async () => {
    await injecting.finally(async () => {
      healed.abort();
      await watching.catch(() => {});
    });
    await watching;
  };
  const show = () => {
    const state = { service, plan, gates, tally, elapsedSec: clock.elapsedSec(), toxic };
    line.show(toLiveLine(state, line.columns()), toTurn(state));
  };
  const timer = setInterval(show, LIVE_EVERY_MS);
  const lookTimer = setInterval(async () => {
    const waitedSec = (performance.now() - beganMs) / 1_000;
    trouble ??=
      (await findShortage(files.dir)) ??
      // Of runners elsewhere their coordinator says why they do not begin.
      describeOverdue(
        dueSec,
        started ? clock.elapsedSec() : undefined,
        child.pid === undefined ? 0 : waitedSec,
      );
    if (trouble !== undefined) failed.abort();
  }, LOOK_EVERY_MS);
  const watchingMemory = watchMemory({ pid: child.pid, maxBytes: maxK6Bytes, signal: ending, stopFor });
  watchingMemory.catch(() => failed.abort());
  try {
    await followJournal(
      files.journal,
      (row) => {
        onRow(row);
        const isOfCalls = row.type === 'response' || row.type === 'counts';
        for (const answer of listAnswers(service, row)) {
          tally.add(answer);
          if (looks > 0) latency.add(answer);
        }
        if (looks > 0 && row.type !== 'failure' && !isOfCalls) rows.push(row);
        if (row.type === 'toxic.on') toxic = row.mode;
        else if (row.type === 'toxic.off') toxic = '';
        else if (row.type === 'run.started' && !started) {
          started = true;
          clock.startAt(row.ts);
          reading = watchForDrift(row.ts);
          reading.catch(() => failed.abort());
          if (chaos) {
            watching = watch(chaos);
            watching.catch(() => failed.abort());
            injecting = runChaos(
              {
                ...chaos,
                readUpstream,
                slots,
                faults: plan.chaos.faults,
                write,
              },
              clock,
              ending,
            );
            injecting.catch(() => failed.abort());
          }
        }
      },
      AbortSignal.any([signal, failed.signal]),
    ).catch(async (error: unknown) => {
      failed.abort();
      await endChaos().catch(() => {});
      await reading.catch(() => {});
      throw error;
    });
    await endChaos();
    await Promise.all([reading, watchingMemory]);
    if (trouble !== undefined) throw new Error(trouble);
  } finally {
    clearInterval(timer);
    clearInterval(lookTimer);
    line.end();
  }
}
