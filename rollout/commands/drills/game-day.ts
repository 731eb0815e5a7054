// npm run rollout -- drill game-day: a whole day in one command, on a cluster that it starts and ends itself where none runs.
import { join } from 'node:path';
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import type { Canaries } from '../../../lib/core/release/canaries.ts';
import { findLocalAccess, toClusterDir } from '../../../lib/node/cluster/access.ts';
import { findCluster, startCluster, stopCluster } from '../../../lib/node/cluster/local/local-cluster.ts';
import { runInNetwork } from '../../../lib/node/cluster/run-in-network.ts';
import { toStamp } from '../../../lib/node/files/stamp.ts';
import { loadPart, loadService } from '../../../lib/node/service/load-service.ts';
import { playGameDay } from '../../game-day/play-game-day.ts';
import { readReleasePolicies, readSettings } from '../admission/read-settings.ts';
import type { Action, ActionContext } from '../context.ts';
import { readDrillValues } from './drill-values.ts';

/** Plays it. @returns 0 where every part of it has happened */
export const runGameDay: Action = async (context) => {
  const { options, stop, tell } = context;
  const loaded = await loadService(options.text('GATE_SERVICE'));
  const dir = toClusterDir(options);
  const isOurs = (await findCluster(dir)) === undefined;
  if (isOurs) {
    tell('no cluster runs: starting one, which ends with the game day');
    await startCluster({ dir, services: [loaded], stop, say: tell });
  }
  try {
    const access = await findLocalAccess(dir);
    const inside = await runInNetwork(access, stop);
    if (inside !== undefined) return inside;
    return await play(context, access, loaded);
  } finally {
    if (isOurs) {
      tell('ending the cluster');
      await stopCluster(dir);
    }
  }
};

async function play(
  { options, stop, say, tell }: ActionContext,
  access: Awaited<ReturnType<typeof findLocalAccess>>,
  loaded: Awaited<ReturnType<typeof loadService>>,
): Promise<number> {
  const day = await playGameDay({
    ...{ access, loaded, say, tell, stop },
    canaries: (await loadPart<Canaries>(loaded, 'canaries.ts', 'CANARIES')) ?? {},
    values: await readDrillValues(),
    admission: { settings: await readSettings(''), policies: await readReleasePolicies('') },
    rateRps: options.number('ROLLOUT_RATE'),
    seed: options.number('ROLLOUT_SEED'),
    dir: join(options.text('OUTPUT_DIR'), `game-day_${toStamp(new Date())}`),
  });
  for (const { title, outcome, text } of day.parts) say(`${OUTCOME_MARKS[outcome]} ${title}: ${text}`);
  say(`${day.hasPassed ? 'The game day has passed.' : 'The game day has FAILED.'} report: ${day.report}`);
  return day.hasPassed ? 0 : 1;
}
