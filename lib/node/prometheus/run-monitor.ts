// A run in a Prometheus: what k6 does not know of it, pushed from its journal's rows; and what of it was lost on the way.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Gate } from '../../core/gates/gates.ts';
import type { JournalRow } from '../../core/journal/events.ts';
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { createRunState } from '../../core/monitoring/run-state.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Summary } from '../../core/verdict/summary-schema.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import { pushSnapshots } from './push.ts';
import { startPusher } from './pusher.ts';

export interface RunMonitor {
  /** Takes in the next row of the journal. */
  add(row: JournalRow): void;
  /** Writes what the run came to, and says what was lost. Never rejects. */
  end(summary?: Pick<Summary, 'verdict' | 'chaos_modes'>): Promise<void>;
}

export interface MonitoredRun {
  readonly target: PrometheusTarget;
  readonly service: string;
  readonly files: Pick<RunFiles, 'dir' | 'k6Log'>;
  readonly plan: Pick<Plan, 'profile' | 'chaos'>;
  readonly gates: readonly Gate[];
  /** Shows a line. */
  readonly say: (line: string) => void;
}

const DEADLINE_MS = 4_000;

/** The labels of every series of a run. */
export const toRunLabels = (service: string, runDir: string) => ({ service, run: basename(runDir) });

/** Begins to push. A Prometheus that goes away costs one line, and one at the end; the run never waits for it longer than seconds. */
export function startRunMonitor({ target, service, files, plan, gates, say }: MonitoredRun): RunMonitor {
  const state = createRunState(plan, gates);
  const labels = toRunLabels(service, files.dir);
  const pusher = startPusher({
    push: (snapshots) => pushSnapshots(target, labels, snapshots, DEADLINE_MS),
    read: state.readings,
    onTrouble: (why) =>
      say(
        `Prometheus at ${target.url} takes no series (${why}); the run goes on without, its verdict is the same`,
      ),
  });
  return {
    add(row) {
      if (state.add(row)) pusher.note();
    },
    async end(summary) {
      state.end(summary);
      const { taken, lost, why } = await pusher.end();
      const lostByK6 = await countLostByK6(files.k6Log);
      if (lost + lostByK6 === 0) return;
      const last = why === '' ? '' : ` (the last: ${why})`;
      say(
        `lost on the way to Prometheus: ${lost} of ${taken} pushes of the run's own series${last}, and ${lostByK6} of k6's`,
      );
    },
  };
}

/** k6 keeps nothing that it could not send. */
const LOST_BY_K6 = 'Failed to send the time series data';

/** How many pushes k6 says in its log that it lost; 0 where it cannot be read. */
async function countLostByK6(k6Log: string): Promise<number> {
  let lost = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(k6Log) })) {
      if (line.includes(LOST_BY_K6)) lost++;
    }
  } catch {
    return lost;
  }
  return lost;
}
