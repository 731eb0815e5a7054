// What goes wrong beside a canary, done for real and undone.
import { setTimeout as pause } from 'node:timers/promises';
import type { KubeApi } from '../../lib/node/cluster/kube-api.ts';
import { killComponent, startComponent } from '../../lib/node/cluster/local/control.ts';
import type { ComponentName } from '../../lib/node/cluster/local/inside/components.ts';
import type { LocalCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import type { Upset } from './drill.ts';
import { evictPod } from './stage/evict-pod.ts';
import { showFrozen } from './stage/pause-by-hand.ts';
import { startToxicLeg } from './stage/toxic-leg.ts';

/** Both versions, once the new one answers. */
export interface SeenVersions {
  readonly api: KubeApi;
  readonly namespace: string;
  /** Pod template hashes. */
  readonly canary: string;
  readonly stable: string;
}

/** An upset that is ready: what it changes of the stage, and what it does at which moment. */
export interface ReadyUpset {
  /** Where the pods of the new version find their upstream. */
  readonly upstreamUrl?: string;
  /** Where the prober finds the canary. */
  readonly canaryUrl?: string;
  /** Before the new version is applied. */
  before?(): Promise<void>;
  /** As soon as the canary answered its first user. */
  atFirstAnswer?(seen: SeenVersions): Promise<void>;
  /** Where a good canary must be aborted for what goes wrong: when that began, epoch milliseconds; undefined until then. */
  beganAtMs?(): number | undefined;
  /** At the end, whatever it was. */
  undo(): Promise<void>;
}

/** What an upset works on. */
export interface UpsetGround {
  readonly cluster: LocalCluster;
  /** The service's upstream, host:port. */
  readonly upstream: string;
  /** The canary's Service, host:port. */
  readonly canary: string;
  /** The name of the rollout. */
  readonly rollout: string;
  readonly dir: string;
  readonly say: (line: string) => void;
}

const CONTROLLER_AWAY_MS = 15_000;
const API_AWAY_MS = 10_000;
/** Two outages of the API server within the two minutes in which its callers remember the first. */
const BETWEEN_OUTAGES_MS = 20_000;
const FLAPPING_MS = 30_000;
/** Within the first step. */
const TOXIC_STEP_MS = 20_000;

/** No answer of the upstream comes within any budget. */
const HELD = {
  name: 'aurora_held',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 30_000, jitter: 0 },
} as const;
/** Every other connection is reset. */
const FLAPPING = {
  name: 'aurora_flapping',
  type: 'reset_peer',
  stream: 'downstream',
  toxicity: 0.5,
  attributes: { timeout: 0 },
} as const;

/**
 * Makes an upset ready; nothing is wrong yet, but for a toxic on the canary's own upstream, which is there from its start on.
 * @throws Error where it cannot be
 */
export async function prepareUpset(upset: Upset, ground: UpsetGround): Promise<ReadyUpset> {
  const { cluster, upstream, canary, rollout, dir, say } = ground;
  const kill = async (name: ComponentName) => {
    say(`${name} is killed`);
    await killComponent(cluster, name);
  };
  const away = async (name: ComponentName, ms: number) => {
    await kill(name);
    await pause(ms);
    await startComponent(cluster, name);
    say(`${name} is back after ${ms / 1000} s`);
  };
  const back = (name: ComponentName) => () => startComponent(cluster, name);
  switch (upset) {
    case 'none':
      return { async undo() {} };
    case 'controller-killed':
      return { atFirstAnswer: () => away('rollouts', CONTROLLER_AWAY_MS), undo: back('rollouts') };
    case 'api-away':
      return { atFirstAnswer: () => away('apiserver', API_AWAY_MS), undo: back('apiserver') };
    case 'api-away-twice':
      return {
        async before() {
          await away('apiserver', API_AWAY_MS);
          await pause(BETWEEN_OUTAGES_MS);
        },
        atFirstAnswer: () => away('apiserver', API_AWAY_MS),
        undo: back('apiserver'),
      };
    case 'prometheus-gone':
      return { before: () => kill('prometheus'), undo: back('prometheus') };
    case 'upstream-toxic': {
      const leg = await startToxicLeg(upstream, dir);
      await leg.inject([HELD]);
      return { upstreamUrl: leg.url, undo: () => leg.stop() };
    }
    case 'toxic-step': {
      const leg = await startToxicLeg(upstream, dir);
      let beganAtMs: number | undefined;
      return {
        upstreamUrl: leg.url,
        beganAtMs: () => beganAtMs,
        async atFirstAnswer() {
          // Before it is injected: what it does may be seen before that is known to be done.
          beganAtMs = Date.now();
          await leg.inject([HELD]);
          say(`the canary's upstream is held for ${TOXIC_STEP_MS / 1000} s`);
          await pause(TOXIC_STEP_MS);
          await leg.heal();
          say('the toxic is gone');
        },
        undo: () => leg.stop(),
      };
    }
    case 'probe-flapping': {
      const leg = await startToxicLeg(canary, dir);
      return {
        canaryUrl: leg.url,
        async atFirstAnswer() {
          await leg.inject([FLAPPING]);
          say('every other connection of the prober is reset');
          await pause(FLAPPING_MS);
          await leg.heal();
          say('the prober has its way again');
        },
        undo: () => leg.stop(),
      };
    }
    case 'paused-after-abort':
      return {
        atFirstAnswer: ({ api, namespace, canary: version }) =>
          showFrozen({ api, namespace, rollout, canary: version, say }),
        async undo() {},
      };
    case 'pods-evicted':
      return {
        async atFirstAnswer({ api, namespace, canary: version, stable }) {
          for (const hash of [version, stable]) say(`evicted: ${await evictPod(api, namespace, hash)}`);
        },
        async undo() {},
      };
  }
}
