// npm run rollout -- drill <name>: a real canary of real pods, and one thing that goes wrong.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { Canaries } from '../../../lib/core/release/canaries.ts';
import { findNearest } from '../../../lib/core/text/nearest.ts';
import { findLocalAccess, toClusterDir } from '../../../lib/node/cluster/access.ts';
import { runInNetwork } from '../../../lib/node/cluster/run-in-network.ts';
import { toStamp } from '../../../lib/node/files/stamp.ts';
import { loadPart, loadService } from '../../../lib/node/service/load-service.ts';
import { playAdaptive } from '../../drills/adaptive/play-adaptive.ts';
import { type Drill, listDrills } from '../../drills/drill.ts';
import { type DrillReport, writeDrillReport } from '../../drills/figures/report.ts';
import { playDrill } from '../../drills/play-drill.ts';
import type { DrillRun } from '../../drills/run-drill.ts';
import type { Action } from '../context.ts';
import { readDrillValues } from './drill-values.ts';
import { writeDrillPage } from './figures.ts';

/** All of it in a row, and the evidence of it: no drill, and so none of `all`. */
const GAME_DAY = 'game-day';

/** Plays one drill, or with `all` every one, as often as ROLLOUT_TIMES says. */
export const runDrillAction: Action = async (context) => {
  const { options, word, stop, say, tell } = context;
  if (word === GAME_DAY) return (await import('./game-day.ts')).runGameDay(context);
  const loaded = await loadService(options.text('GATE_SERVICE'));
  const canaries = (await loadPart<Canaries>(loaded, 'canaries.ts', 'CANARIES')) ?? {};
  const drills = pickDrills(word, listDrills(canaries));
  const access = await findLocalAccess(toClusterDir(options));
  // The addresses of pods and Services exist in the network of the cluster alone: there we go on.
  const inside = await runInNetwork(access, stop);
  if (inside !== undefined) return inside;

  const values = await readDrillValues();
  const dir = join(options.text('OUTPUT_DIR'), `drills_${toStamp(new Date())}`);
  await mkdir(dir, { recursive: true });
  const runs: DrillRun[] = [];
  let report: DrillReport | undefined;
  for (let n = 1; n <= options.number('ROLLOUT_TIMES'); n++)
    for (const drill of drills) {
      stop.throwIfAborted();
      const name = `${drill.id}-${n}`;
      say(`${name}: ${drill.why}`);
      const play = drill.weights === 'adaptive' ? playAdaptive : playDrill;
      const run = await play({
        drill,
        access,
        loaded,
        values,
        rateRps: options.number('ROLLOUT_RATE'),
        seed: options.number('ROLLOUT_SEED') + n,
        dir: join(dir, name),
        say: (line) => tell(`  ${line}`),
        stop,
      });
      runs.push(run);
      // Also of a campaign that is cut short.
      report = await writeDrillReport(runs, dir);
    }
  for (const line of report?.lines ?? []) say(line);
  if (options.isOn('ROLLOUT_WRITE')) await writeDrillPage(runs);
  return report?.isAsItMust === true ? 0 : 1;
};

/** @throws OptionError with the list, or the nearest name */
function pickDrills(word: string, drills: readonly Drill[]): readonly Drill[] {
  if (word === 'all') return drills.filter(({ isOptional }) => isOptional !== true);
  const found = drills.filter(({ id }) => id === word);
  if (found.length > 0) return found;
  const ids = [...drills.map(({ id }) => id), GAME_DAY];
  const nearest = findNearest(word, ids);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  const what = word === '' ? 'drill: which one?' : `drill ${word}: there is no such drill${hint};`;
  throw new OptionError(`${what} give one of all, ${ids.join(', ')}`);
}
