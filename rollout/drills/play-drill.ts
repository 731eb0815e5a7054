// A drill with all that stands around it: set up, played, and removed, whatever comes of it.
import { mkdir } from 'node:fs/promises';
import type { ClusterAccess } from '../../lib/node/cluster/access.ts';
import type { LocalCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { toVersionUrl } from '../values/addresses.ts';
import type { Values } from '../values/values-schema.ts';
import type { Drill } from './drill.ts';
import { toPodValues } from './pod-values.ts';
import { type DrillRun, runDrill } from './run-drill.ts';
import { createTimedSay } from './say-timed.ts';
import { UPSTREAM_URL, type VersionImages } from './stage/manifests.ts';
import { type Stage, setUpStage } from './stage/stage.ts';
import { prepareUpset } from './upsets.ts';

/** Longer than a good version takes, two outages included. */
const END_S = 180;
/** So much longer where the gate is a stage: it builds what it runs, and plays its load. */
const GATE_S = 150;
/** The users stay as long as the drill may take, the way to its start and its upsets included. */
const LOAD_MORE_S = 150;

/** Plays it. @throws Error where its stage cannot be set up */
export async function playDrill(play: {
  readonly drill: Drill;
  readonly access: ClusterAccess & { readonly local: LocalCluster };
  readonly loaded: LoadedService;
  readonly values: Values;
  readonly rateRps: number;
  readonly seed: number;
  readonly dir: string;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
  /** Images of both versions, where they are not told apart by how one image is started. */
  readonly images?: VersionImages;
  /** Told of the stage before the new version comes. */
  readonly onReady?: (stage: Stage) => void;
  /** What is done on the stage once the drill is over, and before it is removed. */
  readonly afterwards?: (stage: Stage, run: DrillRun) => Promise<void>;
}): Promise<DrillRun> {
  const { drill, access, loaded, rateRps, seed, dir, stop } = play;
  const endS = END_S + (drill.gate === undefined ? 0 : GATE_S);
  const say = createTimedSay(play.say);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (drill.servers === 'pods') say('giving the cluster the image of this suite');
  const values =
    drill.servers === 'pods'
      ? toPodValues(play.values, drill, await giveSuiteImage(access.local))
      : play.values;
  const ground = {
    cluster: access.local,
    upstream: new URL(UPSTREAM_URL).host,
    canary: new URL(toVersionUrl(values, 'canary')).host,
    rollout: values.name,
    dir,
    say,
  };
  const upset = await prepareUpset(drill.upset, ground);
  const stage = await setUpStage({
    ...{ access, loaded, values, rateRps, seed, dir, say, stop },
    loadSeconds: endS + LOAD_MORE_S,
    canaryUrl: upset.canaryUrl,
    images: play.images,
  }).catch(async (error: unknown) => {
    await upset.undo();
    throw error;
  });
  try {
    stop.throwIfAborted();
    play.onReady?.(stage);
    const run = await runDrill(drill, stage, upset, endS, say, stop);
    await play.afterwards?.(stage, run);
    return run;
  } finally {
    // First of all: without its API server the cluster removes nothing.
    await upset.undo().finally(async () => {
      say('removing the namespace');
      await stage.close();
    });
  }
}
