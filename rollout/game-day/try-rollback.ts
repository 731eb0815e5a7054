// The rollback engine in a game day: the bad version is given all the users past every question, as somebody in a hurry does it, and the
// engine takes it back. What became of it is read from the pods and seen on the users' path, beside what the engine says.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { KubeObject } from '../../lib/node/cluster/kube-api.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRolloutPath } from '../drills/stage/rollout-status.ts';
import type { Stage } from '../drills/stage/stage.ts';
import { COHORT_HEADER } from '../guard/cohort-header.ts';
import { createArgoActuator } from '../rollback/argo/argo-actuator.ts';
import { HASH_LABEL } from '../rollback/argo/rollout-objects.ts';
import { type RollbackResult, rollBack } from '../rollback/roll-back.ts';
import { ROLLBACK_SETTINGS } from '../rollback/settings.ts';
import { watchUsersPath } from '../rollback/users-path.ts';
import type { SeenRollback } from './parts.ts';

const PROMOTED_DEADLINE_MS = 240_000;
const LOOKS_DEADLINE_MS = 30_000;
/** Answers on the users' path that must name a version, before and after. */
const LOOKS = 30;
const POLL_MS = 250;

interface Pod extends KubeObject {
  readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
}

/**
 * Promotes a version in full, and has the engine take it back. It is told neither which version was stable before, nor where the users are.
 * @param version pod template hash of the one that must not stay
 * @throws Error where the version does not get the users, or the users' path does not answer
 */
export async function tryRollback(
  stage: Stage,
  version: string,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<{ readonly result: RollbackResult; readonly seen: SeenRollback }> {
  const { api, namespace, values } = stage;
  await api.patch(`${toRolloutPath(namespace, values.name)}/status`, 'merge', {
    status: { abort: false, promoteFull: true },
  });
  let toldLine = '';
  const all = await waitFor(
    'the version with all the users',
    PROMOTED_DEADLINE_MS,
    async () => {
      stop.throwIfAborted();
      const status = await stage.read();
      const line = `${status?.phase} ${status?.message}`.trim();
      if (line !== toldLine) tell(line);
      toldLine = line;
      return status?.stable === version && status.phase === 'Healthy' ? Date.now() : undefined;
    },
    POLL_MS,
  );
  const before = await countLooks(stage, version, all, stop);
  const result = await takeBack(stage, version, tell, stop);
  const after = await countLooks(stage, version, Date.now(), stop);
  const pods = await api.list<Pod>(`/api/v1/namespaces/${namespace}/pods?labelSelector=${HASH_LABEL}`);
  const images = pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap(({ spec }) => spec?.containers ?? [])
    .flatMap(({ image }) => image ?? []);
  const { outcome, isAlready, told, tookMs, reasons } = result;
  const seen = { outcome, isAlready, ordersGiven: told, tookMs: Math.round(tookMs), reasons };
  return { result, seen: { ...seen, before, after, images: [...new Set(images)].sort() } };
}

/** Answers on the users' path from a moment on, and how many of them were the version's. */
const countLooks = ({ path }: Stage, version: string, sinceMs: number, stop: AbortSignal) =>
  waitFor(
    "answers on the users' path",
    LOOKS_DEADLINE_MS,
    async () => {
      stop.throwIfAborted();
      const named = path.looks.filter(({ atMs, cohort }) => atMs >= sinceMs && cohort !== undefined);
      const ofVersion = named.filter(({ cohort }) => cohort === version).length;
      return named.length >= LOOKS ? { answers: named.length, ofVersion } : undefined;
    },
    POLL_MS,
  );

async function takeBack(
  { api, namespace, values }: Stage,
  version: string,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<RollbackResult> {
  const { name, port, clusterIps, probes } = values;
  const path = watchUsersPath({
    url: `http://${clusterIps?.service ?? name}:${port}${probes.readiness.path}`,
    versionHeader: COHORT_HEADER,
    userHeader: '',
    body: '',
  });
  const id = randomUUID();
  try {
    return await rollBack(
      createArgoActuator({ api, namespace, name, version, stable: '', recall: () => '' }),
      {
        id,
        actor: 'game-day',
        trigger: 'cli',
        reasons: ['it was decided against, and promoted all the same'],
      },
      {
        ...{ path, tell, stop },
        settings: ROLLBACK_SETTINGS,
        holder: `game-day-${id}`,
        now: Date.now,
        pause: (ms) => pause(ms, undefined, { signal: stop }).catch(() => {}),
      },
    );
  } finally {
    path.stop();
  }
}
