// A prober under a supervisor, struck again and again: which of the probes that were due were made all the same.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toChildEnvironment } from '../../../lib/core/options/child-environment.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { type Child, startChild } from '../../../lib/node/process/child.ts';
import { createCleanup } from '../../../lib/node/process/cleanup.ts';
import { readFirstLine } from '../../../lib/node/process/first-line.ts';
import { findFreePort } from '../../../lib/node/process/ports.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import { type Service, startService, startUpstream, toHostPort } from '../../../lib/node/stack/stack.ts';
import { type Availability, countMade, parseLog } from './count.ts';
import { drawStrike, STRIKES, type StrikeId } from './strikes.ts';

export interface CampaignPlan {
  readonly loaded: LoadedService;
  readonly flows: readonly string[];
  /** The one period of all flows. */
  readonly everyMs: number;
  readonly kills: number;
  readonly seed: number;
  /** The shortest and the longest pause between two strikes. */
  readonly pausesMs: readonly [least: number, most: number];
  /** A folder that takes state and logs. */
  readonly dir: string;
}

export interface CampaignReport extends Availability {
  readonly seconds: number;
  readonly everyMs: number;
  readonly flows: number;
  readonly strikes: Readonly<Partial<Record<StrikeId, number>>>;
  readonly restarts: number;
  /** From a prober's end to its successor's first answer. */
  readonly backAfterMs: { readonly median: number; readonly worst: number };
}

const UP_DEADLINE_MS = 60_000;
const TARGET_AWAY_MS = 2_000;

/** Runs a campaign against the embedded service. @throws Error where a part does not come up at all */
export async function runCampaign(
  plan: CampaignPlan,
  { stop, onStrike }: { readonly stop: AbortSignal; readonly onStrike: (n: number, does: string) => void },
): Promise<CampaignReport> {
  const cleanup = createCleanup();
  try {
    const target = await startTarget(plan);
    cleanup.add(target.end);
    const logFile = join(plan.dir, 'runs.ndjson');
    const stateFile = join(plan.dir, 'state.json');
    const supervisor = await superviseProber(plan, target.url, stateFile, logFile);
    cleanup.add(supervisor.end);
    const fromMs = Date.now();
    const strikes: Partial<Record<StrikeId, number>> = {};
    for (let n = 0; n < plan.kills && !stop.aborted; n++) {
      const { id, afterMs } = drawStrike(plan.seed, n, ...plan.pausesMs);
      await pause(afterMs, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) break;
      onStrike(n + 1, STRIKES[id].does);
      strikes[id] = (strikes[id] ?? 0) + 1;
      await STRIKES[id].run({ stateFile, signalProber: supervisor.signal, killTarget: target.kill });
    }
    // The last strike is got over, too.
    await pause(plan.pausesMs[0], undefined, { signal: stop }).catch(() => {});
    const toMs = Date.now();
    const back = supervisor.backAfterMs.toSorted((a, b) => a - b);
    await supervisor.end();
    const counted = countMade(
      plan.flows,
      plan.everyMs,
      parseLog(await readFile(logFile, 'utf8')),
      fromMs,
      toMs,
    );
    return {
      ...counted,
      seconds: Math.round((toMs - fromMs) / 1000),
      everyMs: plan.everyMs,
      flows: plan.flows.length,
      strikes,
      restarts: back.length,
      backAfterMs: { median: back[Math.floor(back.length / 2)] ?? 0, worst: back.at(-1) ?? 0 },
    };
  } finally {
    await cleanup.run();
  }
}

/** The embedded service, which can be killed and comes back at the same address. */
async function startTarget({ loaded, dir }: CampaignPlan) {
  const logFile = join(dir, 'target.log');
  const upstream = await startUpstream(loaded, logFile);
  const port = await findFreePort();
  const start = (): Promise<Service> =>
    startService(loaded, { upstreamUrl: upstream?.url, defects: '', logFile, port });
  let service = await start();
  let coming: Promise<void> = Promise.resolve();
  return {
    url: `http://${toHostPort(service.url)}`,
    async kill() {
      await coming;
      await service.child.stop('SIGKILL');
      coming = pause(TARGET_AWAY_MS).then(async () => {
        service = await start();
      });
    },
    async end() {
      await coming.catch(() => {});
      await service.child.stop();
      await upstream?.child.stop();
    },
  };
}

/**
 * The supervisor: it starts the prober again as soon as it has ended, whatever of, as systemd does with Restart=always and
 * RestartSec=0, and a kubelet within its first back-off.
 */
async function superviseProber(
  { loaded, everyMs, seed, dir }: CampaignPlan,
  target: string,
  stateFile: string,
  logFile: string,
) {
  const backAfterMs: number[] = [];
  const port = await findFreePort();
  let child: Child | undefined;
  let isEnding = false;
  const args = [
    ...[repoPath('scripts/launch.mjs'), 'flows', 'serve', '--service', loaded.dir, '--target', target],
    ...['--every', `${everyMs}ms`, '--seed', String(seed), '--port', String(port), '--exit-with-parent'],
    ...['--state-file', stateFile, '--log', logFile],
  ];
  const watch = async (first: (isUp: boolean) => void) => {
    let endedMs: number | undefined;
    while (!isEnding) {
      const started = await startChild({
        command: process.execPath,
        args,
        logFile: join(dir, 'prober.log'),
        pipeStdout: true,
        env: toChildEnvironment('system', process.env),
      });
      child = started;
      const said = await readFirstLine(started, UP_DEADLINE_MS);
      if ('line' in said) {
        first(true);
        if (endedMs !== undefined) backAfterMs.push(performance.now() - endedMs);
      } else if (endedMs === undefined) {
        first(false);
        return;
      }
      await started.ended;
      endedMs = performance.now();
    }
  };
  let isUp: boolean | undefined;
  const watching = watch((up) => {
    isUp ??= up;
  });
  await waitFor('the prober does not come up', UP_DEADLINE_MS, () => isUp);
  if (!isUp) throw new Error('the prober does not come up; see prober.log');
  return {
    backAfterMs,
    signal: (signal: NodeJS.Signals) => void child?.process.kill(signal),
    async end() {
      isEnding = true;
      await child?.stop();
      await watching;
    },
  };
}
