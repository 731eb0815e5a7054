// A drill of weights that follow the evidence: `rollout -- adapt` as a person starts it, on two versions in real pods.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toChildEnvironment } from '../../../lib/core/options/child-environment.ts';
import type { ClusterAccess } from '../../../lib/node/cluster/access.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { startChild } from '../../../lib/node/process/child.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import type { Action } from '../../decision/decision.ts';
import type { Version } from '../../values/addresses.ts';
import type { Values } from '../../values/values-schema.ts';
import type { Drill } from '../drill.ts';
import { computeFigures } from '../figures/figures.ts';
import type { DrillRun } from '../run-drill.ts';
import { createTimedSay } from '../say-timed.ts';
import { listChanges, listShareFaults, type ShareLook } from './shares.ts';
import { setUpTwoVersions, type TwoVersions } from './two-versions.ts';

/** The users are looked at for so long before the new version, to have something to compare with. */
const BASELINE_MS = 12_000;
/** Longer than the decision may hold, and a rollback may take. */
const END_S = 300;
const LOAD_MORE_S = 60;
const LOOK_MS = 200;
/** As soon as a share may rise again: a drill has minutes where a release has hours. */
const STEP_S = 10;
/** Each version goes by its role, in place of a hash of Argo's. */
const [CANARY, STABLE]: readonly [Version, Version] = ['canary', 'stable'];
/** The reason of a decision that is no finding. */
const HOLD = 'hold';

/** Plays it. @throws Error where it cannot be set up */
export async function playAdaptive(play: {
  readonly drill: Drill;
  readonly access: ClusterAccess;
  readonly loaded: LoadedService;
  readonly values: Values;
  readonly rateRps: number;
  readonly seed: number;
  readonly dir: string;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}): Promise<DrillRun> {
  const { dir, stop } = play;
  const say = createTimedSay(play.say);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const stage = await setUpTwoVersions({ ...play, say, loadSeconds: END_S + LOAD_MORE_S });
  try {
    stop.throwIfAborted();
    return await run({ ...play, say }, stage);
  } finally {
    say('removing the namespace');
    await stage.close();
  }
}

async function run(
  { drill, access, values, dir, say, stop }: Parameters<typeof playAdaptive>[0],
  stage: TwoVersions,
): Promise<DrillRun> {
  let decidedAtMs: number | undefined;
  let decision: Action | undefined;
  let reasons: readonly string[] = [];
  let isHarmful = false;
  const unsubscribe = stage.decisions.subscribe((decided) => {
    const text = decided.reasons.slice(0, 2).map((reason) => reason.text);
    say(`decision: ${decided.decision} (${text.join(' ')})`);
    if (decidedAtMs !== undefined || (decided.decision !== 'abort' && decided.decision !== 'rollback'))
      return;
    decidedAtMs = Date.now();
    decision = decided.decision;
    const failed = decided.reasons.filter(({ outcome }) => outcome === 'fail');
    isHarmful = failed.some(({ id }) => id !== HOLD);
    reasons = failed.map((reason) => reason.text);
  });
  try {
    await pause(BASELINE_MS, undefined, { signal: stop });
    say(`bringing the new version up: ${drill.canary.why}`);
    await stage.bringCanary(drill.canary);
    const { maxFirstWeight: firstPct, maxWeightIncrease: maxRisePct } = values.blastRadius;
    const limits = { firstPct, maxRisePct, stepMs: STEP_S * 1_000 };
    const appliedAtMs = Date.now();
    const log = join(dir, 'adapt.log');
    const adapt = await startChild({
      command: process.execPath,
      args: [repoPath('scripts', 'launch.mjs'), 'rollout', 'adapt'],
      cwd: repoPath(),
      logFile: log,
      env: {
        ...toChildEnvironment('system', process.env),
        ROLLOUT_ENVIRONMENT: values.environment,
        ADAPT_FIRST: String(firstPct),
        ADAPT_MAX_RISE: String(maxRisePct),
        ADAPT_STEP_S: String(STEP_S),
        ROLLBACK_ACTUATOR: 'http',
        ROLLBACK_URL: stage.actuator.url,
        ROLLBACK_TOKEN: stage.token,
        ROLLBACK_STATE_DIR: join(dir, 'rollback'),
        ROLLOUT_SERVER: values.addresses.decision,
        ROLLOUT_NAMESPACE: access.namespace,
        ROLLOUT_NAME: values.name,
        ROLLOUT_CANARY: CANARY,
        ROLLOUT_STABLE: STABLE,
        ROLLOUT_BY: drill.id,
        USERS_PATH_URL: stage.usersPathUrl,
        USERS_PATH_USER_HEADER: stage.userHeader,
      },
    });
    const looks: ShareLook[] = [];
    try {
      const until = appliedAtMs + END_S * 1_000;
      while (adapt.isRunning() && Date.now() < until) {
        stop.throwIfAborted();
        const pct = stage.actuator.percentage();
        if (pct !== looks.at(-1)?.pct) say(`share of the new version: ${pct} %`);
        looks.push({ atMs: Date.now(), pct });
        await pause(LOOK_MS);
      }
    } finally {
      await adapt.stop();
    }
    looks.push({ atMs: Date.now(), pct: stage.actuator.percentage() });
    const endedAtMs = Date.now();
    const lines = (await readFile(log, 'utf8')).trim().split('\n');
    for (const line of lines) say(`adapt: ${line}`);
    const isPromoted = lines.at(-1) === `${values.name}: promoted`;
    const isBack = lines.at(-1) === `${values.name}: rolled-back`;
    const sightings = {
      ...{ appliedAtMs, decidedAtMs, isHarmful, looks: [...stage.path.looks] },
      canary: CANARY,
      calls: await stage.load.readCalls(),
      // That is Argo's word, and no Rollout of Argo's is there.
      abortedAtMs: undefined,
      promotedAtMs: isPromoted ? endedAtMs : undefined,
    };
    const faults = listShareFaults(looks, lines, limits, drill.ends);
    const figures = computeFigures(sightings);
    const trail = listChanges(looks).map(
      ({ atMs, pct }) => `${pct} % after ${((atMs - appliedAtMs) / 1_000).toFixed(1)} s`,
    );
    return {
      ...{ drill, decision, sightings, figures },
      reasons: [
        ...reasons,
        `Its share: ${trail.join(', ')}.`,
        ...faults.map((fault) => `Not as it must be: ${fault}.`),
      ],
      isAsItMust: figures.end === drill.ends && faults.length === 0 && (drill.ends !== 'aborted' || isBack),
    };
  } finally {
    unsubscribe();
  }
}
